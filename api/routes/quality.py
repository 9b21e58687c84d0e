"""How good one organisation's data are: JSON, CSV, and a page that reads without colour."""

from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import quality_shapes as shapes
from api import schemas
from api.dependencies import ReaderIs, ReadOnly, ServiceIs, Today
from api.problems import responses
from estate import codes
from estate.delimited_text import csv_bytes
from estate.register.queries import organisations, versions
from maps import assets

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False)

PAGES = Path(__file__).resolve().parents[1] / "pages"


def _report(
    connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today, code: str
) -> dict[str, Any]:
    """The report as the reader may see it; the owner also sees which properties."""
    found = here.answers.quality(connection, reader, code, today)
    name = organisations.one(connection, reader, code)["name"]
    return shapes.report(found, name, whole=reader.organisation == code)


@router.get("/organisations/{code}/quality", responses=responses(401, 403, 404))
def quality(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    code: str,
    _: Annotated[schemas.NoQuery, Query()],
) -> dict[str, Any]:
    """Completeness, validity, timeliness, consistency and the gaps that matter most.

    The club sees shares and counts; an organisation's own token also sees which properties.
    """
    return _report(connection, reader, here, today, code)


@router.get(
    "/organisations/{code}/quality.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **responses(401, 403, 404)},
)
def quality_csv(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    code: str,
    _: Annotated[schemas.NoQuery, Query()],
) -> Response:
    """The same measures, one a line."""
    found = shapes.lines(_report(connection, reader, here, today, code))
    headers = {"Content-Disposition": 'attachment; filename="quality.csv"'}
    return Response(csv_bytes(found, shapes.CSV_HEADINGS), media_type="text/csv", headers=headers)


@pages.get("/organisations/{code}/quality", response_class=HTMLResponse)
def quality_page(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    code: str,
) -> HTMLResponse:
    """The report as a page."""
    county = versions.county(connection)
    report = _report(connection, reader, here, today, code)
    return HTMLResponse(
        _templates()
        .get_template("quality.html")
        .render(
            asset_base=f"/static/{assets.version()}",
            county=county["name"],
            synthetic=county["synthetic"],
            report=report,
            groups=[(k, list(v)) for k, v in groupby(report["fields"], itemgetter("group"))],
            disclaimer=codes.DISCLAIMER,
        )
    )


def per_cent(share: float | None) -> str:
    """A share as words for a cell."""
    return "not asked" if share is None else f"{100 * share:.0f} %"


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
    made.filters["per_cent"] = per_cent
    return made
