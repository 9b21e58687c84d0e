"""A day in words, and as a reader sees it who may see no more of it than its quarter."""

import re
from datetime import date

_WRITTEN = re.compile(r"(\d{4}) Q([1-4])")
_MONTHS = ("Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec")


def day_words(day: date) -> str:
    """A day as pages, mails and sentences write it; files have it as ISO 8601.

    Examples
    --------
    >>> day_words(date(2026, 11, 9))
    '9 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def year_of(day: date) -> int:
    """The calendar year in which a day's financial year begins.

    Examples
    --------
    >>> year_of(date(2027, 3, 31)), year_of(date(2027, 4, 1))
    (2026, 2027)
    """
    return day.year - (day < date(day.year, 4, 1))


class Quarter(str):
    """A quarter of a calendar year, ``number`` 1 to 4.

    Like a code it is its own text wherever it is written down: ``2028 Q3``. On pages its months
    are named (``words``): where the financial year counts, a bare "Q3" reads as October to
    December.
    """

    year: int
    number: int

    def __new__(cls, year: int, number: int) -> "Quarter":
        """``ValueError`` where the year has no such quarter."""
        if not 1 <= number <= 4:
            raise ValueError(f"a year has quarters 1 to 4, none of number {number}")
        made = super().__new__(cls, f"{year:04} Q{number}")
        made.year, made.number = year, number
        return made

    def __getnewargs__(self) -> tuple[int, int]:  # type: ignore[override]
        """How a copy of it is made."""
        return self.year, self.number

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter | None":
        """Of its own text, as sealed records and addresses hold it; None where it is none."""
        found = _WRITTEN.fullmatch(text)
        return None if found is None else cls(int(found[1]), int(found[2]))

    @property
    def start(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return date(self.year, 3 * self.number, 31 if self.number in (1, 4) else 30)

    @property
    def months(self) -> str:
        """Its three months in short, without the year: ``Jul–Sep``."""
        return _MONTHS[self.number - 1]

    @property
    def words(self) -> str:
        """Its months and year as pages write them: ``Jul–Sep 2028``."""
        return f"{self.months} {self.year}"


def seen(day: date | None, exact: bool) -> date | Quarter | None:
    """A day whole where ``exact``, else its quarter."""
    return day if exact or day is None else Quarter.of(day)
