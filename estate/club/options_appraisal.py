"""Kept cases side by side with no change: an options appraisal. Pure: no SQL.

Every figure of a case is the difference that a move makes, so staying stands at nought. What
staying and moving cost is of the buildings of each option, and stands in its column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from estate.club.kept_cases import Kept
from estate.club.sealed_record import Edition, Figure

#: Figures of which no change is nought by what they are.
_DIFFERENCES = (
    *("npv", "run_rate", "one_off", "peak_need", "p10_gbp", "p50_gbp", "p90_gbp"),
    *("kwh_pa", "tco2e_pa"),
)
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Option:
    """One kept case as a reader is shown it: its letter, what is known of it, their edition."""

    letter: str
    known: Kept
    edition: Edition


@dataclass(frozen=True)
class Measure:
    """One figure of every option, by letter; where bands leave a sign open, its range.
    ``do_minimum``: no change; nought where the figure is the difference that a move makes, None
    where there is no one figure for all."""

    key: str
    label: str
    unit: str
    basis: str
    do_minimum: float | None
    values: dict[str, float | int | None]
    ranges: dict[str, list[float]]


@dataclass(frozen=True)
class Unpriced:
    """What is not costed, and the options that it is said of."""

    text: str
    options: list[str]


def table(options: Sequence[Option]) -> list[Measure]:
    """One for each figure that any option holds."""
    found: dict[str, dict[str, Figure]] = {}
    for option in options:
        for one in option.edition.figures:
            found.setdefault(one.key, {})[option.letter] = one
    return [_measure(key, by_letter) for key, by_letter in found.items()]


def _measure(key: str, by_letter: dict[str, Figure]) -> Measure:
    first = next(iter(by_letter.values()))
    values = {letter: one.value for letter, one in by_letter.items()}
    do_minimum = 0.0 if key.rpartition(".")[2] in _DIFFERENCES else None
    if key == "staying" and len(set(values.values())) == 1:
        # Options of the same buildings stay at the same cost; of others there is no one figure.
        do_minimum = first.value
    ranges = {letter: one.extent for letter, one in by_letter.items() if one.extent is not None}
    return Measure(key, first.label, first.unit, first.basis, do_minimum, values, ranges)


def unpriced(options: Sequence[Option]) -> list[Unpriced]:
    """What is not costed, and which options it is said of."""
    said: dict[str, list[str]] = {}
    for option in options:
        for text in option.edition.unpriced:
            said.setdefault(text, []).append(option.letter)
    return [Unpriced(text, letters) for text, letters in said.items()]


def warnings(options: Sequence[Option]) -> list[str]:
    """Why these options cannot be compared as they stand."""
    checks = (
        ("are at different price bases", [one.edition.price_base for one in options]),
        ("count different years", [one.edition.horizon_years for one in options]),
        (
            "are of different versions of the register",
            [one.known.register_version for one in options],
        ),
        (
            "rest on different assumptions",
            [{each.name: each.value for each in one.known.assumptions.values} for one in options],
        ),
        (
            "are known to you in different detail, some exactly and some by bands",
            [one.edition.exact for one in options],
        ),
        (
            "were worked out by different versions of the program",
            [one.known.product_version for one in options],
        ),
    )
    return [
        f"These options {words}: mind that before you choose between them."
        for words, found in checks
        if any(one != found[0] for one in found)
    ]
