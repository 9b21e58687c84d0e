"""The base map's route against upstreams that are well, down, slow and hostile."""

import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from api.app import create_app
from api.map import tiles
from estate.db.engine import make_engine
from estate.settings import Settings
from tests.intake import county

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
KEY = "a-key-that-nobody-may-see"


class Upstream(BaseHTTPRequestHandler):
    """Sends whatever ``manner`` says; remembers what it was asked."""

    manner: ClassVar[str] = "well"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        getattr(self, f"_{self.manner}")()

    def _well(self) -> None:
        self._send(200, PNG, "image/png")

    def _html(self) -> None:
        self._send(200, b"<script>alert(1)</script>", "image/png")

    def _huge(self) -> None:
        self._send(200, PNG + b"\0" * (tiles.MAX_TILE_BYTES + 1), "image/png")

    def _packed(self) -> None:
        self._send(200, gzip.compress(PNG), "image/png", {"Content-Encoding": "gzip"})

    def _elsewhere(self) -> None:
        self._send(302, b"", "text/plain", {"Location": "http://127.0.0.1:1/secret"})

    def _absent(self) -> None:
        self._send(404, b"", "text/plain")

    def _broken(self) -> None:
        self._send(500, b"", "text/plain")

    def _slow(self) -> None:
        time.sleep(1.5)
        self._send(200, PNG, "image/png")

    def _send(
        self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle of an answer is what is tested."""


@contextmanager
def upstream(manner: str = "well") -> Iterator[tuple[str, type[Upstream]]]:
    """A tile server on this machine: its address with {z}, {x}, {y}, and what it was asked."""
    kind = type("OneUpstream", (Upstream,), {"manner": manner, "asked": []})
    server = QuietServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{{z}}/{{x}}/{{y}}.png?key={KEY}", kind
    finally:
        server.shutdown()
        server.server_close()


BOX = tiles.Box(-2.7, 51.9, -1.7, 52.5)


def source(address: str) -> tiles.Source:
    return tiles.Source("custom", address, 7, 16, ())


def ask(client: tiles.TileClient, *places: tuple[int, int, int]) -> list[object]:
    """What became of each tile, asked for one after the other."""

    async def all_of_them() -> list[object]:
        found: list[object] = []
        for place in places:
            try:
                found.append(await client.tile(*place))
            except (tiles.TileFailed, tiles.TileMissing) as error:
                found.append(type(error))
        await client.close()
        return found

    with ThreadPoolExecutor(1) as thread:  # the browser's driver keeps this one's event loop
        return thread.submit(asyncio.run, all_of_them()).result()


def test_a_tile_is_fetched_once_and_kept() -> None:
    with upstream() as (address, kind):
        found = ask(tiles.TileClient(source(address)), (10, 500, 340), (10, 500, 340))
    assert found == [tiles.Tile(PNG, "image/png")] * 2
    assert kind.asked == [f"/10/500/340.png?key={KEY}"]


@pytest.mark.parametrize("manner", ["html", "huge", "packed", "elsewhere", "broken"])
def test_what_is_no_tile_is_not_passed_on(manner: str) -> None:
    with upstream(manner) as (address, kind):
        found = ask(tiles.TileClient(source(address)), (10, 500, 340), (10, 500, 340))
    assert found == [tiles.TileFailed] * 2
    assert len(kind.asked) == 2  # a failure is not kept


def test_an_absent_tile_is_missing_and_no_failure() -> None:
    with upstream("absent") as (address, kind):
        places = [(10, x, 340) for x in range(tiles.FAILURES + 3)]
        assert set(ask(tiles.TileClient(source(address)), *places)) == {tiles.TileMissing}
    assert len(kind.asked) == len(places)


def test_a_slow_upstream_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "TIMEOUT_S", 0.1)
    with upstream("slow") as (address, _):
        assert ask(tiles.TileClient(source(address)), (10, 500, 340)) == [tiles.TileFailed]


def test_an_upstream_that_is_down_is_left_alone_for_a_while() -> None:
    now = [0.0]
    with upstream("broken") as (address, kind):
        client = tiles.TileClient(source(address), clock=lambda: now[0])
        ask(client, *[(10, x, 340) for x in range(tiles.FAILURES + 5)])
        assert len(kind.asked) == tiles.FAILURES
    with upstream("well") as (address, kind):
        client.source = source(address)
        client._client = None  # that loop is over
        assert ask(client, (10, 500, 340)) == [tiles.TileFailed]
        now[0] = tiles.REST_S + 1
        client._client = None
        assert ask(client, (10, 500, 340)) == [tiles.Tile(PNG, "image/png")]


def test_nothing_listens() -> None:
    client = tiles.TileClient(source("http://127.0.0.1:1/{z}/{x}/{y}.png"))
    assert ask(client, (10, 500, 340)) == [tiles.TileFailed]


def test_a_zoom_that_the_source_lacks_is_not_asked_for() -> None:
    with upstream() as (address, kind):
        assert ask(tiles.TileClient(source(address)), (17, 1, 1)) == [tiles.TileMissing]
    assert kind.asked == []


def test_only_the_county_and_its_surroundings_are_held() -> None:
    for z in range(7, 20):
        x, y = tiles._tile_at(-2.2, 52.2, z)
        assert tiles.holds(BOX, z, x, y)
    assert not tiles.holds(BOX, 10, *tiles._tile_at(-0.1, 51.5, 10))
    assert not tiles.holds(BOX, 16, *tiles._tile_at(-2.2, 53.4, 16))


def test_each_base_map_has_its_address_and_its_credit() -> None:
    assert tiles.source_of(Settings(), 2026) is None
    osm = tiles.source_of(Settings(basemap="osm", basemap_max_zoom=22), 2026)
    assert osm is not None
    assert (osm.max_zoom, osm.credits[0].text) == (19, "© OpenStreetMap contributors")
    ours = tiles.source_of(Settings(basemap="os", basemap_key=SecretStr("k&y={z}")), 2026)
    assert ours is not None
    made = ours.address.format(z=7, x=1, y=2)
    assert made.endswith("/zxy/Light_3857/7/1/2.png?key=k%26y%3D%7Bz%7D")
    assert "database rights 2026" in ours.credits[0].text


@pytest.mark.parametrize(
    "settings",
    [
        {"basemap": "os"},
        {"basemap": "custom"},
        {"basemap": "custom", "basemap_url": f"ftp://a/{{z}}/{{x}}/{{y}}?key={KEY}"},
        {"basemap": "custom", "basemap_url": f"http://a/{{z}}/{{x}}/{{x}}?key={KEY}"},
        {"basemap": "custom", "basemap_url": f"http://a/{{z}}/{{x}}/{{y}}/{{q}}?key={KEY}"},
    ],
)
def test_an_incomplete_base_map_is_refused_without_telling_the_key(
    settings: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError, match="ESTATE_BASEMAP") as refused:
        Settings(**settings)
    assert KEY not in str(refused.value)


@pytest.fixture
def testshire(scratch_database_url: str) -> str:
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    engine.dispose()
    return scratch_database_url


def test_the_service_passes_tiles_on_and_never_names_their_source(testshire: str) -> None:
    with upstream() as (address, kind):
        settings = Settings(
            basemap="custom", basemap_url=SecretStr(address), basemap_attribution="<b>Us & them</b>"
        )
        with TestClient(create_app(settings, testshire)) as client:
            told = client.get("/tiles/base-map.json")
            assert told.json()["attribution"] == [{"text": "<b>Us & them</b>", "href": None}]
            west, south, east, north = told.json()["bounds"]
            assert (round(west, 1), round(south, 1), round(east, 1), round(north, 1)) == (
                -2.7, 52.0, -1.7, 52.5,
            )  # fmt: skip
            x, y = tiles._tile_at(-2.2, 52.2, 12)
            tile = client.get(f"/tiles/12/{x}/{y}.png")
            assert (tile.status_code, tile.content) == (200, PNG)
            assert tile.headers["Cache-Control"] == "public, max-age=86400"
            for beyond in ("/tiles/12/0/0.png", "/tiles/25/0/0.png", f"/tiles/12/{x}/-1.png",
                           f"/tiles/12/{x}/..%2f.png", f"/tiles/12/{x}/{y}.png.png"):  # fmt: skip
                answer = client.get(beyond)
                assert answer.status_code in (404, 422), beyond
                assert KEY not in answer.text + told.text
            assert KEY not in client.get("/").text
    assert len(kind.asked) == 1


def test_the_service_says_when_the_base_map_fails_or_there_is_none(testshire: str) -> None:
    x, y = tiles._tile_at(-2.2, 52.2, 12)
    with TestClient(create_app(Settings(), testshire)) as client:
        assert client.get("/tiles/base-map.json").json() == {"base": "none"}
        assert client.get(f"/tiles/12/{x}/{y}.png").status_code == 404
    with upstream("html") as (address, _):
        settings = Settings(basemap="custom", basemap_url=SecretStr(address))
        with TestClient(create_app(settings, testshire)) as client:
            failed = client.get(f"/tiles/12/{x}/{y}.png")
    assert failed.status_code == 502
    assert "cannot be reached" in failed.text
    assert KEY not in failed.text
    assert "script" not in failed.text
