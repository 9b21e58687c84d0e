"""What an import would change: new, changed field by field, unchanged, not in this file.

Nothing is written here. A plan holds everything that ``commit`` needs and everything that a
person reads before agreeing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from estate.codes import IssueCode, RecordKind
from estate.intake.issues import Issue
from estate.intake.plans.accepted_corrections import Corrections
from estate.intake.plans.compare import Comparison
from estate.intake.plans.losses import Losses, is_cleared
from estate.intake.plans.new_rows import NewRows
from estate.intake.plans.outcomes import Outcomes, outcomes_of
from estate.intake.plans.partial_facts import keep_silent
from estate.intake.plans.publication import Changes, Publication
from estate.intake.plans.remarks import older
from estate.intake.plans.renamed_rows import Renamings
from estate.intake.plans.unread import Unread, unread, without_unread
from estate.intake.rows.checks import Checked
from estate.intake.rows.context import ByHand, Context
from estate.register.column_values import Facts
from estate.register.import_actions import Action, Actions
from estate.register.known_rows import Standing

#: A location that changes by less is taken for the same place, better measured.
MOVED_M = 1.0
#: So many changed rows are written at a time.
_AT_ONCE = 10_000


@dataclass
class ImportPlan:
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
    outcomes: Outcomes = field(default_factory=lambda: outcomes_of(()), repr=False)
    actions: Actions = field(default_factory=Actions, repr=False)
    created: NewRows | None = field(default=None, repr=False)
    register_version: int = 0
    comparison: Comparison = field(default_factory=lambda: Comparison(frozenset()), repr=False)
    corrections: Corrections = field(default_factory=Corrections, repr=False)
    _without_name: set[int | None] | None = field(default=None, repr=False)
    publication: Publication = field(default_factory=Publication, repr=False)
    losses: Losses = field(default_factory=Losses, repr=False)
    renamings: Renamings = field(default_factory=Renamings, repr=False)
    #: Drifted references as proposals; ``None``: not worked out for these actions
    #: (``proposals.matches_of``).
    matches: list[dict[str, Any]] | None = field(default=None, repr=False)
    read_as: list[str] = field(default_factory=list, repr=False)

    @property
    def organisation(self) -> str:
        """Code of the organisation whose file it is."""
        return self.context.organisation

    @property
    def kind(self) -> RecordKind:
        """What the rows are."""
        return self.context.kind

    @cached_property
    def unread(self) -> Unread:
        """Cells of the file that could not be read: what the register holds there stays."""
        return unread(self.checked.issues)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome (their sum is the file's records), then what else would change."""
        return {
            **self.outcomes.counts(),
            "ratings": len(self.actions.ratings),
            "not_in_file": len(self.actions.absent),
        }

    @property
    def changes_register(self) -> bool:
        """Whether committing would write anything but the record of the import."""
        return self.brings_new or bool(self.actions)

    @property
    def brings_new(self) -> bool:
        """Whether any row would be new."""
        return self.created is not None or bool(self.actions.new)

    def new_actions(self) -> Iterator[Action]:
        """The new rows one by one, made while they are asked for."""
        yield from self.actions.new
        if self.created is not None:
            yield from self.created.actions()

    def parts(self) -> Iterator[Actions]:
        """Everything to write, part by part; new properties first, since others hang on them."""
        for batch in self.created.columns() if self.created is not None else ():
            yield Actions(created=batch)
        changed = self.actions.changed
        for start in range(0, len(changed), _AT_ONCE):
            yield Actions(changed=changed[start : start + _AT_ONCE])
        yield replace(self.actions, changed=[])

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

    def changes_of(
        self,
        known: Standing,
        new: Facts,
        row_number: int,
        as_of_date: date | None,
        settle: Callable[[Changes], Changes] = lambda changes: changes,
    ) -> Changes:
        """What a row would change in the row of the register that it stands for; ``settle`` has
        the last word on what differs."""
        if older(as_of_date, known.as_of_date, row_number, self.issues):
            return {}
        by_hand = self.context.by_hand
        keep_silent(known.facts, new, self.comparison.fields, self.organisation)
        differing = self.comparison.changes(known.facts, new)
        left_out = self.unread.get(row_number)
        if left_out:
            differing = without_unread(differing, left_out, new)
        if by_hand is not None:  # the owner's own word: no correction stands against it
            return settle(_said_by_hand(by_hand, differing))
        changes = self.corrections.left(
            settle(self._told(differing, known.facts, row_number)),
            known.entity_id,
            row_number,
            as_of_date,
            self.issues,
        )
        if known.not_in_latest:
            changes["not_in_latest"] = (True, False)
        return changes

    def _told(self, changes: Changes, old: Facts, row_number: int) -> Changes:
        """Without what the row does not say: a name that a blank cell would make a reference of,
        and of a part of a list every blank cell."""
        if "name" in changes and row_number in self._nameless():
            made = (old.get("street"), old.get("address"), old.get("local_ref"))
            if old.get("name") not in made:
                changes = {name: pair for name, pair in changes.items() if name != "name"}
        if not self.context.partial:
            return changes
        return {name: pair for name, pair in changes.items() if not is_cleared(name, pair)}

    def _nameless(self) -> set[int | None]:
        if self._without_name is None:
            said = IssueCode.MISSING_NAME
            self._without_name = {i.row_number for i in self.checked.issues if i.code is said}
        return self._without_name

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the file, what it was taken for, counts, changes and issues."""
        return {
            "today": self.context.today.isoformat(),
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
            "publication": self.publication.to_dict(),
            "losses": self.losses.to_dict(),
            "renamed": self.renamings.to_dict(),
            "register_version": self.register_version,
        }


def _said_by_hand(row: ByHand, changes: Changes) -> Changes:
    """What the person has typed, and what follows from it; nothing that they left alone."""
    return {
        name: pair
        for name, pair in changes.items()
        if name in row.may_change and (name in row.may_clear or not is_cleared(name, pair))
    }


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
