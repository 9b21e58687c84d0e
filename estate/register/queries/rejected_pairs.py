"""Pairs that a rejection keeps out of the lists of candidates."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from estate.club.codes import Stage
from estate.club.decisions import DecisionKind
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.opportunities import open_to

r, o, s = t.rejected_pair.c, t.opportunity.c, t.decision_step.c


def standing(connection: Connection, reader: v.Reader, today: date) -> list[dict[str, Any]]:
    """Rejections whose time is not over, of opportunities that this reader sees, with the reason;
    what they compare (``organisation_code``, ``facts_sha256``) is for nobody's eyes."""
    if reader.level < v.Level.CLUB:
        return []
    why = (
        select(s.reason)
        .where(
            s.subject_id == o.opportunity_id,
            s.kind == DecisionKind.OPPORTUNITY.value,
            s.to_state == Stage.REJECTED.value,
        )
        .order_by(s.sequence.desc())
        .limit(1)
    )
    statement = (
        select(*r, o.number, func.coalesce(why.scalar_subquery(), "").label("reason"))
        .join(t.opportunity, o.opportunity_id == r.opportunity_id)
        .where(o.stage == Stage.REJECTED.value, r.until > today, open_to(reader))
        .order_by(o.number)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
