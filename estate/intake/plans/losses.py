"""What an import would take away: values that blank cells clear, rows marked as missing.

A file that is only part of a list looks like one whose other rows are gone. So whatever would be
lost is told in numbers, and above a few it takes a person's word before it is committed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from estate import codes
from estate.errors import Conflict
from estate.intake.plans.publication import Said
from estate.intake.wording import counted
from estate.register.import_actions import Actions

#: Values cleared in so many rows are told, and not asked for.
FEW_ROWS = 3
#: A larger share of the known rows marked as missing is asked for.
MISSING_SHARE = 0.1
_FIELDS_SHOWN = 6
#: Follow from others, or say nothing of the property.
_NOT_VALUES = frozenset({"not_in_latest", "as_of_date", "geom_quality", "use_class_imputed"})
PART_HINT = (
    "Is the file only part of the list (a survey, one ward)? Say so when you import it, and the "
    "other rows are left alone"
)


def is_cleared(name: str, pair: tuple[Any, Any]) -> bool:
    """Whether a change takes a value away and gives none for it."""
    old, new = pair
    if name in _NOT_VALUES or old in (None, ()):
        return False
    if name == "interests":
        return _tenures(old) > 0 and _tenures(new) == 0
    return new in (None, ())


def _tenures(held: tuple[Any, ...]) -> int:
    return sum(one.tenure is not None for one in held)


@dataclass
class Losses:
    """What one file would take away: ``known`` rows of the register that it speaks of or would
    mark as missing, ``missing`` of them, and rows in which blank cells clear ``fields``."""

    known: int = 0
    missing: int = 0
    cleared: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    empty: tuple[str, ...] = ()

    @property
    def asks_missing(self) -> int:
        """Rows to be marked as missing, where they are too many to go without a word."""
        return self.missing if self.missing > MISSING_SHARE * self.known else 0

    @property
    def asks_clear(self) -> int:
        """Rows of which values would be cleared, where these are too many to go without a word,
        or where a column is empty in all rows."""
        return self.cleared if self.cleared > FEW_ROWS or self.empty else 0

    def sentences(self) -> list[str]:
        """What a person reads of it before agreeing."""
        said = []
        if self.missing:
            of = f"{self.missing:,} of {self.known:,} known rows"
            hint = f" {PART_HINT} (--partial)." if self.asks_missing else ""
            said.append(f"{of} are not in this file and would be marked as missing.{hint}")
        if self.cleared:
            most = self.fields.most_common(_FIELDS_SHOWN)
            named = ", ".join(f"{codes.label(name).lower()} in {n:,}" for name, n in most)
            more = len(self.fields) - len(most)
            named += f" and {counted(more, 'more field')}" if more > 0 else ""
            rows = counted(self.cleared, "row")
            said.append(f"Blank cells would clear values in {rows}: {named}.")
        if self.empty:
            named = ", ".join(codes.label(name).lower() for name in self.empty)
            said.append(f"Empty in every row of the file, though the register knows it: {named}.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "sentences": self.sentences(),
            "missing": self.missing,
            "known": self.known,
            "cleared_rows": self.cleared,
            "cleared": dict(self.fields.most_common()),
            "asks_missing": self.asks_missing,
            "asks_clear": self.asks_clear,
        }


def losses_of(actions: Actions, known: int, is_filled: Callable[[str], bool]) -> Losses:
    """What these actions take away of ``known`` rows that the file speaks of; ``is_filled`` says
    whether any row of the file has a value for a fact."""
    found = Losses(known + len(actions.absent), len(actions.absent))
    for action in actions.changed:
        gone = [name for name, pair in action.changes.items() if is_cleared(name, pair)]
        found.cleared += bool(gone)
        found.fields.update(gone)
    found.empty = tuple(sorted(name for name in found.fields if not is_filled(name)))
    return found


def demand_word(losses: Losses, said: Said) -> None:
    """``Conflict`` unless whoever commits has said how much they mean to take away; it names
    every word that is lacking, so that nobody is asked twice."""
    lacking = [
        how.format(asked) + ("" if word is None else f" (you said {word:,})")
        for asked, word, how in (
            (losses.asks_missing, said.missing, said.missing_as),
            (losses.asks_clear, said.clear, said.clear_as),
        )
        if (asked or word is not None) and asked != (word or 0)
    ]
    if lacking:
        told = " ".join(losses.sentences()) or "The file takes nothing away."
        raise Conflict(
            f"{told} Say {' and '.join(lacking)} if you mean it. Nothing has been changed."
        )
