"""Documents are kept and withdrawn, whichever door asks."""

from uuid import UUID

from api.documents import schemas
from api.http.identity import Bearer
from api.http.writing import Doing
from estate.club.notes import NoteAudience, may_write
from estate.documents.checking import Checked
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import documents as query
from estate.register.queries.notes import On, demand_subject
from estate.register.writes import documents as writes


def add(do: Doing, on: On, about: schemas.About, file: Checked, room_mb: int) -> UUID:
    """A document is kept; its key. ``room_mb``: room for all together."""
    demand_subject(do.connection, do.reader, on)
    return writes.add(
        do.connection,
        on,
        do.bearer.person,
        about.audience,
        about.title,
        file,
        room_mb=room_mb,
        today=do.today,
        by=do.bearer.by,
    )


def withdrawn(do: Doing, document_id: UUID) -> On:
    """A document is withdrawn; what it hung on. An administrator names one by the id that the
    record of changes has, and need not be shown what it holds."""
    if not do.bearer.person.is_administrator:
        query.one(do.connection, do.reader, document_id, do.today)
    return writes.withdraw(
        do.connection, document_id, do.bearer.person, today=do.today, by=do.bearer.by
    )


def demand_writer(bearer: Bearer, reader: v.Reader, audience: NoteAudience | None = None) -> None:
    """``NotAllowed`` for who may add nothing for this ``audience``: before a file is opened."""
    v.demand(reader, v.Level.CLUB, "documents")
    refusal = may_write(bearer.person, audience or NoteAudience.CLUB)
    if refusal is not None:
        raise NotAllowed(refusal)
