"""Notes on a property, an opportunity or a kept case, as far as a reader may read them.

A note for the club is read by whoever is shown what it hangs on, at the club's level. One for the
parties is read by the body that wrote it; by the property's owner, or the body that keeps the case;
and by a body that, like the writer's, has an agreement in force for an opportunity that what it
hangs on belongs to. Of a note on a property that was merged into another these are asked of the one
that it was written on, so that a merge opens nothing and closes nothing. Of others' notes the
person is named to those parties alone. Nobody else is told that there is one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    exists,
    false,
    null,
    or_,
    select,
)

from estate.club.notes import NoteAudience, NoteSubject
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import kept_cases, opportunities, properties
from estate.register.queries.subqueries import merged_with
from estate.rows import Rows

n, op = t.note.c, t.opportunity_property.c
_NONE = "There is no such note in this register."


@dataclass(frozen=True)
class On:
    """What notes hang on: one thing of a kind."""

    subject: NoteSubject
    subject_id: UUID


def demand_subject(connection: Connection, reader: v.Reader, on: On) -> None:
    """``NotAllowed`` for who sees nothing at the club's level; ``NotFound`` where what the note
    hangs on is not shown to this reader."""
    v.demand(reader, v.Level.CLUB, "notes")
    if on.subject is NoteSubject.PROPERTY:
        properties.visible_id(connection, reader, on.subject_id)
    elif on.subject is NoteSubject.OPPORTUNITY:
        opportunities.one(connection, reader, on.subject_id)
    else:
        found = kept_cases.one(connection, reader, on.subject_id)
        if found is None or not found["there"]:
            raise NotFound("There is no such kept case that you are shown.")


def listing(
    connection: Connection, reader: v.Reader, on: On, today: date, asker: str | None = None
) -> Rows:
    """Notes on one thing that this reader may read, the newest first; of a property, those on the
    properties merged into it as well. Columns of ``note`` (``text`` null where it was withdrawn,
    ``person`` null where it is not for this reader), ``organisation``, the body's name, and
    ``is_mine``: whether ``asker``, as the record names whoever asks, wrote it.

    Asked for a thing that the reader is shown (``demand_subject``).
    """
    if reader.level < v.Level.CLUB:
        return []
    theirs = or_(is_party(reader, on, today), is_keeper(reader, on))
    statement = (
        select(
            *(one for one in t.note.c if one.name != "person"),
            case((theirs, n.person), else_=null()).label("person"),
            t.organisation.c.name.label("organisation"),
            and_(
                n.person == (asker or ""),
                n.organisation_code.is_not_distinct_from(reader.organisation),
            ).label("is_mine"),
        )
        .outerjoin(t.organisation, t.organisation.c.code == n.organisation_code)
        .where(
            n.subject == on.subject.value,
            n.subject_id.in_(_merged(on))
            if on.subject is NoteSubject.PROPERTY
            else n.subject_id == on.subject_id,
            or_(n.audience == NoteAudience.CLUB.value, theirs),
        )
        .order_by(n.noted_on.desc(), n.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def held(connection: Connection, note_id: UUID) -> dict[str, Any]:
    """One note as it stands, held until the transaction ends; for whoever may withdraw it, and for
    no reader. ``NotFound``."""
    statement = select(t.note).where(n.note_id == note_id).with_for_update()
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(_NONE)
    return dict(row)


def _merged(on: On) -> Select[Any]:
    return merged_with(on.subject_id)


def is_party(reader: v.Reader, on: On, today: date, rows: Table = t.note) -> ColumnElement[bool]:
    """Whether a note (or what else is kept in such ``rows``) is of the reader's own body, or of one
    that has agreed with it to show what is the parties', on an opportunity that its thing belongs
    to."""
    if reader.organisation is None:
        return false()
    mine = opportunities.in_force(today).subquery("mine").c
    writers = opportunities.in_force(today).subquery("writers").c
    both = exists(
        select(mine.opportunity_id)
        .join(writers.opportunity_id.table, writers.opportunity_id == mine.opportunity_id)
        .where(
            mine.organisation_code == reader.organisation,
            writers.organisation_code == rows.c.organisation_code,
            _concerns(mine.opportunity_id, on, rows),
        )
        .correlate(rows)
    )
    return or_(rows.c.organisation_code == reader.organisation, both)


def _concerns(opportunity_id: ColumnElement[Any], on: On, rows: Table) -> ColumnElement[bool]:
    """Whether an opportunity is the one, has the property, or both places of the kept case."""
    if on.subject is NoteSubject.OPPORTUNITY:
        return opportunity_id == on.subject_id

    def has(place: ColumnElement[Any]) -> ColumnElement[bool]:
        with_it = select(op.opportunity_id).where(op.property_id == place).correlate(rows)
        return opportunity_id.in_(with_it)

    if on.subject is NoteSubject.PROPERTY:
        return has(rows.c.subject_id)
    k = t.kept_case.c
    return and_(
        *(
            has(select(place).where(k.kept_case_id == on.subject_id).scalar_subquery())
            for place in (k.guest_property_id, k.host_property_id)
        )
    )


def is_keeper(reader: v.Reader, on: On, rows: Table = t.note) -> ColumnElement[bool]:
    """Whether the reader's body owns the property, or keeps the case."""
    if reader.organisation is None or on.subject is NoteSubject.OPPORTUNITY:
        return false()
    p, k = t.property_.c, t.kept_case.c
    if on.subject is NoteSubject.PROPERTY:
        keeper = select(p.property_id).where(
            p.property_id == rows.c.subject_id, p.organisation_code == reader.organisation
        )
    else:
        keeper = select(k.kept_case_id).where(
            k.kept_case_id == on.subject_id, k.organisation_code == reader.organisation
        )
    return exists(keeper.correlate(rows))
