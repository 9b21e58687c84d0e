"""Candidates as files, under the same filters as the list."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api import candidate_files, candidate_shapes, schemas
from api.dependencies import ReaderIs, ReadOnly, Service, ServiceIs, Slow, Today
from api.problems import files
from estate import exports
from estate.register import visibility as v
from estate.register.queries import versions

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])

Asked = Annotated[schemas.CandidateFileQuery, Query()]


@router.get(
    "/candidates.csv",
    response_class=Response,
    responses=files(exports.FORMATS["csv"], problems=(403,)),
)
def candidates_csv(
    connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today, query: Asked
) -> Response:
    """The ranked candidates, best first, for a spreadsheet."""
    return _file("csv", connection, reader, here, today, query)


@router.get(
    "/candidates.xlsx",
    response_class=Response,
    responses=files(exports.FORMATS["xlsx"], problems=(403,)),
)
def candidates_xlsx(
    connection: ReadOnly, reader: ReaderIs, here: ServiceIs, today: Today, query: Asked
) -> Response:
    """The same as a workbook, with a sheet of the assumptions."""
    return _file("xlsx", connection, reader, here, today, query)


def _file(
    form: str,
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
    query: schemas.CandidateFileQuery,
) -> Response:
    filters = query.filters()
    found = here.answers.candidates(connection, reader, today, **filters)
    rows = candidate_shapes.page(found, query.limit)
    if form == "csv":
        body = candidate_files.as_csv(rows, found.assumptions, found.matched)
    else:
        county = versions.county(connection)
        about = {
            "County": county["name"] + (" (synthetic sample data)" if county["synthetic"] else ""),
            "Made on": today.isoformat(),
            "As seen by": reader.kind.value,
            "Filters": "; ".join(f"{name} = {value}" for name, value in filters.items()) or "none",
            "Candidates": f"{len(rows):,} of {found.matched:,}, best first",
        }
        body = candidate_files.as_workbook(rows, found.assumptions, about)
    part = f"-best-{len(rows)}-of-{found.matched}" if len(rows) < found.matched else ""
    headers = {"Content-Disposition": f'attachment; filename="candidates{part}.{form}"'}
    return Response(body, media_type=exports.FORMATS[form], headers=headers)
