"""The map page and its own feeds, as bytes kept per register version and edition."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api import rendering, schemas, security, sessions, shapes
from api.dependencies import ReaderIs, ReadOnly, Service, ServiceIs, Today
from api.feed import FeedsAre, State, question_of, send
from api.packing import Packed
from api.templates import record_page
from estate.register import visibility as v
from estate.register.queries import areas, versions
from maps import assets, shell

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def map_page(request: Request, here: ServiceIs) -> HTMLResponse:
    """The shell; all data comes to it as JSON."""
    base = f"/static/{assets.version()}"
    record = _record_of_who_is_signed_in(request, here)
    signed_in = getattr(request.state, "session", None) is not None
    return HTMLResponse(
        shell.page(request.state.nonce, base, signed_in=signed_in, has_record=record is not None)
    )


def _record_of_who_is_signed_in(request: Request, here: Service) -> str | None:
    """Asked of browsers that bring a cookie alone: others get the shell without a question."""
    if sessions.secret_of(request, here.settings) is None:
        return None
    with here.read_engine.begin() as connection:
        return record_page(request, security.reader_of(request, connection, here))


@router.get("/map/properties.geojson")
def map_properties(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    feeds: FeedsAre,
    today: Today,
    _: Annotated[schemas.NoQuery, Query()],
) -> Response:
    """Every located property of the county with what the map colours, filters and lists."""
    return send(
        request,
        feeds.answer(
            reader.edition,
            question_of(request.scope),
            State(versions.current_version(connection), today),
            lambda: rendering.whole_feed(connection, reader, here, today),
        ),
    )


@router.get("/map/areas.geojson")
def map_areas(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    feeds: FeedsAre,
    today: Today,
    _: Annotated[schemas.NoQuery, Query()],
) -> Response:
    """Boundary, districts, towns and need areas."""
    return send(
        request,
        feeds.answer(
            reader.edition,
            question_of(request.scope),
            State(versions.current_version(connection), today),
            lambda: areas_feed(connection, reader),
        ),
    )


def areas_feed(connection: Connection, reader: v.Reader) -> Packed:
    """Overlays as features."""
    features = [
        orjson.dumps({
            "type": "Feature",
            "geometry": row["geometry"],
            "properties": {k: row[k] for k in ("kind", "name", "population", "synthetic")},
        })
        for row in areas.overlays(connection, reader)
    ]  # fmt: skip
    return Packed(shapes.collection(features, {}), rendering.GEOJSON)
