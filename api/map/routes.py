"""The map page and its own feeds, as bytes kept per register version and edition.

Both feeds are put together from texts that are ready, a feature each. So no route declares a model:
one would have to be made of every feature, and thrown away.
"""

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api.html.templates import (
    is_for_members,
    is_signed_in,
    may_import,
    preview_address,
    record_page,
)
from api.http.dependencies import ContextIs, signed_in_reader
from api.http.encoding import Packed
from api.http.parameters import NoQueryIs
from api.http.response_cache import FeedsAre, kept
from api.http.service import ServiceIs
from api.http.values import collection
from api.properties import feature_cache
from estate.register import visibility as v
from estate.register.queries import areas
from maps import assets, shell

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def map_page(request: Request, service: ServiceIs) -> HTMLResponse:
    """The shell; all data comes to it as JSON."""
    base = f"/static/{assets.version()}"
    reader = signed_in_reader(request, service)
    record = None if reader is None else record_page(request, reader)
    return HTMLResponse(
        shell.page(
            request.state.nonce,
            base,
            signed_in=is_signed_in(request),
            has_record=bool(record),
            for_members=is_for_members(request),
            may_import=may_import(request),
            preview=preview_address(request, request.scope["path"]),
        )
    )


@router.get("/map/properties.geojson")
def map_properties(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    feeds: FeedsAre,
    _: NoQueryIs,
) -> Response:
    """Every located property of the county with what the map colours, filters and lists."""
    return kept(request, context, feeds, lambda: feature_cache.whole_feed(context, service))


@router.get("/map/areas.geojson")
def map_areas(
    request: Request,
    context: ContextIs,
    feeds: FeedsAre,
    _: NoQueryIs,
) -> Response:
    """Boundary, districts, towns and need areas."""
    return kept(request, context, feeds, lambda: areas_feed(context.connection, context.reader))


def areas_feed(connection: Connection, reader: v.Reader) -> Packed:
    """Towns, districts and other overlays as GeoJSON, for the map."""
    features = [
        orjson.dumps(
            {
                "type": "Feature",
                "geometry": row["geometry"],
                "properties": {k: row[k] for k in ("kind", "name", "population", "synthetic")},
            }
        )
        for row in areas.overlays(connection, reader)
    ]
    return Packed(collection(features, {}), feature_cache.GEOJSON)
