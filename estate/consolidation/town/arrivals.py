"""On which days each step may happen: the first days in a host, of leavings and of closings.

An occupation alone moves as in its pair's business case: when its lease can end, else as soon as a
host could be ready. A building closes when the last of its occupiers' leases can end; one used by
one occupation alone, on that one's day. Owners and leases of unknown end wait for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.guests import exits_of
from estate.consolidation.town.what_is_considered import ONE, YEARLY, YEARS, Choice
from estate.leases.exits_and_notices import as_date
from estate.savings.from_register import arrival_for, first_arrival
from estate.savings.scheme import months_later


@dataclass(frozen=True)
class Arrivals:
    """Days ascending: ``alone`` by position in ``facts.guests``, on which each may leave others
    behind; ``together`` by position of the property, on which it may close."""

    alone: Mapping[int, tuple[date, ...]]
    together: Mapping[int, tuple[date, ...]]


def arrivals(facts: Facts, choice: Choice) -> Arrivals:
    """The days of every guest and every property of the set, whoever may move in the end."""
    assumptions, today = facts.assumptions, facts.today
    ready = first_arrival(assumptions, today)
    usual = _usual_days(facts, choice, ready)
    own = [
        _own_day(day, kind, ready, assumptions)
        for day, kind in zip(facts.guests["exit_date"], facts.guests["exit_kind"], strict=True)
    ]
    homes = facts.columns.guests.home.tolist()
    users = facts.guests["users"].to_numpy(dtype=int).tolist()
    of_holder = _of_holders(facts, ready)
    by_home: dict[int, list[date]] = {}
    for home, day in zip(homes, own, strict=True):
        by_home.setdefault(home, []).append(day)
    sole = {home for home, count in zip(homes, users, strict=True) if count == 1}
    together = {}
    for home, days in by_home.items():
        wanted = [max(days)] if home in sole else [max(*days, of_holder.get(home, ready))]
        if choice.dates != ONE:
            wanted.append(of_holder.get(home, ready))
        together[home] = tuple(sorted({*usual, *wanted}))
    alone = {at: tuple(sorted({*usual, day})) for at, day in enumerate(own)}
    return Arrivals(alone, together)


def _usual_days(facts: Facts, choice: Choice, ready: date) -> set[date]:
    """Days offered to everybody: as soon as possible or each year, and when a hub is ready."""
    hubs = {max(ready, hub.ready_on) for hub in choice.hubs} - {ready}
    if choice.dates == ONE:
        return hubs
    years = YEARS if choice.dates == YEARLY else 1
    return hubs | {months_later(ready, 12 * year) for year in range(years)}


def _own_day(exit_on: object, kind: object, ready: date, assumptions: AssumptionSet) -> date:
    """As ``from_candidate`` has it for a pair."""
    day = as_date(exit_on)
    if day is None or kind == "owned":
        return ready
    return max(arrival_for(day, assumptions), ready)


def _of_holders(facts: Facts, ready: date) -> dict[int, date]:
    """The arrival that has everybody out when the holder's own leases can end, by position;
    of those alone that are rented, with a known end."""
    places = facts.estate.properties
    where = np.arange(len(places))
    holders = pd.Series(places["organisation"].to_numpy(), index=where)
    found, leased = exits_of(where, holders, facts.estate, facts.assumptions, facts.today)
    days = [as_date(one) for one in found["exit_date"]]
    return {
        at: max(arrival_for(day, facts.assumptions), ready)
        for at, (day, let) in enumerate(zip(days, leased, strict=True))
        if let and day is not None
    }
