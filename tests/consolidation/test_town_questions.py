"""Frontier, next plans, firmness, what frees, parts: each against all plans of small towns."""

from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.towns import town, with_desks, with_hub
from estate.consolidation.town import infeasible
from estate.consolidation.town.best_plan import best_plan, in_steps, whole_first
from estate.consolidation.town.county_parts import by_parts, parts_of
from estate.consolidation.town.firmness import firmness, solved_anew
from estate.consolidation.town.frontier import (
    TIE_GBP,
    by_minutes,
    by_number,
    none_with_fewer,
    undominated,
    with_best_access,
)
from estate.consolidation.town.highs import Told, Watch
from estate.consolidation.town.infeasible import Dropped, fewest_dropped, what_frees
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.next_plans import next_plans
from estate.consolidation.town.problem import Amounts, Problem
from tests.consolidation.brute_force import Everything, everything


def contested(problem: Problem, seed: int) -> Problem:
    """The same with closings that gain less or lose, and journeys that pull another way."""
    rng = np.random.default_rng([6, seed])
    closures, amounts = problem.steps("closures"), problem.amounts
    share = np.ones((problem.first_step["end"], 1))
    share[closures] = rng.uniform(-0.4, 1.0, (len(problem.closures), 1))
    less = Amounts(
        amounts.value_gbp * share[:, 0],
        amounts.capital_gbp,
        amounts.partners_gbp * share,
        amounts.by_source * share,
    )
    minutes = rng.normal(0, 3, len(problem.moves))
    return replace(problem, amounts=less, moves=problem.moves.assign(minutes=minutes))


def towns() -> list[tuple[Problem, Everything]]:
    """A dozen small towns in which something can be gained, with all their plans."""
    found = []
    for seed in range(40):
        problem = town(seed, 5, 6, "one" if seed % 2 else "two")
        problem = contested(problem, seed)
        problem = with_hub(problem, seed) if seed % 5 == 2 else problem
        problem = with_desks(problem, seed) if seed % 5 == 3 else problem
        every = everything(problem)
        if len(np.unique(every.kept, axis=0)) > 2:
            found.append((problem, every))
    assert len(found) >= 12
    return found[:12]


TOWNS = towns()


def test_fewer_buildings_are_kept_at_the_least_loss() -> None:
    """The frontier has, for each number kept, the most that any plan brings (or within the tie)."""
    lengths = []
    for problem, every in TOWNS:
        points = list(by_number(problem))
        lengths.append(len(points))
        numbers = [int(one.kept.sum()) for one in points]
        assert numbers == sorted(set(numbers), reverse=True)
        assert numbers[-1] == every.kept.sum(axis=1).min()
        for point in points:
            assert point.proved
            best = every.best(Limits(keep_at_most=int(point.kept.sum())))
            assert best is not None
            assert best - TIE_GBP - 1 <= point.worth_gbp <= best + 1
    assert max(lengths) >= 3


def test_that_no_plan_keeps_fewer_is_said_of_the_fewest_alone() -> None:
    """Of the fewest that any plan keeps it is proved; of one more there is a plan with fewer."""
    for problem, every in TOWNS:
        model, fewest = Model(problem), int(every.kept.sum(axis=1).min())
        assert none_with_fewer(model, FREE, fewest)
        assert not none_with_fewer(model, FREE, fewest + 1)


def test_shorter_journeys_are_had_at_the_least_loss() -> None:
    """Each point is the best within its minutes, and the last has the shortest journeys of all."""
    several = 0
    for problem, every in TOWNS:
        points = list(by_minutes(problem, points=5))
        assert points[-1].minutes == pytest.approx(every.minutes.min(), abs=1e-4)
        for point in points[1:]:
            best = every.best(Limits(minutes_at_most=point.minutes + 1e-5))
            assert best is not None
            assert point.worth_gbp == pytest.approx(best, abs=1.0)
        several += len(points) > 2
    assert several > 3


