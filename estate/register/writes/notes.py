"""Writing a note, and taking its text back."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, null, update

from estate.club.decisions import Person
from estate.club.notes import NoteAudience, NoteSubject, may_withdraw, may_write, wrong_day
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register.queries import notes as query
from estate.register.queries.notes import On

n = t.note.c


def add(
    connection: Connection,
    on: On,
    person: Person,
    audience: NoteAudience,
    text: str,
    *,
    noted_on: date,
    today: date,
    by: str,
) -> UUID:
    """Append a note; its key. Nothing but the list of notes rests on it, so the register's version
    stays. Asked once ``query.demand_subject`` has let the writer pass."""
    refusal = may_write(person, audience)
    if refusal is not None:
        raise NotAllowed(refusal)
    wrong = wrong_day(noted_on, today)
    if wrong is not None:
        raise BadQuestion(wrong)
    note_id = uuid4()
    connection.execute(
        insert(t.note).values(
            note_id=note_id,
            subject=on.subject.value,
            subject_id=on.subject_id,
            organisation_code=person.organisation,
            role=person.role.value,
            person=by,
            audience=audience.value,
            noted_on=noted_on,
            text=text,
        )
    )
    return note_id


def withdraw(connection: Connection, note_id: UUID, person: Person, *, today: date, by: str) -> On:
    """The text of a note goes for good; what it hung on. ``NotAllowed`` for who did not write it,
    ``Conflict`` where it was withdrawn before."""
    row = query.held(connection, note_id)
    refusal = may_withdraw(person, by, row)
    if refusal is not None:
        raise NotAllowed(refusal)
    if row["withdrawn_on"] is not None:
        raise Conflict("This note has been withdrawn already.")
    connection.execute(
        update(t.note).where(n.note_id == note_id).values(text=null(), withdrawn_on=today)
    )
    return On(NoteSubject(row["subject"]), row["subject_id"])
