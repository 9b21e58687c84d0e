"""Exports of leases, occupations and cost lines whole, to be brought back without a change."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.html.tables import Column, Table, about, table_file
from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import files
from api.http.text_types import Line
from estate.answers.context import ReadContext
from estate.codes import RecordKind
from estate.errors import BadQuestion
from estate.exports import linked, property_files
from estate.register.queries import linked_exports, naming, versions

router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[Slow])
_FILES = files(property_files.FORMATS["csv"], property_files.FORMATS["xlsx"], problems=(403, 404))
_NAMES = {
    RecordKind.LEASE: ("lease-book", "Leases"),
    RecordKind.OCCUPATION: ("occupations", "Occupations"),
    RecordKind.COST: ("cost-lines", "Cost lines"),
}
_NOTE = (
    "What the organisation's latest files say, under headings that an import reads: brought back "
    "unchanged, it changes nothing. Parties stand by their codes."
)


class WholeRowsQuery(parameters.Query):
    """Whose rows."""

    organisation: Line | None = Field(
        default=None, max_length=60, description="who reports them; the token's own unless said"
    )


WholeRowsQueryIs = Annotated[WholeRowsQuery, Query()]


@router.get("/lease-book.{form}", response_class=Response, responses=_FILES)
def lease_book(context: ContextIs, form: str, query: WholeRowsQueryIs) -> Response:
    """Leases with rent, breaks and reviews as csv or xlsx, for their organisation and parties."""
    return _file(context, RecordKind.LEASE, form, query)


@router.get("/occupations.{form}", response_class=Response, responses=_FILES)
def occupations(context: ContextIs, form: str, query: WholeRowsQueryIs) -> Response:
    """Occupations with staff, desks and area as csv or xlsx, for the organisation itself."""
    return _file(context, RecordKind.OCCUPATION, form, query)


@router.get("/cost-lines.{form}", response_class=Response, responses=_FILES)
def cost_lines(context: ContextIs, form: str, query: WholeRowsQueryIs) -> Response:
    """Cost lines of all years as csv or xlsx, for their organisation and parties."""
    return _file(context, RecordKind.COST, form, query)


def _file(
    context: ReadContext,
    kind: RecordKind,
    form: str,
    query: WholeRowsQuery,
) -> Response:
    code = context.reader.organisation
    if query.organisation is not None:
        code = naming.organisation(context.connection, context.reader, query.organisation)
    rows = linked_exports.whole(context.connection, context.reader, kind, code or "")
    if code is None:
        raise BadQuestion("Say whose rows are wanted: organisation=CODE.")
    name, title = _NAMES[kind]
    columns = tuple(Column(heading, heading) for heading in linked.headings(kind))
    table = Table(name, title, columns, linked.lines(kind, rows), _NOTE)
    told = about(
        versions.county(context.connection),
        context.reader.kind.value,
        context.today,
        f"{title}: {code}",
    )
    return table_file(table, form, told)
