"""Dates that a spreadsheet or a habit leaves odd: numbers of days, and months without a day.

Under a heading of dates 44286 can only be the 31 March 2021 as a spreadsheet counts. “Mar-28” as
the end of a lease is the last day of that month, elsewhere its first, and the plan says so.
"""

import re
from calendar import monthrange
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from estate.intake.columns.recognition import Recognition
from estate.intake.reshaping.scaled_columns import DAYS
from estate.intake.wording import counted

_EPOCH = date(1899, 12, 30)
#: 1950 to 2100, as a spreadsheet counts days.
_FIRST, _LAST = 18_264, 73_415
_SERIAL = re.compile(r"^\s*([1-7]\d{4})(?:\.\d+)?\s*$")
_MONTH = re.compile(r"^\s*([A-Za-z]{3,9})[ .\-/,']{1,2}(\d{4}|\d{2})\s*$|^\s*(\d{1,2})/(\d{4})\s*$")
#: Of these the last day of the month is meant.
_ENDS = frozenset({"expiry", "pfi_end_date"})


class OddDays:
    """Reads such cells in the columns of dates of a file, batch after batch."""

    def __init__(self, recognition: Recognition) -> None:
        found = recognition.headings
        self._columns = {found[name]: name in _ENDS for name in sorted(DAYS & found.keys())}
        self._serials: Counter[str] = Counter()
        self._months: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def fit(self, records: pd.DataFrame) -> None:
        """Replace the cells; what is no date stays for the checks to name."""
        for heading, at_end in self._columns.items():
            cells = records[heading].tolist()
            odd = {cell for cell in cells if isinstance(cell, str | int | float)}
            serials = {cell: day for cell in odd if (day := _of_serial(cell)) is not None}
            months = {cell: day for cell in odd if (day := _of_month(cell, at_end)) is not None}
            if not serials and not months:
                continue
            read = serials | months
            records[heading] = pd.Series(
                [
                    read.get(cell, cell) if isinstance(cell, str | int | float) else cell
                    for cell in cells
                ],
                index=records.index,
                dtype=object,
            )
            self._serials[heading] += sum(_in(cell, serials) for cell in cells)
            self._months[heading] += sum(_in(cell, months) for cell in cells)
            if months:
                self._examples.setdefault(heading, min(map(str, months)))

    def notes(self) -> list[str]:
        """Sentences on days that were read in an unusual form."""
        notes = [
            f"“{_one(heading)}” holds {counted(count, 'date')} as a spreadsheet counts days; read "
            "as such."
            for heading, count in self._serials.items()
            if count
        ]
        notes += [
            f"“{_one(heading)}” names a month alone in {counted(count, 'cell')} (such as "
            f"“{self._examples[heading].strip()}”); taken as its "
            f"{'last' if self._columns[heading] else 'first'} day."
            for heading, count in self._months.items()
            if count
        ]
        return notes


def _in(cell: Any, found: dict[Any, date]) -> bool:
    return isinstance(cell, str | int | float) and cell in found


def _one(heading: str) -> str:
    return " ".join(heading.split())


def _of_serial(cell: str | int | float) -> date | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        match = _SERIAL.match(cell)
        if match is None:
            return None
        cell = int(match[1])
    return _EPOCH + timedelta(days=int(cell)) if _FIRST <= cell <= _LAST else None


def _of_month(cell: str | int | float, at_end: bool) -> date | None:
    match = _MONTH.match(cell) if isinstance(cell, str) else None
    if match is None:
        return None
    said = f"{match[1]} {match[2]}" if match[1] else f"{match[3]} {match[4]}"
    month = "%m" if match[3] else "%b" if len(match[1]) == 3 else "%B"
    year = "%Y" if match[3] or len(match[2]) == 4 else "%y"
    try:
        first = datetime.strptime(said, f"{month} {year}").date()
    except ValueError:
        return None
    last = monthrange(first.year, first.month)[1]
    return first.replace(day=last) if at_end else first
