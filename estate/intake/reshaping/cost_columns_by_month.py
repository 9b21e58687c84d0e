"""Cost sheets with a column for each month or quarter, or for each property.

The months (or quarters) of a year together are the amount of a line; a sheet with its properties
across the top is turned round into a line for each.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from estate.codes import RecordKind
from estate.intake.cells import values
from estate.intake.columns.claims import settle
from estate.intake.columns.recognition import AMOUNT
from estate.intake.sources import Source
from estate.intake.wording import counted

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUARTER = re.compile(
    r"^(?:q(?:tr|uarter)?\W*([1-4])|([1-4])(?:st|nd|rd|th) (?:q(?:tr|uarter)))\b", re.IGNORECASE
)
_PERIOD = re.compile(r"^(?:p|period|month|m)\W*(\d{1,2})$", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Z][\w./\\-]{1,30}")
_FEWEST = 2
#: The heading of the references that stood across the top.
PROPERTY = "Property reference"

IsMoney = Callable[[list[Any]], bool]


def whole_years(source: Source, is_money: IsMoney) -> Source:
    """The sheet with one amount a line, if it has a column for each month or quarter of the year
    and none for the whole; any other sheet as it is."""
    records = source.records
    periods = _periods([str(one) for one in records.columns])
    if not periods or not all(is_money(records[one].tolist()) for one in periods):
        return source
    rest = records.drop(columns=periods)
    taken = {name for name, _ in settle(rest, RecordKind.COST).taken.values()}
    if "amount_gbp_pa" in taken or "cost_kind" not in taken:
        return source
    cells = [records[one].tolist() for one in periods]
    made = [values.summed(row) for row in zip(*cells, strict=True)]
    named = ", ".join(f"“{one}”" for one in periods)
    note = f"The columns of the year's parts ({named}) were added up."
    return replace(
        source,
        records=rest.assign(**{AMOUNT: pd.Series(made, rest.index, object)}),
        notes=(*source.notes, note),
    )


def by_property(source: Source, is_money: IsMoney) -> Source:
    """The sheet with a line for each property, if their references stand across the top; any
    other sheet as it is."""
    records = source.records
    places = [
        one
        for one in map(str, records.columns)
        if _is_reference(one.strip()) and is_money(records[one].tolist())
    ]
    rest = records.drop(columns=places)
    taken = {name for name, _ in settle(rest, RecordKind.COST).taken.values()}
    linked = not taken.isdisjoint({"property_ref", "uprn", "amount_gbp_pa"})
    if len(places) < _FEWEST or linked or not {"cost_kind", "cost_year"} <= taken:
        return source
    lines: list[list[Any]] = []
    numbers: list[int] = []
    for row, number in enumerate(source.row_numbers):
        for place in places:
            if values.text(cell := records[place].iat[row]) is not None:
                lines.append([*rest.iloc[row].tolist(), place.strip(), cell])
                numbers.append(number)
    note = (
        f"The sheet has a column for each property ({', '.join(places)}): it was turned round "
        f"into {counted(len(lines), 'line')}, one for each amount."
    )
    made = pd.DataFrame(lines, columns=[*rest.columns, PROPERTY, AMOUNT], dtype=object)
    return replace(
        source,
        records=made,
        row_numbers=numbers,
        record_count=len(lines),
        geometry=None,
        notes=(*source.notes, note),
    )


def _is_reference(heading: str) -> bool:
    return _REFERENCE.fullmatch(heading) is not None and any(map(str.isdigit, heading))


def _periods(headings: list[str]) -> list[str]:
    """The columns of the four quarters, or of the twelve months, where all are there once."""
    for key, whole in ((_quarter, set("1234")), (_month, set(_MONTHS)), (_period, _ALL)):
        found = [(one, key(one.strip())) for one in headings]
        kept = [one for one, part in found if part is not None]
        if {part for _, part in found if part is not None} == whole and len(kept) == len(whole):
            return kept
    return []


_ALL = {str(one) for one in range(1, 13)}


def _quarter(heading: str) -> str | None:
    found = _QUARTER.match(heading)
    return None if found is None else found[1] or found[2]


def _month(heading: str) -> str | None:
    word = re.match(r"[A-Za-z]+", heading)
    start = "" if word is None else word[0].casefold()
    known = start[:3] in _MONTHS and (len(start) <= 4 or start in _NAMES)
    return start[:3] if known else None


_NAMES = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    }
)


def _period(heading: str) -> str | None:
    found = _PERIOD.match(heading)
    return None if found is None else str(int(found[1]))
