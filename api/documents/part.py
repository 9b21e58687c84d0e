"""The photographs and documents on the page of a property or an opportunity."""

from dataclasses import dataclass

from fastapi import Request

from api.documents import looking, serialise
from api.html.tables import Table
from api.http import sessions
from api.http.service import Service
from api.http.writing import person_of
from estate.answers.context import ReadContext
from estate.club.decisions import only_writers
from estate.club.documents import LONGEST_TITLE, may_add
from estate.club.notes import NoteAudience, NoteSubject, audiences_of
from estate.register import visibility as v
from estate.register.queries import documents as query
from estate.register.queries.notes import On

_ADDRESS = {
    NoteSubject.PROPERTY: "/properties/{}",
    NoteSubject.OPPORTUNITY: "/opportunities/{}",
}


@dataclass(frozen=True)
class Documents:
    """What a page shows of documents: them all, for whom whoever looks may add one (nobody: no
    form), whether they may withdraw any, and where its forms go."""

    table: Table
    audiences: tuple[NoteAudience, ...]
    address: str
    csrf_token: str | None
    max_mb: int
    withdraws_all: bool = False
    longest: int = LONGEST_TITLE


def of_page(
    request: Request, context: ReadContext, service: Service, on: On, is_any: bool = True
) -> Documents | None:
    """The documents on a thing that the reader is shown; None below the club's level. ``is_any``:
    False where it is known that there is none, so that nobody asks."""
    if context.reader.level < v.Level.CLUB:
        return None
    rows = looking.seen(request, context, service, on) if is_any else []
    table = serialise.table(rows)
    return shown_with(request, context, service, on, table)


def shown_with(
    request: Request, context: ReadContext, service: Service, on: On, table: Table
) -> Documents:
    """A table of documents, with what whoever looks may do beside it."""
    person = person_of(request)
    # Who keeps the thing may withdraw any: asked where somebody could withdraw something.
    keeper = query.keeper(context.connection, on) if person is not None and table.rows else None
    keeps = keeper is not None and person is not None and only_writers(person, keeper) is None
    return Documents(
        table,
        () if person is None else audiences_of(person, may_add),
        address(on),
        sessions.form_token(request, service.settings),
        service.settings.max_document_mb,
        keeps,
    )


def table_of(request: Request, context: ReadContext, service: Service, on: On) -> Table:
    """The documents on a thing that the reader is shown, as a table."""
    return serialise.table(looking.seen(request, context, service, on))


def address(on: On) -> str:
    """The page of what documents hang on."""
    return _ADDRESS[on.subject].format(on.subject_id)
