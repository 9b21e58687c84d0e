"""Properties as ready text: the stored texts of one edition, and whether they are of today.

Each SELECT names the reader's own edition, so that no reader meets another edition's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

import psycopg
from psycopg.types.string import ByteaBinaryLoader
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)

from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import properties, versions
from estate.register.queries.nearby import place
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
    """A whole feed in parts: JSON of its head and of each feature, its tag, its version."""

    head: bytes
    features: Sequence[bytes]
    etag: str
    version: int


def whole_feed(connection: Connection, reader: v.Reader, *, day: date, shape: str) -> Stored | None:
    """Every property's text for the map, by name; None where the texts are not of the present
    version and of this day and shape."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the register is read through psycopg")
    with raw.cursor(binary=True) as cursor:
        # The server's own bytes: to read a whole county as words, and to write it again, would
        # keep every other answer of this process waiting.
        cursor.adapters.register_loader("text", ByteaBinaryLoader)
        asked = {"edition": reader.edition, "day": day, "shape": shape}
        cursor.execute(_whole_feed(connection.dialect), asked)
        rows = cursor.fetchall()
    if not rows:
        return None
    version, etag, head, *features = (text for _, text in rows)
    return Stored(head, features, etag.decode(), int(version))


@cache
def _whole_feed(dialect: Dialect) -> str:
    """Rows of (place, text) by place: version, tag and head first, then the features. One
    statement is one moment of the register. Rows rather than one long text: the server would
    take the memory for it anew each time."""
    edition = bindparam("edition", type_=Text)
    current = _is_current(edition, bindparam("day", type_=Date), bindparam("shape", type_=Text))
    parts = (cast(e.version, Text), e.etag, e.head)
    first = [
        select(literal_column(str(place)).label("place"), part.label("text")).where(current)
        for place, part in enumerate(parts, start=-len(parts))
    ]
    is_current = select(e.edition).where(current).exists()
    features = select(f.place, f.on_map).where(f.edition == edition, is_current)
    statement = union_all(*first, features).order_by(literal_column("place"))
    return str(statement.compile(dialect=dialect))


@dataclass(frozen=True)
class WholeList:
    """Every property of an edition as lists show it, by name: ids, names, JSON texts, and what is
    drawn of each in WGS 84 (WKB; None without a place). ``version`` is None without any."""

    version: int | None
    ids: Sequence[UUID]
    names: Sequence[str]
    texts: Sequence[bytes]
    wkb: Sequence[bytes | None]


def list_weight(
    connection: Connection, reader: v.Reader, *, day: date, shape: str
) -> tuple[int, int] | None:
    """(version, bytes) of an edition's texts for lists; None where they are not of the present
    version and of this day and shape."""
    weight = select(func.coalesce(func.sum(func.octet_length(f.listed)), 0)).where(
        f.edition == reader.edition
    )
    statement = select(e.version, weight.scalar_subquery())
    found = connection.execute(statement.where(_is_current(reader.edition, day, shape))).first()
    return None if found is None else (int(found[0]), int(found[1]))


def whole_list(connection: Connection, reader: v.Reader, *, day: date, shape: str) -> WholeList:
    """All texts of an edition, by name; none where they are not of the present version and of
    this day and shape. One statement is one moment of the register."""
    p = t.property_.c
    edition = t.rendered_edition.join(t.rendered_feature, e.edition == f.edition)
    statement = (
        select(e.version, f.property_id, p.name, f.listed, func.ST_AsBinary(place(t.property_)))
        .select_from(edition.join(t.property_, p.property_id == f.property_id))
        .where(_is_current(reader.edition, day, shape))
        .order_by(f.place)
    )
    rows = connection.execute(statement).all()
    if not rows:
        return WholeList(None, (), (), (), ())
    versions_, ids, names, texts, wkb = zip(*rows, strict=True)
    return WholeList(versions_[0], ids, names, [text.encode() for text in texts], wkb)


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
        select(func.count()).where(_is_current(reader.edition, today, shape)).scalar_subquery(),
    )
    statement = statement.outerjoin(t.rendered_feature, text)
    statement = statement.order_by(here.c.name, here.c.property_id)
    rows = connection.execute(statement).all()
    if not rows:
        matched = properties.count(connection, reader, wanted, today=today)
        return Page(matched, [], is_ready=True)
    return Page(rows[0].matched, [tuple(row[:3]) for row in rows], is_ready=bool(rows[0][4]))


def _is_current(
    edition: str | ColumnElement[str],
    day: date | ColumnElement[date],
    shape: str | ColumnElement[str],
) -> ColumnElement[bool]:
    """Whether this edition's texts are of the register's present version and of this day."""
    return and_(
        e.edition == edition,
        e.version == versions.CURRENT.scalar_subquery(),
        e.day == day,
        e.shape == shape,
    )
