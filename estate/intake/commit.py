"""A plan becomes true, in the caller's transaction; nothing here commits it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from estate.errors import Conflict
from estate.intake import proposals
from estate.intake.checks import Progress
from estate.intake.many_rows import no_search_for_cycles
from estate.intake.plan import Plan
from estate.intake.planning import make_plan
from estate.register import writes
from estate.register.queries.versions import county, current_version


@dataclass(frozen=True)
class CommitResult:
    """The recorded import: its id, the plan's counts, and whether the register changed."""

    batch_id: UUID
    counts: dict[str, int]
    changed: bool


def commit(
    connection: Connection, plan: Plan, *, by: str, progress: Progress | None = None
) -> CommitResult:
    """Write what the plan says, under the organisation's lock.

    ``Conflict`` when the register has moved on so that the plan would now be another one.
    A plan without changes is recorded as such and leaves the register's version alone.
    """
    writes.lock_organisation(connection, plan.organisation)
    if current_version(connection) != plan.register_version:
        _check_still_true(connection, plan)
    counts, changed = plan.counts, plan.changes_register
    batch_id = writes.record_batch(
        connection,
        writes.BatchFacts(
            organisation_code=plan.organisation,
            kind=plan.kind.value,
            file_name=plan.file_name,
            file_sha256=plan.file_sha256,
            layer=plan.layer,
            encoding=plan.encoding,
            crs=plan.crs,
            schema_name=plan.schema_name,
            record_count=plan.record_count,
            counts=counts,
            changed=changed,
            imported_by=by,
        ),
    )
    writes.record_issues(connection, batch_id, (issue.to_dict() for issue in plan.issues))
    if changed:
        proposals.record_matches(connection, plan)
        synthetic = bool(county(connection)["synthetic"])
        with no_search_for_cycles():
            writes.apply_parts(
                connection, plan.kind, plan.organisation, plan.parts(progress),
                batch_id=batch_id, by=by, synthetic=synthetic,
            )  # fmt: skip
        proposals.record_merges(connection, plan, batch_id)
        reason = f"{plan.kind.value} import of {plan.organisation}"
        writes.bump_version(connection, reason, batch_id)
    return CommitResult(batch_id, counts, changed)


def _check_still_true(connection: Connection, plan: Plan) -> None:
    """Plan again under the lock; go on only if the answer is the same."""
    again = make_plan(connection, plan.checked, plan.context)
    same = again.outcomes == plan.outcomes and again.counts == plan.counts
    if not same or not again.changes.equals(plan.changes):
        raise Conflict(
            "The register has changed since this plan was made; read the file again and look at "
            "the new plan."
        )
    plan.actions, plan.created = again.actions, again.created
