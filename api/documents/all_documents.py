"""Every document of the register, for administrators: what hangs where, and a button that takes one
back. What a document shows, its title and who added it are for whom it was added."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.documents import serialise
from api.html.addresses import property_address
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import BearerIs, ContextIs
from api.http.identity import Bearer
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import ServiceIs
from api.http.values import sent
from estate.answers.club.documents import DocumentOutside, EveryDocument
from estate.answers.context import ReadContext
from estate.club.notes import NoteSubject
from estate.codes import label
from estate.errors import NotAllowed
from estate.register.queries import documents as query
from estate.register.queries import opportunities, properties
from estate.register.queries.property_filters import PropertyFilter

router = APIRouter(prefix="/documents", tags=["documents"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/documents"

_COLUMNS = (
    Column("added_on", "Added", "day"),
    Column("on", "On", link="page"),
    Column("what", "What it is"),
    Column("by", "By"),
    Column("seen_by", "Seen by"),
    Column("withdrawn_on", "Withdrawn", "day"),
    Column("id", "Id", "file"),
)


def administrators_alone(bearer: Bearer) -> None:
    """``NotAllowed`` for everybody else."""
    if not bearer.is_administrator:
        raise NotAllowed(
            "The list of all documents is for administrators. Yours stand on the page of the "
            "property or opportunity that they are about."
        )


@router.get("", response_model=EveryDocument, responses=responses(403))
def every(context: ContextIs, bearer: BearerIs, _: NoQueryIs) -> Response:
    """Every document that is kept, the newest first, without its title: for administrators, who
    may withdraw any by its id."""
    administrators_alone(bearer)
    return sent(EveryDocument(documents=_found(context)))


@pages.get(ADDRESS, response_class=HTMLResponse)
def every_page(
    request: Request, context: ContextIs, bearer: BearerIs, service: ServiceIs
) -> HTMLResponse:
    """The same as a page, with a button beside each."""
    administrators_alone(bearer)
    return framed(
        request,
        context,
        "every_document.html",
        table=_table(context),
        address=ADDRESS,
        csrf_token=sessions.form_token(request, service.settings),
    )


@pages.get(ADDRESS + "/{name}.{form}")
def every_file(context: ContextIs, bearer: BearerIs, name: str, form: str) -> Response:
    """The list as a file."""
    administrators_alone(bearer)
    made = _table(context)
    return download(context, chosen({made.name: made}, name), form)


def _found(context: ReadContext) -> list[DocumentOutside]:
    return [DocumentOutside.outside(row) for row in query.all_kept(context.connection)]


def _table(context: ReadContext) -> Table:
    found = _found(context)
    places, numbers = _places(context, found), _numbers(context)
    lines = [_line(one, places, numbers) for one in found]
    note = (
        "Titles and what a document shows stand where it hangs, for whom it was added. "
        "What is withdrawn goes for good; that there was one stays."
    )
    empty = "No photograph or document is kept."
    return Table("documents", "All photographs and documents", _COLUMNS, lines, note, empty)


def _line(
    one: DocumentOutside, places: Mapping[UUID, str], numbers: Mapping[UUID, int]
) -> dict[str, Any]:
    subject, key = NoteSubject(one.subject), one.subject_id
    name, page = f"{label(subject)} that you are not shown", None
    if subject is NoteSubject.PROPERTY and key in places:
        name, page = places[key], property_address(key)
    elif key in numbers:
        name, page = f"Opportunity {numbers[key]}", f"/opportunities/{key}"
    return {
        "id": str(one.id),
        "added_on": one.added_on,
        "on": name,
        "page": page,
        "what": serialise.what(one),
        "by": serialise.by(one),
        "seen_by": serialise.seen_by(one),
        "withdrawn_on": one.withdrawn_on or "–",
    }


def _places(context: ReadContext, found: Iterable[DocumentOutside]) -> dict[UUID, str]:
    """Names of the properties that this reader is shown."""
    ids = frozenset(
        one.subject_id for one in found if NoteSubject(one.subject) is NoteSubject.PROPERTY
    )
    wanted = PropertyFilter(property_ids=ids)
    named = (
        properties.search(context.connection, context.reader, wanted, today=context.today)
        if ids
        else []
    )
    return {row["property_id"]: row["name"] for row in named}


def _numbers(context: ReadContext) -> dict[UUID, int]:
    found = opportunities.listing(context.connection, context.reader)
    return {row["opportunity_id"]: row["number"] for row in found}
