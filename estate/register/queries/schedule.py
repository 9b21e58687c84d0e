"""What the schedule of all opportunities rests on, cut to what its reader may see of each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.codes import AreaKind
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import opportunities
from estate.rows import Rows

o, b, op, p, x = (
    t.opportunity.c,
    t.opportunity_body.c,
    t.opportunity_property.c,
    t.property_.c,
    t.opportunity_position.c,
)


def bodies(connection: Connection, opportunity_ids: Collection[UUID]) -> dict[UUID, Rows]:
    """``organisation_code`` and ``name`` of those that take part, by opportunity."""
    statement = (
        select(b.opportunity_id, b.organisation_code, t.organisation.c.name)
        .join(t.organisation, t.organisation.c.code == b.organisation_code)
        .where(b.opportunity_id.in_(opportunity_ids))
        .order_by(t.organisation.c.name)
    )
    return _by_opportunity(connection, statement)


def places(
    connection: Connection, reader: v.Reader, opportunity_ids: Collection[UUID]
) -> dict[UUID, Rows]:
    """``property_id``, ``name`` and ``part`` of the properties that the reader is shown; one that
    has been merged into another stands as that one."""
    named = t.property_.alias("named").c
    shown = v.select_list(reader, t.property_, ["property_id", "name"], p.organisation_code)
    kept = func.coalesce(named.merged_into_property_id, named.property_id)
    statement = (
        select(op.opportunity_id, *shown, op.part)
        .select_from(t.opportunity_property)
        .join(named.property_id.table, named.property_id == op.property_id)
        .join(t.property_, p.property_id == kept)
        .where(op.opportunity_id.in_(opportunity_ids), v.rows(reader))
        .order_by(op.part, p.name, p.property_id)
    )
    return _by_opportunity(connection, statement)


def sights(
    connection: Connection, reader: v.Reader, opportunity_ids: Collection[UUID], today: date
) -> dict[UUID, v.Reader]:
    """As whom this reader looks at each of some opportunities (``opportunities.sight``)."""
    if reader.organisation is None or reader.level < v.Level.CLUB:
        return dict.fromkeys(opportunity_ids, reader)
    agreed: dict[UUID, set[str]] = defaultdict(set)
    for key, body in connection.execute(opportunities.in_force(today)):
        agreed[key].add(body)
    return {key: opportunities.as_party(reader, agreed[key]) for key in opportunity_ids}


def shares(connection: Connection, sighted: dict[UUID, v.Reader]) -> dict[UUID, Rows]:
    """The split of each one's latest case: ``organisation_code``, the year of its money
    (``price_base``), and the figures of those shares that are shown; asked once for each way of
    looking."""
    alike: dict[v.Reader, list[UUID]] = defaultdict(list)
    for key, reader in sighted.items():
        alike[reader].append(key)
    found: dict[UUID, Rows] = {}
    for reader, keys in alike.items():
        found |= _shares(connection, reader, keys)
    return found


def _shares(
    connection: Connection, reader: v.Reader, opportunity_ids: Sequence[UUID]
) -> dict[UUID, Rows]:
    share = t.opportunity_share.c
    latest = _latest_cases(opportunity_ids).subquery("latest").c
    figures = ["saving_gbp_pa", "one_off_gbp"]
    statement = (
        select(
            latest.opportunity_id,
            latest.price_base,
            share.organisation_code,
            *v.select_list(reader, t.opportunity_share, figures, share.organisation_code),
        )
        .select_from(t.opportunity_share)
        .join(
            latest.opportunity_id.table,
            latest.opportunity_case_id == share.opportunity_case_id,
        )
        .order_by(share.organisation_code)
    )
    return _by_opportunity(connection, statement)


def _latest_cases(opportunity_ids: Collection[UUID]) -> Any:
    c = t.opportunity_case.c
    return (
        select(c.opportunity_id, c.opportunity_case_id, c.price_base)
        .ext(distinct_on(c.opportunity_id))
        .where(c.opportunity_id.in_(opportunity_ids))
        .order_by(c.opportunity_id, c.sequence.desc())
    )


def areas(
    connection: Connection, reader: v.Reader, property_ids: Collection[UUID]
) -> dict[str, list[str]]:
    """Names of the areas of need that some properties lie in, by property; of those with an
    outline, and of properties that the reader is shown."""
    area = t.area.c
    inside = and_(area.kind == AreaKind.NEED_AREA.value, func.ST_Covers(area.geom, p.rep_point))
    statement = (
        select(p.property_id, area.name)
        .join(t.area, inside)
        .where(p.property_id.in_(property_ids), v.rows(reader))
        .order_by(area.name)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in connection.execute(statement):
        found[str(key)].append(name)
    return found


def positions(connection: Connection, reader: v.Reader) -> Rows:
    """Every place that an opportunity of the reader's has been given, the first first:
    ``opportunity_id``, ``number``, ``position`` (null: as stage and date have it), ``reason``,
    ``recorded_at``, ``sequence``."""
    names = ["opportunity_id", "position", "reason", "recorded_at", "sequence"]
    statement = (
        select(*v.select_list(reader, t.opportunity_position, names), o.number)
        .join(t.opportunity, o.opportunity_id == x.opportunity_id)
        .where(opportunities.open_to(reader))
        .order_by(x.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _by_opportunity(connection: Connection, statement: Any) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        values = dict(row)
        found[values.pop("opportunity_id")].append(values)
    return found
