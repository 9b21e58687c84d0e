"""Figures of candidates as their reader is shown them: what filters and orders go by.

A date of a lease seen by quarters is the last day of its quarter, as on the work list of leases;
a sum that rests on published bands stands to £1,000, as in every answer. An order or a filter so
tells no more than the list itself.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate.arrays import Bools, Floats
from estate.colocation import score
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.part_money import of_parts
from estate.leases.due_dates_and_urgency import quarter_end

_BANDED_STEP_GBP = 1_000.0


@dataclass(frozen=True)
class ShownGuests:
    """One entry per guest: days since 1970 (null unknown), and whether its home is its own."""

    act_by: Floats
    exit: Floats
    owned: Bools

    @classmethod
    def of(cls, facts: Facts) -> "ShownGuests":
        """From the facts, each date as precise as it is shown."""
        guests = facts.guests
        by_day = guests["dates_exact"].eq(True) & (facts.estate.reader != "club")
        return cls(
            act_by=_days(guests["act_by"], by_day),
            exit=_days(guests["exit_date"], by_day),
            owned=guests["exit_kind"].eq("owned").to_numpy(dtype=bool),
        )


def money(facts: Facts, name: str, at: Indices, host: Indices, *, part: bool) -> Floats:
    """A column of ``facts.money`` for pairs, or of the ``part`` that could move, GBP as shown;
    null unknown."""
    if part:
        amounts = of_parts(facts, at, host)[name]
    else:
        amounts = np.asarray(facts.own_cells.money.take(name, at), dtype=np.float64)
    rounded = np.round(amounts / _BANDED_STEP_GBP) * _BANDED_STEP_GBP
    return np.where(exact(facts, at, host), np.round(amounts), rounded)


def exact(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Whether a pair's figures are shown as they are, not from published bands."""
    if facts.estate.reader == "club":
        return np.zeros(len(at), dtype=bool)
    places, home = facts.cells.properties, facts.columns.guests.home[at]
    sides = ((facts.own_cells.guests, at), (places, home), (places, host))
    found = [cells.take("exact", positions) == np.True_ for cells, positions in sides]
    return np.asarray(np.logical_and.reduce(found), dtype=bool)


def _days(dates: pd.Series, by_day: pd.Series) -> Floats:
    days = pd.to_datetime(dates)
    by_quarter = days.notna() & ~by_day
    days = days.mask(by_quarter, quarter_end(days))
    return score.days(days)
