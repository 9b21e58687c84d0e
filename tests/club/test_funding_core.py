"""Needs, gaps and funds: by hand to the penny, and a fund worked out a second time."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from estate.club.codes import FundingSource, Movement
from estate.club.funding import Entry, balance, gap, to_repay

PAID, BACK = Movement.FUNDING, Movement.REPAYMENT
OWN, FUND = FundingSource.OWN_CAPITAL, FundingSource.REVOLVING_FUND
FACTORS = {2026: Decimal(1), 2027: Decimal("0.98"), 2028: Decimal("0.961")}


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def test_a_gap_by_hand_to_the_penny():
    """Restated to one year's money; a repayment is no part of a gap; what is found early counts."""
    entries = [
        Entry("SYN-X", OWN, PAID, 2026, Decimal("10000.10")),
        Entry("SYN-Y", FundingSource.OTHER_BODY, PAID, 2027, Decimal("33333.33")),
        Entry("SYN-X", FUND, PAID, 2027, Decimal(5_000), "F", None, True),
        Entry("SYN-X", FUND, BACK, 2028, Decimal(2_000), "F"),
    ]
    rows = gap({2027: Decimal(60_000)}, entries, FACTORS)
    assert rows is not None
    assert [(one.year, one.needed_gbp, one.found_gbp, one.gap_gbp, one.still_to_find_gbp)
            for one in rows] == [
        (2026, *money("0", "10000.10", "-10000.10", "-10000.10")),
        (2027, *money("60000", "37566.66", "22433.34", "12433.24")),
    ]  # fmt: skip
    repay = to_repay(entries)
    assert repay is not None
    assert (repay.repayable_gbp, repay.without_a_repayment_gbp) == money("5000", "3000")
    assert to_repay([replace(entries[3], amount_gbp=Decimal(9_000))]).without_a_repayment_gbp == 0


def test_what_is_not_shown_or_cannot_be_restated_leaves_a_gap_unknown_and_not_smaller():
    shown = Entry("SYN-X", OWN, PAID, 2026, Decimal(1))
    hidden, beyond = replace(shown, amount_gbp=None), replace(shown, year=2051)
    need = {2026: Decimal(5)}
    assert gap(need, [shown, hidden], FACTORS) is None
    assert gap(need, [shown, beyond], FACTORS) is None
    assert gap(None, [shown], FACTORS) is None
    assert gap(need, [shown, replace(hidden, movement=BACK)], FACTORS) is not None
    assert to_repay([replace(hidden, repayable=True)]) is None
    assert balance({2026: Decimal(9)}, [hidden]) is None
    assert gap({}, [], FACTORS) == [] == balance({}, [])


def test_a_fund_by_hand_and_when_it_is_short():
    """Years in which nothing moves stand between; nothing is restated."""
    draws = [
        Entry("SYN-X", FUND, PAID, 2027, Decimal("60000.25"), "F"),
        Entry("SYN-Y", FUND, PAID, 2027, Decimal(45_000), "F"),
        Entry("SYN-X", FUND, BACK, 2030, Decimal(10_000), "F"),
    ]
    rows = balance({2026: Decimal(80_000), 2028: Decimal(20_000)}, draws)
    assert rows is not None
    assert [(one.year, one.closing_gbp, one.is_short) for one in rows] == [
        (2026, Decimal(80_000), False),
        (2027, Decimal("-25000.25"), True),
        (2028, Decimal("-5000.25"), True),
        (2029, Decimal("-5000.25"), True),
        (2030, Decimal("4999.75"), False),
    ]
    assert [one.opening_gbp for one in rows[1:]] == [one.closing_gbp for one in rows[:-1]]


CASH = st.integers(0, 10**9).map(lambda pence: Decimal(pence) / 100)
MOVES = st.builds(
    lambda way, year, amount: Entry("A", FUND, way, year, amount, "F"),
    st.sampled_from(Movement), st.integers(2020, 2040), CASH,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(2020, 2040), CASH, max_size=5), st.lists(MOVES, max_size=6))
def test_a_second_calculation_in_pence_agrees(paid: Mapping[int, Decimal], moves: list[Entry]):
    rows = balance(paid, moves)
    assert rows is not None
    for one in rows:
        pence = sum(int(amount * 100) for year, amount in paid.items() if year <= one.year)
        for move in moves:
            if move.year <= one.year:
                sign = -1 if move.movement is PAID else 1
                pence += sign * int((move.amount_gbp or 0) * 100)
        assert int(one.closing_gbp * 100) == pence
        assert one.is_short == (pence < 0)
    years = {*paid, *(one.year for one in moves)}
    assert [one.year for one in rows] == (list(range(min(years), max(years) + 1)) if years else [])
