"""A plan's range by common draws is its business case's own range."""

from dataclasses import replace

import numpy as np
import pytest

from estate.consolidation.town.choice import TWO, Choice
from estate.consolidation.town.common_draws import common_draws
from estate.consolidation.town.firmness import firmness
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.savings.cash_flow import Terms
from estate.savings.finance import discounting
from estate.savings.uncertainty import scheme_range

from .towns import HUB, A, bromsgrove, plans


@pytest.mark.parametrize("with_delay", [True, False])
def test_a_plans_range_is_that_of_its_business_case(with_delay: bool) -> None:
    """P10, P50 and P90, with everything late as business cases have it, and with nothing late."""
    _, town = bromsgrove(Choice(True, TWO, (HUB,)), 3)
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
    _, town = bromsgrove(Choice(True, TWO, (HUB,)), 3)
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
