"""What to think of a business case, in words: the chance, and how figures are rounded."""

from datetime import date

import pytest

from api.business_case.verdict import Milestone, chance, months_between, with_gap
from api.html.format import about, minutes
from estate.quarters import Quarter


@pytest.mark.parametrize(
    ("below", "words"),
    [
        (0.0, "Very likely to pay back."),
        (0.07, "Likely to pay back, but about one chance in ten that it does not."),
        (0.21, "Likely to pay back, but about two chances in ten that it does not."),
        (0.4, "More likely than not to pay back, but about four chances in ten that it does not."),
        (0.5, "As likely to pay back as not."),
        (0.62, "Less likely than not to pay back: about four chances in ten that it does."),
        (0.9, "Unlikely to pay back: about one chance in ten that it does."),
        (0.99, "Very unlikely to pay back."),
    ],
)
def test_the_chance_is_told_in_tenths(below: float, words: str) -> None:
    assert chance(below) == words


@pytest.mark.parametrize(
    ("amount", "exact", "words"),
    [
        (396_226, True, "£396,000"),
        (396_226, False, "£400,000"),
        (-228_132.4, False, "−£230,000"),
        (57_321, False, "£57,000"),
        (16_817, True, "£17,000"),
        (412, True, "£400"),
        (0, False, "£0"),
        (None, True, "–"),
    ],
)
def test_pounds_are_no_surer_than_they_are_known(amount, exact, words) -> None:
    assert about(amount, exact) == words


def test_minutes_are_whole() -> None:
    told = [minutes(one) for one in (0.5, 1.0, 4.8, 9.2, None)]
    assert told == [
        "less than a minute", "1 minute", "5 minutes", "9 minutes", "not known how far"
    ]  # fmt: skip


def test_a_lease_that_ends_before_the_move_leaves_a_gap() -> None:
    quarters = Quarter(2027, 1), Quarter(2027, 4)
    assert months_between(*quarters) == 6  # from the end of March to the first of October
    assert months_between(date(2027, 3, 31), date(2027, 10, 1)) == 6
    assert months_between(Quarter(2027, 1), Quarter(2027, 2)) == 0
    told = with_gap([Milestone("Lease expiry", "Jan–Mar 2027"), Milestone("Arrives", "Oct")], 6)
    assert [one.state for one in told] == ["", "gap"]
    assert "6 months after the lease ends" in told[1].note
