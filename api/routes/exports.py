"""Exports: the properties a reader sees, under the same filters, as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import schemas
from api.dependencies import ReaderIs, ReadOnly, ServiceIs, Slow, Today
from api.problems import files
from api.routes.properties import filters_of
from estate import exports
from estate.errors import NotFound
from estate.register.queries import properties, versions

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])


@router.get(
    "/properties.{form}",
    response_class=Response,
    responses=files(*exports.FORMATS.values(), problems=(403, 404)),
)
def export_properties(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    form: str,
    query: Annotated[schemas.PropertyFilters, Query()],
) -> Response:
    """What /properties would list, whole: geojson, csv, gpkg, xlsx or shp.zip."""
    if form not in exports.FORMATS:
        raise NotFound(f"Properties are exported as {', '.join(exports.FORMATS)}.")
    county = versions.county(connection)
    about = {
        "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
        "Made on": today.isoformat(),
        "As seen by": reader.kind.value,
        "Register version": str(versions.current_version(connection)),
        "Filters": query.in_words(),
        "Units": "areas in m², money in GBP, eastings and northings in m (EPSG:27700)",
    }
    wanted = filters_of(query, connection, reader, here, today)
    rows = properties.for_export(connection, reader, wanted, today=today)
    made_up = "synthetic-" if county["synthetic"] else ""
    headers = {"Content-Disposition": f'attachment; filename="{made_up}properties.{form}"'}
    return Response(
        exports.export(rows, form, about), media_type=exports.FORMATS[form], headers=headers
    )
