"""Visits of mobile services to their stops, as published; all of it is public."""

from typing import Any

from sqlalchemy import Connection, func, select

from estate.codes import AreaKind, PublishedKind
from estate.db import tables as t
from estate.register.queries.published import areas_outlined, standing

_TOLD = (
    "service",
    "service_function",
    "body",
    "organisation_code",
    "stop",
    "postcode",
    "easting",
    "northing",
    "longitude",
    "latitude",
    "day",
    "starts",
    "ends",
    "how_often",
)


def visits(connection: Connection) -> list[dict[str, Any]]:
    """Every visit of a service's newest timetable that stands, in its order.

    ``_TOLD`` with ``edition``, ``published_on`` and ``synthetic`` of the file, ``town`` (its
    name) and ``area_code`` of the small area that the stop lies in. A service is one by its name
    and the body that runs it; its stops are those of one file alone.
    """
    s, f = t.mobile_stop.c, t.published_file.c
    newest = func.first_value(f.published_file_id).over(
        partition_by=(s.service, s.body), order_by=(f.published_on.desc(), f.sequence.desc())
    )
    point = func.ST_SetSRID(func.ST_MakePoint(s.easting, s.northing), 27700)
    every = (
        select(
            *(s[name] for name in _TOLD),
            s.line,
            s.published_file_id,
            f.edition,
            f.published_on,
            f.synthetic,
            point.label("point"),
            newest.label("newest"),
        )
        .join(t.published_file, f.published_file_id == s.published_file_id)
        .where(standing(PublishedKind.STOPS))
        .subquery("every")
    )
    e, outlined = every.c, areas_outlined()
    town, a = t.area.alias("town"), outlined.c
    of_town = (
        select(func.min(town.c.name))
        .where(town.c.kind == AreaKind.TOWN.value, func.ST_Covers(town.c.geom, e.point))
        .scalar_subquery()
    )
    of_area = select(func.min(a.code)).where(func.ST_Covers(a.geom, e.point)).scalar_subquery()
    statement = (
        select(
            *(e[name] for name in _TOLD),
            e.edition,
            e.published_on,
            e.synthetic,
            of_town.label("town"),
            of_area.label("area_code"),
        )
        .where(e.published_file_id == e.newest)
        .order_by(e.service, e.body, e.published_file_id, e.line)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
