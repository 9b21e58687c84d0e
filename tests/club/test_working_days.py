"""Working days of England, against the government's own list and numpy's count."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from estate.club import working_days
from estate.club.offers import WORKING_DAYS, last_day

#: https://www.gov.uk/bank-holidays, England and Wales, copied day by day.
LISTED = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}
HOLIDAYS = [date.fromisoformat(f"{year}-{day}") for year, days in LISTED.items()
            for day in days.split()]  # fmt: skip


def test_bank_holidays_are_those_that_the_government_lists():
    for year, days in LISTED.items():
        wanted = {date.fromisoformat(f"{year}-{day}") for day in days.split()}
        assert working_days.bank_holidays(year) == wanted, year


@given(st.integers(2011, 2200))
def test_each_year_has_its_eight_and_none_is_at_a_weekend(year: int):
    found = working_days.bank_holidays(year)
    assert len(found) - len([day for day in working_days.ADDED if day.year == year]) + len(
        [day for day in working_days.MOVED if day.year == year]
    ) == 8  # fmt: skip
    assert all(day.weekday() < 5 for day in found)
    assert sum(day.weekday() == 0 for day in found) >= 4  # Easter, two of May, one of August


@given(st.dates(date(2020, 1, 1), date(2028, 9, 1)), st.integers(1, 60))
def test_numpy_counts_as_many(opened: date, wanted: int):
    """From the government's list, counted by ``numpy``, as from our rules, counted by ourselves."""
    holidays = np.array(HOLIDAYS, dtype="datetime64[D]")
    there = np.busday_offset(opened, wanted, roll="backward", holidays=holidays).item()
    assert working_days.after(opened, wanted) == there
    assert working_days.between(opened, there) == wanted


@given(st.dates(date(2011, 1, 1), date(2150, 1, 1)))
def test_an_offer_never_ends_on_a_weekend_or_a_holiday(opened: date):
    last = last_day(opened)
    assert working_days.is_working_day(last)
    assert working_days.between(opened, last) == WORKING_DAYS
    assert working_days.between(opened, last - timedelta(days=1)) == WORKING_DAYS - 1
    assert last - opened >= timedelta(days=8 * 7 - 2)


def test_days_around_christmas():
    """Counted by hand, without 25 and 28 December and 1 January."""
    assert last_day(date(2026, 11, 29)) == date(2027, 1, 27)
    assert last_day(date(2026, 11, 30)) == date(2027, 1, 28)
    assert working_days.after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert working_days.between(date(2026, 12, 24), date(2026, 12, 28)) == 0
    assert working_days.between(date(2026, 12, 24), date(2026, 12, 20)) == 0
