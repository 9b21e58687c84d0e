"""Candidates as files, under the same filters as the list."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from api.candidates import files as candidate_files
from api.candidates import serialise
from api.candidates.query import CandidateFileQuery
from api.http.dependencies import ReaderIs, ReadOnly, Slow, Today
from api.http.problems import files
from api.http.service import Service, ServiceIs
from estate.exports import property_files
from estate.register import visibility as v
from estate.register.queries import versions

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])

Asked = Annotated[CandidateFileQuery, Query()]


@router.get(
    "/candidates.csv",
    response_class=Response,
    responses=files(property_files.FORMATS["csv"], problems=(403,)),
)
def candidates_csv(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    query: Asked,
) -> Response:
    """Candidates that answer the filters, in the order asked for, for a spreadsheet."""
    return _file("csv", connection, reader, here, today, query, _site(request))


@router.get(
    "/candidates.xlsx",
    response_class=Response,
    responses=files(property_files.FORMATS["xlsx"], problems=(403,)),
)
def candidates_xlsx(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    query: Asked,
) -> Response:
    """The same as a workbook, with a sheet of the assumptions."""
    return _file("xlsx", connection, reader, here, today, query, _site(request))


def _site(request: Request) -> str:
    """The service's own name, for addresses in a file."""
    return str(request.base_url).rstrip("/")


def _file(
    form: str,
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
    query: CandidateFileQuery,
    site: str,
) -> Response:
    found = here.answers.candidates(connection, reader, today, question=query.question())
    rows = serialise.page(found, query.limit)
    if form == "csv":
        body = candidate_files.as_csv(rows, found.assumptions, found.matched, site)
    else:
        county = versions.county(connection)
        about = {
            "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
            "Made on": today.isoformat(),
            "As seen by": reader.kind.value,
            "Filters": query.in_words(),
            "Candidates": f"{len(rows):,} of {found.matched:,}",
            "Order": serialise.order_words(found),
        }
        body = candidate_files.as_workbook(rows, found.assumptions, about, site)
    part = f"-first-{len(rows)}-of-{found.matched}" if len(rows) < found.matched else ""
    headers = {"Content-Disposition": f'attachment; filename="candidates{part}.{form}"'}
    return Response(body, media_type=property_files.FORMATS[form], headers=headers)
