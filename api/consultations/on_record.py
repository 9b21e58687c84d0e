"""Consultations on record of all opportunities: ``/consultations`` as JSON, page and file."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.consultations.file_model import moves_table
from api.html.row_access import FOR_MEMBERS
from api.html.tables import Column, Table, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers.opportunities.consultation_file import consulted_moves
from estate.answers.opportunities.consultations import Consultations, Consulted, consultations
from estate.register import visibility as v

router = APIRouter(tags=["opportunities"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)

_COLUMNS = (
    Column("opportunity", "Opportunity", link="page"),
    Column("with_whom", "Who was asked", "long"),
    Column("began_on", "From", "day"),
    Column("ended_on", "To", "day"),
    Column("what_came_of_it", "What came of it", "long"),
    Column("organisation", "Recorded by"),
    Column("document_ref", "Document"),
)


def _table(found: list[Consulted]) -> Table:
    rows = [
        {
            **vars(one),
            "opportunity": f"No. {one.number}: {one.title}",
            "organisation": one.organisation.name,
            "document_ref": one.document_ref or "–",
        }
        for one in found
    ]
    return Table(
        "consultations", "Consultations", _COLUMNS, rows, empty="No consultation is on record."
    )


@router.get("/consultations", response_model=Consultations, responses=responses(403))
def listing(context: ContextIs, _: NoQueryIs) -> Response:
    """Consultations on record of the opportunities that you are shown, those that ended last
    first."""
    return sent(consultations(context))


@pages.get("/consultations", response_class=HTMLResponse)
def consultations_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The page: for everybody what is out for consultation; for members those on record."""
    is_shown = context.reader.level >= v.Level.CLUB
    found = consultations(context).consultations if is_shown else []
    return framed(
        request,
        context,
        "consultations.html",
        out=moves_table(consulted_moves(context).moves, linked=True),
        shown=is_shown,
        for_members=FOR_MEMBERS,
        table=_table(found),
    )


@pages.get("/consultations/consultations.{form}")
def consultations_file(context: ContextIs, form: str) -> Response:
    """The list as a file."""
    return download(context, _table(consultations(context).consultations), form)
