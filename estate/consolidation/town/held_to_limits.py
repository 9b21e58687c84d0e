"""A plan held to its limits without the solver: from its steps alone, one sentence for each fault.

Another way to the same rules than ``model``'s rows; nothing is shared with it but the tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem import Problem

_ROUNDING_M2, _ROUNDING_GBP = 1e-3, 0.01


def faults(plan: PlanSteps, limits: Limits = FREE) -> list[str]:
    """What a plan breaks; empty where it keeps to everything."""
    return [*_of_problem(plan), *_of_limits(plan, limits)]


class _Told:
    """Who goes where and when, by occupation; and when each building closes."""

    def __init__(self, plan: PlanSteps) -> None:
        problem = plan.problem
        moves = problem.moves.iloc[plan.moves]
        self.times = Counter(moves["occupation"].tolist())
        self.went = {
            int(who): (int(host), int(when))
            for who, host, when in zip(
                moves["occupation"], moves["host"], moves["when"], strict=True
            )
        }
        closed = problem.closures.iloc[plan.closures]
        self.closings = Counter(closed["building"].tolist())
        self.closed = dict(zip(closed["building"].tolist(), closed["when"].tolist(), strict=True))
        self.home = problem.occupations["home"].tolist()
        self.users = defaultdict(list)
        for who, home in enumerate(self.home):
            self.users[home].append(who)


def _of_problem(plan: PlanSteps) -> Iterator[str]:
    problem, told = plan.problem, _Told(plan)
    yield from (f"occupation {one} moves twice" for one, n in told.times.items() if n > 1)
    yield from (f"building {one} closes twice" for one, n in told.closings.items() if n > 1)
    yield from _closings(problem, told)
    yield from _leavings(plan, told)
    yield from _rooms(problem, told)
    yield from _together(problem, told)
    yield from _journeys(problem, told)
    yield from _openings(plan, told)


def _closings(problem: Problem, told: _Told) -> Iterator[str]:
    closable = set(problem.closures["building"].tolist())
    for building, users in told.users.items():
        gone = [told.went[who][1] for who in users if who in told.went]
        when = told.closed.get(building)
        if when is not None and (len(gone) < len(users) or set(gone) != {when}):
            yield f"building {building} closes, but not all leave on that day"
        if when is None and len(gone) == len(users) and building in closable:
            yield f"building {building} is empty and not closed"
    for host, _ in told.went.values():
        if host in told.closed:
            yield f"building {host} receives and closes"
    stays = problem.buildings["stays"].to_numpy(dtype=bool)
    yield from (f"building {one} closes and has to stay" for one in told.closed if stays[one])


def _leavings(plan: PlanSteps, told: _Told) -> Iterator[str]:
    problem = plan.problem
    allowed = set(
        zip(problem.leavings["occupation"].tolist(), problem.leavings["when"].tolist(), strict=True)
    )
    expected = {
        (who, when) for who, (_, when) in told.went.items() if told.home[who] not in told.closed
    }
    yield from (f"occupation {who} may not leave on date {d}" for who, d in expected - allowed)
    here = problem.steps("leavings")
    taken = plan.steps[(plan.steps >= here.start) & (plan.steps < here.stop)] - here.start
    rows = problem.leavings.iloc[taken]
    stated = set(zip(rows["occupation"].tolist(), rows["when"].tolist(), strict=True))
    yield from (f"leaving {one} is stated wrongly" for one in stated ^ (expected & allowed))


def _rooms(problem: Problem, told: _Told) -> Iterator[str]:
    need = problem.occupations["need_m2"].to_numpy(dtype=float)
    room = problem.buildings["room_m2"].to_numpy(dtype=float)
    for date in range(len(problem.dates)):
        used = np.zeros(len(room))
        for who, home in enumerate(told.home):
            at, when = told.went.get(who, (home, 0))
            used[at if when <= date else home] += need[who]
        for building in np.flatnonzero(used > room + _ROUNDING_M2):
            yield f"building {building} is over-full on date {date}"


def _together(problem: Problem, told: _Told) -> Iterator[str]:
    desks = defaultdict(set)
    for who, desk in enumerate(problem.occupations["desk"].tolist()):
        desks[desk].add(told.went.get(who))
    yield from (f"front desk {n} is split" for n, at in desks.items() if n >= 0 and len(at) > 1)
    for one, other in problem.conflicts.tolist():
        if _meet(problem, told, one, other) and told.home[one] != told.home[other]:
            yield f"occupations {one} and {other} sit together"
        moved = one in told.went and other in told.went
        if told.home[one] == told.home[other] and moved and _end(told, one) == _end(told, other):
            yield f"occupations {one} and {other} go to one host"


def _journeys(problem: Problem, told: _Told) -> Iterator[str]:
    goes = {(who, host) for who, (host, _) in told.went.items()}
    for one in problem.not_together:
        if goes.issuperset(one.moves) and not told.went.keys() & {*one.staying}:
            yield f"moves {one.moves} break the limit of their service"
    for few in problem.at_most:
        if len(told.went.keys() & {*few.occupations}) > few.number:
            yield f"more than {few.number} of occupations {few.occupations} move"


def _meet(problem: Problem, told: _Told, one: int, other: int) -> bool:
    """Whether two are in one building on any date."""
    for date in range(len(problem.dates)):
        places = []
        for who in (one, other):
            at, when = told.went.get(who, (told.home[who], 0))
            places.append(at if when <= date else told.home[who])
        if places[0] == places[1]:
            return True
    return False


def _openings(plan: PlanSteps, told: _Told) -> Iterator[str]:
    problem = plan.problem
    here = problem.steps("openings")
    taken = plan.steps[(plan.steps >= here.start) & (plan.steps < here.stop)] - here.start
    opened = set(problem.openings["building"].to_numpy()[taken].tolist())
    opens = set(np.flatnonzero(problem.buildings["opens"].to_numpy(dtype=bool)).tolist())
    used = {host for host, _ in told.went.values()} & opens
    yield from (f"building {one} is used and not opened" for one in used - opened)
    yield from (f"building {one} is opened for nobody" for one in opened - used)


def _of_limits(plan: PlanSteps, limits: Limits) -> Iterator[str]:
    told = _Told(plan)
    kept, capital = int(plan.kept.sum()), plan.capital_gbp
    if limits.keep_at_most is not None and kept > limits.keep_at_most:
        yield f"{kept} buildings are kept"
    if limits.keep_at_least is not None and kept < limits.keep_at_least:
        yield f"only {kept} buildings are kept"
    if limits.minutes_at_most is not None and plan.minutes > limits.minutes_at_most + 1e-4:
        yield f"minutes change by {plan.minutes}"
    if limits.capital_gbp is not None and capital.sum() > limits.capital_gbp + _ROUNDING_GBP:
        yield f"capital is {capital.sum()}"
    if limits.capital_gbp_pa is not None:
        dear = np.flatnonzero(capital > limits.capital_gbp_pa + _ROUNDING_GBP)
        yield from (f"capital of year {year} is {capital[year]}" for year in dear)
    for partner, least in limits.partner_at_least_gbp.items():
        if plan.partners_gbp[partner] < least - _ROUNDING_GBP:
            yield f"partner {partner} has {plan.partners_gbp[partner]}"
    yield from (f"building {one} should stay" for one in limits.stays & set(told.closed))
    yield from (f"building {one} should be left" for one in limits.left if plan.kept[one])
    yield from (f"occupation {one} should not move" for one in limits.unmoved & set(told.went))
    days = [when for _, when in told.went.values()]
    if limits.not_before is not None and days and min(days) < limits.not_before:
        yield "something happens too early"
    for who, host in limits.not_into:
        if told.went.get(who, (-1, 0))[0] == host:
            yield f"occupation {who} goes into {host}"
    yield from (
        f"occupations {pair} end together"
        for pair in limits.apart
        if _end(told, pair[0]) == _end(told, pair[1])
        or (
            told.home[pair[0]] != told.home[pair[1]] and _meet(plan.problem, told, pair[0], pair[1])
        )
    )


def _end(told: _Told, who: int) -> int:
    return int(told.went.get(who, (told.home[who], 0))[0])
