"""Dated notes on a property, a case or an opportunity, as far as a reader may see them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.club.notes import NoteAudience, NoteSubject
from estate.codes import DISCLAIMER, Role
from estate.register.visibility import Reader, ReaderKind


@answer
class Note(Answer):
    """One note."""

    id: UUID
    organisation: Annotated[
        Named | None, Field(description="none for critical friends and administrators")
    ]
    subject: NoteSubject
    subject_id: Annotated[UUID, Field(description="of a property merged into another, its own id")]
    noted_on: dt.date
    written_at: dt.datetime
    role: Role
    person: Annotated[str | None, Field(description="for the parties alone")]
    audience: NoteAudience
    text: Annotated[str | None, Field(description="none where it was withdrawn")]
    withdrawn_on: dt.date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Note":
        """Of a row of ``queries.notes.listing``."""
        return cls.made_of(row, id=row["note_id"], organisation=body_of(row))


@answer
class Notes(Answer):
    """Notes that you may read, the newest first."""

    notes: list[Note]
    reader: ReaderKind
    disclaimer: str


class NoteSeen(NamedTuple):
    """A note, and whether whoever looks wrote it."""

    note: Note
    is_mine: bool


def seen(rows: Iterable[Mapping[str, Any]]) -> list[NoteSeen]:
    """Rows of ``queries.notes.listing`` as a page needs them."""
    return [NoteSeen(Note.of(row), bool(row["is_mine"])) for row in rows]


def notes(found: Iterable[NoteSeen], reader: Reader) -> Notes:
    """The same as an answer."""
    return Notes(notes=[one.note for one in found], reader=reader.kind, disclaimer=DISCLAIMER)


def body_of(row: Mapping[str, Any]) -> Named | None:
    """The body that a note or document is from; None for whoever speaks for the club."""
    code = row["organisation_code"]
    return None if code is None else Named(code, row["organisation"])
