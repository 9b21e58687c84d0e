"""How good one organisation's data are: JSON, CSV, and a page that reads without colour."""

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.format import per_cent
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import ServiceIs
from api.http.values import sent
from api.quality import data_requests_part, exports
from estate.answers import estate_wide
from estate.answers.organisations import quality as answers
from estate.answers.organisations.quality import QualityReport
from estate.exports.delimited_text import csv_bytes

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get(
    "/organisations/{code}/quality", response_model=QualityReport, responses=responses(403, 404)
)
def quality(
    context: ContextIs,
    code: str,
    _: NoQueryIs,
) -> Response:
    """Completeness, validity, timeliness, consistency and the gaps that matter most.

    The club sees shares and counts; an organisation's own token also sees which properties.
    """
    return sent(answers.quality_report(context, code))


@router.get(
    "/organisations/{code}/quality.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def quality_csv(
    context: ContextIs,
    code: str,
    _: NoQueryIs,
) -> Response:
    """The same measures, one a line."""
    found = exports.lines(answers.quality_report(context, code))
    return file_answer(csv_bytes(found, exports.CSV_HEADINGS), "quality.csv")


@pages.get("/organisations/{code}/quality", response_class=HTMLResponse)
def quality_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    code: str,
    about: UUID | None = None,
) -> HTMLResponse:
    """The report as a page; its script asks again with an organisation's token for the rows."""
    found = estate_wide.quality(context, code)
    report = answers.told(context, code, found)
    groups = [(name, list(rows)) for name, rows in groupby(report.fields, attrgetter("group"))]
    asked = data_requests_part.section(request, context, service, code, found, about)
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
