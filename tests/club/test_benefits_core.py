"""Estimates beside actual figures: by hand to the penny, and worked out a second time in fractions
and by days."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.assumptions.prices import PriceIndex
from estate.club.benefits import (
    Case,
    Compared,
    Estimated,
    Told,
    compared,
    how_wrong,
    lines,
    sums,
    to_date,
)
from estate.club.codes import BenefitKind, DifferenceReason, Stage, Track

TODAY, MONTHS, BASE = date(2026, 11, 29), 6, "2026/27"
INDEX = PriceIndex.of(
    ["2023/24=100", "2024/25=102.5", "2025/26=106", "2026/27=108.25", "2027/28=110"]
)
COST, RECEIPT, ONCE = BenefitKind.RUNNING_COST, BenefitKind.RECEIPT, BenefitKind.ONE_OFF
#: 184 of 365 days of 2024/25; paid on 29 March 2024, in the year before.
SHARE = Estimated("SYN-X", "2024/25", Decimal(36_500), Decimal(20_000), Decimal(50_000), "2025/26",
                  date(2024, 9, 29))  # fmt: skip
CASE = Case(
    1, "Two halls", Stage.IN_DELIVERY, Track.QUICK_WIN, ("SYN-X", "SYN-Y"), frozenset(),
    (SHARE,),
    (Told("SYN-X", "2024/25", COST, Decimal("9000.50"), DifferenceReason.LATER, "Keys in January"),
     Told("SYN-X", "2025/26", COST, Decimal(40_000)),
     Told("SYN-X", "2025/26", RECEIPT, Decimal(0), DifferenceReason.MARKET),
     Told("SYN-Y", "2025/26", ONCE, Decimal(300))),
)  # fmt: skip


def found(case: Case = CASE, index: PriceIndex = INDEX, base: str = BASE):
    return lines(case, TODAY, MONTHS, base, index)


def test_one_opportunity_by_hand_to_the_penny():
    """Restated by 108.25 ÷ 102.5 and so on; each line rounded once."""
    made, strange = found()
    told = [(one.body, one.kind, one.year, one.estimate_gbp, one.actual_gbp) for one in made]
    assert told == [
        ("SYN-X", COST, 2024, Decimal("19432.20"), Decimal("9505.41")),
        ("SYN-X", COST, 2025, Decimal("38547.56"), Decimal("40849.06")),
        ("SYN-X", COST, 2026, Decimal("38547.56"), None),
        ("SYN-X", RECEIPT, 2025, Decimal("52804.88"), Decimal("0.00")),
        ("SYN-X", ONCE, 2023, Decimal("21121.95"), None),
        ("SYN-Y", ONCE, 2025, None, Decimal("306.37")),
    ]
    assert made[0].difference_gbp == Decimal("-9926.79")
    assert (made[0].reason, made[0].note) == (DifferenceReason.LATER, "Keys in January")
    assert [one.is_over for one in made] == [True, True, False, True, True, True]
    assert strange == []
    whole = sums(made)
    assert (whole.estimates, whole.actuals) == (5, 4)
    assert whole.actual_gbp == Decimal("50660.84")


def test_what_can_be_compared():
    """Running cost over the years that have ended; what comes once when it is due; nothing of a
    body without an estimate, nothing of a sum of which nobody has said what came of it."""
    made, _ = found()
    rows = {one.kind: one for one in compared(made)}
    assert set(rows) == {COST, RECEIPT}
    assert (rows[COST].estimate_gbp, rows[COST].actual_gbp) == (
        Decimal("57979.76"), Decimal("50354.47"))  # fmt: skip
    assert rows[COST].off_per_cent == Decimal("-13.2")
    assert rows[RECEIPT].off_per_cent == Decimal("-100.0")
    ahead = replace(SHARE, receipt_gbp=Decimal(50_000), receipt_year="2027/28")
    later = found(replace(CASE, estimates=(ahead,)))[0]
    assert RECEIPT not in {one.kind for one in compared(later)}
    assert max(one.year for one in later) == 2027
    assert max(one.year for one in to_date(later, TODAY)) == 2026
    due = lines(replace(CASE, estimates=(ahead,), stage=Stage.DELIVERED), date(2028, 4, 1), MONTHS,
                BASE, INDEX)[0]  # fmt: skip
    (whole,) = (one for one in compared(due) if one.kind is RECEIPT)
    assert whole.estimate_gbp == Decimal("52804.88"), "once its year has ended, all of it"


def test_of_a_year_without_an_index_nothing_counts_and_it_is_named():
    strangers = (replace(SHARE, body="SYN-Y", prices="1066/67"), SHARE)
    odd = Told("SYN-X", "2041/42", COST, Decimal(1))
    made, strange = found(replace(CASE, estimates=strangers, actuals=(*CASE.actuals, odd)))
    assert strange == ["1066/67", "2041/42"]
    assert made == found()[0]
    none_shown = replace(CASE, estimates=(), actuals=())
    assert found(none_shown) == ([], [])


def off(estimate: int, actual: int) -> Compared:
    return Compared(1, "SYN-X", COST, Decimal(estimate), Decimal(actual))


def test_how_far_estimates_were_off_and_when_that_is_too_few():
    """A cost that was estimated (below nought) counts by its size."""
    rows = [off(1_000, 800), off(-400, -500), off(600, 660), off(0, 70)]
    one = how_wrong("All", rows)
    assert (one.count, one.of_nought, one.are_few) == (3, 1, True)
    assert (one.estimate_gbp, one.actual_gbp) == (Decimal(1_200), Decimal(960))
    assert one.together_per_cent == Decimal("-12.0")  # −240 of 2,000
    assert (one.lowest_per_cent, one.highest_per_cent) == (Decimal("-25.0"), Decimal("10.0"))
    assert not how_wrong("All", rows[:1] * 5).are_few
    empty = how_wrong("All", [off(0, 0)])
    assert (empty.count, empty.together_per_cent, empty.lowest_per_cent) == (0, None, None)


AMOUNTS = st.decimals(-999_999, 999_999, places=2)
YEARS = ["2023/24", "2024/25", "2025/26", "2026/27"]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    estimates = tuple(
        Estimated(body, draw(st.sampled_from(YEARS)), draw(AMOUNTS), abs(draw(AMOUNTS)),
                  abs(draw(AMOUNTS)), draw(st.sampled_from(YEARS)),
                  draw(st.dates(date(2022, 4, 1), date(2026, 12, 31))))
        for body in draw(st.lists(st.sampled_from("ABC"), unique=True))
    )  # fmt: skip
    keys = st.tuples(st.sampled_from("ABC"), st.sampled_from(YEARS), st.sampled_from(BenefitKind))
    told = tuple(Told(*key, draw(AMOUNTS)) for key in draw(st.lists(keys, max_size=6, unique=True)))
    return Case(1, "", Stage.DELIVERED, None, ("A", "B", "C"), frozenset(), estimates, told)


def second(case: Case) -> tuple[dict[tuple, Fraction], dict[tuple, Fraction]]:
    """Estimates and actual figures in fractions, each day of saving by itself."""
    expected: dict[tuple, Fraction] = defaultdict(Fraction)

    def money(of: str) -> Fraction:
        return Fraction(INDEX.numbers[BASE]) / Fraction(INDEX.numbers[of])

    for one in case.estimates:
        day, today_ends = one.first_saving_on, date(2027, 3, 31)
        while day <= today_ends:
            first = day.year if day.month >= 4 else day.year - 1
            days = 366 if date(first + 1, 3, 1) - date(first + 1, 2, 28) == timedelta(2) else 365
            expected[one.body, COST, first] += (
                Fraction(one.saving_gbp_pa) * money(one.prices) / days
            )
            day += timedelta(1)
        month = one.first_saving_on.year * 12 + one.first_saving_on.month - 1 - MONTHS
        paid = month // 12 if month % 12 >= 3 else month // 12 - 1
        expected[one.body, ONCE, paid] += Fraction(one.one_off_gbp) * money(one.prices)
        year = int(one.receipt_year[:4])
        expected[one.body, RECEIPT, year] += Fraction(one.receipt_gbp) * money(one.prices)
    actual = {
        (one.body, one.kind, int(one.year[:4])): Fraction(one.amount_gbp) * money(one.year)
        for one in case.actuals
    }
    return expected, actual


@settings(max_examples=25, deadline=None)
@given(cases())
def test_a_second_calculation_agrees_to_the_penny(case: Case):
    """Lines, years and bodies make the same sums; the two kinds of sum never meet."""
    made, _ = found(case)
    expected, actual = second(case)
    half = Fraction(1, 200)
    for one in made:
        key = one.body, one.kind, one.year
        if one.estimate_gbp is not None:
            assert abs(Fraction(one.estimate_gbp) - expected.get(key, 0)) <= half, key
        if one.actual_gbp is not None:
            assert abs(Fraction(one.actual_gbp) - actual[key]) <= half, key
    told = {(one.body, one.kind, one.year) for one in made}
    assert set(actual) <= told
    assert {key for key, value in expected.items() if value} <= told
    whole = sums(made)
    for by in (lambda one: one.body, lambda one: one.year, lambda one: one.kind.value):
        parts = [sums(one for one in made if by(one) == key) for key in {by(one) for one in made}]
        assert sum(one.estimate_gbp for one in parts) == whole.estimate_gbp
        assert sum(one.actual_gbp for one in parts) == whole.actual_gbp
    size = sum(abs(one.estimate_gbp) for one in compared(made))
    rated = how_wrong("All", compared(made))
    if size:
        wanted = 100 * Fraction(rated.actual_gbp - rated.estimate_gbp) / Fraction(size)
        assert abs(Fraction(rated.together_per_cent) - wanted) <= Fraction(1, 20)


@pytest.mark.parametrize(("index", "base"), [(PriceIndex.of([]), "2026/27"), (INDEX, "2025/26")])
def test_the_base_of_an_answer_is_the_one_asked_for(index: PriceIndex, base: str):
    """Without an index amounts stand as recorded; at their own year's prices as well."""
    (one,) = (line for line in found(index=index, base=base)[0]
              if (line.kind, line.year) == (COST, 2025))  # fmt: skip
    assert one.actual_gbp == Decimal(40_000)
