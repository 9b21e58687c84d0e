"""A town's steps add up to the business case of the scheme that they make, to the penny."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from estate.colocation import find
from estate.consolidation.town.common_draws import common_draws
from estate.consolidation.town.firmness import firmness
from estate.consolidation.town.held_to_limits import faults
from estate.consolidation.town.plan import STOPPED, PlanSteps
from estate.consolidation.town.possible_moves import possible
from estate.consolidation.town.pricing import yearly_gbp
from estate.consolidation.town.problem_from_register import TownProblem
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.consolidation.town.what_is_considered import DATES, ONE, TWO, YEARLY, Choice
from estate.costs import property_costs
from estate.errors import BadQuestion
from estate.savings.business_case import business_case
from estate.savings.cash_flow import CashFlow, Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.figures import penny
from estate.savings.finance import discounting
from estate.savings.from_candidate import scheme_from_candidate
from estate.savings.lenses import Lens, effect, view
from estate.savings.uncertainty import scheme_range

from .towns import HUB, TODAY, A, bromsgrove, names_of, plans

RATES = discounting(A)
#: Towns that all tests here share: what was chosen, and which county.
IN_TWO, EACH_YEAR = (Choice(True, TWO), 4), (Choice(True, YEARLY, (HUB,)), 3)


def exact_npv_gbp(town: TownProblem, plan: PlanSteps) -> Decimal:
    """The plan's worth to the club as the business case has it, unrounded: from whole pence."""
    yearly = town.priced.club[town.price_of_step[plan.steps]].sum(axis=0)
    rates = discounting(town.assumptions)
    return rates.present_value(yearly_gbp(np.asarray(yearly, dtype=np.int64)))


def exact_partners_gbp(town: TownProblem, plan: PlanSteps) -> dict[str, Decimal]:
    """Each partner's worth, likewise."""
    partners, rates = town.problem.partners, discounting(town.assumptions)
    each = town.priced.partners[town.price_of_step[plan.steps]]
    sums = each[:, :-1].sum(axis=0)
    holder = town.host_holder[plan.steps]
    for row in np.flatnonzero(holder >= 0).tolist():
        sums[holder[row]] += each[row, -1]
    return {
        name: rates.present_value(yearly_gbp(pence))
        for name, pence in zip(partners, sums, strict=True)
    }


def _of_partners(cash: CashFlow, partners: Iterable[str]) -> dict[str, Decimal]:
    """By hand: what each is paid less what it pays, by year."""
    found = {name: [Decimal(0)] * (cash.horizon_years + 1) for name in partners}
    for flow in cash.flows:
        for end, gain in ((flow.payer, -flow.amount_gbp), (flow.payee, flow.amount_gbp)):
            if end in found:
                found[end][flow.year] += gain
    return {name: RATES.present_value(yearly) for name, yearly in found.items()}


def test_a_plan_is_worth_the_business_case_of_its_scheme_to_the_penny() -> None:
    """Club, each partner, and what is paid once in each year; 32 plans of chains, closings,
    leavings and a new hub, two dates and yearly ones."""
    seen = {"moves": 0, "leavings": 0, "closures": 0, "openings": 0, "chains": 0}
    for choice, seed in (IN_TWO, EACH_YEAR):
        _, town = bromsgrove(choice, seed)
        for plan in plans(town, 16, seed):
            scheme = scheme_of(town, plan)
            cash = cash_flow(Terms(scheme, A))
            club = view(cash, Lens.CLUB, scheme.partners, RATES)
            assert exact_npv_gbp(town, plan) == club.npv_gbp
            assert plan.worth_gbp == pytest.approx(float(club.npv_gbp), abs=0.005)
            own = _of_partners(cash, town.problem.partners)
            assert exact_partners_gbp(town, plan) == own
            assert plan.partners_gbp == pytest.approx([*map(float, own.values())], abs=0.005)
            once = [Decimal(0)] * (town.horizon_years + 1)
            for flow in cash.flows:
                if flow.one_off:
                    once[flow.year] -= effect(flow, Lens.CLUB, scheme.partners)
            assert plan.capital_gbp == pytest.approx([float(one) for one in once], abs=0.005)
            assert not faults(plan)
            for name in ("moves", "leavings", "closures", "openings"):
                here = town.problem.steps(name)
                taken = (plan.steps >= here.start) & (plan.steps < here.stop)
                seen[name] += int(taken.sum())
            seen["chains"] += bool(
                {m.host for m in scheme.moves} & {m.origin for m in scheme.moves}
            )
    assert min(seen.values()) > 0, seen


@pytest.mark.long
@pytest.mark.parametrize("reader", ["party", "club"])
def test_every_county_tried_adds_up_to_the_penny(reader: str) -> None:
    """Counties of other seeds, dates of each kind, with and without a hub and unrated buildings."""
    tried = 0
    for seed, dates in zip(range(10, 16), (*DATES, *DATES), strict=True):
        choice = Choice(seed % 2 == 0, dates, (HUB,) if seed % 4 < 2 else ())
        _, town = bromsgrove.__wrapped__(choice, seed, reader=reader)
        for plan in plans(town, 8, seed):
            scheme = scheme_of(town, plan)
            cash = cash_flow(Terms(scheme, A))
            assert (
                exact_npv_gbp(town, plan) == view(cash, Lens.CLUB, scheme.partners, RATES).npv_gbp
            )
            assert exact_partners_gbp(town, plan) == _of_partners(cash, town.problem.partners)
            tried += 1
    assert tried == 48


