"""How good one organisation's data are: JSON, CSV, and a page that reads without colour."""

from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.format import per_cent
from api.html.templates import PageRoute, framed
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import answers, files
from api.http.service import ServiceIs
from api.quality import requests, serialise
from api.quality.schemas import QualityReport
from estate.answers import core
from estate.answers.context import ReadContext
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import organisations

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


def _report(context: ReadContext, code: str) -> dict[str, Any]:
    """The report as the reader may see it; the owner also sees which properties."""
    found = core.quality(context, code)
    name = organisations.one(context.connection, context.reader, code)["name"]
    return serialise.report(found, name, whole=context.reader.organisation == code)


@router.get("/organisations/{code}/quality", responses=answers(QualityReport, 403, 404))
def quality(
    context: ContextIs,
    code: str,
    _: Annotated[parameters.NoQuery, Query()],
) -> dict[str, Any]:
    """Completeness, validity, timeliness, consistency and the gaps that matter most.

    The club sees shares and counts; an organisation's own token also sees which properties.
    """
    return _report(context, code)


@router.get(
    "/organisations/{code}/quality.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def quality_csv(
    context: ContextIs,
    code: str,
    _: Annotated[parameters.NoQuery, Query()],
) -> Response:
    """The same measures, one a line."""
    found = serialise.lines(_report(context, code))
    headers = {"Content-Disposition": 'attachment; filename="quality.csv"'}
    return Response(
        csv_bytes(found, serialise.CSV_HEADINGS), media_type="text/csv", headers=headers
    )


@pages.get("/organisations/{code}/quality", response_class=HTMLResponse)
def quality_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    code: str,
    about: UUID | None = None,
) -> HTMLResponse:
    """The report as a page; its script asks again with an organisation's token for the rows."""
    found = core.quality(context, code)
    name = organisations.one(context.connection, context.reader, code)["name"]
    report = serialise.report(found, name, whole=context.reader.organisation == code)
    groups = [(name, list(rows)) for name, rows in groupby(report["fields"], itemgetter("group"))]
    asked = requests.section(request, context, service, code, found, about)
    return framed(
        request,
        context,
        "quality.html",
        marks={},
        report=report,
        groups=groups,
        share_words=share_words,
        asked=asked,
    )


def share_words(share: float | None) -> str:
    """A share as words for a cell."""
    return "not asked" if share is None else per_cent(share)
