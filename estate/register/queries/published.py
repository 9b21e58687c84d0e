"""Published files that stand, and what they say of small areas, people and spending.

All of it is public, as its publishers have it; who loaded a file is not selected.
"""

from collections import defaultdict
from datetime import date
from typing import Any

import shapely
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on

from estate.codes import AreaKind, PublishedKind
from estate.db import tables as t
from estate.geometry import geometry_to_lonlat
from estate.register import visibility as v
from estate.rows import Rows

f = t.published_file.c
_TOLD = tuple(
    one.name
    for one in t.published_file.c
    if one.name not in ("recorded_by", "withdrawn_by", "sequence")
)
#: Output areas begin so; where LSOAs are loaded as well, these are the county's areas.
_OUTPUT_AREA = "_00%"


def listing(connection: Connection, reader: v.Reader, *, every: bool = False) -> Rows:
    """The files that stand, by kind, the newest first; ``every``: those that were undone too."""
    statement = select(*v.select_list(reader, t.published_file, list(_TOLD)))
    if not every:
        statement = statement.where(f.withdrawn_on.is_(None))
    rows = connection.execute(statement.order_by(f.kind, f.sequence.desc())).mappings()
    return [dict(row) for row in rows]


def standing(kind: PublishedKind) -> ColumnElement[bool]:
    """Of files of a kind, those that have not been undone."""
    return and_(f.kind == kind.value, f.withdrawn_on.is_(None))


def newest(connection: Connection, kind: PublishedKind) -> tuple[str, date] | None:
    """Edition and day of the newest file of a kind that stands."""
    statement = select(f.edition, f.published_on).where(standing(kind))
    order = statement.order_by(f.published_on.desc(), f.sequence.desc())
    found = connection.execute(order.limit(1)).first()
    return None if found is None else (found.edition, found.published_on)


def areas_of_county(connection: Connection) -> dict[str, str | None]:
    """Codes and names of the county's small areas: its outlines, or else what the lookup leads to
    (the newer year's areas of its districts)."""
    a = t.small_area.c
    statement = _areas(select(a.code, a.name))
    rows = {row.code: row.name for row in connection.execute(statement)}
    if rows:
        return rows
    k = t.small_area_lookup.c
    of_lookup = (
        select(k.to_code, k.to_name)
        .join(t.published_file, f.published_file_id == k.published_file_id)
        .where(standing(PublishedKind.LOOKUP))
        .order_by(k.to_code)
    )
    return {row.to_code: row.to_name for row in connection.execute(of_lookup)}


def _areas(statement: Select[Any]) -> Select[Any]:
    """LSOAs where there are any, else output areas; the latest outline of each."""
    a, other = t.small_area.c, t.small_area.alias("other")
    other_file = t.published_file.alias("other_file")
    larger = exists(
        select(other.c.code)
        .join(other_file, other_file.c.published_file_id == other.c.published_file_id)
        .where(other_file.c.withdrawn_on.is_(None), other.c.code.not_like(_OUTPUT_AREA))
    )
    newer = exists(
        select(other.c.code)
        .join(other_file, other_file.c.published_file_id == other.c.published_file_id)
        .where(
            other_file.c.withdrawn_on.is_(None),
            other.c.code == a.code,
            other_file.c.sequence > f.sequence,
        )
    )
    return (
        statement.join(t.published_file, f.published_file_id == a.published_file_id)
        .where(standing(PublishedKind.OUTLINES), ~newer)
        .where(a.code.not_like(_OUTPUT_AREA) | ~larger)
        .order_by(a.code)
    )


def areas_outlined() -> CTE:
    """The county's small areas as ``code`` and ``geom``, for a query about what lies in them."""
    a = t.small_area.c
    return _areas(select(a.code, a.geom)).cte("outlined")


def outlines(connection: Connection) -> dict[str, Any]:
    """Code of each of the county's small areas → its outline as GeoJSON, to 20 m: for a map."""
    o = areas_outlined().c
    statement = select(o.code, func.ST_AsBinary(func.ST_SimplifyPreserveTopology(o.geom, 20)))
    found = {}
    for code, body in connection.execute(statement):
        shape = geometry_to_lonlat(shapely.from_wkb(bytes(body)), 5)
        found[code] = shapely.geometry.mapping(shape)
    return found


def pairs(connection: Connection) -> list[tuple[str, str]]:
    """The lookups that stand, as pairs of codes."""
    k = t.small_area_lookup.c
    statement = (
        select(k.from_code, k.to_code)
        .join(t.published_file, f.published_file_id == k.published_file_id)
        .where(standing(PublishedKind.LOOKUP))
        .distinct()
    )
    return [(row.from_code, row.to_code) for row in connection.execute(statement)]


