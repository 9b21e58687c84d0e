"""A job of the importer in the shape that its route shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.problems import Problem
from estate import codes


class Job(BaseModel):
    """A long upload, commit or revert: how far it is, and in the end what came of it."""

    id: UUID
    task: codes.JobTask = Field(
        description="read a file into a plan, commit a plan, or revert an import"
    )
    state: codes.JobState = Field(
        description="received, then reading and comparing, or committing, or reverting; in the end "
        "ready (the plan can be read), done (it is committed, or reverted), failed (problem says "
        "why) or cancelled (nothing has been changed)"
    )
    has_ended: bool
    doing: str = Field(description="what it does just now, in words")
    rows_done: int = Field(description="of what it does just now")
    rows_total: int = Field(description="0 where nobody knows yet")
    organisation: str
    file_name: str
    plan_id: UUID | None = Field(description="of a file that is still being read: None")
    import_id: UUID | None = Field(
        default=None, description="of a commit that is done; of a revert: what it takes back"
    )
    counts: dict[str, int] | None = Field(
        default=None, description="of a commit or revert that is done"
    )
    changed: bool | None = Field(
        default=None, description="of a commit that is done: whether there was anything to change"
    )
    cancelled_by: str | None = Field(default=None, description="of one that was cancelled")
    problem: Problem | None = Field(
        default=None, description="of one that failed: as the same request at once is answered"
    )
    created_by: str
    created_at: datetime
    ended_at: datetime | None = None
    links: dict[str, str]


def job_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """One job as shown to whoever may see its organisation's plans."""
    state, task = codes.JobState(row["state"]), codes.JobTask(row["task"])
    has_plan = task is not codes.JobTask.READ or state is codes.JobState.READY
    plan_id = row["import_plan_id"] if has_plan else None
    links = {"self": address(row["import_job_id"])}
    if plan_id is not None:
        links["plan"] = f"/api/v1/imports/{plan_id}"
    return {
        "id": row["import_job_id"],
        "task": task,
        "state": state,
        "has_ended": row["ended_at"] is not None,
        "doing": row["doing"],
        "rows_done": row["rows_done"],
        "rows_total": row["rows_total"],
        "organisation": row["organisation_code"],
        "file_name": row["file_name"],
        "plan_id": plan_id,
        "import_id": row["import_batch_id"],
        **(row["answer"] or {}),
        "created_by": row["created_by"],
        "created_at": row["created_at"],
        "ended_at": row["ended_at"],
        "links": links,
    }


def address(job_id: UUID) -> str:
    """Where a job's state is asked for."""
    return f"/api/v1/imports/jobs/{job_id}"
