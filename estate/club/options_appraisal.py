"""Kept cases side by side with no change: an options appraisal. Pure: no SQL.

Every figure of a case is the difference that a move makes, so staying stands at nought. What
staying and moving cost is of the buildings of each option, and stands in its column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

#: Figures of which no change is nought by what they are.
_DIFFERENCES = (
    *("npv", "run_rate", "one_off", "peak_need", "p10_gbp", "p50_gbp", "p90_gbp"),
    *("kwh_pa", "tco2e_pa"),
)
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Option:
    """One kept case as a reader is shown it: its letter, what is known of it, its view."""

    letter: str
    known: Mapping[str, Any]
    view: Mapping[str, Any]


def table(options: Sequence[Option]) -> list[Row]:
    """A row for each figure that any option holds: key, label, unit, basis, no change, and
    each option's value by its letter; where bands leave a sign open, its range."""
    rows: dict[str, Row] = {}
    for option in options:
        for one in option.view["figures"]:
            row = rows.setdefault(one["key"], _row(one))
            row["values"][option.letter] = one["value"]
            if "low" in one:
                row["ranges"][option.letter] = [one["low"], one["high"]]
    staying = rows.get("staying")
    if staying is not None:
        costs = set(staying["values"].values())
        # Options of the same buildings stay at the same cost; of others there is no one figure.
        staying["do_minimum"] = costs.pop() if len(costs) == 1 else None
    return list(rows.values())


def _row(one: Mapping[str, Any]) -> Row:
    is_difference = one["key"].rpartition(".")[2] in _DIFFERENCES
    return {
        "key": one["key"],
        "label": one["label"],
        "unit": one["unit"],
        "basis": one["basis"],
        "do_minimum": 0.0 if is_difference else None,
        "values": {},
        "ranges": {},
    }


def unpriced(options: Sequence[Option]) -> list[Row]:
    """What is not costed, and which options it is said of."""
    said: dict[str, list[str]] = {}
    for option in options:
        for text in option.view["unpriced"]:
            said.setdefault(text, []).append(option.letter)
    return [{"text": text, "options": letters} for text, letters in said.items()]


def warnings(options: Sequence[Option]) -> list[str]:
    """Why these options cannot be compared as they stand."""
    checks = (
        ("are at different price bases", [one.view["price_base"] for one in options]),
        ("count different years", [one.view["horizon_years"] for one in options]),
        (
            "are of different versions of the register",
            [one.known["register_version"] for one in options],
        ),
        (
            "rest on different assumptions",
            [_values(one.known["assumptions"]["values"]) for one in options],
        ),
        (
            "are known to you in different detail, some exactly and some by bands",
            [one.view["exact"] for one in options],
        ),
        (
            "were worked out by different versions of the program",
            [one.known["product_version"] for one in options],
        ),
    )
    return [
        f"These options {words}: mind that before you choose between them."
        for words, found in checks
        if any(one != found[0] for one in found)
    ]


def _values(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {str(one["name"]): one["value"] for one in rows}
