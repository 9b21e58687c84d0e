"""References that a file writes anew by a rule: shown as such, and accepted together.

Committed as it is, such a file would bring every one of these properties a second time and mark
the first as missing. One answer before the import gives them their new references, as accepted
matches do, each of which can be undone (ADR 15); then the file finds them.
"""

from copy import copy
from typing import Any

from sqlalchemy import Connection

from estate.codes import IssueCode
from estate.errors import Conflict
from estate.intake.plans.make import make_plan
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.proposals import matches_of
from estate.intake.plans.publication import Said
from estate.register.queries import proposals
from estate.register.writes import proposals as writes_proposals

_PLANNED = (
    "actions",
    "created",
    "outcomes",
    "publication",
    "losses",
    "comparison",
    "corrections",
    "register_version",
)


def accept(connection: Connection, plan: ImportPlan, said: Said, *, by: str) -> None:
    """Give the properties their new references and plan again, if whoever commits has said so;
    ``Conflict`` when they mean another number than the plan names."""
    if not said.renamed:
        return
    if said.renamed != plan.renamings.rows:
        told = " ".join(plan.renamings.sentences()) or "The file renames nothing by a rule."
        raise Conflict(
            f"{told} Say {said.renamed_as.format(plan.renamings.rows)} if you mean it (you said "
            f"{said.renamed:,}). Nothing has been changed."
        )
    pairs = dict(plan.renamings.found.pairs)
    writes_proposals.propose_matches(connection, matches_of(connection, plan))
    waiting = proposals.matches(connection, organisation=plan.organisation)
    for row in waiting:
        if pairs.get(row["local_ref"]) == row["new_reference"]:
            writes_proposals.accept_match(connection, row["reference_match_id"], by=by)
    again = make_plan(connection, plan.checked, plan.context)
    for name in _PLANNED:
        setattr(plan, name, getattr(again, name))
    plan.matches = None  # fewer rows are new
    plan.issues = [issue for issue in plan.issues if not _of_references(issue.code, issue.field)]


def once_accepted(connection: Connection, plan: ImportPlan) -> dict[str, Any]:
    """What the plan would do, take away and publish once its references are accepted, for whoever
    commits both with one word; nothing is kept of the trial."""
    if not plan.renamings.rows:
        return {}
    tried = copy(plan)
    trial = connection.begin_nested()
    try:
        accept(connection, tried, Said(renamed=plan.renamings.rows), by=plan.organisation)
    finally:
        trial.rollback()
    return {
        "counts": tried.counts,
        "losses": tried.losses.to_dict(),
        "publication": tried.publication.to_dict(),
    }


def _of_references(code: IssueCode, field: str | None) -> bool:
    return code is IssueCode.POSSIBLE_DUPLICATE and field == "local_ref"
