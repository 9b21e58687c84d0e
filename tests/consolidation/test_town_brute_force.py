"""The solver's plan is the best of all plans: small towns, looked at one combination at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.towns import Dates, town, with_desks, with_hub
from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.frontier import by_minutes, by_number
from estate.consolidation.town.held_to_limits import faults
from estate.consolidation.town.infeasible import what_frees
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.next_plans import next_plans
from estate.consolidation.town.plan import steps_of
from estate.consolidation.town.problem import STEPS, Amounts, AtMost, NotTogether, Problem
from estate.consolidation.town.proof import files
from tests.consolidation.brute_force import Everything, everything

#: Buildings and occupations of each form, few enough to be looked at one by one.
SIZES: dict[Dates, tuple[int, int]] = {"one": (5, 6), "two": (4, 5), "yearly": (4, 3)}


def small(seed: int, dates: Dates) -> Problem:
    """A small town; with shared desks, a hub, and services that may not meet, by turns."""
    rng = np.random.default_rng([3, seed])
    buildings, occupations = SIZES[dates]
    if seed % 4 == 1:
        buildings -= 1
    found = town(seed, buildings, occupations, dates)
    # Fewer have to stay and more may host than in a town: or nothing could happen.
    if seed % 3 == 1:
        found = with_desks(found, seed)
    if seed % 4 == 1:
        found = with_hub(found, seed)
    pairs = rng.choice(occupations, (2, 2), replace=True)
    found = replace(found, conflicts=pairs[pairs[:, 0] != pairs[:, 1]])
    return with_services(found, seed)


def with_services(problem: Problem, seed: int) -> Problem:
    """The same with moves that may not happen together, or only if another moves too."""
    rng = np.random.default_rng([5, seed])
    pairs = problem.moves[["occupation", "host"]].drop_duplicates().to_numpy()
    if len(pairs) < 3:
        return problem
    ties = []
    for one, other, third in rng.choice(len(pairs), (3, 3)):
        who, more, still = (int(pairs[at][0]) for at in (one, other, third))
        moves = {who: int(pairs[one][1])}
        if more != who and seed % 2:
            moves[more] = int(pairs[other][1])
        ties.append(NotTogether(tuple(moves.items()), () if still in moves else (still,)))
    few = AtMost(tuple(range(len(problem.occupations))), len(problem.occupations) - 1)
    return replace(problem, not_together=tuple(ties), at_most=(few,) if seed % 3 == 2 else ())


def some_limits(seed: int, every: Everything) -> Iterator[Limits]:
    """Limits that bind, one kind at a time and several, some of them too tight for any plan."""
    rng = np.random.default_rng([4, seed])
    problem, best = every.problem, int(np.argmax(every.worth))
    buildings, who = len(problem.buildings), len(problem.occupations)
    most = int(every.kept[best].sum())
    yield FREE
    yield Limits(keep_at_most=most - 1)
    yield Limits(keep_at_most=1)
    yield Limits(keep_at_least=most + 1)
    yield Limits(minutes_at_most=float(np.quantile(every.minutes, 0.2)))
    yield Limits(capital_gbp=float(every.capital[best].sum()) * 0.7)
    yield Limits(capital_gbp_pa=float(every.capital[best].max()) * 0.8)
    yield Limits(partner_at_least_gbp={0: float(np.quantile(every.partners[:, 0], 0.7)), 1: 0.0})
    yield Limits(stays=frozenset({int(rng.integers(buildings))}))
    yield Limits(left=frozenset({int(rng.integers(buildings))}))
    yield Limits(unmoved=frozenset({int(rng.integers(who))}), not_before=len(problem.dates) - 1)
    yield Limits(
        apart=frozenset({(0, who - 1)}), not_into=frozenset({(1, int(rng.integers(buildings)))})
    )
    yield Limits(apart=frozenset({_neighbours(problem)}), keep_at_most=most)


def _neighbours(problem: Problem) -> tuple[int, int]:
    home = problem.occupations["home"].to_numpy()
    pairs = [
        (a, b) for a in range(len(home)) for b in range(a + 1, len(home)) if home[a] == home[b]
    ]
    return pairs[0] if pairs else (0, 1)


@dataclass
class Tried:
    """How often limits were tried, left no plan, and left one with moves."""

    limits: int = 0
    none: int = 0
    moves: int = 0


def hold_to_all(seed: int, dates: Dates, tried: Tried) -> None:
    """Compare the solver with all plans of one small town."""
    problem = small(seed, dates)
    every, model = everything(problem), Model(problem)
    for limits in some_limits(seed, every):
        best = every.best(limits)
        plan = best_plan(problem, limits, model=model)
        tried.limits += 1
        if best is None:
            tried.none += 1
            assert plan is None, (seed, dates, limits)
            continue
        assert plan is not None, (seed, dates, limits)
        assert plan.proved
        assert plan.worth_gbp == pytest.approx(best, abs=1.0), (seed, dates, limits)
        assert plan.bound_gbp >= best - 1.0
        assert not faults(plan, limits)
        assert steps_of(problem, plan.moves).tolist() == plan.steps.tolist()
        tried.moves += len(plan.moves) > 1


@pytest.mark.parametrize("dates", ["one", "two", "yearly"])
def test_of_small_towns_no_plan_is_better(dates: Dates) -> None:
    """Twenty towns of each form, thirteen limits each: as many plans as all of them show."""
    tried = Tried()
    for seed in range(20):
        hold_to_all(seed, dates, tried)
    assert tried.limits == 20 * 13
    # Some limits leave no plan; many leave one that has something to do.
    assert tried.none > 10
    assert tried.moves > 30


@pytest.mark.parametrize(
    ("seed", "dates"),
    [(1015, "yearly"), (1049, "yearly"), (1050, "one"), (1077, "two"), (1186, "two")],
)
def test_a_partner_s_least_hides_no_better_plan(seed: int, dates: Dates) -> None:
    """Towns in which the solver's presolve had cut the best plan off and called another proved."""
    hold_to_all(seed, dates, Tried())


