"""What an import would change: new, changed field by field, unchanged, not in this file.

Nothing is written here. A plan holds everything that ``commit`` needs and everything that a
person reads before agreeing.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pandas as pd
from sqlalchemy import Connection

from estate.codes import RecordKind, RowOutcome
from estate.intake.checks import Checked, key_of
from estate.intake.compare import Comparison, share_shapes
from estate.intake.context import Context
from estate.intake.duplicates import linked_elsewhere
from estate.intake.issues import Issue
from estate.intake.kept_corrections import Corrections
from estate.intake.linking import Linker
from estate.intake.rating_plan import RatingPlanner
from estate.intake.remarks import older
from estate.register import standing
from estate.register.actions import Action, Actions, LinkAction
from estate.register.queries import corrections
from estate.register.queries.versions import current_version
from estate.register.records import PropertyRecord, RatingRecord, Record
from estate.register.standing import PropertyIndex, Standing
from estate.register.stored import Facts, facts

#: A location that changes by less is taken for the same place, better measured.
MOVED_M = 1.0


@dataclass
class Plan:
    """Everything one file would do to the register."""

    context: Context
    checked: Checked
    file_name: str = ""
    file_sha256: str = ""
    format: str = ""
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    schema_name: str = ""
    record_count: int = 0
    notes: list[str] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)
    actions: Actions = field(default_factory=Actions)
    register_version: int = 0
    comparison: Comparison = field(default_factory=lambda: Comparison(frozenset()), repr=False)
    corrections: Corrections = field(default_factory=Corrections, repr=False)

    @property
    def organisation(self) -> str:
        """Code of the organisation whose file it is."""
        return self.context.organisation

    @property
    def kind(self) -> RecordKind:
        """What the rows are."""
        return self.context.kind

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome (their sum is the file's records), then what else would change."""
        by_outcome = Counter(self.outcomes.values())
        return {
            **{outcome.value: by_outcome[outcome] for outcome in RowOutcome},
            "ratings": len(self.actions.ratings),
            "not_in_file": len(self.actions.absent),
        }

    @property
    def changes_register(self) -> bool:
        """Whether committing would write anything but the record of the import."""
        return bool(self.actions)

    @property
    def changes(self) -> pd.DataFrame:
        """Changed fields, one per line: row_number, reference, field, old, new."""
        lines = [
            (action.row_number, action.reference, name, *map(_shown, pair))
            for action in self.actions.changed
            for name, pair in action.changes.items()
        ]
        return pd.DataFrame(lines, columns=["row_number", "reference", "field", "old", "new"])

    @property
    def moved(self) -> pd.DataFrame:
        """Properties that lie elsewhere now: row_number, reference, distance_m (over 1 m)."""
        lines = [
            (action.row_number, action.reference, round(old.distance(new), 1))
            for action in self.actions.changed
            for old, new in [action.changes.get("rep_point", (None, None))]
            if old is not None and new is not None and old.distance(new) > MOVED_M
        ]
        return pd.DataFrame(lines, columns=["row_number", "reference", "distance_m"])

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the file, what it was taken for, counts, changes and issues."""
        return {
            "organisation": self.organisation,
            "kind": self.kind.value,
            "file_name": self.file_name,
            "format": self.format,
            "layer": self.layer,
            "encoding": self.encoding,
            "crs": self.crs,
            "record_count": self.record_count,
            "counts": self.counts,
            "notes": self.notes,
            "columns": self.columns,
            "changes": self.changes.to_dict("records"),
            "moved": self.moved.to_dict("records"),
            "issues": [issue.to_dict() for issue in self.issues],
            "register_version": self.register_version,
        }


def make_plan(connection: Connection, checked: Checked, context: Context) -> Plan:
    """Compare checked records with the register as this connection sees it."""
    plan = Plan(context, checked, register_version=current_version(connection))
    plan.issues = list(checked.issues)
    plan.outcomes = dict.fromkeys(checked.refused_rows, RowOutcome.REFUSED)
    if context.kind is RecordKind.RATING:
        _plan_ratings(connection, plan, standing.property_index(connection))
        return plan
    besides = context.organisation if context.kind is RecordKind.PROPERTY else None
    index = standing.property_index(connection, besides)
    rows = standing.rows(connection, context.kind, context.organisation)
    planner = RatingPlanner(connection, context)
    linker = Linker(index, context.organisation)
    repeated = Counter(r.uprn for r in checked.records if isinstance(r, PropertyRecord))
    plan.comparison = Comparison(checked.fields)
    if context.kind is RecordKind.PROPERTY:
        plan.corrections = Corrections(corrections.standing(connection, context.organisation))
    for record, new in zip(
        checked.records, _all_facts(checked.records, rows, context), strict=True
    ):
        _plan_record(plan, record, new, rows, index, linker, repeated, planner)
    _plan_absent(plan, rows)
    return plan


def _all_facts(records: list[Record], rows: dict[str, Standing], context: Context) -> list[Facts]:
    """The facts of all records; unchanged shapes are the register's own."""
    found = [facts(record, context.organisation) for record in records]
    if context.kind is RecordKind.PROPERTY:
        known = (
            (rows.get(key_of(record)), new) for record, new in zip(records, found, strict=True)
        )
        share_shapes([(old.facts, new) for old, new in known if old is not None])
    return found


