"""Jobs of the importer in the register: put down, taken by exactly one worker, kept, ended.

A worker holds a job for a short time that it renews; whoever is gone no longer renews, and the
job is anybody's again. Ending it stands in the same transaction as what it has done.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from estate.codes import JobState, JobTask
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.register.writes.audit import Actor

k = t.import_job.c
ENDED = (JobState.READY.value, JobState.DONE.value, JobState.FAILED.value, JobState.CANCELLED.value)
_UNDER_WAY = k.state.not_in(ENDED)


@dataclass(frozen=True)
class JobFacts:
    """What a job is to do: with the file of which plan, or with which import, as asked by whom."""

    organisation_code: str
    import_plan_id: UUID | None
    task: JobTask
    file_name: str
    stored_file: str | None
    asked: dict[str, Any]
    actor: Actor
    created_by: str
    import_batch_id: UUID | None = None


def put(connection: Connection, job: JobFacts) -> UUID:
    """Put a job down for whichever worker takes it."""
    job_id = uuid4()
    facts = {**asdict(job), "task": job.task.value, "import_job_id": job_id}
    connection.execute(insert(t.import_job).values(facts))
    return job_id


def waiting(connection: Connection) -> int:
    """How many jobs have not ended."""
    return int(
        connection.execute(
            select(func.count()).select_from(t.import_job).where(_UNDER_WAY)
        ).scalar_one()
    )


def one(connection: Connection, job_id: UUID) -> dict[str, Any]:
    """One job; ``NotFound`` when there is none."""
    found = connection.execute(select(*k).where(k.import_job_id == job_id)).mappings().one_or_none()
    if found is None:
        raise NotFound("There is no such job in this register.")
    return dict(found)


def listing(connection: Connection, organisation: str | None) -> list[dict[str, Any]]:
    """Jobs under way, of an organisation or of all, the oldest first."""
    statement = select(*k).where(_UNDER_WAY).order_by(k.created_at, k.import_job_id)
    if organisation is not None:
        statement = statement.where(k.organisation_code == organisation)
    return [dict(row) for row in connection.execute(statement).mappings()]


def of_plan(connection: Connection, plan_id: UUID) -> UUID | None:
    """The job under way that works on a plan or its file."""
    statement = select(k.import_job_id).where(
        _UNDER_WAY, k.import_plan_id == plan_id, k.task != JobTask.REVERT.value
    )
    return connection.execute(statement.limit(1)).scalar()


def of_import(connection: Connection, batch_id: UUID) -> UUID | None:
    """The job under way that takes an import back."""
    statement = select(k.import_job_id).where(_UNDER_WAY, k.import_batch_id == batch_id)
    return connection.execute(statement.limit(1)).scalar()


def cancel(connection: Connection, job_id: UUID, by: str) -> dict[str, Any]:
    """End a job that waits or is under way; the job as it was before.

    Whoever works on it can no longer end it, and so writes nothing of it: what a job does and its
    end are one transaction. ``Conflict`` where it has ended otherwise.
    """
    row = (
        connection.execute(select(*k).where(k.import_job_id == job_id).with_for_update())
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("There is no such job in this register.")
    if row["state"] == JobState.CANCELLED.value:
        return dict(row)
    if row["state"] in ENDED:
        raise Conflict(
            "The job has ended already, so there is nothing to cancel. What it has committed can "
            "be reverted."
        )
    connection.execute(
        update(t.import_job)
        .where(k.import_job_id == job_id)
        .values(
            state=JobState.CANCELLED.value,
            answer={"cancelled_by": by},
            ended_at=func.now(),
            taken_by=None,
            taken_until=None,
        )
    )
    return dict(row)


def is_cancelled(connection: Connection, job_id: UUID) -> bool:
    """Whether somebody has cancelled a job."""
    state = select(k.state).where(k.import_job_id == job_id)
    return connection.execute(state).scalar() == JobState.CANCELLED.value


def take(connection: Connection, worker: str, seconds: float) -> dict[str, Any] | None:
    """The oldest job that nobody holds, for this worker alone; None when there is none."""
    free = (
        select(k.import_job_id)
        .where(_UNDER_WAY, or_(k.taken_until.is_(None), k.taken_until < func.now()))
        .order_by(k.created_at, k.import_job_id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(t.import_job)
        .where(k.import_job_id == free)
        .values(
            taken_by=worker,
            taken_until=func.now() + timedelta(seconds=seconds),
            attempts=k.attempts + 1,
            state=JobState.RECEIVED.value,
            rows_done=0,
        )
        .returning(*k)
    )
    found = connection.execute(statement).mappings().one_or_none()
    return None if found is None else dict(found)


def renew(connection: Connection, job_id: UUID, worker: str, seconds: float, **told: Any) -> bool:
    """Hold a job longer and tell how far it is; False where it is no longer this worker's."""
    statement = _own(job_id, worker).values(
        taken_until=func.now() + timedelta(seconds=seconds), **told
    )
    return connection.execute(statement).rowcount == 1


def give_back(connection: Connection, job_id: UUID, worker: str, *, counts: bool) -> None:
    """Let anybody take a job at once; ``counts``: it has been tried."""
    attempts = k.attempts if counts else func.greatest(k.attempts - 1, 0)
    connection.execute(
        _own(job_id, worker).values(
            taken_by=None, taken_until=None, attempts=attempts, state=JobState.RECEIVED.value
        )
    )


def end(
    connection: Connection,
    job_id: UUID,
    worker: str,
    state: JobState,
    answer: dict[str, Any],
    rows: int | None = None,
) -> bool:
    """End a job with its answer, and all ``rows`` done if it has done them; False where it is no
    longer this worker's."""
    done = {} if rows is None else {"rows_done": rows, "rows_total": rows}
    statement = _own(job_id, worker).values(
        state=state.value,
        answer=answer,
        ended_at=func.now(),
        taken_by=None,
        taken_until=None,
        **done,
    )
    return connection.execute(statement).rowcount == 1


def forget(connection: Connection, days: int) -> None:
    """Remove jobs that ended so many days ago."""
    old = k.ended_at < func.now() - timedelta(days=days)
    connection.execute(delete(t.import_job).where(old))


def _own(job_id: UUID, worker: str) -> Any:
    return update(t.import_job).where(k.import_job_id == job_id, k.taken_by == worker, _UNDER_WAY)
