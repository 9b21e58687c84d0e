"""Properties: search with filters, the map's feed, and everything about one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    tuple_,
)

from estate import codes
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import parts
from estate.register.queries.nearby import place

p = t.property_.c
OWNER = (p.organisation_code,)


@dataclass(frozen=True)
class PropertyFilter:
    """Conditions that combine with AND; within a list, OR."""

    bbox: tuple[float, float, float, float] | None = None
    organisation: Sequence[str] = ()
    use_class: Sequence[str] = ()
    tenure: Sequence[str] = ()
    availability: Sequence[str] = ()
    sharing: Sequence[str] = ()
    town: Sequence[str] = ()
    lease_ends_before: date | None = None
    q: str | None = None
    property_ids: frozenset[UUID] | None = None
    not_property_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class _Parts:
    """The joined sub-selects of a property statement."""

    town: FromClause
    district: FromClause
    tenure: FromClause
    availability: FromClause
    sharing: FromClause
    exit_day: ColumnElement[Any]
    joined: FromClause


#: Which sub-selects a filter is about; a statement joins none that nobody asks about.
_ABOUT = {
    "town": ("town",), "q": ("town", "district"), "tenure": ("tenure",),
    "availability": ("availability",), "sharing": ("sharing",),
    "lease_ends_before": ("exit",),
}  # fmt: skip
_ALL = frozenset(name for names in _ABOUT.values() for name in names)


def _asked(wanted: PropertyFilter) -> frozenset[str]:
    return frozenset(
        name for key, names in _ABOUT.items() if getattr(wanted, key) for name in names
    )


@lru_cache(128)
def _join(reader: v.Reader, today: date, asked: frozenset[str] = _ALL) -> _Parts:
    """Built once: putting the sub-selects together takes longer than running them."""
    town, district = t.area.alias("town"), t.area.alias("district")
    found: dict[str, FromClause] = {
        "tenure": parts.principal_tenure(),
        "availability": parts.effective_rating(codes.RatingScheme.AVAILABILITY),
        "sharing": parts.effective_rating(codes.RatingScheme.SHARING),
        "exit": parts.earliest_exit(reader, today),
    }
    joined: FromClause = t.property_.join(t.organisation)
    if "town" in asked:
        joined = joined.outerjoin(town, town.c.area_id == p.town_id)
    if "district" in asked:
        joined = joined.outerjoin(district, district.c.area_id == p.district_id)
    for name, part in found.items():
        if name in asked:
            joined = joined.outerjoin(part, part.c.property_id == p.property_id)
    shown = (found["tenure"], found["availability"], found["sharing"])
    return _Parts(town, district, *shown, found["exit"].c.day, joined)


def _club(reader: v.Reader, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A derived value of level L1, null on rows where the reader may not see it."""
    return case((v.may_see(reader, v.Level.CLUB, *OWNER), value), else_=null())


def _derived(reader: v.Reader, join: _Parts) -> list[ColumnElement[Any]]:
    """Values of level L1 from other tables; none at all for the public."""
    if v.never(v.may_see(reader, v.Level.CLUB, *OWNER)):
        return []
    return [
        _club(reader, join.tenure.c.tenure).label("tenure"),
        _club(reader, join.availability.c.rating).label("availability"),
        _club(reader, join.sharing.c.rating).label("sharing"),
        _club(reader, join.exit_day).label("lease_can_end"),
    ]


SUMMARY = [
    "property_id", "local_ref", "name", "address", "postcode", "organisation_code", "use_class",
    "type_code", "operational", "status", "gia_m2", "nia_m2", "condition", "energy_rating",
    "book_value_gbp", "as_of_date", "confidence", "synthetic",
]  # fmt: skip


def _columns(reader: v.Reader, join: _Parts) -> list[ColumnElement[Any]]:
    return [
        *v.select_list(reader, t.property_, SUMMARY, *OWNER),
        t.organisation.c.name.label("organisation_name"),
        join.town.c.name.label("town"),
        join.district.c.name.label("district"),
        *_derived(reader, join),
        func.ST_AsGeoJSON(place(t.property_), 7).label("geometry"),
        func.ST_X(p.rep_point_4326).label("longitude"),
        func.ST_Y(p.rep_point_4326).label("latitude"),
    ]


def _conditions(reader: v.Reader, wanted: PropertyFilter, join: _Parts) -> list[Any]:
    found: list[Any] = [v.rows(reader)]
    if wanted.bbox is not None:
        box = func.ST_MakeEnvelope(*wanted.bbox, 4326)
        found.append(func.ST_Intersects(place(t.property_), box))
    if wanted.organisation:
        found.append(p.organisation_code.in_(wanted.organisation))
    if wanted.town:
        found.append(_or_none(join.town.c.name).in_(wanted.town))
    if wanted.property_ids is not None:
        found.append(p.property_id.in_(wanted.property_ids))
    if wanted.not_property_ids:
        found.append(p.property_id.not_in(wanted.not_property_ids))
    if wanted.q and wanted.q.strip():
        found.append(_search(reader, wanted.q, join))
    return found + _club_conditions(reader, wanted, join)


