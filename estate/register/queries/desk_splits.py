"""Which parties of a shared front desk have asked that it may be split."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Subquery, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from estate.db import tables as t
from estate.register import visibility as v

d, p = t.desk_split.c, t.property_.c
_SHOWN = [
    "desk_split_id",
    "organisation_code",
    "said_on",
    "withdrawn",
    "recorded_by",
    "recorded_at",
]


def asked(reader: v.Reader) -> Subquery:
    """``property_id`` and ``codes``: who has asked and not withdrawn, ';' between, as far as this
    reader sees. Of a property merged into another its parties would ask again."""
    latest = (
        select(d.property_id, d.organisation_code, d.withdrawn)
        .where(v.may_see(reader, v.Level.CLUB, d.organisation_code))
        .ext(distinct_on(d.property_id, d.organisation_code))
        .order_by(d.property_id, d.organisation_code, d.sequence.desc())
        .subquery("latest_of_desk")
    ).c
    return (
        select(
            latest.property_id,
            func.array_to_string(
                func.array_agg(
                    aggregate_order_by(latest.organisation_code, latest.organisation_code)
                ),
                ";",
            ).label("codes"),
        )
        .where(latest.withdrawn.is_(False))
        .group_by(latest.property_id)
        .subquery("desk_split_asked")
    )


def of(connection: Connection, reader: v.Reader, property_id: UUID) -> list[dict[str, Any]]:
    """All that was asked and withdrawn at a property as far as the reader sees it, in the order in
    which it was recorded."""
    club = v.may_see(reader, v.Level.CLUB, d.organisation_code)
    columns = v.select_list(reader, t.desk_split, _SHOWN, d.organisation_code)
    if v.never(club):
        return []
    statement = (
        select(*columns)
        .select_from(t.desk_split.join(t.property_, p.property_id == d.property_id))
        .where(club, v.rows(reader), d.property_id == property_id)
        .order_by(d.sequence)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
