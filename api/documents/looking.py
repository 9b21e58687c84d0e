"""Documents that a reader is shown; looks at those of others are written down."""

from fastapi import Request

from api.http import audit_log
from api.http.service import Service
from estate.answers.club import documents as answers
from estate.answers.club.documents import DocumentSeen
from estate.answers.context import ReadContext
from estate.club.notes import NoteAudience
from estate.register.queries import documents as query
from estate.register.queries.notes import On
from estate.rows import Rows


def seen(request: Request, context: ReadContext, service: Service, on: On) -> list[DocumentSeen]:
    """Documents on a thing that the reader is shown; a look at what others keep for the parties
    alone is written down first."""
    actor = getattr(request.state, "actor", None)
    name = None if actor is None else actor.name
    found = query.listing(context.connection, context.reader, on, context.today, name)
    note_looks(request, context, service, found)
    return answers.seen(found)


def note_looks(request: Request, context: ReadContext, service: Service, rows: Rows) -> None:
    """Write down a look at what others keep for the parties alone."""
    others = {
        row["organisation_code"] for row in rows if row["audience"] == NoteAudience.PARTIES
    } - {context.reader.organisation}
    if others:
        audit_log.party_read(service.note_engine, request, sorted(others))
