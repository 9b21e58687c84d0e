"""One mechanism of tiers for cost and energy; no figure of cost is another than it was."""

import pandas as pd

from estate.assumptions import named
from estate.tiers import summed

A = named("2026-11")


def rows(count: int, **cells: object) -> pd.DataFrame:
    given = {"imputed": True, "imputed_part": 1.0, "exact": True, "sigma": 0.4,
             "area_tier": "gia", "tier": "benchmark"}  # fmt: skip
    return pd.DataFrame([{**given, **cells}] * count)


def test_a_change_may_lie_on_both_sides_of_nought_and_what_is_shared_cancels() -> None:
    pair = pd.Series([100.0, -100.0])
    found = summed(pair, rows(2), A, signed=True)
    assert found.central == 0 and found.low == -found.high < 0
    alone = A.with_overrides("a", "a", {"sigma_shared": 0})
    assert summed(pair, rows(2), alone, signed=True) == found
    assert summed(pair, rows(2), A).low == 0


def test_a_sum_says_of_which_tiers_it_is_made() -> None:
    found = summed(pd.Series([1.0, 3.0]), pd.concat([rows(1), rows(1, tier="actual", imputed=False,
                   imputed_part=0.0)], ignore_index=True), A)  # fmt: skip
    assert found.count_by_tier == {
        "actual": 1, "organisation_peers": 0, "county_peers": 0, "benchmark": 1
    }  # fmt: skip
    assert found.imputed_share == 0.25 and found.count == 2
