"""What hangs on a property, of which kinds: so that a page asks only for what there is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, any_, exists, select

from estate.club.notes import NoteSubject
from estate.db import tables as t
from estate.register.queries.subqueries import merged_with

n, d, o, r = t.note.c, t.document.c, t.offer.c, t.information_request.c
op, e = t.opportunity_property.c, t.meeting_entry.c


@dataclass(frozen=True)
class Hanging:
    """Whether there is any of a kind, for whomever it is meant: nothing that is shown rests on
    this, it saves the question for rows that decides who sees them."""

    notes: bool
    documents: bool
    offers: bool
    requests: bool
    opportunities: bool
    minutes: bool


def on_property(connection: Connection, property_id: UUID) -> Hanging:
    """Of a property and those merged into it."""
    same = merged_with(property_id)

    def noted(subject: ColumnElement[str], key: ColumnElement[UUID]) -> ColumnElement[bool]:
        return exists().where(subject == NoteSubject.PROPERTY.value, key.in_(same))

    statement: Select[bool, bool, bool, bool, bool, bool] = select(
        noted(n.subject, n.subject_id),
        noted(d.subject, d.subject_id),
        exists().where(o.property_id.in_(same)),
        exists().where((any_(r.property_ids) == property_id) | (r.property_id == property_id)),
        exists().where(op.property_id.in_(same)),
        exists().where(e.property_id.in_(same)),
    )
    return Hanging(*connection.execute(statement).one())
