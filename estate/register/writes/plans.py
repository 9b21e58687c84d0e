"""Import plans that wait for a person's word."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, update

from estate.codes import PlanState
from estate.db import tables as t
from estate.errors import Conflict
from estate.register.queries.plans import AGE_DAYS

k = t.import_plan.c


@dataclass(frozen=True)
class PlanFacts:
    """What is kept of a plan; the uploaded file lies in the data folder."""

    import_plan_id: UUID
    organisation_code: str
    kind: str
    file_name: str
    stored_file: str
    summary: dict[str, Any]
    register_version: int
    created_by: str
    options: dict[str, Any] = field(default_factory=dict)


def record_plan(connection: Connection, plan: PlanFacts) -> dict[str, Any]:
    """Keep a plan that waits; the row as ``queries.plans.one`` would tell it."""
    statement = insert(t.import_plan).values(**asdict(plan)).returning(*k, AGE_DAYS)
    kept = connection.execute(statement).mappings().one()
    return {**kept, "reverted_at": None, "reverted_by": None}


def close_plan(
    connection: Connection, plan_id: UUID, state: PlanState, import_batch_id: UUID | None = None
) -> None:
    """End the waiting of a plan; ``Conflict`` when it waits no more."""
    statement = (
        update(t.import_plan)
        .where(k.import_plan_id == plan_id, k.state == PlanState.WAITING.value)
        .values(state=state.value, import_batch_id=import_batch_id)
    )
    if connection.execute(statement).rowcount == 0:
        raise Conflict("This plan no longer waits: somebody has committed or discarded it.")


def forget_uncommitted(connection: Connection, days: int) -> list[UUID]:
    """Remove plans that nobody has committed for so many days; which they were.

    What a committed plan says stays with its import for good.
    """
    statement = (
        delete(t.import_plan)
        .where(
            k.state != PlanState.COMMITTED.value,
            k.created_at < func.now() - timedelta(days=days),
        )
        .returning(k.import_plan_id)
    )
    return list(connection.execute(statement).scalars())
