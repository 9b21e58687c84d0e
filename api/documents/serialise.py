"""Documents as the table that pages show."""

from collections.abc import Sequence
from typing import Any

from api.html.tables import Column, Table
from estate.answers.club.documents import DocumentOutside, DocumentSeen
from estate.club.documents import DocumentType
from estate.club.notes import NoteAudience, written_by
from estate.quarters import day_words


def shown(seen: DocumentSeen) -> dict[str, Any]:
    """One document as pages and files show it."""
    one = seen.document
    gone = one.withdrawn_on
    return {
        "id": one.id,
        "added_on": one.added_on,
        "title": f"Withdrawn on {day_words(gone)}." if gone else one.title,
        "is_withdrawn": gone is not None,
        "is_image": DocumentType(one.type).is_image,
        "content": one.content,
        "width_px": one.width_px,
        "height_px": one.height_px,
        "what": what(one),
        "by": by(one),
        "person": one.person or "",
        "seen_by": seen_by(one),
        "is_mine": seen.is_mine,
    }


def by(one: DocumentOutside) -> str:
    """The body that it is from, or the role of whoever speaks for the club."""
    return written_by(one.organisation.name if one.organisation else None, one.role)


def seen_by(one: DocumentOutside) -> str:
    """For whom it was added, in words."""
    return NoteAudience(one.audience).words


def what(one: DocumentOutside) -> str:
    """What kind of file it is, and how large."""
    kind, size = DocumentType(one.type), one.size_bytes
    weight = f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(size / 1e3, 0.1):.1f} kB"
    if kind.is_image:
        return f"{kind.words}, {one.width_px:,} × {one.height_px:,} pixels, {weight}"
    pages = f"{one.pages:,} page{'' if one.pages == 1 else 's'}"
    return f"{kind.words}, {pages}, {weight}"


_COLUMNS = (
    Column("added_on", "Added", "day"),
    Column("title", "Title", "long"),
    Column("what", "What it is"),
    Column("by", "By", small="person"),
    Column("seen_by", "Seen by"),
)


def table(found: Sequence[DocumentSeen]) -> Table:
    """Documents as a table, which is a file as well."""
    made = [shown(one) for one in found]
    title = "Photographs and documents"
    return Table("documents", title, _COLUMNS, made, "", "There are none you can see.")
