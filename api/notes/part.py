"""The notes on the page of a property, an opportunity or a kept case."""

from dataclasses import dataclass

from fastapi import Request

from api.html.tables import Table
from api.http import sessions
from api.http.service import Service
from api.notes import routes, serialise
from estate.answers.context import ReadContext
from estate.club.decisions import Person
from estate.club.notes import LONGEST_NOTE, NoteAudience, NoteSubject, audiences_of
from estate.codes import Role
from estate.register import visibility as v
from estate.register.queries.notes import On

_ADDRESS = {
    NoteSubject.PROPERTY: "/properties/{}",
    NoteSubject.OPPORTUNITY: "/opportunities/{}",
    NoteSubject.KEPT_CASE: "/cases/{}",
}


@dataclass(frozen=True)
class Notes:
    """What a page shows of notes: them all, for whom whoever looks may write one (nobody: no form),
    and where its forms go."""

    table: Table
    audiences: tuple[NoteAudience, ...]
    address: str
    csrf_token: str | None
    longest: int = LONGEST_NOTE


def of_page(
    request: Request, context: ReadContext, service: Service, on: On, is_any: bool = True
) -> Notes | None:
    """The notes on a thing that the reader is shown; None below the club's level. ``is_any``:
    False where it is known that there is none, so that nobody asks."""
    if context.reader.level < v.Level.CLUB:
        return None
    return Notes(
        table_of(request, context, service, on) if is_any else serialise.table([]),
        audiences_for(request),
        address(on),
        sessions.form_token(request, service.settings),
    )


def table_of(request: Request, context: ReadContext, service: Service, on: On) -> Table:
    """The notes on a thing that the reader is shown, as a table."""
    return serialise.table(routes.seen(request, context, service, on))


def address(on: On) -> str:
    """The page of what notes hang on."""
    return _ADDRESS[on.subject].format(on.subject_id)


def audiences_for(request: Request) -> tuple[NoteAudience, ...]:
    """For whom whoever looks may write a note; empty where they may not."""
    actor = getattr(request.state, "actor", None)
    if actor is None or actor.role is None:
        return ()
    role = Role(actor.role)
    return audiences_of(Person(role, None if role is Role.CRITIC else actor.organisation))
