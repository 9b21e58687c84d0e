"""What one organisation's Transparency Code file rests on: its own rows, and no other's."""

from typing import Any

from sqlalchemy import Connection, func, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries

p = t.property_.c
_NAMES = [
    "local_ref",
    "uprn",
    "name",
    "address",
    "street",
    "post_town",
    "postcode",
    "sensitivity",
    "status",
    "operational",
    "gia_m2",
    "nia_m2",
    "site_area_m2",
    "services",
    "backlog_gbp",
    "energy_rating",
    "as_of_date",
]


def lacking(connection: Connection, organisation: str) -> list[dict[str, Any]]:
    """Its open properties that a later file of its own no longer held, by reference: they are no
    part of its list. ``local_ref`` and ``name``."""
    statement = (
        select(p.local_ref, p.name)
        .where(
            p.organisation_code == organisation,
            p.status != codes.Status.DISPOSED.value,
            p.sensitivity == codes.Sensitivity.OPEN.value,
            p.not_in_latest,
            v.rows(v.owner(organisation)),
        )
        .order_by(p.local_ref)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def own_properties(connection: Connection, organisation: str) -> list[dict[str, Any]]:
    """The organisation's properties by reference, with tenure, titles and coordinates (27700)."""
    reader = v.owner(organisation)
    tenure = subqueries.principal_tenure()
    titles = (
        select(func.array_agg(t.title.c.title_number.distinct()))
        .where(t.title.c.property_id == p.property_id)
        .scalar_subquery()
    )
    statement = (
        select(
            *v.select_list(reader, t.property_, _NAMES, p.organisation_code),
            t.organisation.c.name.label("organisation_name"),
            tenure.c.tenure,
            titles.label("titles"),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
        )
        .select_from(t.property_.join(t.organisation))
        .outerjoin(tenure, tenure.c.property_id == p.property_id)
        .where(
            p.organisation_code == organisation,
            p.status != codes.Status.DISPOSED.value,
            p.not_in_latest.is_(False),
            v.rows(reader),
        )
        .order_by(p.local_ref)
    )
    found = (dict(row) for row in connection.execute(statement).mappings())
    return [{**row, "titles": sorted(row["titles"] or [])} for row in found]