def test_access_that_costs_nothing_is_taken() -> None:
    """Among plans within the tie of the best, the one of the shortest journeys."""
    for problem, every in TOWNS:
        model = Model(problem)
        plan = best_plan(problem, model=model)
        assert plan is not None
        near = every.worth >= plan.worth_gbp - TIE_GBP - 1e-6
        found = with_best_access(model, plan)
        assert found.minutes == pytest.approx(every.minutes[near].min(), abs=1e-4)


def test_the_next_plans_keep_other_buildings_and_are_the_next_best() -> None:
    """Of each set of buildings kept the best plan counts; the ten best sets in order."""
    for problem, every in TOWNS:
        sets: dict[bytes, float] = {}
        for kept, worth in zip(every.kept, every.worth, strict=True):
            sets[kept.tobytes()] = max(sets.get(kept.tobytes(), -np.inf), float(worth))
        best = sorted(sets.values(), reverse=True)[:10]
        plans = list(next_plans(problem))
        assert [one.worth_gbp for one in plans] == pytest.approx(best, abs=1.0)
        assert len({one.kept.tobytes() for one in plans}) == len(plans)


def test_plans_may_be_asked_to_differ_in_several_buildings() -> None:
    """Each from all before it."""
    problem = max(TOWNS, key=lambda one: len(np.unique(one[1].kept, axis=0)))[0]
    plans = list(next_plans(problem, differ_by=2))
    assert len(plans) > 1
    for at, plan in enumerate(plans):
        assert all((plan.kept != other.kept).sum() >= 2 for other in plans[:at])


def test_what_stands_in_the_way_is_named_with_the_least_change() -> None:
    """Each amount against all plans: the fewest kept, the least capital, the shortest journeys."""
    freed = 0
    for problem, every in TOWNS:
        model = Model(problem)
        fewest = int(every.kept.sum(axis=1).min())
        for limits, least in (
            (Limits(keep_at_most=fewest - 1), fewest),
            (Limits(minutes_at_most=every.minutes.min() - 5), every.minutes.min()),
            (Limits(partner_at_least_gbp={2: 1e8}), every.partners[:, 2].max()),
            (Limits(keep_at_least=len(problem.buildings) + 2), every.kept.sum(axis=1).max()),
        ):
            assert best_plan(problem, limits, model=model) is None
            (answer,) = what_frees(model, limits)
            assert answer.limit in limits.given()
            assert answer.least == pytest.approx(least, abs=0.01)
            assert answer.sure
        left = np.flatnonzero(~every.kept.all(axis=0))
        tight = Limits(left=frozenset(left.tolist()), capital_gbp_pa=1.0)
        within = every.within(Limits(left=tight.left))
        if len(left) and within.any():
            dear = every.capital[within].max(axis=1).min()
            answers = {(one.limit, one.item): one for one in what_frees(model, tight)}
            assert answers["capital_gbp_pa", None].least == pytest.approx(max(1.0, dear), abs=0.01)
            freed += 1
    assert freed > 3


def test_what_can_only_be_dropped_is_named_thing_by_thing() -> None:
    """A building that is to stay and to be left: dropping either frees the plan."""
    problem, every = TOWNS[0]
    building = int(np.flatnonzero(~every.kept.all(axis=0))[0])
    limits = Limits(stays=frozenset({building}), left=frozenset({building}))
    answers = what_frees(Model(problem), limits)
    assert {(one.limit, one.item) for one in answers} == {("stays", building), ("left", building)}
    assert all(one.least is None for one in answers)


def test_the_fewest_wishes_are_dropped() -> None:
    """Of wishes that cannot all be, the fewest are given up; of none none."""
    problem, every = TOWNS[0]
    building = int(np.flatnonzero(~every.kept.all(axis=0))[0])
    model = Model(problem)
    stay, leave = Limits(stays=frozenset({building})), Limits(left=frozenset({building}))
    assert fewest_dropped(model, [stay], FREE) == Dropped((), 0)
    assert fewest_dropped(model, [leave, leave, stay], FREE) == Dropped((2,), 1)
    assert fewest_dropped(model, [stay], Limits(keep_at_most=0)) is None


