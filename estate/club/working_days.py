"""Working days of England: neither Saturday, Sunday nor a bank holiday.

The holidays follow the rules of the Banking and Financial Dealings Act 1971 and the proclamations
made under it, as https://www.gov.uk/bank-holidays lists them for England and Wales: New Year's
Day, Good Friday, Easter Monday, the first and the last Monday of May, the last Monday of August,
Christmas Day and Boxing Day, with the next free weekday for one that falls on a weekend. What was
proclaimed for one year alone stands in ``MOVED`` and ``ADDED``, from 2011 on; of a day that is
proclaimed later nothing can be known here.
"""

from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
from pandas.tseries.holiday import (
    EasterMonday,
    GoodFriday,
    Holiday,
    next_monday,
    next_monday_or_tuesday,
)

_MONDAY = 0
#: Bank holidays that were moved away from the day of their rule.
MOVED = frozenset({date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)})
#: Where they were moved to, and holidays of one year alone.
ADDED = frozenset(
    {
        date(2011, 4, 29),
        date(2012, 6, 4),
        date(2012, 6, 5),
        date(2020, 5, 8),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
    }
)


def _monday_from(name: str, month: int, day: int) -> Holiday:
    """The first Monday on or after a day of the year."""
    return Holiday(name, month=month, day=day, offset=pd.DateOffset(weekday=_MONDAY))


_RULES = (
    Holiday("New Year's Day", month=1, day=1, observance=next_monday),
    GoodFriday,
    EasterMonday,
    _monday_from("Early May bank holiday", 5, 1),
    _monday_from("Spring bank holiday", 5, 25),
    _monday_from("Summer bank holiday", 8, 25),
    Holiday("Christmas Day", month=12, day=25, observance=next_monday),
    Holiday("Boxing Day", month=12, day=26, observance=next_monday_or_tuesday),
)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a calendar year, from 2011 on."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ruled = {day.date() for rule in _RULES for day in rule.dates(first, last, return_name=False)}
    return frozenset((ruled - MOVED) | {day for day in ADDED if day.year == year})


def is_working_day(day: date) -> bool:
    """Whether it is neither at a weekend nor a bank holiday of England."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def after(day: date, working_days: int) -> date:
    """The working day that is so many of them after a day; the next one is the first.

    ``day`` itself never counts, whether it is a working day or not. ``working_days``: 1 or more.
    """
    if working_days < 1:
        raise ValueError("count at least one working day")
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def between(day: date, last: date) -> int:
    """How many working days come after ``day``, until ``last`` and with it; 0 where none does."""
    days = (day + timedelta(days=number) for number in range(1, (last - day).days + 1))
    return sum(map(is_working_day, days))
