"""What the rows of a file are (properties, leases, costs …), told by its headings and values.

Every kind is tried, and the one that explains most of the columns is taken, if it has what such a
record cannot do without. Whoever says another kind than the one that clearly fits is asked before
anything is read: a lease book read as a list of properties would be eighteen nameless columns.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from estate.codes import RecordKind
from estate.errors import FileRefused, KindDoubtful
from estate.intake.columns.conventions import unkept
from estate.intake.columns.mappings import kind_stated
from estate.intake.columns.recognition import Recognition, proposal, require_keys
from estate.intake.reshaping.cost_columns_by_kind import turned_columns
from estate.intake.rows.context import Context, KindIs
from estate.intake.sources import Source

WORDS = {
    RecordKind.PROPERTY: "a list of properties",
    RecordKind.LEASE: "a list of leases",
    RecordKind.OCCUPATION: "a list of occupations",
    RecordKind.COST: "a cost sheet",
    RecordKind.RATING: "a list of ratings",
}
#: Another kind fits clearly better where its columns weigh so many times those of the kind that
#: was said, and are so many more.
_BETTER, _MORE = 1.4, 2
#: A second kind that weighs so much of the first makes the kind doubtful.
_AS_GOOD = 0.85
#: What a kind weighs of which something is lacking, in parts of what it would.
_LACKING = 0.6
#: Fields that say which property a row speaks of, or when: no kind is known by them, nor by
#: columns that are hardly taken for anything (a status is no rating because of its heading).
_NOT_TELLING = frozenset({"own_ref", "property_ref", "uprn", "as_of_date"})
_HARDLY = 0.6


@dataclass(frozen=True)
class Fit:
    """How well the columns fit one kind: ``taken`` of ``columns`` of them fill a field, with
    ``weight`` for how surely; ``is_whole`` if nothing is lacking that such a record needs."""

    kind: RecordKind
    taken: int
    columns: int
    weight: float
    is_whole: bool

    @property
    def standing(self) -> float:
        """The weight, less where something is lacking without which it would be refused."""
        return self.weight if self.is_whole else _LACKING * self.weight

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind.value,
            "words": WORDS[self.kind],
            "taken": self.taken,
            "columns": self.columns,
        }

    def __str__(self) -> str:
        return f"{WORDS[self.kind]} ({self.taken:,} of {self.columns:,} columns fit)"


def fits(source: Source) -> list[Fit]:
    """Every kind, the one that fits best first; of equals the earlier in ``RecordKind``."""
    found = [_fit(source.records, kind) for kind in RecordKind]
    turned = turned_columns(source)
    if turned:
        found = [one for one in found if one.kind is not RecordKind.COST]
        found.append(Fit(RecordKind.COST, turned, len(source.records.columns), turned, True))
    return sorted(found, key=lambda one: -one.standing)


def best(source: Source) -> RecordKind:
    """The kind that fits best; a list of properties where none fits at all."""
    return fits(source)[0].kind


def settled(source: Source, context: Context, mapping: Path | None) -> RecordKind:
    """What the rows are, by whoever brings the file or by the file itself.

    ``KindDoubtful`` (a refusal that asks) when another kind fits clearly better than the one that
    was said, or when nothing was said and two kinds fit about as well.
    """
    if context.kind_is is KindIs.MEANT or (mapping is not None and context.kind_is is KindIs.SAID):
        return context.kind
    stated = None if mapping is None else kind_stated(mapping)
    if stated is not None:
        return stated
    found = fits(source)
    if context.kind_is is KindIs.SAID:
        _demand_fit(found, context.kind, source.path.name)
        return context.kind
    _demand_one(found, source.path.name)
    return found[0].kind


def _demand_fit(found: list[Fit], said: RecordKind, name: str) -> None:
    first = found[0]
    own = next(one for one in found if one.kind is said)
    if not first.is_whole or first.weight < _BETTER * own.weight:
        return
    if first.taken >= own.taken + _MORE:
        raise KindDoubtful(
            f"{name} looks like {first}, not like {own}. Say --kind {first.kind.value}; or, if it "
            f"is {WORDS[said]} nevertheless, --kind {said.value} --kind-meant. Nothing has been "
            "changed.",
            [first.to_dict(), own.to_dict()],
        )


def _demand_one(found: list[Fit], name: str) -> None:
    first, second = found[0], found[1]
    if second.is_whole and second.standing >= _AS_GOOD * first.standing:
        raise KindDoubtful(
            f"{name} may be {first} or {second}. Say which: --kind {first.kind.value} or --kind "
            f"{second.kind.value}. Nothing has been changed.",
            [first.to_dict(), second.to_dict()],
        )


def _fit(records: pd.DataFrame, kind: RecordKind) -> Fit:
    found = proposal(records, kind)
    taken = [one for one in found.columns if one.field is not None]
    beside = frozenset() if kind is RecordKind.PROPERTY else unkept(kind)
    weight = round(sum(one.confidence for one in taken if one.field not in beside), 2)
    return Fit(kind, len(taken), len(found.columns), weight, _is_whole(found))


def _is_whole(found: Recognition) -> bool:
    sure = {one.field for one in found.columns if one.field and one.confidence >= _HARDLY}
    if found.kind is not RecordKind.PROPERTY and sure <= _NOT_TELLING | unkept(found.kind):
        return False
    try:
        require_keys(found, "")
    except FileRefused:
        return False
    return True