def test_the_fewest_wishes_are_looked_for_no_longer_than_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the time ends before all smaller sets are tried, a set that will do is told with how
    few it may be at best; where it ends before any is known, none."""
    problem, every = TOWNS[0]
    building = int(np.flatnonzero(~every.kept.all(axis=0))[0])
    stay, leave = Limits(stays=frozenset({building})), Limits(left=frozenset({building}))
    model = Model(problem)

    def clock() -> SimpleNamespace:
        """Each look at it is a hundred seconds later; each set that is tried looks once."""
        now = count(0, 100)
        return SimpleNamespace(monotonic=lambda: float(next(now)))

    monkeypatch.setattr(infeasible, "time", clock())
    found = fewest_dropped(model, [stay, leave, leave], FREE, time_limit_s=600.0)
    assert found == Dropped((1, 2), 1) and not found.sure
    monkeypatch.setattr(infeasible, "time", clock())
    whole = fewest_dropped(model, [stay, leave, leave], FREE, time_limit_s=5_000.0)
    assert whole == Dropped((0,), 1) and whole.sure
    monkeypatch.setattr(infeasible, "time", clock())
    assert fewest_dropped(model, [stay, leave], FREE, time_limit_s=100.0) is None


def test_wishes_combine_to_the_stricter() -> None:
    """Sets are united, amounts take the stricter side."""
    one = Limits(keep_at_most=6, stays=frozenset({1}), partner_at_least_gbp={0: 5.0, 1: 1.0})
    other = Limits(keep_at_most=8, keep_at_least=3, not_before=2, stays=frozenset({2}))
    third = Limits(partner_at_least_gbp={0: 2.0}, not_before=1, minutes_at_most=4.0)
    assert one.together(other, third) == Limits(
        keep_at_most=6,
        keep_at_least=3,
        minutes_at_most=4.0,
        stays=frozenset({1, 2}),
        not_before=2,
        partner_at_least_gbp={0: 5.0, 1: 1.0},
    )


def test_how_firm_a_pool_is() -> None:
    """Shares, regret and ranges as a loop over the draws finds them; solved anew no worse."""
    problem, _ = TOWNS[1]
    plans = list(next_plans(problem, count=4))
    factors = np.random.default_rng(5).lognormal(0, 0.3, (300, len(problem.sources)))
    found = firmness(plans, factors)
    best, regrets, kept = np.zeros(len(plans)), [], np.zeros(len(problem.buildings))
    for drawn in factors:
        worth = [float((problem.amounts.by_source[one.steps] @ drawn).sum()) for one in plans]
        winner = int(np.argmax(worth))
        best[winner] += 1 / 300
        kept += plans[winner].kept / 300
        regrets.append(max(worth) - np.array(worth))
    assert found.best_share == pytest.approx(best)
    assert found.kept_share == pytest.approx(kept)
    assert found.regret_gbp == pytest.approx(np.mean(regrets, axis=0))
    anew = solved_anew(plans, factors, count=5)
    assert len(anew) == 5
    assert min(anew) >= 0
    for drawn, short in zip(factors, anew, strict=False):
        value = problem.amounts.by_source @ drawn
        truth = everything(replace(problem, amounts=replace(problem.amounts, value_gbp=value)))
        pool = max(float(value[one.steps].sum()) for one in plans)
        assert short == pytest.approx(max(0.0, truth.worth.max() - pool), abs=1.0)


def beside(one: Problem, other: Problem) -> Problem:
    """Two towns in one problem, with nothing between them."""
    shift = {"occupation": len(one.occupations), "host": len(one.buildings)}
    shift["building"] = len(one.buildings)
    dates = tuple(sorted({*one.dates, *other.dates}))

    def rows(problem: Problem, name: str, by: dict[str, int]):  # type: ignore[no-untyped-def]
        table = getattr(problem, name)
        when = (
            {"when": [dates.index(problem.dates[at]) for at in table["when"]]}
            if "when" in table
            else {}
        )
        return table.assign(**{key: table[key] + by[key] for key in by if key in table}, **when)

    import pandas as pd

    none = dict.fromkeys(shift, 0)
    tables = {
        name: pd.concat([rows(one, name, none), rows(other, name, shift)], ignore_index=True)
        for name in ("moves", "leavings", "closures", "openings")
    }
    second = other.occupations.assign(home=other.occupations["home"] + len(one.buildings))
    both = Amounts(
        **{
            name: np.concatenate(
                [
                    part
                    for step in ("moves", "leavings", "closures", "openings")
                    for part in (
                        getattr(one.amounts, name)[one.steps(step)],
                        getattr(other.amounts, name)[other.steps(step)],
                    )
                ]
            )
            for name in ("value_gbp", "capital_gbp", "partners_gbp")
        },
        by_source=np.zeros((one.first_step["end"] + other.first_step["end"], 0)),
    )
    return Problem(
        buildings=pd.concat([one.buildings, other.buildings], ignore_index=True),
        occupations=pd.concat([one.occupations, second], ignore_index=True),
        dates=dates,
        conflicts=np.concatenate([one.conflicts, other.conflicts + len(one.occupations)]),
        amounts=both,
        partners=one.partners,
        **tables,
    )


def test_a_county_is_the_sum_of_its_towns() -> None:
    """Part by part the same plan as at once, and as each town by itself; growing as it goes."""
    (one, first), (other, second) = TOWNS[0], TOWNS[3]
    county = beside(replace(one, occupations=one.occupations.assign(desk=-1)), other)
    first = everything(replace(one, occupations=one.occupations.assign(desk=-1)))
    assert len(parts_of(county)) >= 2
    answers = list(by_parts(county))
    last = answers[-1]
    assert last.proved == len(last.parts) == len(answers)
    assert last.plan.proved
    assert last.plan.worth_gbp == pytest.approx(first.worth.max() + second.worth.max(), abs=2.0)
    assert [one.plan.worth_gbp for one in answers] == sorted(one.plan.worth_gbp for one in answers)
    assert all(one.plan.bound_gbp >= last.plan.worth_gbp - 2 for one in answers)
    whole = best_plan(county)
    assert whole is not None
    assert whole.worth_gbp == pytest.approx(last.plan.worth_gbp, abs=2.0)


def test_a_plan_comes_soon_and_better_ones_follow() -> None:
    """In steps, each no worse than the one before; the last one proved. Whole buildings first finds
    the same."""
    problem = town(1, 10, 20, "two")
    plans = list(in_steps(problem, steps_s=(0.05, 30.0)))
    assert plans[-1].proved
    assert [one.worth_gbp for one in plans] == sorted(one.worth_gbp for one in plans)
    other = whole_first(problem)
    assert other is not None
    assert other.worth_gbp == pytest.approx(plans[-1].worth_gbp, abs=1.0)


def test_who_looks_on_is_told_and_may_cancel() -> None:
    """Progress comes with a bound that never rises; a cancelled search keeps what it has."""
    problem, told = town(2, 16, 40, "yearly"), list[Told]()
    best_plan(problem, time_limit_s=2.0, watch=Watch(told.append))
    assert told
    bounds = [one.bound_gbp for one in told]
    assert bounds == sorted(bounds, reverse=True)
    asked = iter([False] * 3 + [True] * 10_000)
    plan = best_plan(problem, watch=Watch(cancelled=lambda: next(asked)))
    assert plan is None or plan.status == "cancelled"


def test_plans_that_others_beat_are_gone() -> None:
    """Of a frontier with its next plans only those remain that no other beats in everything."""
    problem, _ = TOWNS[2]
    plans = [*by_number(problem), *next_plans(problem, count=6), *by_minutes(problem, points=3)]
    kept = undominated(plans)
    assert len(kept) < len(plans)
    for one in kept:
        assert not any(
            other.kept.sum() <= one.kept.sum()
            and other.minutes <= one.minutes - 1e-5
            and other.worth_gbp >= one.worth_gbp + 1
            for other in plans
        )