def linked(connection: Connection) -> dict[str, set[str]]:
    """Code of the county → codes of the other years' areas that share ground with it."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs(connection):
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return {code: found[code] for code in areas_of_county(connection) if code in found}


def area_rows(connection: Connection) -> Rows:
    """The county's small areas with the middle of each and the mean of the postcodes inside."""
    a = t.small_area.c
    middle = func.ST_PointOnSurface(a.geom)
    outlined = _areas(
        select(
            a.code,
            a.name,
            a.geom,
            func.ST_X(middle).label("easting"),
            func.ST_Y(middle).label("northing"),
            f.synthetic,
        )
    ).cte("outlined")
    inside = _postcodes(outlined)
    statement = (
        select(
            outlined.c.code,
            outlined.c.name,
            outlined.c.easting,
            outlined.c.northing,
            outlined.c.synthetic,
            func.coalesce(inside.c.postcodes, 0).label("postcodes"),
            inside.c.postcode_easting,
            inside.c.postcode_northing,
        )
        .outerjoin(inside, inside.c.code == outlined.c.code)
        .order_by(outlined.c.code)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    if rows:
        return rows
    nothing = dict.fromkeys(("easting", "northing", "postcode_easting", "postcode_northing"))
    return [
        {"code": code, "name": name, "synthetic": False, "postcodes": 0, **nothing}
        for code, name in areas_of_county(connection).items()
    ]


def _postcodes(outlined: Any) -> Subquery:
    """How many postcodes lie in each outline, and their mean; on a border, in one of the two. Of a
    postcode in several editions the newest's point counts."""
    c = t.postcode_point.c
    newest = (
        select(c.postcode, c.easting, c.northing)
        .ext(distinct_on(c.postcode))
        .join(t.published_file, f.published_file_id == c.published_file_id)
        .where(standing(PublishedKind.POSTCODES))
        .order_by(c.postcode, f.published_on.desc(), f.sequence.desc())
        .subquery("newest")
    )
    n = newest.c
    point = func.ST_SetSRID(func.ST_MakePoint(n.easting, n.northing), 27700)
    one_each = (
        select(n.postcode, n.easting, n.northing, func.min(outlined.c.code).label("code"))
        .select_from(newest)
        .join(outlined, func.ST_Covers(outlined.c.geom, point))
        .group_by(n.postcode, n.easting, n.northing)
        .subquery("one_each")
    )
    return (
        select(
            one_each.c.code,
            func.count().label("postcodes"),
            func.avg(one_each.c.easting).label("postcode_easting"),
            func.avg(one_each.c.northing).label("postcode_northing"),
        )
        .group_by(one_each.c.code)
        .subquery("inside")
    )


def figure_rows(connection: Connection) -> Rows:
    """``code``, ``measure``, ``value`` and ``edition``: of each measure the newest edition, whose
    files stand together; of one code in two of them, the file loaded last."""
    c = t.small_area_figure.c
    newest = func.first_value(f.edition).over(
        partition_by=c.measure, order_by=(f.published_on.desc(), f.sequence.desc())
    )
    last = func.row_number().over(
        partition_by=(c.measure, c.code, f.edition), order_by=f.sequence.desc()
    )
    every = (
        select(c.code, c.measure, c.value, f.edition, newest.label("newest"), last.label("last"))
        .join(t.published_file, f.published_file_id == c.published_file_id)
        .where(standing(PublishedKind.FIGURES))
        .subquery("every")
    )
    statement = (
        select(every.c.code, every.c.measure, every.c.value, every.c.edition)
        .where(every.c.edition == every.c.newest, every.c.last == 1)
        .order_by(every.c.measure, every.c.code)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def of_points(connection: Connection) -> dict[str, str]:
    """Property → code of the small area that its point lies in; hidden rows too, for no reader."""
    p, outlined = t.property_.c, areas_outlined()
    statement = (
        select(p.property_id, func.min(outlined.c.code).label("code"))
        .join(outlined, func.ST_Covers(outlined.c.geom, p.rep_point))
        .group_by(p.property_id)
    )
    return {str(row.property_id): row.code for row in connection.execute(statement)}


def spending(connection: Connection) -> Rows:
    """Lines of public spending of the newest file that stands, in its order."""
    s = t.public_spending.c
    newest = (
        select(f.published_file_id)
        .where(standing(PublishedKind.SPENDING))
        .order_by(f.published_on.desc(), f.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = (s.line, s.body, s.organisation_code, s.financial_year, s.amount_gbp, s.note)
    statement = select(*columns).where(s.published_file_id == newest).order_by(s.line)
    return [dict(row) for row in connection.execute(statement).mappings()]


def need_area_of_points(connection: Connection) -> dict[str, str]:
    """Property → name of the need area that its point lies in; hidden rows too, for no reader."""
    a, p = t.area.c, t.property_.c
    statement = (
        select(p.property_id, func.min(a.name).label("name"))
        .join(t.area, func.ST_Covers(a.geom, p.rep_point))
        .where(a.kind == AreaKind.NEED_AREA.value)
        .group_by(p.property_id)
    )
    return {str(row.property_id): row.name for row in connection.execute(statement)}


def need_area_people(connection: Connection) -> dict[str, int | None]:
    """Name of each need area → its people, where known."""
    a = t.area.c
    statement = select(a.name, a.population).where(a.kind == AreaKind.NEED_AREA.value)
    return {row.name: row.population for row in connection.execute(statement)}
