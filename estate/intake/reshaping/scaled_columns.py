"""Columns whose heading says how their figures are to be read: money in thousands, by the month.

And dates of which others of the same column show that the month may come first.
"""

import re
from collections import Counter
from typing import Any

import pandas as pd

from estate.intake.cells import values
from estate.intake.cells.money_cells import StatedMoney, says_nil, stated_money
from estate.intake.cells.money_units import MONEY_FIELDS, Scale, scale_of_heading
from estate.intake.columns.recognition import Recognition
from estate.intake.sources.common import Apart
from estate.intake.wording import counted

#: Fields that hold dates.
DAYS = frozenset(
    {
        "as_of_date",
        "book_value_date",
        "pfi_end_date",
        "rating_date",
        "assessed_on",
        "review_by",
        "start",
        "expiry",
        "break_date",
        "tenant_break_date",
        "landlord_break_date",
        "review_date",
        "holding_over_since",
    }
)
_NUMBERS = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")


class MoneyCells:
    """Reads such cells in the columns of money of a file, batch after batch."""

    def __init__(self, recognition: Recognition) -> None:
        self.columns = {
            recognition.headings[name]: name.endswith("_pa")
            for name in sorted(MONEY_FIELDS & recognition.headings.keys())
        }
        self._seen: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def fit(self, records: pd.DataFrame) -> None:
        """Replace the cells; what is no amount stays for the checks to name."""
        for heading, yearly in self.columns.items():
            cells = records[heading].tolist()
            texts = {cell for cell in cells if type(cell) is str and not _plain(cell)}
            read = {text: stated_money(text, yearly=yearly) for text in texts}
            meant = {text: found for text, found in read.items() if found is not None}
            if not meant:
                continue
            self._seen[heading] += sum(type(cell) is str and cell in meant for cell in cells)
            self._examples.setdefault(heading, min(meant))
            made = [meant.get(cell, cell) if type(cell) is str else cell for cell in cells]
            records[heading] = pd.Series(made, index=records.index, dtype=object)

    def notes(self) -> list[str]:
        """Sentences on columns whose amounts name a period, a scale or a peppercorn."""
        return [
            f"“{' '.join(heading.split())}” names a period, a scale or a peppercorn in "
            f"{counted(count, 'cell')} (such as “{' '.join(self._examples[heading].split())}”); "
            f"read as pounds{' a year' if self.columns[heading] else ''}."
            for heading, count in self._seen.items()
        ]


def _plain(cell: str) -> bool:
    if says_nil(cell):
        return False
    try:
        values.number(cell)
    except (ValueError, OverflowError):
        return False
    return True


class ScaledMoney:
    """Money columns that are not in pounds (a year), made so batch after batch."""

    def __init__(self, recognition: Recognition) -> None:
        self.scales: dict[str, Scale] = {}
        for name in MONEY_FIELDS & recognition.headings.keys():
            heading = recognition.headings[name]
            scale = scale_of_heading(heading, name)
            if scale is not None:
                self.scales[heading] = scale

    def fit(self, records: pd.DataFrame) -> None:
        """Replace the columns; what is no number stays for the checks to name."""
        for heading, scale in self.scales.items():
            made = [_times(cell, scale) for cell in records[heading].tolist()]
            records[heading] = pd.Series(made, index=records.index, dtype=object)

    def notes(self) -> list[str]:
        """Sentences on columns whose figures were multiplied, and by what."""
        return [
            f"“{' '.join(heading.split())}” is in {scale.words}: its figures were multiplied by "
            f"{scale.factor:,}."
            for heading, scale in self.scales.items()
        ]


def _times(cell: Any, scale: Scale) -> Any:
    if isinstance(cell, StatedMoney):
        return cell
    try:
        number = values.number(cell)
    except (ValueError, OverflowError):
        return cell
    return cell if number is None else number * scale.factor


class DoubtfulDays:
    """Columns of dates in which some have the month first and none shows the day first: the
    others could be either, and are left for the checks to refuse."""

    def __init__(self, recognition: Recognition) -> None:
        found = recognition.headings
        self.headings = [found[name] for name in sorted(DAYS & found.keys())]
        self._seen: dict[str, tuple[str, int]] = {}
        self._unsure: set[str] = set()

    def fit(self, records: pd.DataFrame, *, in_steps: bool = False) -> None:
        """Mark the doubtful ones (``values.DoubtfulDay``).

        ``Apart`` where the first batches of a long file gave no sign and a later one does.
        """
        for heading in self.headings:
            cells = records[heading].tolist()
            texts = {cell for cell in cells if type(cell) is str}
            pairs = {text: (int(m[1]), int(m[2])) for text in texts if (m := _NUMBERS.match(text))}
            month_first = sorted(text for text, (a, b) in pairs.items() if a <= 12 < b)
            day_first = any(b <= 12 < a for a, b in pairs.values())
            if in_steps and month_first and heading in self._unsure:
                raise Apart
            if pairs and not month_first and not day_first:
                self._unsure.add(heading)
            if not month_first or day_first:
                continue
            doubtful = {text for text, (a, b) in pairs.items() if a <= 12 and b <= 12 and a != b}
            made = [values.DoubtfulDay(cell) if cell in doubtful else cell for cell in cells]
            count = sum(type(cell) is values.DoubtfulDay for cell in made)
            example, before = self._seen.get(heading, (month_first[0], 0))
            self._seen[heading] = example, before + count
            records[heading] = pd.Series(made, index=records.index, dtype=object)

    def notes(self) -> list[str]:
        """Sentences on columns of dates with the month first."""
        return [
            f"“{' '.join(heading.split())}” holds dates with the month first ({example}) and none "
            f"with the day first: {counted(count, 'date')} that could be either "
            f"{'was' if count == 1 else 'were'} left out. Format the column as 2026-12-31 and "
            "bring the file again."
            for heading, (example, count) in self._seen.items()
            if count
        ]
