"""What a search looks through, as a reader sees it: properties; postcodes and names of published
files.

Organisations and towns have lists of their own (``organisations.py``, ``areas.py``).
"""

from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.codes import AreaKind, PublishedKind
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.property_filters import OWNER
from estate.register.queries.published import standing

p = t.property_.c
_NAMES = ["property_id", "local_ref", "name", "address", "postcode", "type_code", "use_class"]


def properties(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Names, addresses and places of every property that the reader sees, by name."""
    town = t.area.alias("town")
    statement = (
        select(
            *v.select_list(reader, t.property_, _NAMES, *OWNER),
            t.organisation.c.name.label("organisation_name"),
            town.c.name.label("town"),
            func.ST_X(p.rep_point_4326).label("longitude"),
            func.ST_Y(p.rep_point_4326).label("latitude"),
        )
        .select_from(t.property_.join(t.organisation).outerjoin(town, town.c.area_id == p.town_id))
        .where(v.rows(reader))
        .order_by(p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def towns(connection: Connection) -> list[dict[str, Any]]:
    """Every town with the middle of it (degrees; null without an outline)."""
    a = t.area.c
    middle = func.ST_PointOnSurface(a.geom_4326)
    statement = (
        select(a.name, func.ST_X(middle).label("longitude"), func.ST_Y(middle).label("latitude"))
        .where(a.kind == AreaKind.TOWN.value)
        .order_by(a.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def names(connection: Connection) -> list[dict[str, Any]]:
    """Places, streets and stations of the published files that stand, each as the latest file has
    it, by name; eastings and northings in metres."""
    n, f = t.place_name.c, t.published_file.c
    latest = (
        select(t.place_name)
        .join(t.published_file, f.published_file_id == n.published_file_id)
        .where(standing(PublishedKind.NAMES))
        .ext(distinct_on(n.name_id))
        .order_by(n.name_id, f.sequence.desc())
        .subquery("latest")
        .c
    )
    columns = ("kind", "name", "other_name", "local_type", "place", "district")
    statement = select(
        *(latest[one] for one in columns),
        latest.easting.label("e"),
        latest.northing.label("n"),
    ).order_by(latest.name, latest.name_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def postcodes(connection: Connection, start: str, limit: int) -> list[dict[str, Any]]:
    """Postcodes of the published files that stand, which begin so (no blanks, capital letters);
    eastings and northings in metres."""
    c, f = t.postcode_point.c, t.published_file.c
    bare = func.replace(c.postcode, " ", "")
    statement = (
        select(c.postcode, func.min(c.easting).label("e"), func.min(c.northing).label("n"))
        .join(t.published_file, f.published_file_id == c.published_file_id)
        .where(standing(PublishedKind.POSTCODES), bare.startswith(start, autoescape=True))
        .group_by(c.postcode)
        .order_by(c.postcode)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
