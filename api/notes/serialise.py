"""Notes in the shapes of their answers (``schemas``), and as the table that pages show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.html.tables import Column, Table
from estate.club.notes import NoteAudience, written_by
from estate.codes import DISCLAIMER
from estate.quarters import day_words
from estate.register.visibility import Reader

Row = Mapping[str, Any]
_PLAIN = (
    "subject",
    "subject_id",
    "noted_on",
    "written_at",
    "role",
    "person",
    "audience",
    "text",
    "withdrawn_on",
)


def note(row: Row) -> dict[str, Any]:
    """As ``Note``."""
    code = row["organisation_code"]
    body = None if code is None else {"code": code, "name": row["organisation"]}
    return {"id": row["note_id"], "organisation": body, **{name: row[name] for name in _PLAIN}}


def notes(rows: Iterable[Row], reader: Reader) -> dict[str, Any]:
    """As ``Notes``."""
    return {
        "notes": [note(row) for row in rows],
        "reader": reader.kind.value,
        "disclaimer": DISCLAIMER,
    }


def shown(row: Row) -> dict[str, Any]:
    """One note as pages and files show it."""
    gone = (
        f"Withdrawn by its writer on {day_words(row['withdrawn_on'])}."
        if row["text"] is None
        else ""
    )
    return {
        "id": row["note_id"],
        "noted_on": row["noted_on"],
        "text": row["text"] or gone,
        "is_withdrawn": row["text"] is None,
        "by": written_by(row["organisation"], row["role"]),
        "person": row["person"] or "",
        "seen_by": NoteAudience(row["audience"]).words,
        "is_mine": row["is_mine"],
    }


_COLUMNS = (
    Column("noted_on", "Date", "day"),
    Column("text", "Note", "long"),
    Column("by", "By", small="person"),
    Column("seen_by", "Seen by"),
)


def table(rows: Sequence[Row]) -> Table:
    """Notes as a table, which is a file as well."""
    return Table("notes", "Notes", _COLUMNS, [shown(row) for row in rows], "", "There is no note.")
