"""The base map's tiles, from our own address."""

from datetime import date
from typing import Annotated, Any

import numpy as np
import shapely
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http.dependencies import Today
from api.http.service import Service, ServiceIs
from api.map import tiles
from estate import geometry
from estate.register.queries import versions

router = APIRouter(prefix="/tiles", include_in_schema=False)

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
            envelope = versions.envelope(connection)
        edges = shapely.box(
            envelope.min_easting, envelope.min_northing, envelope.max_easting, envelope.max_northing
        )
        lonlat = geometry.geometry_to_lonlat(edges.segmentize(10_000.0))
        west, south, east, north = np.asarray(lonlat.bounds, dtype=float)
        kept.box = tiles.Box(float(west), float(south), float(east), float(north))
    return kept.box
