"""Notes over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.http import audit_log
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from api.http.writing import Doing, DoingIs
from api.notes import schemas
from estate.answers.club import notes as answers
from estate.answers.club.notes import Note, Notes, NoteSeen
from estate.answers.context import ReadContext
from estate.club.notes import NoteAudience, NoteSubject
from estate.register import visibility as v
from estate.register.queries import notes as query
from estate.register.queries.notes import On
from estate.register.writes import notes as writes

router = APIRouter(tags=["notes"])

_READ, _NEW = responses(403, 404), responses(403, 404)


def seen(request: Request, context: ReadContext, service: Service, on: On) -> list[NoteSeen]:
    """Notes on a thing that the reader is shown; a look at what others wrote for the parties alone
    is written down first."""
    actor = getattr(request.state, "actor", None)
    name = None if actor is None else actor.name
    found = query.listing(context.connection, context.reader, on, context.today, name)
    others = {
        row["organisation_code"] for row in found if row["audience"] == NoteAudience.PARTIES
    } - {context.reader.organisation}
    if others:
        audit_log.party_read(service.note_engine, request, sorted(others))
    return answers.seen(found)


def add(do: Doing, on: On, said: schemas.NoteSaid) -> UUID:
    """A note is written; its key."""
    query.demand_subject(do.connection, do.reader, on)
    return writes.add(
        do.connection,
        on,
        do.bearer.person,
        said.audience,
        said.text,
        noted_on=said.noted_on or do.today,
        today=do.today,
        by=do.bearer.by,
    )


def _told(do: Doing, on: On, note_id: UUID, status: int) -> Response:
    found = query.listing(do.connection, do.reader, on, do.today)
    (row,) = (one for one in found if one["note_id"] == note_id)
    return sent(Note.of(row), status)


def _listed(request: Request, context: ReadContext, service: Service, on: On) -> Response:
    query.demand_subject(context.connection, context.reader, on)
    return sent(answers.notes(seen(request, context, service, on), context.reader))


@router.get("/properties/{property_id}/notes", response_model=Notes, responses=_READ)
def of_property(
    request: Request, context: ContextIs, service: ServiceIs, property_id: UUID, _: NoQueryIs
) -> Response:
    """Notes on a property, the newest first; also those on properties merged into it."""
    return _listed(request, context, service, On(NoteSubject.PROPERTY, property_id))


@router.post(
    "/properties/{property_id}/notes", response_model=Note, status_code=201, responses=_NEW
)
def write_on_property(
    do: DoingIs, property_id: UUID, said: schemas.NoteSaid, _: NoQueryIs
) -> Response:
    """Write a dated note on a property. For people of members; critical friends and administrators
    write for the club."""
    on = On(NoteSubject.PROPERTY, property_id)
    return _told(do, on, add(do, on, said), 201)


@router.get("/opportunities/{opportunity_id}/notes", response_model=Notes, responses=_READ)
def of_opportunity(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID, _: NoQueryIs
) -> Response:
    """Notes on an opportunity, the newest first."""
    return _listed(request, context, service, On(NoteSubject.OPPORTUNITY, opportunity_id))


@router.post(
    "/opportunities/{opportunity_id}/notes", response_model=Note, status_code=201, responses=_NEW
)
def write_on_opportunity(
    do: DoingIs, opportunity_id: UUID, said: schemas.NoteSaid, _: NoQueryIs
) -> Response:
    """Write a dated note on an opportunity; it decides nothing."""
    on = On(NoteSubject.OPPORTUNITY, opportunity_id)
    return _told(do, on, add(do, on, said), 201)


@router.get("/cases/{case_id}/notes", response_model=Notes, responses=_READ)
def of_case(
    request: Request, context: ContextIs, service: ServiceIs, case_id: UUID, _: NoQueryIs
) -> Response:
    """Notes on one version of a kept business case, the newest first."""
    return _listed(request, context, service, On(NoteSubject.KEPT_CASE, case_id))


@router.post("/cases/{case_id}/notes", response_model=Note, status_code=201, responses=_NEW)
def write_on_case(do: DoingIs, case_id: UUID, said: schemas.NoteSaid, _: NoQueryIs) -> Response:
    """Write a dated note beside one version of a kept business case; the sealed record stays."""
    on = On(NoteSubject.KEPT_CASE, case_id)
    return _told(do, on, add(do, on, said), 201)


@router.post("/notes/{note_id}/withdraw", response_model=Note, responses=responses(403, 404, 409))
def withdraw(do: DoingIs, note_id: UUID, _: NoQueryIs) -> Response:
    """Take back a note of your own: its text goes for good; that there was one stays."""
    return _told(do, withdrawn(do, note_id), note_id, 200)


def withdrawn(do: Doing, note_id: UUID) -> On:
    """A note is withdrawn; what it hangs on."""
    v.demand(do.reader, v.Level.CLUB, "notes")
    return writes.withdraw(
        do.connection, note_id, do.bearer.person, today=do.today, by=do.bearer.by
    )
