"""A rent whose period stands in a column beside it: 1,000 and “Quarterly” are 4,000 a year; a term
whose heading says months."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pandas as pd

from estate.intake.cells import values
from estate.intake.cells.money_cells import StatedMoney
from estate.intake.columns.heading_words import words
from estate.intake.columns.recognition import Recognition
from estate.intake.wording import counted
from estate.register.names import name_key

_RENT = "passing_rent_gbp_pa"
_TELLING = (
    {"frequency"},
    {"rent", "period"},
    {"rent", "basis"},
    {"payment", "period"},
    {"charge", "period"},
    {"rent", "unit"},
)
#: With these the rent is that of a year, however often it is paid.
_YEARLY = frozenset({"annual", "annum", "year", "yearly", "pa", "passing"})
_TIMES = {
    1: "annually annual yearly year perannum pa annum everyyear onceayear 12months",
    2: "halfyearly sixmonthly biannually biannual semiannual halfyear 6months 6monthly",
    4: "quarterly quarter perquarter pq 3months 3monthly quarterday quarterdays quarterlyinadvance "
    "englishquarterdays usualquarterdays",
    12: "monthly month permonth pcm calendarmonth calendarmonthly 1month monthlyinadvance",
}
_FACTORS = {word: times for times, many in _TIMES.items() for word in many.split()}


class RentPeriods:
    """Makes such rents those of a year, batch after batch."""

    def __init__(self, recognition: Recognition) -> None:
        rent = recognition.headings.get(_RENT)
        beside = [
            one.heading for one in recognition.columns if one.field is None and _tells(one.heading)
        ]
        yearly = rent is not None and not _YEARLY.isdisjoint(words(rent))
        self.rent = None if yearly else rent
        self.period = beside[0] if beside else None
        self._made = 0
        self._unknown: Counter[str] = Counter()

    def fit(self, records: pd.DataFrame) -> None:
        """Multiply the rents; one whose period is not known is left out."""
        if self.rent is None or self.period is None:
            return
        pairs = zip(records[self.rent].tolist(), records[self.period].tolist(), strict=True)
        made = [self._yearly(rent, values.text(period)) for rent, period in pairs]
        records[self.rent] = pd.Series(made, index=records.index, dtype=object)

    def _yearly(self, rent: Any, period: str | None) -> Any:
        if period is None or values.text(rent) is None or isinstance(rent, StatedMoney):
            return rent
        times = _FACTORS.get(name_key(period))
        if times is None:
            self._unknown[period] += 1
            return None
        try:
            number = values.number(rent)
        except (ValueError, OverflowError):
            return rent
        self._made += times > 1
        return None if number is None else number * Decimal(times)

    def notes(self) -> list[str]:
        """Sentences on what was made of amounts by their period."""
        notes = []
        if self._made:
            rows = counted(self._made, "row")
            notes.append(
                f"“{self.period}” says for which period “{self.rent}” is: in {rows} it was made "
                "the rent of a year."
            )
        for word, count in sorted(self._unknown.items()):
            notes.append(
                f"In {counted(count, 'row')} “{self.period}” says “{word}”, which is no known "
                f"period: “{self.rent}” was left out."
            )
        return notes


class TermMonths:
    """Terms whose heading says that they are months, made years."""

    def __init__(self, recognition: Recognition) -> None:
        heading = recognition.headings.get("term_years", "")
        found = set(words(heading))
        self.heading = heading if "month" in found and "year" not in found else None

    def fit(self, records: pd.DataFrame) -> None:
        """Divide the numbers; “18 months” says its unit itself."""
        if self.heading is not None:
            made = [_years(cell) for cell in records[self.heading].tolist()]
            records[self.heading] = pd.Series(made, index=records.index, dtype=object)

    def notes(self) -> list[str]:
        """Sentences on what was made of amounts by their period."""
        if self.heading is None:
            return []
        return [f"“{' '.join(self.heading.split())}” is in months; read as years."]


def _years(cell: Any) -> Any:
    try:
        months = values.number(cell)
    except (ValueError, OverflowError):
        return cell
    return cell if months is None else (months / 12).quantize(Decimal("0.01"))


def _tells(heading: str) -> bool:
    found = set(words(heading))
    return any(one <= found for one in _TELLING) and "review" not in found
