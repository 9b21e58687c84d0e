"""Documents in the shapes of their answers (``schemas``), and as the table that pages show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.html.tables import Column, Table
from estate.club.documents import DocumentType
from estate.club.notes import NoteAudience, written_by
from estate.codes import DISCLAIMER
from estate.quarters import day_words
from estate.register.visibility import Reader

Row = Mapping[str, Any]
_PLAIN = (
    *("subject", "subject_id", "added_on", "added_at", "role", "person", "audience", "title"),
    *("type", "size_bytes", "width_px", "height_px", "pages", "withdrawn_on"),
)


def content_address(row: Row) -> str | None:
    """Where what it holds is."""
    if row["withdrawn_on"] is not None:
        return None
    return f"/api/v1/documents/{row['document_id']}/content"


def document(row: Row) -> dict[str, Any]:
    """As ``Document``."""
    code = row["organisation_code"]
    body = None if code is None else {"code": code, "name": row["organisation"]}
    return {
        "id": row["document_id"],
        "organisation": body,
        "content": content_address(row),
        **{name: row[name] for name in _PLAIN},
    }


def outside(row: Row) -> dict[str, Any]:
    """As ``DocumentOutside``: what an administrator is told who may not be shown what it says."""
    code = row["organisation_code"]
    told = {name: row[name] for name in _PLAIN if name not in ("person", "title")}
    body = None if code is None else {"code": code, "name": row["organisation"]}
    return {"id": row["document_id"], "organisation": body, **told}


def documents(rows: Iterable[Row], reader: Reader) -> dict[str, Any]:
    """As ``Documents``."""
    return {
        "documents": [document(row) for row in rows],
        "reader": reader.kind.value,
        "disclaimer": DISCLAIMER,
    }


def shown(row: Row) -> dict[str, Any]:
    """One document as pages and files show it."""
    kind, gone = DocumentType(row["type"]), row["withdrawn_on"]
    return {
        "id": row["document_id"],
        "added_on": row["added_on"],
        "title": row["title"] or f"Withdrawn on {day_words(gone)}.",
        "is_withdrawn": gone is not None,
        "is_image": kind.is_image,
        "content": content_address(row),
        "width_px": row["width_px"],
        "height_px": row["height_px"],
        "what": what(row, kind),
        "by": written_by(row["organisation"], row["role"]),
        "organisation_code": row["organisation_code"],
        "person": row["person"] or "",
        "seen_by": NoteAudience(row["audience"]).words,
        "is_mine": row["is_mine"],
    }


def what(row: Row, kind: DocumentType) -> str:
    """What kind of file it is, and how large."""
    size = row["size_bytes"]
    weight = f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(size / 1e3, 0.1):.1f} kB"
    if kind.is_image:
        return f"{kind.words}, {row['width_px']:,} × {row['height_px']:,} pixels, {weight}"
    pages = f"{row['pages']:,} page{'' if row['pages'] == 1 else 's'}"
    return f"{kind.words}, {pages}, {weight}"


_COLUMNS = (
    Column("added_on", "Added", "day"),
    Column("title", "Title", "long"),
    Column("what", "What it is"),
    Column("by", "By", small="person"),
    Column("seen_by", "Seen by"),
)


def table(rows: Sequence[Row]) -> Table:
    """Documents as a table, which is a file as well."""
    made = [shown(row) for row in rows]
    title = "Photographs and documents"
    return Table("documents", title, _COLUMNS, made, "", "There is none that you are shown.")
