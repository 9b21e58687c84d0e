"""A plan becomes true, or an import is taken back, in the caller's transaction; nothing here
commits it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import IssueCode, Origin, RecordKind
from estate.errors import Conflict
from estate.intake.gc_control import gc_paused
from estate.intake.plans import proposals as plans_proposals
from estate.intake.plans.make import make_plan
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.publication import HeldPlace
from estate.progress import Progress
from estate.register.queries import revert_obstacles, reverts
from estate.register.queries.versions import county, current_version
from estate.register.writes import protection as writes_protection
from estate.register.writes.batches import (
    BatchFacts,
    lock_organisation,
    lock_register,
    next_version,
    record_batch,
    record_issues,
)
from estate.register.writes.records import apply_parts
from estate.register.writes.revert import mark_reverted, restore_before


@dataclass(frozen=True)
class CommitResult:
    """The recorded import: its id, the plan's counts, and whether the register changed."""

    batch_id: UUID
    counts: dict[str, int]
    changed: bool


def commit(
    connection: Connection,
    plan: ImportPlan,
    *,
    by: str,
    progress: Progress | None = None,
    show_protected: bool = False,
    is_locked: bool = False,
) -> CommitResult:
    """Write what the plan says, under the organisation's lock, which is taken here unless the
    caller ``is_locked`` already (``lock_organisation``).

    ``show_protected``: whoever commits has confirmed that the places that look protected may be
    shown as the file says; else they stay with their owner. Whether places may become public is
    asked by ``publication.demand_answer`` before.

    ``Conflict`` when the register has moved on so that the plan would now be another one.
    A plan without changes is recorded as such and leaves the register's version alone.
    """
    if not is_locked:
        lock_organisation(connection, plan.organisation)
    if current_version(connection) != plan.register_version:
        _check_still_true(connection, plan)
    confirmed = _show(connection, plan) if show_protected else []
    counts, changed = plan.counts, plan.changes_register
    batch_id = record_batch(
        connection,
        BatchFacts(
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
            **_by_hand(plan),
        ),
    )
    record_issues(connection, batch_id, (issue.to_dict() for issue in plan.issues))
    if changed:
        plans_proposals.record_matches(connection, plan)
        synthetic = bool(county(connection)["synthetic"])
        with gc_paused():
            apply_parts(
                connection,
                plan.kind,
                plan.organisation,
                plan.parts(),
                batch_id=batch_id,
                by=by,
                synthetic=synthetic,
                told=_teller(plan, progress),
            )
        plans_proposals.record_merges(connection, plan, batch_id)
        how = "import" if plan.context.by_hand is None else "changed by hand"
        reason = f"{plan.kind.value} {how} of {plan.organisation}"
        next_version(connection, reason, batch_id)
    writes_protection.record_notices(connection, plan.publication.told)
    answers = map(_answer, confirmed)
    if confirmed and not changed:
        next_version(connection, f"visibility answered by {plan.organisation}", batch_id)
    writes_protection.record_answers(connection, answers, by=by, batch_id=batch_id)
    return CommitResult(batch_id, counts, changed)


def _teller(plan: ImportPlan, progress: Progress | None) -> Callable[[int], None] | None:
    """How writing is told: new rows come first."""
    created = 0 if plan.created is None else len(plan.created)
    total = created + len(plan.actions.changed)
    if progress is None or not total:
        return None
    return lambda done: progress(
        f"Writing {'new' if done < created else 'changed'} rows", done, total
    )


def _by_hand(plan: ImportPlan) -> dict[str, Any]:
    """What the record of imports keeps of a row that a person has typed."""
    row = plan.context.by_hand
    if row is None:
        return {}
    return {"origin": Origin.BY_HAND.value, "reason": row.reason, "property_id": row.property_id}


def _check_still_true(connection: Connection, plan: ImportPlan) -> None:
    """Plan again under the lock; go on only if the answer is the same."""
    again = make_plan(connection, plan.checked, plan.context)
    same = again.outcomes == plan.outcomes and again.counts == plan.counts
    same = same and again.publication.to_dict() == plan.publication.to_dict()
    if not same or not again.changes.equals(plan.changes):
        raise Conflict(
            "The register has changed since this plan was made; read the file again and look at "
            "the new plan."
        )
    plan.actions, plan.created = again.actions, again.created
    plan.publication, plan.matches = again.publication, None


def _show(connection: Connection, plan: ImportPlan) -> list[HeldPlace]:
    """Make the plan one that shows the protected places which its file shows; which they are."""
    asked = {place.row_number for place in plan.publication.asked}
    if not asked:
        return []
    plan.context = replace(plan.context, show_protected=True)
    again = make_plan(connection, plan.checked, plan.context)
    plan.actions, plan.created, plan.outcomes = again.actions, again.created, again.outcomes
    plan.publication.told = again.publication.told
    plan.issues = [
        issue
        for issue in plan.issues
        if issue.code is not IssueCode.PROTECTED_PLACE or issue.row_number not in asked
    ]
    return again.publication.asked


def _answer(place: HeldPlace) -> writes_protection.Given:
    shown = place.otherwise if place.asked is None else place.asked
    kinds = place.noticed.kinds
    return writes_protection.Given(place.property_id, shown, place.otherwise, kinds)


@dataclass(frozen=True)
class RevertResult:
    """What was undone: rows removed, rows restored, ratings that no longer count."""

    batch_id: UUID
    organisation: str
    kind: RecordKind
    counts: dict[str, int]


def revert(
    connection: Connection, import_batch_id: UUID, *, by: str, progress: Progress | None = None
) -> RevertResult:
    """Restore what stood before an import; ``progress`` is told what is done, and how many rows.

    ``NotFound`` for an unknown import; ``Conflict`` when it changed nothing, is reverted
    already, or when something that has happened since stands on it: the sentence names it.
    """
    batch = reverts.batch(connection, import_batch_id)
    organisation, kind = batch["organisation_code"], batch["kind"]
    if organisation is None or kind not in set(RecordKind):
        raise Conflict("Overlays are not reverted; import the former outlines again.")
    if progress is not None:
        progress("Looking for what stands on it", 0, 0)
    lock_register(connection)
    lock_organisation(connection, organisation)
    _check(connection, reverts.batch(connection, import_batch_id), RecordKind(kind))
    mark_reverted(connection, import_batch_id, by)
    counts = restore_before(connection, RecordKind(kind), import_batch_id, by, progress)
    next_version(connection, f"{kind} import of {organisation} reverted", import_batch_id)
    return RevertResult(import_batch_id, organisation, RecordKind(kind), counts)


def _check(connection: Connection, batch: dict[str, Any], kind: RecordKind) -> None:
    batch_id, name = batch["import_batch_id"], batch["file_name"]
    if batch["reverted_at"] is not None:
        raise Conflict(f"The import of “{name}” was reverted on {batch['reverted_at']:%d %B %Y}.")
    if not batch["changed"]:
        raise Conflict(f"The import of “{name}” changed nothing, so there is nothing to revert.")
    if reverts.keeps_too_little(connection, kind, batch_id):
        raise Conflict(
            f"The import of “{name}” was made by an earlier version of this program, which did not "
            "keep what stood before; import the former file again."
        )
    obstacles = revert_obstacles.obstacles(connection, kind, batch_id)
    if obstacles:
        raise Conflict(
            f"The import of “{name}” cannot be reverted, because since then "
            f"{'; '.join(obstacles)}. Instead of reverting, the organisation's former file can be "
            "imported again: it changes only what differs."
        )
