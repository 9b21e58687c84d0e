"""What contracts and procurement might save: Lewisham's arithmetic, and why it is never added."""

from decimal import Decimal

import pytest

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion
from estate.savings.contracts import shared_contracts
from estate.savings.figures import Strand
from estate.savings.top_down import top_down


def test_lewishams_arithmetic_and_the_same_of_an_own_cost():
    """£65m to £100m × 10 to 15 % are £6.5m to £15m, as published (2010)."""
    found = shared_contracts(Decimal(40_000_001), AssumptionSet())
    assert [one.amount_gbp for one in found.published] == [6_500_000, 15_000_000]
    assert {one.price_base for one in found.published} == {"2009/10"}
    assert [one.amount_gbp for one in found.own] == [4_000_000, 6_000_000]
    assert {one.price_base for one in found.own} == {AssumptionSet().price_base}
    assert shared_contracts(None, AssumptionSet()).own is None
    other = AssumptionSet("s", "s", {"contracts_share_high": 0.2})
    assert shared_contracts(Decimal(100), other).own[1].amount_gbp == 20


def test_it_is_no_part_of_any_other_sum():
    found = top_down(None, AssumptionSet(), None, Decimal(1_000))
    mine = found.contracts.published[0]
    assert mine.strand is Strand.CONTRACTS
    with pytest.raises(BadQuestion, match="cannot be added"):
        mine + found.saving_low
    without = top_down(None, AssumptionSet())
    assert (without.saving_low, without.bases) == (found.saving_low, found.bases)
