"""What an import asks a person: is this property known by another reference, or by another
organisation? Nothing is decided here.
"""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Connection

from estate.codes import IssueCode, RecordKind, Severity
from estate.intake.issues import Issue
from estate.intake.plans.plan import ImportPlan
from estate.intake.plans.renamed_rows import Renamings
from estate.quality.references import drifted
from estate.quality.renaming import Renamed, renamed
from estate.quality.same_building import probably_same
from estate.register.queries import proposals
from estate.register.writes import proposals as writes_proposals


def note_drifted(connection: Connection, plan: ImportPlan) -> None:
    """Say in the plan which new rows are probably known by another reference, and by which rule
    where many follow one; writes nothing."""
    rows, plan.renamings = _drifted(connection, plan)
    plan.matches = [_match(plan, row) for row in rows]
    for row in rows:
        if row["old_reference"] in plan.renamings.found.pairs:
            continue  # said once for all of its rule
        message = (
            f"“{row['new_reference']}” is probably the property known as “{row['old_reference']}” "
            f"({row['why']}). Imported as it is, it becomes a second property until somebody "
            "accepts the match ('estate matches list')."
        )
        plan.issues.append(
            Issue(
                row["row_number"],
                "local_ref",
                IssueCode.POSSIBLE_DUPLICATE,
                Severity.WARNING,
                row["new_reference"],
                message,
            )
        )


def _match(plan: ImportPlan, row: dict[str, Any]) -> dict[str, Any]:
    names = ("property_id", "new_reference", "why")
    return {"organisation_code": plan.organisation, **{name: row[name] for name in names}}


def probable_matches(plan: ImportPlan) -> list[Issue]:
    """What ``note_drifted`` said: one remark for each match that would be proposed."""
    return [
        issue
        for issue in plan.issues
        if issue.code is IssueCode.POSSIBLE_DUPLICATE and issue.field == "local_ref"
    ]


def matches_of(connection: Connection, plan: ImportPlan) -> list[dict[str, Any]]:
    """The plan's drifted references as proposals: worked out once, and carried on it."""
    if plan.matches is None:
        plan.matches = [_match(plan, row) for row in _drifted(connection, plan)[0]]
    return plan.matches


def record_matches(connection: Connection, plan: ImportPlan) -> int:
    """Keep the plan's drifted references as proposals, before it is committed; how many."""
    rows = matches_of(connection, plan)
    writes_proposals.propose_matches(connection, rows)
    return len(rows)


def record_merges(connection: Connection, plan: ImportPlan, batch_id: UUID) -> int:
    """Propose to merge rows that this import brought with rows of other organisations."""
    brought = plan.brings_new or plan.actions.changed
    if plan.kind is not RecordKind.PROPERTY or not brought:
        return 0
    if not proposals.others_exist(connection, plan.organisation):
        return 0
    pairs = proposals.merge_pairs(connection, plan.organisation, batch_id)
    reasons = probably_same(pairs)
    rows = [
        _merge(row, why)
        for row, why in zip(pairs.to_dict("records"), reasons, strict=True)
        if why is not None
    ]
    writes_proposals.propose_merges(connection, rows)
    return len(rows)


def _merge(row: Any, why: str) -> dict[str, Any]:
    """Which of the two stays: the higher rank; of equals the other organisation's, which was
    here first."""
    kept, merged = ("a", "b") if row["rank_a"] > row["rank_b"] else ("b", "a")
    return {
        "kept_property_id": row[f"id_{kept}"],
        "merged_property_id": row[f"id_{merged}"],
        "why": why,
    }


def _drifted(connection: Connection, plan: ImportPlan) -> tuple[list[dict[str, Any]], Renamings]:
    """New rows that are probably an older row of the same organisation, and the rules by which
    many of them are."""
    if plan.kind is not RecordKind.PROPERTY or not plan.brings_new:
        return [], Renamings()
    present = set(plan.checked.first_rows)
    known = proposals.known_references(connection, plan.organisation, present)
    if known.empty:
        return [], Renamings()
    new = _new_rows(plan)
    rows = [
        {
            "property_id": row["old"],
            "old_reference": known.at[row["old"], "reference"],
            "new_reference": new.at[row["new"], "reference"],
            "row_number": new.at[row["new"], "row_number"],
            "why": row["why"],
        }
        for row in drifted(new, known).to_dict("records")
    ]
    signs = [(row["old_reference"], row["new_reference"]) for row in rows]
    found = renamed(signs, known["reference"].tolist(), new["reference"].tolist())
    return _with_followers(rows, found, new, known), Renamings(found)


def _with_followers(
    rows: list[dict[str, Any]], found: Renamed, new: pd.DataFrame, known: pd.DataFrame
) -> list[dict[str, Any]]:
    """The rows, and those that follow a rule without a sign of their own."""
    old_by, new_by = (frame.reset_index().set_index("reference") for frame in (known, new))
    sure = [
        row
        for row in rows
        if found.pairs.get(row["old_reference"], row["new_reference"]) == row["new_reference"]
    ]
    signed = {row["old_reference"] for row in sure}
    return sure + [
        {
            "property_id": old_by.at[old, "property_id"],
            "old_reference": old,
            "new_reference": fresh,
            "row_number": new_by.at[fresh, "row_number"],
            "why": "rewritten by a rule that many follow",
        }
        for old, fresh in found.pairs.items()
        if old not in signed
    ]


def _new_rows(plan: ImportPlan) -> pd.DataFrame:
    rows = [
        {
            "id": action.entity_id,
            "reference": action.reference,
            "row_number": action.row_number,
            **{name: action.facts.get(name) for name in ("uprn", "name", "postcode")},
            "easting": None if point is None else point.x,
            "northing": None if point is None else point.y,
        }
        for action in plan.new_actions()
        for point in (action.facts.get("rep_point"),)
    ]
    return pd.DataFrame(rows, dtype=object).set_index("id")
