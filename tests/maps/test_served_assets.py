"""The map's own files as they are sent: packed, told apart by tags, kept for ever."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.edge.assets import ImmutableAssets
from maps import assets


@pytest.fixture(scope="module")
def served(vendor: None) -> TestClient:
    """The static folder alone, at the root."""
    return TestClient(Starlette(routes=[Mount("/", ImmutableAssets(directory=assets.STATIC_DIR))]))


@pytest.mark.parametrize("name", ["map.js", "map.css"])
def test_files_put_together_are_packed_and_kept_for_ever(served: TestClient, name: str) -> None:
    path = f"/{name}"
    plain = served.get(path, headers={"Accept-Encoding": "identity"})
    packed = served.get(path, headers={"Accept-Encoding": "br"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.content == plain.content
    again = served.get(path, headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304
    for answer in (plain, packed, again):
        assert "immutable" in answer.headers["cache-control"]
        assert "Accept-Encoding" in answer.headers["vary"]
    assert served.post(path).status_code == 405
    assert served.head(path).headers["content-length"] != "0"


def test_assets_are_packed_and_kept_for_ever(served: TestClient) -> None:
    path = "/estate-map.css"
    plain = served.get(path, headers={"Accept-Encoding": "identity"})
    packed = served.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert "immutable" in packed.headers["cache-control"]
    assert "Accept-Encoding" in packed.headers["vary"]
    part = served.get(path, headers={"Accept-Encoding": "br", "Range": "bytes=0-9"})
    assert part.status_code == 206
    assert part.content == plain.content[:10]
    missing = served.get("/../page.html")
    assert missing.status_code == 404
