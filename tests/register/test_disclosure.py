"""When a total is told: what it leaves unknown is reckoned by brute force, apart from the guard."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.register import safe_totals
from estate.register.safe_totals import CostShare

EDGES = safe_totals.band_edges()


def band(amount: Decimal) -> int:
    return max(number for number, (low, _) in enumerate(EDGES) if amount >= low)


def share(amounts: list[Decimal]) -> CostShare:
    numbers = [band(amount) for amount in amounts]
    top = len(EDGES) - 1
    return CostShare(
        count=len(amounts),
        total=sum(amounts, Decimal(0)),
        lowest=sum((EDGES[n][0] for n in numbers), Decimal(0)),
        highest=sum((EDGES[n][1] for n in numbers), Decimal(0)),
        widest=max(
            safe_totals.OPEN_BAND_GBP if n == top else EDGES[n][1] - EDGES[n][0] for n in numbers
        ),
        unbounded=numbers.count(top),
    )


amounts = st.lists(
    st.one_of(
        st.integers(0, 30_000), st.integers(20_000, 400_000), st.sampled_from([0, 5_000, 2_000_000])
    ).map(Decimal),
    min_size=1,
    max_size=40,
)


@given(st.lists(amounts, min_size=1, max_size=3))
def test_a_cost_total_that_is_told_leaves_every_band_as_wide_as_it_was(partners):
    """Whoever takes out its own still cannot say where in its band any other property lies."""
    told = safe_totals.cost_total([share(own) for own in partners])
    if told is None:
        return
    for own in ([], *partners):
        rest = [x for one in partners if one is not own for x in one]
        if not rest:
            continue
        known = sum(rest)
        for at, amount in enumerate(rest):
            low, high = EDGES[band(amount)]
            others = [EDGES[band(x)] for n, x in enumerate(rest) if n != at]
            open_ones = any(a == b for a, b in others)
            least = known - sum(b for _, b in others)
            most = known - sum(a for a, _ in others)
            assert open_ones or least <= low
            assert most >= (high if high > low else low + safe_totals.OPEN_BAND_GBP)


def test_ten_properties_spread_over_their_bands_are_told_and_nine_are_not():
    spread = [Decimal(6_000 + 400 * n) for n in range(10)]
    assert safe_totals.cost_total([share(spread)]) == Decimal(78_000)
    assert safe_totals.cost_total([share(spread[:9])]) is None


def test_properties_at_the_foot_of_their_bands_are_not_told():
    """Forty sums near their lowest leave none of them any room."""
    assert safe_totals.cost_total([share([Decimal(100_000)] * 40)]) is None


def test_a_partner_who_brings_nearly_all_properties_cannot_subtract_them():
    many, few = [Decimal(6_000 + 10 * n) for n in range(200)], [Decimal(7_000)] * 3
    assert safe_totals.cost_total([share(many)]) is not None
    assert safe_totals.cost_total([share(many), share(few)]) is None


@given(st.lists(st.integers(0, 10**9).map(Decimal), min_size=0, max_size=8))
def test_a_book_value_that_is_told_leaves_no_organisation_bare(values):
    told = safe_totals.book_value(values)
    if told is None:
        return
    some = [value for value in values if value > 0]
    assert len(some) >= 3
    for own in some:
        rest = sum(some) - own
        others = list(some)
        others.remove(own)
        assert max(others) <= Decimal("0.8") * rest
    assert abs(told - sum(some)) <= Decimal("0.005") * sum(some)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([300, 300], None),
        ([300, 300, 300], 900),
        ([700, 250, 50], None),  # the largest subtracts its own: 83 % of the rest is one partner's
        ([800, 190, 10], None),
        ([123_456, 123_456, 123_456], 370_000),
    ],
)
def test_book_value(values, told):
    assert safe_totals.book_value(map(Decimal, values)) == told
