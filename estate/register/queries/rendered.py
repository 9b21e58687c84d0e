"""Properties as ready text: the stored texts of one edition, and whether they are of today.

Each SELECT names the reader's own edition, so that no reader meets another edition's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from estate.db import tables as t
from estate.register import visibility as v

e = t.rendered_edition.c
f = t.rendered_feature.c


@dataclass(frozen=True)
class Freshness:
    """Of which register version and day a text must be, and of which shape (program version)."""

    version: int
    day: date
    shape: str


@dataclass(frozen=True)
class Stored:
    """The parts of a whole feed: JSON of its head, its features joined by commas, its tag."""

    head: str
    features: str
    etag: str


def _fresh(reader: v.Reader, wanted: Freshness) -> ColumnElement[bool]:
    return and_(
        e.edition == reader.edition,
        e.version == wanted.version,
        e.day == wanted.day,
        e.shape == wanted.shape,
    )


def is_stored(connection: Connection, reader: v.Reader, wanted: Freshness) -> bool:
    """Whether this edition's texts are of the wanted version and day."""
    statement = select(func.count()).select_from(t.rendered_edition)
    return bool(connection.execute(statement.where(_fresh(reader, wanted))).scalar_one())


def whole_feed(connection: Connection, reader: v.Reader, wanted: Freshness) -> Stored | None:
    """Every property's text for the map, by name; None where the texts are not of this version."""
    features = _joined(reader).scalar_subquery()
    statement = select(e.head, features, e.etag).where(_fresh(reader, wanted))
    row = connection.execute(statement).one_or_none()
    return None if row is None else Stored(*row)


def _joined(reader: v.Reader) -> Select[tuple[str]]:
    ordered = (
        select(f.on_map).where(f.edition == reader.edition).order_by(f.place).subquery("ordered")
    )
    return select(func.coalesce(func.string_agg(ordered.c.on_map, ","), ""))


def listed(connection: Connection, reader: v.Reader, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The texts of some properties as a list shows them, by property."""
    statement = select(f.property_id, f.listed).where(
        f.edition == reader.edition, f.property_id.in_(ids)
    )
    return {row.property_id: row.listed for row in connection.execute(statement)}
