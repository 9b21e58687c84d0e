"""The cost lines of some properties, for readers who may see them exactly."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries

p = t.property_.c


def latest(
    connection: Connection, reader: v.Reader, properties: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Cashable lines of each property's latest year; none where the reader sees only a band."""
    line = t.cost_line.c
    year = subqueries.annual_cost()
    whole = subqueries.sees_cost(reader, year)
    if v.never(whole):
        return []
    standing = subqueries.standing_property(line.property_id)
    statement = (
        select(
            p.property_id,
            line.kind,
            line.amount_gbp_pa,
            line.cost_year,
            line.transfer_class,
            line.organisation_code.label("payer"),
            line.payee_organisation_code.label("payee"),
        )
        .select_from(t.cost_line)
        .join(t.property_, p.property_id == standing)
        .join(year, (year.c.property_id == standing) & (year.c.cost_year == line.cost_year))
        .where(
            p.property_id.in_(properties),
            line.kind != codes.CostKind.CAPITAL_CHARGE.value,
            v.rows(reader),
            whole,
        )
        .order_by(p.property_id, line.kind, line.cost_line_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
