"""Exports: the properties a reader sees, under the same filters, as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files
from api.properties.filters import filters_of
from estate.errors import NotFound
from estate.exports import property_files
from estate.register.queries import properties, versions

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])


@router.get(
    "/properties.{form}",
    response_class=Response,
    responses=files(*property_files.FORMATS.values(), problems=(403, 404)),
)
def export_properties(
    context: ContextIs,
    form: str,
    query: Annotated[parameters.PropertyFilters, Query()],
) -> Response:
    """What /properties would list, whole: geojson, csv, gpkg, xlsx or shp.zip."""
    if form not in property_files.FORMATS:
        raise NotFound(f"Properties are exported as {', '.join(property_files.FORMATS)}.")
    county = versions.county(context.connection)
    about = {
        "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
        "Made on": context.today.isoformat(),
        "As seen by": context.reader.kind.value,
        "Register version": str(context.version),
        "Filters": query.in_words(),
        "Units": "areas in m², money in £, eastings and northings in m (EPSG:27700)",
    }
    wanted = filters_of(query, context)
    rows = properties.for_export(context.connection, context.reader, wanted, today=context.today)
    made_up = "synthetic-" if county["synthetic"] else ""
    body = property_files.export(rows, form, about)
    return file_answer(body, f"{made_up}properties.{form}", property_files.FORMATS[form])
