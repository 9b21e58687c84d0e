"""Moves on which the public may be consulted: who has decided that, whoever asks.

This is the one way by which something of the club's becomes public. What is read here is handed on
only where ``estate.club.consulting`` says that every owner has decided so (or to members, who see
each decision on the opportunity's page).
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import Stage
from estate.club.consulting import ConsultDecision, ConsultedMove
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.subqueries import standing_property

o, d = t.opportunity.c, t.opportunity_decision_to_consult.c


def moves(connection: Connection) -> list[ConsultedMove]:
    """Every move of one guest into one host for which some body has a decision to consult on
    record, by number. A place that is hidden from the club is left out, with its moves; so is an
    occupier that is no partner, since nobody here could decide for it."""
    decided = select(d.opportunity_id)
    rows = _pairs(connection, decided)
    decisions = _decisions(connection)
    return [
        ConsultedMove(
            number=row["number"],
            stage=Stage(row["stage"]),
            occupation=str(row["occupation_id"]),
            guest=str(row["guest"]),
            host=str(row["host"]),
            owners={
                row["guest_body"]: row["guest_name"],
                row["host_body"]: row["host_name"],
                row["occupier"]: row["occupier_name"],
            },
            decisions=decisions.get(row["opportunity_id"], {}),
        )
        for row in rows
    ]


def _pairs(connection: Connection, decided: Select[Any]) -> list[dict[str, Any]]:
    guest, host = t.property_.alias("guest"), t.property_.alias("host")
    place = t.opportunity_property.c
    x = t.occupation.c
    bodies = [t.organisation.alias(name) for name in ("guest_body", "host_body", "occupier")]
    statement = (
        select(
            o.opportunity_id,
            o.number,
            o.stage,
            x.occupation_id,
            guest.c.property_id.label("guest"),
            host.c.property_id.label("host"),
            *(
                one
                for body in bodies
                for one in (
                    body.c.code.label(body.name),
                    body.c.name.label(f"{body.name.removesuffix('_body')}_name"),
                )
            ),
        )
        .select_from(t.opportunity)
        .join(t.occupation, x.occupation_id == o.guest_occupation_id)
        .join(guest, guest.c.property_id == standing_property(x.property_id))
        .join(
            t.opportunity_property,
            and_(place.opportunity_id == o.opportunity_id, place.part == "host"),
        )
        .join(host, host.c.property_id == standing_property(place.property_id))
        .join(bodies[0], bodies[0].c.code == guest.c.organisation_code)
        .join(bodies[1], bodies[1].c.code == host.c.organisation_code)
        .join(bodies[2], bodies[2].c.code == x.occupier_organisation_code)
        .where(
            o.opportunity_id.in_(decided),
            guest.c.property_id.in_(_told_of()),
            host.c.property_id.in_(_told_of()),
        )
        .order_by(o.number)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _told_of() -> Select[Any]:
    """Places of which their owners may tell: those that the club is shown, of members."""
    p = t.property_.c
    return select(p.property_id).where(v.rows(v.CLUB), v.signed(p.organisation_code))


def public_places(connection: Connection) -> set[str]:
    """Ids of all places that anybody is shown."""
    statement = select(t.property_.c.property_id).where(v.rows(v.PUBLIC))
    return {str(key) for key in connection.execute(statement).scalars()}


def _decisions(connection: Connection) -> dict[UUID, dict[str, ConsultDecision]]:
    series = (d.opportunity_id, d.organisation_code)
    statement = (
        select(
            *series,
            d.forum,
            d.decided_on,
            d.minute_ref,
            d.begins_on,
            d.ends_on,
            d.alternatives,
            d.withdrawn,
        )
        .ext(distinct_on(*series))
        .order_by(*series, d.sequence.desc())
    )
    found: dict[UUID, dict[str, ConsultDecision]] = defaultdict(dict)
    for key, *told in connection.execute(statement):
        one = ConsultDecision(*told)
        found[key][one.organisation] = one
    return found