def test_the_business_case_of_a_plan_is_whole() -> None:
    """Do-minimum, division and range work on it, and each building rests on figures of its own."""
    _, town = bromsgrove(*IN_TWO)
    plan = max(plans(town, 6), key=lambda one: len(one.closures))
    case = business_case(scheme_of(town, plan), A, TODAY)
    assert penny(case.club.npv_gbp) == penny(exact_npv_gbp(town, plan))
    assert case.do_minimum.yearly_gbp[1] > 0
    assert not any("P000" in note for note in case.warnings)
    left = {move.origin for move in case.scheme.moves}
    costs = {source.partition(": annual cost")[0] for source in case.cash.estimates}
    assert len(left & costs) > 1


def test_what_each_pound_rests_on_adds_up_to_the_worth() -> None:
    _, town = bromsgrove(*EACH_YEAR)
    amounts = town.problem.amounts
    assert amounts.by_source.sum(axis=1) == pytest.approx(amounts.value_gbp, abs=1e-4)
    assert amounts.partners_gbp.sum(axis=1) == pytest.approx(amounts.value_gbp, abs=1e-4)
    assert len(set(town.problem.sources)) == len(town.problem.sources)


@pytest.mark.parametrize("asked", [IN_TWO, (Choice(True, ONE), 4)])
def test_a_plan_of_one_move_is_the_business_case_of_its_pair(asked: tuple[Choice, int]) -> None:
    estate, town = bromsgrove(*asked)
    costs = property_costs(estate.properties, estate.costs, A, estate.leases)
    candidates = find(estate, A, TODAY).set_index(["guest_occupation_id", "host_property_id"])
    problem, compared, whole = town.problem, 0, 0
    names = names_of(estate)
    for (who, host), moves in problem.moves.groupby(["occupation", "host"]):
        key = (town.occupation_ids[who], town.property_ids[host])
        if key not in candidates.index:
            continue
        row = candidates.loc[key].to_dict() | dict(
            zip(("guest_occupation_id", "host_property_id"), key, strict=True)
        )
        try:
            pair = scheme_from_candidate(row, estate, costs, A, TODAY, names=names).scheme
        except BadQuestion:
            continue
        day = problem.dates.index(pair.moves[0].arrives_on)
        step = moves.index[moves["when"].eq(day)]
        if not len(step):
            continue  # its host is not secure for long enough after that day
        left, rest = problem.leavings, "leavings"
        mine = left.index[left["occupation"].eq(who) & left["when"].eq(day)]
        if not len(mine):
            home = problem.occupations["home"].iat[who]
            left, rest = problem.closures, "closures"
            mine = left.index[left["building"].eq(home) & left["when"].eq(day)]
            whole += 1
        opened = problem.openings.index[problem.openings["building"].eq(host)]
        first = problem.first_step
        steps = [step[0], first[rest] + mine[0], *(first["openings"] + opened)]
        plan = PlanSteps(problem, np.sort(np.array(steps)), 0.0, STOPPED, 0.0)
        cash = cash_flow(Terms(pair, A))
        assert exact_npv_gbp(town, plan) == view(cash, Lens.CLUB, pair.partners, RATES).npv_gbp
        partners = exact_partners_gbp(town, plan)
        assert _of_partners(cash, pair.partners) == {one: partners[one] for one in pair.partners}
        compared += 1
    assert compared > 5 and 0 < whole < compared


def test_a_pair_that_is_kept_out_is_not_considered() -> None:
    _, town = bromsgrove(*IN_TWO)
    who, host = (int(town.problem.moves[name].iat[0]) for name in ("occupation", "host"))
    pair = (town.occupation_ids[who], town.property_ids[host])
    found = possible(town.facts, {pair})
    pairs = {
        (str(town.facts.guests.index[at]), town.property_ids[to])
        for at, to in zip(found.at, found.host, strict=True)
    }
    assert pairs and pair not in pairs
    assert {pair} == {
        (town.occupation_ids[w], town.property_ids[h])
        for w, h in zip(town.problem.moves["occupation"], town.problem.moves["host"], strict=True)
    } - pairs


@pytest.mark.parametrize("with_delay", [True, False])
def test_a_plans_range_is_that_of_its_business_case(with_delay: bool) -> None:
    """P10, P50 and P90, with everything late as business cases have it, and with nothing late."""
    _, town = bromsgrove(*EACH_YEAR)
    changed = A if with_delay else A.with_overrides("on time", "t", {"delay_p90_months": 0})
    pool = sorted(plans(town, 6), key=lambda one: -len(one.steps))[:2]
    draws = common_draws(replace(town, assumptions=changed), pool, with_delay=with_delay)
    for plan in pool:
        scheme = scheme_of(town, plan)
        expected = scheme_range(Terms(scheme, changed), discounting(changed)).npv
        found = draws.range_of(plan)
        for end in ("base_gbp", "p10_gbp", "p50_gbp", "p90_gbp"):
            assert getattr(found, end) == pytest.approx(getattr(expected, end), abs=0.01)


def test_a_pool_shares_its_draws() -> None:
    """Firmness by the pool's own sources is that by all; in the middle a worth is its worth."""
    _, town = bromsgrove(*EACH_YEAR)
    pool = list(plans(town, 4))
    some, whole = common_draws(town, pool), common_draws(town)
    assert some.factors.shape[1] < whole.factors.shape[1]
    found, expected = (firmness(one.pool(pool), one.factors) for one in (some, whole))
    assert found.best_share == pytest.approx(expected.best_share)
    assert found.p50_gbp == pytest.approx(expected.p50_gbp)
    assert found.best_share.sum() == pytest.approx(1)
    half = whole.problem.amounts.by_source.shape[1] // 2
    middle = np.r_[np.ones(half), np.zeros(half)]
    worth = whole.problem.amounts.by_source @ middle
    assert worth == pytest.approx(town.problem.amounts.value_gbp, abs=1e-4)
