"""What a sealed record says, as values: read from its text, which stays as it was sealed.

Members stand in the order of that text, by name, so that an answer made of them reads as it does.
What a record has that a value does not name is passed over, and what it does not have is None: a
later version goes on reading what an earlier one sealed. Whole answers of their day (``case``,
``energy``) keep the form that they had, whatever such answers look like by now. Pure: no SQL.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar, cast

from estate.club.kept_cases import (
    Assumed,
    Kept,
    NetworkKey,
    PlannedMove,
    Question,
    SetKept,
    TownQuestionKept,
)
from estate.quarters import Quarter

SealedRecord = Mapping[str, Any]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Figure:
    """One figure; ``value`` is None where the sign of money is not known, and ``low`` to ``high``
    its range; figures of energy have both."""

    basis: str
    high: float | None
    key: str
    label: str
    low: float | None
    unit: str
    value: float | int | None

    @property
    def extent(self) -> list[float] | None:
        """Its range, where it has one."""
        return None if self.low is None or self.high is None else [self.low, self.high]


@dataclass(frozen=True)
class Year:
    """The club's cash in one financial year, GBP."""

    club_gain_gbp: float
    financial_year: str
    moving_gbp: float
    staying_gbp: float


@dataclass(frozen=True)
class InputKept:
    """What went in, and how it was known."""

    assumptions: Sequence[str]
    imputed: bool
    known: str
    known_words: str
    label: str
    source: str
    unit: str
    value: Any


@dataclass(frozen=True)
class Said:
    """A line of what an edition rests on."""

    name: str
    text: str


@dataclass(frozen=True)
class Edition:
    """What one class of reader was shown. ``moves``: of a town's plan alone; ``energy``: None in
    records sealed before it stood in them."""

    case: SealedRecord
    energy: SealedRecord | None
    exact: bool
    explanation: str
    figures: Sequence[Figure]
    guest_name: str
    horizon_years: int
    host_name: str | None
    inputs: Sequence[InputKept]
    moves: Sequence[str] | None
    price_base: str
    statement: Sequence[Said]
    unpriced: Sequence[str]
    used: Sequence[str]
    yearly: Sequence[Year]

    @property
    def amounts(self) -> dict[str, float]:
        """Those of its figures that are one number, as all of the club's are, by their keys."""
        return {one.key: one.value for one in self.figures if one.value is not None}


def day_of(kept: object) -> date | Quarter | None:
    """The day or quarter that a kept value is: a record holds both as their texts."""
    text = str(kept)
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    return Quarter.read(text)


def kept_of(record: SealedRecord) -> Kept:
    """What a record says beside its editions."""
    assumptions, network = record["assumptions"], record.get("network")
    return _made(
        Kept,
        record,
        question=_question(record["question"]),
        kept_on=date.fromisoformat(record["kept_on"]),
        assumptions=_made(SetKept, assumptions, values=_each(Assumed, assumptions["values"])),
        network=network and _made(NetworkKey, network),
    )


def _question(said: SealedRecord) -> Question | TownQuestionKept:
    if "town" not in said:
        return _made(Question, said)
    moves = _each(PlannedMove, said["moves"])
    return _made(
        TownQuestionKept, said, asked=[(one[0], one[1]) for one in said["asked"]], moves=moves
    )


def edition_of(view: SealedRecord) -> Edition:
    """One of its editions."""
    return _made(
        Edition,
        view,
        figures=_each(Figure, view["figures"]),
        inputs=_each(InputKept, view["inputs"]),
        statement=_each(Said, view["statement"]),
        yearly=_each(Year, view["yearly"]),
    )


def _each(shape: type[Value], rows: Sequence[SealedRecord]) -> list[Value]:
    return [_made(shape, row) for row in rows]


def _made(shape: type[Value], row: SealedRecord, **more: Any) -> Value:
    names = (one.name for one in fields(cast(Any, shape)))
    return shape(**{name: row.get(name) for name in names} | more)
