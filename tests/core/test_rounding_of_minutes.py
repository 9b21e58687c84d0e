"""Minutes are told whole, in words and on pages: no journey is known to a tenth."""

import pytest

from api.journeys.page_model import rounded_min, signed
from estate.rounding import longer_or_shorter, whole_minutes


@pytest.mark.parametrize(
    ("change", "words", "cell"),
    [(0.04, "as long as today", "0"), (0.3, "less than a minute longer", "under 1 longer"),
     (-0.3, "less than a minute shorter", "under 1 shorter"), (1.2, "1 minute longer", "+1"),
     (-1.8, "2 minutes shorter", "−2"), (14.6, "15 minutes longer", "+15")],
)  # fmt: skip
def test_a_change_is_told_in_whole_minutes(change, words, cell):
    assert longer_or_shorter(change) == words
    assert (signed(change), signed(change).value) == (cell, change)


def test_a_journey_is_told_in_whole_minutes_and_kept_as_it_is():
    assert [whole_minutes(one) for one in (0.4, 1.2, 4.8)] == [
        "less than a minute", "1 minute", "5 minutes",
    ]  # fmt: skip
    assert [rounded_min(one) for one in (None, 0.0, 0.4, 4.8)] == ["none", "0", "under 1", "5"]
    assert rounded_min(4.8).value == 4.8
