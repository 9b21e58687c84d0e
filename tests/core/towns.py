"""Towns for tests: chosen buildings of a made-up county, and plans made at random."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from estate.assumptions import AssumptionSet
from estate.consolidation.town.plan import STOPPED, PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem, town_problem
from estate.consolidation.town.what_is_considered import Choice, Hub
from estate.costs import property_costs
from estate.frames import Estate

from .county import county

A = AssumptionSet().dated(date(2026, 11, 30))
TODAY = date(2026, 11, 30)
HUB = Hub(
    "HUB", "New hub", "SYN-01", Decimal(5_000), Decimal(900_000), Decimal(40_000),
    date(2029, 4, 1), 396_020.0, 270_852.0,
)  # fmt: skip


def names_of(estate: Estate) -> dict[str, str]:
    return {**estate.organisations["name"], **estate.properties["name"]}


@cache
def bromsgrove(
    choice: Choice, seed: int = 1, size: int = 200, most: int = 30, reader: str = "party"
) -> tuple[Estate, TownProblem]:
    estate = county(size, seed, reader)
    costs = property_costs(estate.properties, estate.costs, A, estate.leases)
    there = estate.properties.index[estate.properties["town"].eq("Bromsgrove")]
    ids = [str(one) for one in there[:most]]
    town = town_problem(estate, costs, A, TODAY, ids, choice, names=names_of(estate))
    return estate, town


def plans(town: TownProblem, count: int, seed: int = 7) -> Iterator[PlanSteps]:
    """Plans that keep to rooms, closings and openings; freed room is not used again,
    and shared front desks stay."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield PlanSteps(town.problem, _steps(town, random), 0.0, STOPPED, 0.0)


def _steps(town: TownProblem, random: np.random.Generator) -> np.ndarray:
    problem = town.problem
    moves, home = problem.moves, problem.occupations["home"].to_numpy()
    need = problem.occupations["need_m2"].to_numpy()
    free = problem.buildings["room_m2"].to_numpy() - problem.used_today_m2
    closed: set[int] = set()
    receives: set[int] = set()
    gone: dict[int, int] = {}
    shut: list[int] = []

    def go(who: int, when: int, closing: int | None) -> bool:
        if problem.occupations["desk"].iat[who] >= 0:
            return False
        rows = moves[moves["occupation"].eq(who) & moves["when"].eq(when)]
        for row in random.permutation(rows.index.to_numpy()):
            host = int(moves.at[row, "host"])
            if host != closing and host not in closed and free[host] >= need[who]:
                free[host] -= need[who]
                receives.add(host)
                gone[who] = int(row)
                return True
        return False

    for number in random.permutation(len(problem.closures)):
        place, when = (int(problem.closures.at[number, c]) for c in ("building", "when"))
        users = np.flatnonzero(home == place).tolist()
        if place in closed or place in receives or any(who in gone for who in users):
            continue
        before = free.copy(), set(receives), dict(gone)
        if random.random() < 0.7 and all(go(who, when, place) for who in users):
            closed.add(place)
            shut.append(int(number))
        else:
            free[:], receives, gone = before[0], before[1], before[2]
    left = []
    for number in random.permutation(len(problem.leavings)):
        who, when = (int(problem.leavings.at[number, c]) for c in ("occupation", "when"))
        users = np.flatnonzero(home == home[who]).tolist()
        alone = sum(one not in gone for one in users) > 1 or bool(
            problem.buildings["stays"].iat[home[who]]
        )
        able = who not in gone and alone and home[who] not in closed
        if able and random.random() < 0.5 and go(who, when, None):
            left.append(int(number))
    opened = [
        number for number, place in enumerate(problem.openings["building"]) if place in receives
    ]
    first = problem.first_step
    return np.sort(
        np.array(
            [
                *(first["moves"] + row for row in gone.values()),
                *(first["leavings"] + row for row in left),
                *(first["closures"] + row for row in shut),
                *(first["openings"] + row for row in opened),
            ],
            dtype=np.int64,
        )
    )
