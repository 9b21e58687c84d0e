"""What is made for one request is packed as its sender reads it; the same bytes come out."""

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from api.edge.compression import PackedTexts

LONG = "<p>könnte geteilt werden</p>" * 400
OTHER_SITE = {"Sec-Fetch-Site": "cross-site"}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(PackedTexts)
    answers = {
        "/problem": Response(LONG, media_type="application/problem+json"),
        "/table": Response(LONG, media_type="text/csv"),
        "/drawing": Response(LONG, media_type="image/svg+xml"),
        "/places": Response(LONG, media_type="application/geo+json"),
        "/long": Response(LONG, media_type="text/html"),
        "/huge": Response(LONG * 20, media_type="application/json"),
        "/short": Response("short", media_type="text/html"),
        "/file": Response(LONG, media_type="application/octet-stream"),
        "/kept": Response(LONG, headers={"Content-Encoding": "x"}, media_type="text/html"),
        "/known": Response(status_code=304, headers={"Vary": "Cookie"}),
    }
    for path, answer in answers.items():
        app.get(path)(lambda answer=answer: answer)
    app.get("/parts")(lambda: StreamingResponse(iter([LONG, LONG]), media_type="text/csv"))
    return TestClient(app)


def raw(client: TestClient, path: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    """The bytes as they came."""
    with client.stream("GET", path, headers=headers) as answer:
        return b"".join(answer.iter_raw()), {k.lower(): v for k, v in answer.headers.items()}


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize(("path", "times"), [("/long", 1), ("/huge", 20)])
def test_a_text_is_packed_as_asked(
    client: TestClient, encoding: str, path: str, times: int
) -> None:
    body, headers = raw(client, path, **{"Accept-Encoding": encoding})
    assert headers["content-encoding"] == encoding
    assert headers["content-length"] == str(len(body))
    assert "Accept-Encoding" in headers["vary"]
    assert len(body) < len(LONG.encode()) / 10 * times
    assert UNPACK[encoding](body).decode() == LONG * times


def test_every_kind_of_text_that_we_send_is_packed(client: TestClient) -> None:
    for path in ("/problem", "/table", "/drawing", "/places"):
        assert raw(client, path, **{"Accept-Encoding": "br"})[1]["content-encoding"] == "br"


def test_a_text_in_parts_is_packed_as_it_comes(client: TestClient) -> None:
    body, headers = raw(client, "/parts", **{"Accept-Encoding": "gzip, br"})
    assert (headers["content-encoding"], headers["vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(body).decode() == LONG * 2
    plain, headers = raw(client, "/parts", **{"Accept-Encoding": "br", **OTHER_SITE})
    assert plain.decode() == LONG * 2
    assert "content-encoding" not in headers


@pytest.mark.parametrize("path", ["/short", "/file", "/known", "/kept"])
def test_what_is_short_kept_or_a_file_goes_as_it_is(client: TestClient, path: str) -> None:
    body, headers = raw(client, path, **{"Accept-Encoding": "zstd, br, gzip"})
    plain, _ = raw(client, path, **{"Accept-Encoding": "identity"})
    assert headers.get("content-encoding", "x") == "x"
    assert body == plain


def test_nothing_is_packed_for_other_sites_or_for_who_does_not_ask(client: TestClient) -> None:
    for headers in (
        {"Accept-Encoding": "identity"},
        {"Accept-Encoding": "gzip;q=0"},
        {"Accept-Encoding": "gzip", **OTHER_SITE},
    ):
        body, given = raw(client, "/long", **headers)
        assert "content-encoding" not in given
        assert body.decode() == LONG
    own = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    assert raw(client, "/long", **own)[1]["content-encoding"] == "gzip"
