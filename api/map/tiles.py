"""Base map tiles from one fixed upstream, so that no browser calls another host.

The upstream comes from the settings alone; a request chooses three whole numbers, within the
county's box and the zooms offered. What comes back is believed only when it is a picture: no
redirect is followed, nothing larger than a tile may be, nothing slow is waited for. An upstream
that fails over and over is left alone for a while, so that it cannot slow the map down.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from cachetools import TTLCache

from estate import __version__
from estate.late_imports import one_at_a_time
from estate.settings import Settings

if TYPE_CHECKING:  # imported with the first tile: many services have no base map
    import httpx2

TIMEOUT_S = 3.0
MAX_TILE_BYTES = 512 * 1024
CACHE_BYTES = 64 * 1024 * 1024
#: OpenStreetMap asks for a week at least; the others' terms are for the operator to check.
CACHE_S = 7 * 24 * 3600
AT_ONCE = 8
#: After so many failures in a row the upstream is left alone for so long.
FAILURES = 6
REST_S = 30.0
#: A county is asked for a little beyond its edges: the map shows its surroundings.
MARGIN_SHARE = 0.5

_OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_OS = "https://api.os.uk/maps/raster/v1/zxy/{style}/{{z}}/{{x}}/{{y}}.png?key={key}"

_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class TileMissing(Exception):
    """No such tile: outside the county, or the upstream has none."""


class TileFailed(Exception):
    """The upstream is down, slow, or sends what is not a tile."""


@dataclass(frozen=True)
class Credit:
    """Whom the base map is owed to, as plain text, with an address to read more."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Box:
    """Degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Source:
    """One upstream: its address with {z}, {x}, {y}, and the zooms it has."""

    name: str
    address: str
    min_zoom: int
    max_zoom: int
    credits: tuple[Credit, ...]


@dataclass(frozen=True)
class Tile:
    """A picture as it came."""

    body: bytes
    media_type: str

    def __len__(self) -> int:
        """Its bytes, for the cache."""
        return len(self.body)


def source_of(settings: Settings, year: int) -> Source | None:
    """The upstream that the settings name; None when they want no base map."""
    lowest, highest = settings.basemap_min_zoom, settings.basemap_max_zoom
    if settings.basemap == "osm":
        credit = Credit("© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")
        return Source("osm", _OSM, lowest, min(highest, 19), (credit,))
    if settings.basemap == "os" and settings.basemap_key:
        key = quote(settings.basemap_key.get_secret_value(), safe="")
        address = _OS.format(style=settings.basemap_style, key=key)
        words = f"Contains OS data © Crown copyright and database rights {year}"
        return Source("os", address, max(lowest, 7), min(highest, 20), (Credit(words),))
    if settings.basemap == "custom" and settings.basemap_url:
        words = settings.basemap_attribution
        address = settings.basemap_url.get_secret_value()
        return Source("custom", address, lowest, highest, (Credit(words),) if words else ())
    return None


def holds(box: Box, z: int, x: int, y: int) -> bool:
    """Whether tile (x, y) of zoom z meets the box, widened by its margin."""
    wide = (box.east - box.west) * MARGIN_SHARE
    high = (box.north - box.south) * MARGIN_SHARE
    left, top = _tile_at(box.west - wide, box.north + high, z)
    right, bottom = _tile_at(box.east + wide, box.south - high, z)
    return left <= x <= right and top <= y <= bottom


def _tile_at(longitude: float, latitude: float, z: int) -> tuple[int, int]:
    across: int = 1 << z
    bent = math.asinh(math.tan(math.radians(max(-85.0, min(85.0, latitude)))))
    x = math.floor((longitude + 180) / 360 * across)
    y = math.floor((1 - bent / math.pi) / 2 * across)
    return min(max(x, 0), across - 1), min(max(y, 0), across - 1)


class TileClient:
    """Fetches and keeps tiles of one source; one per running instance."""

    def __init__(
        self, source: Source, proxy: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``proxy``: one for tiles alone; without it HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold."""
        self.source = source
        self._clock = clock
        self._proxy = proxy
        self._client: httpx2.AsyncClient | None = None
        self._kept: TTLCache[tuple[int, int, int], Tile] = TTLCache(
            CACHE_BYTES, CACHE_S, timer=clock, getsizeof=len
        )
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failures = 0
        self._rests_until = -math.inf

    async def tile(self, z: int, x: int, y: int) -> Tile:
        """One tile, kept or fetched; TileMissing or TileFailed."""
        found = self._kept.get((z, x, y))
        if found is not None:
            return found
        if not self.source.min_zoom <= z <= self.source.max_zoom:
            raise TileMissing
        if self._clock() < self._rests_until or self._places.locked():
            raise TileFailed
        async with self._places:
            tile = await self._asked(z, x, y)
        self._kept[(z, x, y)] = tile
        return tile

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _asked(self, z: int, x: int, y: int) -> Tile:
        with one_at_a_time:
            import httpx2

        try:
            async with asyncio.timeout(TIMEOUT_S):
                tile = await self._fetch(self.source.address.format(z=z, x=x, y=y))
        except (httpx2.HTTPError, TimeoutError, TileFailed) as error:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures = 0
                self._rests_until = self._clock() + REST_S
            raise TileFailed from error
        self._failures = 0
        return tile

    async def _fetch(self, address: str) -> Tile:
        async with self._open().stream("GET", address) as answer:
            if answer.status_code in (204, 404):
                raise TileMissing
            if answer.status_code != 200:
                raise TileFailed
            body = bytearray()
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > MAX_TILE_BYTES:
                    raise TileFailed
        return _picture(bytes(body))

    def _open(self) -> "httpx2.AsyncClient":
        """Made on first use, within the event loop that it serves."""
        with one_at_a_time:
            import httpx2

        if self._client is None:
            # Its log names whole addresses, and one may hold the key.
            logging.getLogger("httpx2").setLevel(logging.WARNING)
            self._client = httpx2.AsyncClient(
                follow_redirects=False,
                timeout=TIMEOUT_S,
                proxy=self._proxy,
                headers={
                    "User-Agent": f"common-estate/{__version__} (tiles of one county)",
                    "Accept-Encoding": "identity",  # what is unpacked could be of any size
                },
                limits=httpx2.Limits(max_connections=AT_ONCE),
            )
        return self._client


def _picture(body: bytes) -> Tile:
    """Believed for what it is, not for what the upstream calls it."""
    for start, media_type in _PICTURES.items():
        if body.startswith(start):
            return Tile(body, media_type)
    raise TileFailed
