"""Notes as the table that pages show."""

from collections.abc import Sequence
from typing import Any

from api.html.tables import Column, Table
from estate.answers.club.notes import NoteSeen
from estate.club.notes import NoteAudience, written_by
from estate.quarters import day_words


def shown(seen: NoteSeen) -> dict[str, Any]:
    """One note as pages and files show it."""
    note = seen.note
    gone = note.withdrawn_on
    body = note.organisation
    return {
        "id": note.id,
        "noted_on": note.noted_on,
        "text": f"Withdrawn by its writer on {day_words(gone)}." if gone else note.text,
        "is_withdrawn": gone is not None,
        "by": written_by(body.name if body else None, note.role),
        "person": note.person or "",
        "seen_by": NoteAudience(note.audience).words,
        "is_mine": seen.is_mine,
    }


_COLUMNS = (
    Column("noted_on", "Date", "day"),
    Column("text", "Note", "long"),
    Column("by", "By", small="person"),
    Column("seen_by", "Seen by"),
)


def table(found: Sequence[NoteSeen]) -> Table:
    """Notes as a table, which is a file as well."""
    return Table("notes", "Notes", _COLUMNS, [shown(one) for one in found], "", "There is no note.")
