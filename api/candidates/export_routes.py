"""Candidates as files, under the same filters as the list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.candidates import export_files as candidate_files
from api.candidates.page_model import order_words
from api.candidates.query import CandidateFileQuery
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files
from estate.answers import estate_wide
from estate.answers.candidates import candidate
from estate.answers.context import ReadContext
from estate.answers.travelling import travelling
from estate.exports import property_files

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])

CandidateFileQueryIs = Annotated[CandidateFileQuery, Query()]


@router.get(
    "/candidates.csv",
    response_class=Response,
    responses=files(property_files.FORMATS["csv"], problems=(403,)),
)
def candidates_csv(
    request: Request,
    context: ContextIs,
    query: CandidateFileQueryIs,
) -> Response:
    """Candidates that answer the filters, in the order asked for, for a spreadsheet."""
    return _file("csv", context, query, _site(request))


@router.get(
    "/candidates.xlsx",
    response_class=Response,
    responses=files(property_files.FORMATS["xlsx"], problems=(403,)),
)
def candidates_xlsx(
    request: Request,
    context: ContextIs,
    query: CandidateFileQueryIs,
) -> Response:
    """The same as a workbook, with a sheet of the assumptions."""
    return _file("xlsx", context, query, _site(request))


def _site(request: Request) -> str:
    """The service's own name, for addresses in a file."""
    return str(request.base_url).rstrip("/")


def _file(
    form: str,
    context: ReadContext,
    query: CandidateFileQuery,
    site: str,
) -> Response:
    found = estate_wide.candidates(context, question=query.question())
    travel = travelling(found.ranking.facts)
    rows = candidate.candidates(found, query.limit)
    if form == "csv":
        body = candidate_files.as_csv(rows, found.assumptions, found.matched, site, travel)
    else:
        county = context.county
        about = {
            "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
            "Made on": context.today.isoformat(),
            "As seen by": context.reader.kind.value,
            "Filters": query.in_words(),
            "Sharing options": f"{len(rows):,} of {found.matched:,}",
            "Order": order_words(found),
        }
        body = candidate_files.as_workbook(rows, found.assumptions, about, site, travel)
    part = f"-first-{len(rows)}-of-{found.matched}" if len(rows) < found.matched else ""
    return file_answer(body, f"candidates{part}.{form}", property_files.FORMATS[form])
