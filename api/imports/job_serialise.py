"""A job of the importer in the shape that its route shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from api.http.problems import Problem
from estate import codes
from estate.answers.answer import Answer, answer


@answer
class Job(Answer):
    """A long upload, commit or revert: how far it is, and in the end what came of it."""

    id: UUID
    task: Annotated[
        codes.JobTask,
        Field(description="read a file into a plan, commit a plan, or revert an import"),
    ]
    state: Annotated[
        codes.JobState,
        Field(
            description="received, then reading and comparing, or committing, or reverting; in "
            "the end ready (the plan can be read), done (it is committed, or reverted), failed "
            "(problem says why) or cancelled (nothing has been changed)"
        ),
    ]
    has_ended: bool
    doing: Annotated[str, Field(description="what it does just now, in words")]
    rows_done: Annotated[int, Field(description="of what it does just now")]
    rows_total: Annotated[int, Field(description="0 where nobody knows yet")]
    organisation: str
    file_name: str
    plan_id: Annotated[UUID | None, Field(description="of a file that is still being read: None")]
    import_id: Annotated[
        UUID | None, Field(description="of a commit that is done; of a revert: what it takes back")
    ]
    counts: Annotated[
        dict[str, int] | None, Field(description="of a commit or revert that is done")
    ]
    changed: Annotated[
        bool | None,
        Field(description="of a commit that is done: whether there was anything to change"),
    ]
    cancelled_by: Annotated[str | None, Field(description="of one that was cancelled")]
    problem: Annotated[
        Problem | None,
        Field(description="of one that failed: as the same request at once is answered"),
    ]
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    links: dict[str, str]


def job_shown(row: Mapping[str, Any]) -> Job:
    """One job as shown to whoever may see its organisation's plans."""
    state, task = codes.JobState(row["state"]), codes.JobTask(row["task"])
    has_plan = task is not codes.JobTask.READ or state is codes.JobState.READY
    plan_id = row["import_plan_id"] if has_plan else None
    links = {"self": address(row["import_job_id"])}
    if plan_id is not None:
        links["plan"] = f"/api/v1/imports/{plan_id}"
    came = row["answer"] or {}
    return Job.made_of(
        row,
        id=row["import_job_id"],
        task=task,
        state=state,
        has_ended=row["ended_at"] is not None,
        organisation=row["organisation_code"],
        plan_id=plan_id,
        import_id=UUID(came["import_id"]) if "import_id" in came else row["import_batch_id"],
        **{name: came.get(name) for name in ("counts", "changed", "cancelled_by")},
        problem=Problem(**came["problem"]) if "problem" in came else None,
        links=links,
    )


def address(job_id: UUID) -> str:
    """Where a job's state is asked for."""
    return f"/api/v1/imports/jobs/{job_id}"
