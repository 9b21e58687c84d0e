"""All plans of a small town, one by one, by another way than the solver's.

Every combination of "stays" and each of an occupation's moves is looked at, all at once in arrays
of combinations; nothing is shared with ``estate.consolidation.town`` but the tables.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estate.consolidation.town.limits import Limits
from estate.consolidation.town.problem import Problem

MOST = 300_000


@dataclass(frozen=True)
class Everything:
    """Of all combinations that keep to the problem's own rules: worth and what limits look at."""

    worth: NDArray[np.float64]
    kept: NDArray[np.bool_]
    minutes: NDArray[np.float64]
    capital: NDArray[np.float64]
    partners: NDArray[np.float64]
    host: NDArray[np.int64]
    when: NDArray[np.int64]
    problem: Problem

    def best(self, limits: Limits) -> float | None:
        """The greatest worth within some limits; null where nothing keeps to them."""
        found = self.worth[self.within(limits)]
        return float(found.max()) if len(found) else None

    def within(self, limits: Limits) -> NDArray[np.bool_]:
        """Which combinations keep to some limits."""
        fine = np.ones(len(self.worth), dtype=bool)
        number = self.kept.sum(axis=1)
        if limits.keep_at_most is not None:
            fine &= number <= limits.keep_at_most
        if limits.keep_at_least is not None:
            fine &= number >= limits.keep_at_least
        if limits.minutes_at_most is not None:
            fine &= self.minutes <= limits.minutes_at_most + 1e-9
        if limits.capital_gbp is not None:
            fine &= self.capital.sum(axis=1) <= limits.capital_gbp + 1e-6
        if limits.capital_gbp_pa is not None:
            fine &= (self.capital <= limits.capital_gbp_pa + 1e-6).all(axis=1)
        for partner, least in limits.partner_at_least_gbp.items():
            fine &= self.partners[:, partner] >= least - 1e-6
        opens = self.problem.buildings["opens"].to_numpy(dtype=bool)
        for building in limits.stays:
            # One that is not in use today has nobody to leave it, used or not.
            fine &= self.kept[:, building] | opens[building]
        for building in limits.left:
            fine &= ~self.kept[:, building]
        for who in limits.unmoved:
            fine &= self.host[:, who] < 0
        for who, host in limits.not_into:
            fine &= self.host[:, who] != host
        if limits.not_before is not None:
            fine &= ((self.host < 0) | (self.when >= limits.not_before)).all(axis=1)
        return fine & self._apart(limits)

    def _apart(self, limits: Limits) -> NDArray[np.bool_]:
        fine = np.ones(len(self.worth), dtype=bool)
        home = self.problem.occupations["home"].to_numpy()
        for one, other in limits.apart:
            end = [np.where(self.host[:, x] < 0, home[x], self.host[:, x]) for x in (one, other)]
            fine &= end[0] != end[1]
            if home[one] != home[other]:
                for date in range(len(self.problem.dates)):
                    at = [_place(self.host, self.when, home, x, date) for x in (one, other)]
                    fine &= at[0] != at[1]
        return fine


