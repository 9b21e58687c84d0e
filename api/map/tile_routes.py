"""The base map's tiles, from our own address."""

from datetime import date
from typing import Annotated, Any

import numpy as np
import shapely
from fastapi import APIRouter, Header, HTTPException, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.http.dependencies import Today
from api.http.service import Service, ServiceIs
from api.map import tiles
from api.map import vector_tiles as vector_tiles_file
from estate import geometry
from estate.quarters import day_words
from estate.register.queries import versions
from estate.settings import Settings
from maps import assets

router = APIRouter(prefix="/tiles", include_in_schema=False)

_OSM = "https://www.openstreetmap.org/copyright"
#: The address changes with the file, so that a browser may keep its pieces.
_PIECE_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Accept-Ranges": "bytes"}
_TILE_HEADERS = {"Cache-Control": "public, max-age=86400"}
Whole = Annotated[int, Path(ge=0, lt=1 << 22)]


class Tiles:
    """What one instance knows of its base map; kept in ``app.state.tiles``."""

    def __init__(self) -> None:
        """Nothing is asked for before the first tile is."""
        self.client: tiles.TileClient | None = None
        self.box: tiles.Box | None = None

    async def close(self) -> None:
        """Let go of the upstream."""
        if self.client is not None:
            await self.client.close()


@router.get("/base-map.json")
def base_map(service: ServiceIs, today: Today, request: Request) -> dict[str, Any]:
    """Which base map there is; never its upstream's address, which may hold a key."""
    if service.settings.basemap == "pmtiles":
        return vector_map(service.settings)
    source = tiles.source_of(service.settings, today.year)
    if source is None:
        return {"base": "none"}
    box = _box(request, service)
    return {
        "base": source.name,
        "url": "/tiles/{z}/{x}/{y}.png",
        "min_zoom": source.min_zoom,
        "max_zoom": source.max_zoom,
        "bounds": [box.west, box.south, box.east, box.north],
        "attribution": [{"text": one.text, "href": one.href} for one in source.credits],
    }


@router.get("/{key}/base-map.pmtiles")
def vector_tiles(
    service: ServiceIs,
    key: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")],
    wanted: Annotated[str | None, Header(alias="range", max_length=100)] = None,
) -> Response:
    """One piece of the background map's file; 404 when it has been replaced, 416 for no piece."""
    found = None
    if service.settings.basemap == "pmtiles":
        found = vector_tiles_file.here(service.settings.base_map_file)
    if found is None or found.key != key:
        raise HTTPException(404, "This service has no such background map; load the page again.")
    try:
        body, where = vector_tiles_file.piece(found.file, wanted)
    except vector_tiles_file.WrongRange:
        most = f"{vector_tiles_file.MOST_BYTES / 1024 / 1024:.0f} MiB"
        words = f"Ask for one piece of the file, of {most} at most (Range: bytes=0-16383)."
        raise HTTPException(
            416, words, headers={"Content-Range": f"bytes */{found.size_bytes}"}
        ) from None
    headers = _PIECE_HEADERS | {"Content-Range": where, "ETag": f'"{key}"'}
    return Response(body, 206, media_type=vector_tiles_file.MEDIA_TYPE, headers=headers)


def vector_map(settings: Settings) -> dict[str, Any]:
    """The file of vector tiles as the map page is told of it; without an address where it cannot
    be read."""
    found = vector_tiles_file.here(settings.base_map_file)
    if found is None:
        return {"base": "pmtiles"}
    owed = settings.basemap_attribution or found.attribution
    day = found.content_date
    words = [owed, f"as of {day_words(day)}" if day else ""]
    is_osm = "openstreetmap" in owed.lower()
    return {
        "base": "pmtiles",
        "url": f"/tiles/{found.key}/base-map.pmtiles",
        "script": f"/static/{assets.version()}/vendor/{assets.VECTOR_BUNDLE}",
        "min_zoom": found.min_zoom,
        "max_zoom": found.max_zoom,
        "bounds": list(found.box),
        "attribution": [
            {"text": ", ".join(word for word in words if word), "href": _OSM if is_osm else None}
        ],
    }


@router.get("/{z}/{x}/{y}.png")
async def tile(
    request: Request,
    service: ServiceIs,
    today: Today,
    z: Annotated[int, Path(ge=0, le=22)],
    x: Whole,
    y: Whole,
) -> Response:
    """One tile of the county; 404 beyond it, 502 when the upstream has none to give."""
    client = _client(request, service, today)
    if client is None:
        raise HTTPException(404, "This service has no base map.")
    box = await run_in_threadpool(_box, request, service)
    if not tiles.holds(box, z, x, y):
        raise HTTPException(404, "The base map ends at the county's surroundings.")
    try:
        found = await client.tile(z, x, y)
    except tiles.TileMissing:
        raise HTTPException(404, "The base map has no such tile.") from None
    except tiles.TileFailed:
        raise HTTPException(502, "The base map cannot be reached just now.") from None
    return Response(found.body, media_type=found.media_type, headers=_TILE_HEADERS)


def _client(request: Request, service: Service, today: date) -> tiles.TileClient | None:
    kept: Tiles = request.app.state.tiles
    if kept.client is None:
        source = tiles.source_of(service.settings, today.year)
        if source is None:
            return None
        kept.client = tiles.TileClient(source, service.settings.basemap_proxy)
    return kept.client


def _box(request: Request, service: Service) -> tiles.Box:
    """The county's envelope in degrees; it never changes while the service runs."""
    kept: Tiles = request.app.state.tiles
    if kept.box is None:
        with service.note_engine.begin() as connection:
            kept.box = county_box(connection)
    return kept.box


def county_box(connection: Connection) -> tiles.Box:
    """The county's envelope in degrees."""
    envelope = versions.envelope(connection)
    edges = shapely.box(
        envelope.min_easting, envelope.min_northing, envelope.max_easting, envelope.max_northing
    )
    lonlat = geometry.geometry_to_lonlat(edges.segmentize(10_000.0))
    west, south, east, north = np.asarray(lonlat.bounds, dtype=float)
    return tiles.Box(float(west), float(south), float(east), float(north))
