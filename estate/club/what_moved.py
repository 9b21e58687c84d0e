"""What moved between a case as it was kept and the same question asked today. Pure: no SQL.

Figures, inputs and assumptions are compared by what they are called; each row says what it was,
what it is, its unit, and why it moved where that can be known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from estate.club.kept_cases import Assumed
from estate.club.sealed_record import Figure, InputKept, day_of
from estate.quarters import Quarter

#: So many names of what moved stand in a reason; the tables hold them all.
_NAMED = 3


@dataclass(frozen=True)
class AssumptionMoved:
    """An assumption that the case rests on and that differs."""

    name: str
    was: object
    now: object
    unit: str


@dataclass(frozen=True)
class InputMoved:
    """An input that differs, and why."""

    label: str
    was: object
    now: object
    unit: str
    why: str


@dataclass(frozen=True)
class FigureMoved:
    """A figure as it was kept and as it is today; ``difference`` is None where either is told as a
    range."""

    key: str
    label: str
    was: float | int | None
    now: float | int | None
    was_range: list[float] | None
    now_range: list[float] | None
    difference: float | None
    unit: str
    basis: str
    moved: bool
    why: str


@dataclass(frozen=True)
class AskedOn:
    """When and with what a question was asked; ``network``: its key, where it is known."""

    day: date
    price_base: str
    product_version: str
    network: str | None


def assumptions_moved(
    was: Iterable[Assumed], now: Iterable[Assumed], used: Iterable[str]
) -> list[AssumptionMoved]:
    """Assumptions that the case rests on and whose value differs. One that was kept and is no
    longer known has no value now, and the other way round."""
    wanted = set(used)
    before = {one.name: one for one in was if one.name in wanted}
    after = {one.name: one for one in now if one.name in wanted}
    rows = []
    for either in (before | after).values():
        old, new = (
            None if one is None else one.value
            for one in (before.get(either.name), after.get(either.name))
        )
        if old != new:
            rows.append(AssumptionMoved(either.name, old, new, either.unit or ""))
    return rows


def inputs_moved(
    was: Iterable[InputKept], now: Iterable[InputKept], moved: Mapping[str, str], today: date
) -> list[InputMoved]:
    """Inputs whose value or source differs, each with why: an assumption behind it (of those that
    ``moved``, each with what it is called), a day that has passed, a cost, or another fact of the
    register."""
    before, after = ({one.label: one for one in rows} for rows in (was, now))
    found = []
    for either in (before | after).values():
        old, new = before.get(either.label), after.get(either.label)
        was_value, now_value = (None if one is None else one.value for one in (old, new))
        was_known, now_known = (None if one is None else one.known_words for one in (old, new))
        if was_value != now_value or was_known != now_known:
            why = _why(old, new, moved, today)
            found.append(InputMoved(either.label, was_value, now_value, either.unit, why))
    return found


def _why(
    old: InputKept | None, new: InputKept | None, moved: Mapping[str, str], today: date
) -> str:
    if old is None:
        return "counted now, and not when it was kept"
    if new is None:
        return "no longer counted"
    behind = [moved[name] for name in new.assumptions if name in moved]
    if behind:
        return f"assumption changed: {', '.join(behind)}"
    if old.known_words != new.known_words:
        return f"known otherwise: {new.known_words}"
    passed = _last_day(old.value)
    if passed is not None:
        return "its day has passed" if passed < today else "a date in the register changed"
    if new.unit.startswith("GBP"):
        return "a cost changed in the register"
    return "a property, use or lease changed in the register"


def _last_day(value: object) -> date | None:
    """The day that a value is, or the last of its quarter."""
    found = day_of(value)
    return found.end if isinstance(found, Quarter) else found


def figures_moved(was: Sequence[Figure], now: Sequence[Figure], why: str) -> list[FigureMoved]:
    """Every figure with what it was, what it is and by how much it moved; ``why`` stands where it
    did. One that is told as a range on either side has no difference."""
    before, after = ({one.key: one for one in rows} for rows in (was, now))
    return [
        _figure_moved(either, before.get(key), after.get(key), why)
        for key, either in (before | after).items()
    ]


def _figure_moved(either: Figure, old: Figure | None, new: Figure | None, why: str) -> FigureMoved:
    then, today = (None if one is None else one.value for one in (old, new))
    ranges = [None if one is None else one.extent for one in (old, new)]
    moved = then != today or ranges[0] != ranges[1]
    difference = None if then is None or today is None else round(float(today - then), 6) + 0.0
    return FigureMoved(
        key=either.key,
        label=either.label,
        was=then,
        now=today,
        was_range=ranges[0],
        now_range=ranges[1],
        difference=difference,
        unit=either.unit,
        basis=either.basis,
        moved=moved,
        why=why if moved else "",
    )


def reasons(
    assumptions: Sequence[str], inputs: Sequence[InputMoved], was: AskedOn, now: AskedOn
) -> str:
    """All that differs between two questions, in one line: what moves a figure is one of these or
    several together. ``assumptions``: what those are called that moved."""
    found = []
    if assumptions:
        found.append(f"assumptions changed: {_few(assumptions)}")
    if inputs:
        found.append(f"inputs changed: {_few([one.label for one in inputs])}")
    if was.price_base != now.price_base:
        found.append(f"prices of {now.price_base}, not of {was.price_base}")
    if was.product_version != now.product_version:
        found.append(
            f"worked out by version {now.product_version} of the program, not {was.product_version}"
        )
    if was.network and was.network != now.network:
        found.append("minutes rest on another network")
    if was.day != now.day:
        found.append(f"asked on {now.day}, not on {was.day}")
    return "; ".join(found) or "not known"


def _few(names: Sequence[str]) -> str:
    told = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return told if more <= 0 else f"{told} and {more} more"
