"""Properties: search with filters, the map's feed, and everything about one of them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    select,
    tuple_,
)

from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries.holders import held_by
from estate.register.queries.nearby import place
from estate.register.queries.property_filters import (
    OWNER,
    Joined,
    PropertyFilter,
    asked_by,
    conditions,
    derived,
    join_of,
)
from estate.who_sees_what.property_fields import names

p = t.property_.c


SUMMARY = [
    "property_id",
    "local_ref",
    "name",
    "address",
    "postcode",
    "organisation_code",
    "use_class",
    "type_code",
    "operational",
    "status",
    "gia_m2",
    "nia_m2",
    "condition",
    "energy_rating",
    "book_value_gbp",
    "as_of_date",
    "confidence",
    "synthetic",
]


def _columns(reader: v.Reader, join: Joined) -> list[ColumnElement[Any]]:
    return [
        *v.select_list(reader, t.property_, SUMMARY, *OWNER),
        t.organisation.c.name.label("organisation_name"),
        join.town.c.name.label("town"),
        join.district.c.name.label("district"),
        *derived(reader, join),
        func.ST_AsGeoJSON(place(t.property_), 7).label("geometry"),
        func.ST_X(p.rep_point_4326).label("longitude"),
        func.ST_Y(p.rep_point_4326).label("latitude"),
    ]


def search(
    connection: Connection,
    reader: v.Reader,
    wanted: PropertyFilter,
    *,
    today: date,
    limit: int | None = None,
    after: tuple[str, UUID] | None = None,
) -> list[dict[str, Any]]:
    """Matching properties by name; ``after`` = (name, id) of the last one already shown."""
    join = join_of(reader, today)
    statement = (
        select(*_columns(reader, join))
        .select_from(join.joined)
        .where(*conditions(reader, wanted, join))
        .order_by(p.name, p.property_id)
    )
    if after is not None:
        statement = statement.where(tuple_(p.name, p.property_id) > tuple_(*after))
    if limit is not None:
        statement = statement.limit(limit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def found_by(reader: v.Reader, wanted: PropertyFilter, *, today: date) -> CTE:
    """(property_id, name) of every match, to be counted and paged through."""
    join = join_of(reader, today, asked_by(wanted))
    statement = select(p.property_id, p.name).select_from(join.joined)
    return statement.where(*conditions(reader, wanted, join)).cte("found")


#: Every fact that a file can bring, so that what is taken home can be brought back.
EXPORT = [*SUMMARY, *(name for name in names() if name not in SUMMARY)]


def for_export(
    connection: Connection, reader: v.Reader, wanted: PropertyFilter, *, today: date
) -> list[dict[str, Any]]:
    """Matching properties with their master geometry (27700, as WKB), by name."""
    join = join_of(reader, today)
    statement = (
        select(
            *v.select_list(reader, t.property_, EXPORT, *OWNER),
            *held_by(reader),
            t.organisation.c.name.label("organisation_name"),
            join.town.c.name.label("town"),
            join.district.c.name.label("district"),
            *derived(reader, join),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
            func.ST_AsBinary(func.coalesce(p.geom, p.rep_point)).label("wkb"),
        )
        .select_from(join.joined)
        .where(*conditions(reader, wanted, join))
        .order_by(p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def placed(
    connection: Connection, reader: v.Reader, wanted: PropertyFilter, *, today: date
) -> list[dict[str, Any]]:
    """Matching properties as a list shows them, with easting and northing, by name."""
    join = join_of(reader, today)
    statement = (
        select(
            *v.select_list(reader, t.property_, SUMMARY, *OWNER),
            t.organisation.c.name.label("organisation_name"),
            join.town.c.name.label("town"),
            join.district.c.name.label("district"),
            *derived(reader, join),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
        )
        .select_from(join.joined)
        .where(*conditions(reader, wanted, join))
        .order_by(p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def count(connection: Connection, reader: v.Reader, wanted: PropertyFilter, *, today: date) -> int:
    """How many properties match."""
    join = join_of(reader, today, asked_by(wanted))
    statement: Select[Any] = (
        select(func.count()).select_from(join.joined).where(*conditions(reader, wanted, join))
    )
    return int(connection.execute(statement).scalar_one())


DETAIL = [
    *(name for name in EXPORT if name != "sensitivity"),
    "data_source",
    "row_number",
    "not_in_latest",
    "import_batch_id",
]


def one(
    connection: Connection, reader: v.Reader, property_id: UUID, *, today: date
) -> dict[str, Any]:
    """All that the reader may see of one property's own row."""
    row = connection.execute(_detail(reader, today), {"wanted_id": property_id}).mappings()
    found = row.one_or_none()
    if found is None:
        raise NotFound("This register shows you no such property.")
    return dict(found)


def several(
    connection: Connection, reader: v.Reader, property_ids: Sequence[UUID], *, today: date
) -> list[dict[str, Any]]:
    """``one`` of each of these, in their order."""
    rows = connection.execute(_some_details(reader, today), {"wanted_ids": list(property_ids)})
    found = {row["property_id"]: dict(row) for row in rows.mappings()}
    if not found.keys() >= {*property_ids}:
        raise NotFound("This register shows you no such property.")
    return [found[property_id] for property_id in property_ids]


def every(connection: Connection, reader: v.Reader, *, today: date) -> list[dict[str, Any]]:
    """``one`` of every property that the reader may see, by name."""
    statement = _details(reader, today).order_by(p.name, p.property_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


@lru_cache(64)
def _detail(reader: v.Reader, today: date) -> Select[Any]:
    """Built once: putting the statement together takes longer than its answer does."""
    return _details(reader, today).where(p.property_id == bindparam("wanted_id", type_=Uuid))


@lru_cache(64)
def _some_details(reader: v.Reader, today: date) -> Select[Any]:
    wanted = bindparam("wanted_ids", type_=Uuid, expanding=True)
    return _details(reader, today).where(p.property_id.in_(wanted))


def _details(reader: v.Reader, today: date) -> Select[Any]:
    join = join_of(reader, today)
    columns = v.select_list(reader, t.property_, DETAIL, *OWNER)
    shown = {column.name for column in columns}
    extra = [c for c in _columns(reader, join) if c.name not in shown]
    return select(*columns, *extra).select_from(join.joined).where(v.rows(reader))


def visible_id(connection: Connection, reader: v.Reader, property_id: UUID) -> None:
    """Raise NotFound unless the property exists for this reader."""
    statement = select(p.property_id).where(p.property_id == property_id, v.rows(reader))
    if connection.execute(statement).one_or_none() is None:
        raise NotFound("This register shows you no such property.")


def ids_seen(
    connection: Connection, reader: v.Reader, whole: Sequence[UUID], tails: Sequence[str]
) -> list[UUID]:
    """Of properties by identity, and by the last twelve digits of one, those the reader sees."""
    tail = func.right(cast(p.property_id, Text), 12)
    statement = select(p.property_id).where(
        v.rows(reader), p.property_id.in_(whole) | tail.in_(tails)
    )
    return [row.property_id for row in connection.execute(statement)]