@pytest.mark.long
def test_of_many_small_towns_no_plan_is_better() -> None:
    """The same for two hundred more of each form."""
    for dates in SIZES:
        tried = Tried()
        for seed in range(1_000, 1_200):
            hold_to_all(seed, dates, tried)
        assert tried.limits == 200 * 13


def test_whole_buildings_are_left_as_soon_as_can_be_or_when_their_lease_ends() -> None:
    """Two dates are enough for whole buildings without a yearly cap: all years find no better."""
    gains = 0
    for seed in range(40):
        two, yearly = (
            everything(town(seed, 4, 4, dates, leavings=False)) for dates in ("two", "yearly")
        )
        assert two.worth.max() == pytest.approx(yearly.worth.max(), abs=0.01), seed
        gains += two.worth.max() > 1
    assert gains > 20


def test_nobody_arrives_before_there_is_room() -> None:
    """A host whose last arrival comes before somebody leaves it is not over-full in between.

    In the sample county a chain put 400 m² into a building that another left years later."""
    problem = Problem(
        buildings=pd.DataFrame(
            {"room_m2": [400.0, 600.0, 300.0], "stays": [False, True, True], "opens": False}
        ),
        occupations=pd.DataFrame({"home": [0, 1, 1], "need_m2": [400.0, 200.0, 100.0], "desk": -1}),
        dates=(date(2028, 4, 1), date(2030, 4, 1)),
        moves=pd.DataFrame({"occupation": [0, 1], "host": [1, 2], "when": [0, 1], "minutes": 0.0}),
        leavings=pd.DataFrame({"occupation": [1], "when": [1]}),
        closures=pd.DataFrame({"building": [0], "when": [0]}),
        openings=pd.DataFrame({"building": np.array([], dtype=np.int64)}),
        conflicts=np.empty((0, 2), dtype=np.int64),
        amounts=Amounts(
            np.array([-1.0, -1.0, 0.0, 1e6]), np.zeros((4, 9)), np.zeros((4, 0)), np.zeros((4, 0))
        ),
    )
    plan = best_plan(problem)
    assert plan is not None and plan.proved
    assert plan.worth_gbp == everything(problem).worth.max() == 0.0
    earlier = replace(
        problem, moves=problem.moves.assign(when=0), leavings=problem.leavings.assign(when=0)
    )
    plan = best_plan(earlier)
    assert plan is not None and plan.worth_gbp == everything(earlier).worth.max() == 1e6 - 2


def test_where_nothing_may_happen_everything_stays() -> None:
    """A set without any possible step has a plan, the empty one, unless a limit asks for more."""
    whole = small(0, "one")
    nothing = np.zeros(whole.first_step["end"], dtype=bool)
    problem = replace(
        whole,
        buildings=whole.buildings.assign(opens=False),
        **{name: getattr(whole, name).iloc[:0] for name in STEPS},
        amounts=Amounts(**{name: rows[nothing] for name, rows in vars(whole.amounts).items()}),
    )
    plan = best_plan(problem)
    assert plan is not None and plan.proved and plan.worth_gbp == plan.gap == 0
    assert plan.kept.all()
    tight = Limits(keep_at_most=len(problem.buildings) - 1)
    assert best_plan(problem, tight) is None
    assert what_frees(Model(problem), tight)[0].least == len(problem.buildings)
    assert "model.mps" in files(plan)
    assert list(by_number(problem)) and list(next_plans(problem)) and list(by_minutes(problem))
