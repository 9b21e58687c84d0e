"""What is on record of schools' conditions as hosts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Subquery, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from estate.db import tables as t
from estate.register import visibility as v
from estate.space.host_conditions import HostAnswer

h, p = t.host_condition.c, t.property_.c
_SHOWN = [
    "host_condition_id",
    "organisation_code",
    "property_id",
    "condition",
    "answer",
    "said_on",
    "room_m2",
    "note",
    "recorded_by",
    "recorded_at",
]


def answered(reader: v.Reader) -> Subquery:
    """``property_id``, ``conditions`` (as ``frames.PROPERTY_COLUMNS`` has them) and ``room_m2``:
    what stands, as far as this reader sees. Only what the property's own organisation said."""
    latest = (
        select(h.property_id, h.condition, h.answer, h.room_m2)
        .select_from(t.host_condition.join(t.property_, p.property_id == h.property_id))
        .where(
            v.may_see(reader, v.Level.CLUB, h.organisation_code),
            p.organisation_code == h.organisation_code,
        )
        .ext(distinct_on(h.property_id, h.condition))
        .order_by(h.property_id, h.condition, h.sequence.desc())
        .subquery("latest_of_conditions")
    ).c
    said = latest.condition + literal("=") + latest.answer
    return (
        select(
            latest.property_id,
            func.array_to_string(
                func.array_agg(aggregate_order_by(said, latest.condition)), ";"
            ).label("conditions"),
            func.max(latest.room_m2).label("room_m2"),
        )
        .where(latest.answer != HostAnswer.WITHDRAWN.value)
        .group_by(latest.property_id)
        .subquery("host_conditions_answered")
    )


def of(
    connection: Connection,
    reader: v.Reader,
    property_id: UUID | None = None,
    organisation: str | None = None,
) -> list[dict[str, Any]]:
    """All that was put on record of a property, or by an organisation, as far as the reader sees
    it, in the order in which it was recorded, with ``property_ref``."""
    club = v.may_see(reader, v.Level.CLUB, h.organisation_code)
    columns = v.select_list(reader, t.host_condition, _SHOWN, h.organisation_code)
    if v.never(club):
        return []
    statement = (
        select(*columns, p.local_ref.label("property_ref"))
        .select_from(t.host_condition.join(t.property_, p.property_id == h.property_id))
        .where(club, v.rows(reader), p.organisation_code == h.organisation_code)
        .order_by(h.sequence)
    )
    if property_id is not None:
        statement = statement.where(h.property_id == property_id)
    if organisation is not None:
        statement = statement.where(h.organisation_code == organisation)
    return [dict(row) for row in connection.execute(statement).mappings()]


def type_of(connection: Connection, property_id: UUID) -> str | None:
    """What kind of property it is; None where that is not known."""
    found = connection.execute(select(p.type_code).where(p.property_id == property_id))
    kind = found.scalar_one_or_none()
    return None if kind is None else str(kind)


def schools_of(connection: Connection, organisation: str) -> dict[str, tuple[UUID, str | None]]:
    """An organisation's own references of its properties → the property and its type."""
    statement = select(p.local_ref, p.property_id, p.type_code).where(
        p.organisation_code == organisation, p.merged_into_property_id.is_(None)
    )
    return {str(ref): (key, kind) for ref, key, kind in connection.execute(statement)}