def _plan_record(
    plan: Plan,
    record: Record,
    new: Facts,
    rows: dict[str, Standing],
    index: PropertyIndex,
    linker: Linker,
    repeated: Counter[int | None],
    planner: RatingPlanner,
) -> None:
    organisation = plan.organisation
    if isinstance(record, RatingRecord):
        raise TypeError("ratings have a plan of their own")
    if isinstance(record, PropertyRecord):
        reference, known = record.local_ref, rows.get(record.local_ref)
        if known is None:
            link = linked_elsewhere(record, index, organisation, repeated, plan.issues)
            if link is not None:
                _note_link(plan, link)
                return
    else:
        reference, known = record.own_ref, rows.get(record.own_ref)
        target = linker.resolve(record.link, record.row_number, plan.issues)
        if target is None:
            plan.outcomes[record.row_number] = RowOutcome.REFUSED
            return
        new["property_id"] = target
    entity_id = _note(plan, record, reference, new, known)
    if isinstance(record, PropertyRecord):
        for rating in record.ratings:
            planner.add(plan.actions, plan.issues, entity_id, rating)


def _note(plan: Plan, record: Record, reference: str, new: Facts, known: Standing | None) -> UUID:
    """Decide what becomes of one record; its identity in the register."""
    if known is None:
        entity_id = uuid4()
        plan.actions.new.append(Action(entity_id, record.row_number, reference, new))
        plan.outcomes[record.row_number] = RowOutcome.NEW
        return entity_id
    changes: dict[str, tuple[Any, Any]] = {}
    if older(record.as_of_date, known.as_of_date, record.row_number, plan.issues):
        pass
    else:
        changes = plan.comparison.changes(known.facts, new)
        changes = plan.corrections.left(
            changes, known.entity_id, record.row_number, record.as_of_date, plan.issues
        )
        if known.not_in_latest:
            changes["not_in_latest"] = (True, False)
    plan.outcomes[record.row_number] = RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED
    if changes:
        action = Action(known.entity_id, record.row_number, reference, new, changes)
        plan.actions.changed.append(action)
    return known.entity_id


def _note_link(plan: Plan, link: LinkAction) -> None:
    plan.outcomes[link.row_number] = RowOutcome.LINKED
    if link.changed:
        plan.actions.links.append(link)


def _plan_absent(plan: Plan, rows: dict[str, Standing]) -> None:
    """Mark rows of earlier deliveries that this file continues but no longer holds.

    A delivery that shares no row with this file is another part of the estate and is left
    alone; nothing is ever deleted.
    """
    present = {action.reference for action in plan.actions.changed}
    references = {r.local_ref if isinstance(r, PropertyRecord) else r.own_ref
                  for r in plan.checked.records}  # fmt: skip
    continued = {rows[ref].import_batch_id for ref in references | present if ref in rows}
    plan.actions.absent = [
        row.entity_id
        for reference, row in sorted(rows.items())
        if reference not in references
        and row.import_batch_id in continued
        and not row.not_in_latest
    ]


def _plan_ratings(connection: Connection, plan: Plan, index: PropertyIndex) -> None:
    planner = RatingPlanner(connection, plan.context)
    linker = Linker(index, plan.organisation)
    records = [r for r in plan.checked.records if isinstance(r, RatingRecord)]
    for record in sorted(records, key=lambda r: (str(r.assessed_on or ""), r.row_number)):
        target = linker.resolve_own(record.link, record.row_number, plan.issues)
        if target is None:
            plan.outcomes[record.row_number] = RowOutcome.REFUSED
        else:
            added = planner.add(plan.actions, plan.issues, target, record)
            plan.outcomes[record.row_number] = RowOutcome.NEW if added else RowOutcome.UNCHANGED


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "; ".join(_shown_part(part) for part in value)
    kind = getattr(value, "geom_type", None)
    return f"{kind} near {value.centroid.x:.0f}, {value.centroid.y:.0f}" if kind else str(value)


def _shown_part(part: Any) -> str:
    if isinstance(part, tuple):
        return " ".join(str(item) for item in part if item is not None)
    return str(part)