def everything(problem: Problem) -> Everything:
    """All combinations within a problem's own rules."""
    who = problem.moves["occupation"].to_numpy()
    choices = [np.append(np.flatnonzero(who == one), -1) for one in range(len(problem.occupations))]
    count = int(np.prod([len(one) for one in choices]))
    assert count <= MOST, f"{count:,} combinations are too many"
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*choices, indexing="ij")], axis=1)
    moved = grid >= 0
    host = np.append(problem.moves["host"].to_numpy(), -1)[grid]  # −1 stays, and finds the last
    when = np.append(problem.moves["when"].to_numpy(), 0)[grid]
    home = problem.occupations["home"].to_numpy()
    fine = np.ones(count, dtype=bool)
    amounts = problem.amounts
    columns = 2 + amounts.capital_gbp.shape[1] + amounts.partners_gbp.shape[1]
    of_step = np.column_stack(
        [amounts.value_gbp, amounts.value_gbp * 0, amounts.capital_gbp, amounts.partners_gbp]
    )
    of_step[: len(who), 1] = problem.moves["minutes"]
    # Whoever stays looks at the last row, which is worth nothing: there may be no step at all.
    of_step = np.vstack([of_step, np.zeros(columns)])
    totals = np.zeros((count, columns))
    for one in range(len(home)):
        totals += np.where(moved[:, [one]], of_step[grid[:, one]], 0.0)
    kept = np.ones((count, len(problem.buildings)), dtype=bool)
    for building in range(len(problem.buildings)):
        users = np.flatnonzero(home == building)
        used = (host == building).any(axis=1)
        if problem.buildings["opens"].iat[building]:
            kept[:, building] = used
            at = np.flatnonzero(problem.openings["building"].to_numpy() == building)[0]
            totals += np.where(used[:, None], of_step[problem.first_step["openings"] + at], 0.0)
            continue
        empty = moved[:, users].all(axis=1) & (len(users) > 0)
        of_building = problem.closures["building"].to_numpy() == building
        if of_building.any():
            kept[:, building] = ~empty
            same = (when[:, users] == when[:, users[:1]]).all(axis=1)
            closure = np.full(len(problem.dates), -1)
            closure[problem.closures["when"].to_numpy()[of_building]] = np.flatnonzero(of_building)
            row = closure[when[:, users[0]]]
            fine &= ~empty | (same & (row >= 0) & ~used)
            fine &= ~(empty & problem.buildings["stays"].iat[building])
            totals += np.where(
                (empty & (row >= 0))[:, None], of_step[problem.first_step["closures"] + row], 0.0
            )
            apart = ~empty
        else:
            apart = np.ones(count, dtype=bool)
        for one in users:
            here = problem.leavings["occupation"].to_numpy() == one
            leaving = np.full(len(problem.dates), -1)
            leaving[problem.leavings["when"].to_numpy()[here]] = np.flatnonzero(here)
            row = leaving[when[:, one]]
            goes = apart & moved[:, one]
            fine &= ~goes | (row >= 0)
            totals += np.where(
                (goes & (row >= 0))[:, None], of_step[problem.first_step["leavings"] + row], 0.0
            )
    fine &= _rooms(problem, host, when) & _together(problem, host, when) & _journeys(problem, host)
    years = amounts.capital_gbp.shape[1]
    chosen = totals[fine]
    return Everything(
        worth=chosen[:, 0],
        kept=kept[fine],
        minutes=chosen[:, 1],
        capital=chosen[:, 2 : 2 + years],
        partners=chosen[:, 2 + years :],
        host=host[fine],
        when=when[fine],
        problem=problem,
    )


def _place(
    host: NDArray[np.int64],
    when: NDArray[np.int64],
    home: NDArray[np.int64],
    who: int,
    date: int,
) -> NDArray[np.int64]:
    gone = (host[:, who] >= 0) & (when[:, who] <= date)
    return np.where(gone, host[:, who], home[who])


def _rooms(problem: Problem, host: NDArray[np.int64], when: NDArray[np.int64]) -> NDArray[np.bool_]:
    home = problem.occupations["home"].to_numpy()
    need, room = problem.occupations["need_m2"].to_numpy(), problem.buildings["room_m2"].to_numpy()
    fine = np.ones(len(host), dtype=bool)
    for date in range(len(problem.dates)):
        used = np.zeros((len(host), len(room)))
        for who in range(len(home)):
            at = _place(host, when, home, who, date)
            used[np.arange(len(host)), at] += need[who]
        fine &= (used <= room + 1e-5).all(axis=1)
    return fine


def _together(
    problem: Problem, host: NDArray[np.int64], when: NDArray[np.int64]
) -> NDArray[np.bool_]:
    home = problem.occupations["home"].to_numpy()
    desk = problem.occupations["desk"].to_numpy()
    fine = np.ones(len(host), dtype=bool)
    for number in np.unique(desk[desk >= 0]):
        first, *others = np.flatnonzero(desk == number)
        for other in others:
            fine &= (host[:, first] == host[:, other]) & (when[:, first] == when[:, other])
    for one, other in problem.conflicts.tolist():
        if home[one] == home[other]:
            fine &= ~((host[:, one] >= 0) & (host[:, one] == host[:, other]))
            continue
        for date in range(len(problem.dates)):
            at = [_place(host, when, home, who, date) for who in (one, other)]
            fine &= at[0] != at[1]
    return fine


def _journeys(problem: Problem, host: NDArray[np.int64]) -> NDArray[np.bool_]:
    fine = np.ones(len(host), dtype=bool)
    for one in problem.not_together:
        broken = np.ones(len(host), dtype=bool)
        for who, into in one.moves:
            broken &= host[:, who] == into
        for who in one.staying:
            broken &= host[:, who] < 0
        fine &= ~broken
    for few in problem.at_most:
        fine &= (host[:, list(few.occupations)] >= 0).sum(axis=1) <= few.number
    return fine
