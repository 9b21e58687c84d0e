"""Places open to the public, with what is on record of their services and opening hours."""

from typing import Any

from sqlalchemy import Connection, func, select

from estate.db import tables as t
from estate.register import visibility as v

p = t.property_.c
_NAMES = ["property_id", "name", "address", "postcode", "services", "opening_hours"]


def open_to_the_public(connection: Connection) -> list[dict[str, Any]]:
    """The places that anybody is shown, whoever asks, by name.

    ``_NAMES``, ``code`` and ``organisation`` (the name) of the body that reports it, ``town``,
    ``easting`` and ``northing`` (m, National Grid), ``longitude`` and ``latitude`` (WGS 84).
    """
    town = t.area.alias("town")
    statement = (
        select(
            *v.select_list(v.PUBLIC, t.property_, _NAMES, p.organisation_code),
            p.organisation_code.label("code"),
            t.organisation.c.name.label("organisation"),
            town.c.name.label("town"),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
            func.ST_X(p.rep_point_4326).label("longitude"),
            func.ST_Y(p.rep_point_4326).label("latitude"),
        )
        .select_from(t.property_.join(t.organisation).outerjoin(town, town.c.area_id == p.town_id))
        .where(v.rows(v.PUBLIC))
        .order_by(p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