def _club_conditions(reader: v.Reader, wanted: PropertyFilter, join: _Parts) -> list[Any]:
    """Filters on L1 fields: refused to the public, blind where the row is hidden."""
    asked: list[tuple[str, Callable[[], ColumnElement[Any]], Sequence[str]]] = [
        ("use class", lambda: _or_none(_club(reader, p.use_class)), wanted.use_class),
        ("tenure", lambda: _or_none(_club(reader, join.tenure.c.tenure)), wanted.tenure),
        ("ratings", lambda: _or_unrated(reader, join.availability), wanted.availability),
        ("ratings", lambda: _or_unrated(reader, join.sharing), wanted.sharing),
    ]
    found: list[Any] = []
    for what, column, values in asked:
        if values:
            v.demand(reader, v.Level.CLUB, what, of_own=True)
            found.append(column().in_(values))
    if wanted.lease_ends_before is not None:
        v.demand(reader, v.Level.CLUB, "lease dates", of_own=True)
        day = _club(reader, join.exit_day)
        found.append(cast(day, Date) < wanted.lease_ends_before)
    return found


def _or_unrated(reader: v.Reader, rating: FromClause) -> ColumnElement[Any]:
    return func.coalesce(_club(reader, rating.c.rating), "unrated")


def _or_none(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(value, "none")


def _search(reader: v.Reader, words: str, join: _Parts) -> ColumnElement[bool]:
    """Words in what the map's own search looks through, and in address and postcode."""
    columns: list[ColumnElement[Any]] = [
        *(p.name, p.address, p.postcode, t.organisation.c.name),
        *(join.town.c.name, join.district.c.name),
    ]
    reference = v.visible(reader, p.local_ref, t.property_, *OWNER)
    if reference is not None:
        columns.append(reference)
    return parts.contains_text(words, *columns)


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
    join = _join(reader, today)
    statement = (
        select(*_columns(reader, join))
        .select_from(join.joined)
        .where(*_conditions(reader, wanted, join))
        .order_by(p.name, p.property_id)
    )
    if after is not None:
        statement = statement.where(tuple_(p.name, p.property_id) > tuple_(*after))
    if limit is not None:
        statement = statement.limit(limit)
    return [dict(row) for row in connection.execute(statement).mappings()]


def found_by(reader: v.Reader, wanted: PropertyFilter, *, today: date) -> CTE:
    """(property_id, name) of every match, to be counted and paged through."""
    join = _join(reader, today, _asked(wanted))
    statement = select(p.property_id, p.name).select_from(join.joined)
    return statement.where(*_conditions(reader, wanted, join)).cte("found")


EXPORT = [
    *SUMMARY, "uprn", "street", "post_town", "public_access", "site_area_m2", "area_basis",
    "protected_use", "pfi", "decision_ref", "book_value_date", "value_basis",
]  # fmt: skip


def for_export(
    connection: Connection, reader: v.Reader, wanted: PropertyFilter, *, today: date
) -> list[dict[str, Any]]:
    """Matching properties with their master geometry (27700, as WKB), by name."""
    join = _join(reader, today)
    statement = (
        select(
            *v.select_list(reader, t.property_, EXPORT, *OWNER),
            t.organisation.c.name.label("organisation_name"),
            join.town.c.name.label("town"),
            join.district.c.name.label("district"),
            *_derived(reader, join),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
            func.ST_AsBinary(func.coalesce(p.geom, p.rep_point)).label("wkb"),
        )
        .select_from(join.joined)
        .where(*_conditions(reader, wanted, join))
        .order_by(p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def count(connection: Connection, reader: v.Reader, wanted: PropertyFilter, *, today: date) -> int:
    """How many properties match."""
    join = _join(reader, today, _asked(wanted))
    statement: Select[Any] = (
        select(func.count()).select_from(join.joined).where(*_conditions(reader, wanted, join))
    )
    return int(connection.execute(statement).scalar_one())


DETAIL = [
    *SUMMARY, "uprn", "street", "post_town", "public_access", "use_class_imputed",
    "geom_quality", "site_area_m2", "area_basis", "protected_use", "pfi", "pfi_end_date",
    "decision_ref", "reuse_offered", "book_value_date", "value_basis", "backlog_gbp",
    "opening_hours", "services", "note", "data_source", "row_number", "not_in_latest",
    "import_batch_id",
]  # fmt: skip


def one(
    connection: Connection, reader: v.Reader, property_id: UUID, *, today: date
) -> dict[str, Any]:
    """All that the reader may see of one property's own row."""
    row = connection.execute(_detail(reader, today), {"wanted_id": property_id}).mappings()
    found = row.one_or_none()
    if found is None:
        raise NotFound("There is no such property in this register.")
    return dict(found)


def every(connection: Connection, reader: v.Reader, *, today: date) -> list[dict[str, Any]]:
    """``one`` of every property that the reader may see, by name."""
    statement = _details(reader, today).order_by(p.name, p.property_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


@lru_cache(64)
def _detail(reader: v.Reader, today: date) -> Select[Any]:
    """Built once: putting the statement together takes longer than its answer does."""
    return _details(reader, today).where(p.property_id == bindparam("wanted_id", type_=Uuid))


def _details(reader: v.Reader, today: date) -> Select[Any]:
    join = _join(reader, today)
    columns = v.select_list(reader, t.property_, DETAIL, *OWNER)
    shown = {column.name for column in columns}
    extra = [c for c in _columns(reader, join) if c.name not in shown]
    return select(*columns, *extra).select_from(join.joined).where(v.rows(reader))


def visible_id(connection: Connection, reader: v.Reader, property_id: UUID) -> None:
    """Raise NotFound unless the property exists for this reader."""
    statement = select(p.property_id).where(p.property_id == property_id, v.rows(reader))
    if connection.execute(statement).one_or_none() is None:
        raise NotFound("There is no such property in this register.")
