"""A small service for the browser tests: the real page, its real policy, made-up feeds."""

import json
import mimetypes
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from api.map import tile_routes, vector_tiles
from estate.settings import Settings
from maps import assets, bundles, shell
from tests.maps import fake_county

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
ASSET_BASE = "/static/test"


class FakeService(BaseHTTPRequestHandler):
    """Answers the page, its assets and the feeds."""

    #: How its base map does: none, well, down or slow; or a file of vector tiles.
    base_map: ClassVar[str | Path] = "none"
    feed: ClassVar[dict[str, Any]] = fake_county.properties()
    feed_bytes: ClassVar[bytes] = json.dumps(feed).encode()
    by_id: ClassVar[dict[str, dict[str, Any]]] = {
        feature["id"]: feature for feature in feed["features"]
    }

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == "/":
            nonce = secrets.token_urlsafe(16)
            page = shell.page(nonce, ASSET_BASE).encode()
            self._send(200, "text/html; charset=utf-8", page, POLICY.format(nonce=nonce))
        elif path.endswith("/base-map.pmtiles") and isinstance(self.base_map, Path):
            body, where = vector_tiles.piece(self.base_map, self.headers["Range"])
            self._send(206, vector_tiles.MEDIA_TYPE, body, more={"Content-Range": where})
        elif path.startswith("/tiles/") and path.endswith(".png"):
            self._send_tile()
        elif path.startswith(ASSET_BASE + "/"):
            self._send_asset(path.removeprefix(ASSET_BASE + "/"))
        else:
            answer = self._answer(path)
            if not isinstance(answer, bytes):
                answer = json.dumps(answer).encode() if answer else b""
            self._send(200 if answer else 404, "application/json", answer or b"{}")

    def _answer(self, path: str) -> dict[str, Any] | bytes | None:
        if path == "/map/properties.geojson":
            return self.feed_bytes
        if path == "/map/areas.geojson":
            return fake_county.areas()
        if path == "/map/clusters.json":
            return fake_county.clusters()
        if path == "/map/touch-down.json":
            return fake_county.touch_down(self.feed["features"])
        if path == "/map/venues.json":
            return fake_county.venues()
        if path == "/api/v1/towns/Bromsgrove/options.geojson":
            return fake_county.town_plan()
        if path == "/map/land.json":
            return fake_county.land()
        if path == "/tiles/base-map.json" and isinstance(self.base_map, Path):
            told = tile_routes.vector_map(Settings(basemap_file=self.base_map))
            return told | {"script": f"{ASSET_BASE}/vendor/{assets.VECTOR_BUNDLE}"}
        if path == "/tiles/base-map.json":
            return fake_county.BASE_MAP if self.base_map != "none" else {"base": "none"}
        if path == "/api/v1/savings/top-down":
            return fake_county.TOP_DOWN
        if path == "/api/v1/me":
            return {"signed_in": False}
        head, _, rest = path.partition("/api/v1/properties/")
        name, _, what = rest.partition("/")
        feature = None if head else self.by_id.get(name)
        if feature is None:
            return None
        if what == "candidates":
            return fake_county.candidates(feature, self.feed["features"])
        return fake_county.detail(feature)

    def _send_tile(self) -> None:
        """As the real route answers when its upstream is well, down, or slow."""
        if self.base_map == "slow":
            time.sleep(1)
        if self.base_map == "well":
            self._send(200, "image/png", fake_county.TILE)
        else:
            self._send(502, "application/problem+json", b"{}")

    def _send_asset(self, name: str) -> None:
        if name in bundles.NAMES:
            text, kind = bundles.served(name)
            self._send(200, f"{kind}; charset=utf-8", text.encode())
            return
        path = (assets.STATIC_DIR / name).resolve()
        if not path.is_relative_to(assets.STATIC_DIR) or not path.is_file():
            self._send(404, "text/plain", b"")
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._send(200, kind, path.read_bytes())

    def _send(
        self,
        status: int,
        kind: str,
        body: bytes,
        policy: str | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""


class QuietServer(ThreadingHTTPServer):
    """A browser that leaves in the middle of an answer is no error."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def running(base_map: str | Path = "none", feed: dict[str, Any] | None = None) -> Iterator[str]:
    """The service on a free port of this machine; yields its address."""
    parts: dict[str, Any] = {"base_map": base_map}
    if feed is not None:
        parts |= {"feed": feed, "feed_bytes": json.dumps(feed).encode()}
        parts |= {"by_id": {one["id"]: one for one in feed["features"]}}
    server = QuietServer(("127.0.0.1", 0), type("OneService", (FakeService,), parts))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
