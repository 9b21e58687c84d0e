"""Properties as ready text: the stored texts of one edition, and whether they are of today.

Each SELECT names the reader's own edition, so that no reader meets another edition's text.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

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
    """The parts of a whole feed: JSON of its head, its features joined by commas, its tag."""

    head: str
    features: bytes
    etag: str


def whole_feed(connection: Connection, reader: v.Reader, *, day: date, shape: str) -> Stored | None:
    """Every property's text for the map, by name; None where the texts are not of the present
    version and of this day and shape."""
    head = select(e.head, e.etag).where(_is_current(reader, day, shape))
    row = connection.execute(head).one_or_none()
    return None if row is None else Stored(row.head, _joined(connection, reader), row.etag)


def _joined(connection: Connection, reader: v.Reader) -> bytes:
    """The texts as the server's own bytes: read as words here and written again, a whole county
    would keep every other answer of this process waiting."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the register is read through psycopg")
    with raw.cursor(binary=True) as cursor:
        cursor.execute(_features(connection.dialect), {"edition": reader.edition})
        row = cursor.fetchone()
    return b"" if row is None else bytes(row[0])


@cache
def _features(dialect: Dialect) -> str:
    ordered = select(f.on_map).where(f.edition == bindparam("edition")).order_by(f.place)
    texts = func.string_agg(ordered.subquery("ordered").c.on_map, literal_column("','"))
    joined = func.convert_to(func.coalesce(texts, literal_column("''")), literal_column("'UTF8'"))
    return str(select(joined).compile(dialect=dialect))


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
