"""Properties as ready text: the stored texts of one edition, and whether they are of today.

Each SELECT names the reader's own edition, so that no reader meets another edition's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, select, tuple_

from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import properties, versions
from estate.register.queries.property_filters import PropertyFilter

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
    """The parts of a whole feed: JSON of its head and of each feature, and its tag."""

    head: str
    features: Sequence[str]
    etag: str


def whole_feed(connection: Connection, reader: v.Reader, *, day: date, shape: str) -> Stored | None:
    """Every property's text for the map, by name; None where the texts are not of the present
    version and of this day and shape."""
    head = select(e.head, e.etag).where(_is_current(reader, day, shape))
    row = connection.execute(head).one_or_none()
    if row is None:
        return None
    ordered = select(f.on_map).where(f.edition == reader.edition).order_by(f.place)
    return Stored(row.head, connection.execute(ordered).scalars().all(), row.etag)


@dataclass(frozen=True)
class Page:
    """One page of a list: how many match in all, and (property, name, text) of those on it.

    ``is_ready`` tells whether the texts are of the present version; else they are not to be used.
    """

    matched: int
    rows: list[tuple[UUID, str, str]]
    is_ready: bool


def page(
    connection: Connection,
    reader: v.Reader,
    wanted: PropertyFilter,
    *,
    today: date,
    shape: str,
    limit: int,
    after: tuple[str, UUID] | None = None,
) -> Page:
    """The properties of a page, by name; ``after`` = (name, id) of the last one before it."""
    found = properties.found_by(reader, wanted, today=today)
    shown = select(found).order_by(found.c.name, found.c.property_id).limit(limit)
    if after is not None:
        shown = shown.where(tuple_(found.c.name, found.c.property_id) > tuple_(*after))
    here = shown.subquery("shown")
    text = and_(f.edition == reader.edition, f.property_id == here.c.property_id)
    statement = select(
        *(here.c.property_id, here.c.name, f.listed),
        select(func.count()).select_from(found).scalar_subquery().label("matched"),
        select(func.count()).where(_is_current(reader, today, shape)).scalar_subquery(),
    )
    statement = statement.outerjoin(t.rendered_feature, text)
    statement = statement.order_by(here.c.name, here.c.property_id)
    rows = connection.execute(statement).all()
    if not rows:
        matched = properties.count(connection, reader, wanted, today=today)
        return Page(matched, [], is_ready=True)
    return Page(rows[0].matched, [tuple(row[:3]) for row in rows], is_ready=bool(rows[0][4]))


def _is_current(reader: v.Reader, day: date, shape: str) -> ColumnElement[bool]:
    """Whether this edition's texts are of the register's present version and of this day."""
    return and_(
        e.edition == reader.edition,
        e.version == versions.CURRENT.scalar_subquery(),
        e.day == day,
        e.shape == shape,
    )
