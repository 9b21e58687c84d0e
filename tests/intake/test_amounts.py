"""A column of amounts says of every row what a column of words and their numbers says."""

from decimal import Decimal

import numpy as np

from estate.intake.cells.coded_column import Coded, Hundredths, hundredths, objects
from estate.register import comparison_lines

GIVEN = [Decimal("0.00"), None, Decimal("12.30"), Decimal("9999999999.99"), Decimal("0.07")]


def test_numbers_are_rounded_as_they_are_written() -> None:
    chance = np.random.default_rng(13)
    whole = chance.integers(0, 10**9, 5_000)
    numbers = np.concatenate([chance.uniform(0, 10**7, 5_000), whole / 100, whole / 1_000 + 0.005])
    assert hundredths(numbers).tolist() == [float(f"{one:.2f}") for one in numbers.tolist()]
    assert np.isnan(hundredths(np.array([np.nan]))).all()


def test_amounts_are_what_words_would_be() -> None:
    words = Coded(objects(GIVEN), np.arange(len(GIVEN)))
    amounts = Hundredths(np.array([np.nan if one is None else float(one) for one in GIVEN]))
    rows, others = np.array([0, 3], dtype=np.intp), [None, Decimal("5.50")]
    kept = np.array([False, True, True, False, True])
    for mine, theirs in (
        (amounts, words),
        (amounts.taken(kept), words.taken(kept)),
        (amounts.patched(rows, others), words.patched(rows, others)),
        (amounts.positive(), words.map(lambda one: one or None)),
    ):
        assert isinstance(mine, Hundredths)
        assert mine.values() == theirs.values() and len(mine) == len(theirs)
        assert [mine[row] for row in range(len(mine))] == theirs.values()
        assert mine.absent().tolist() == theirs.absent().tolist()
        assert mine.texts(comparison_lines.ABSENT) == theirs.map(comparison_lines.text_of).values()
        assert mine.map(str).values() == theirs.map(str).values()
        assert mine.where(bool).tolist() == theirs.where(bool).tolist()
        assert not mine.is_empty() and not theirs.is_empty()
    assert Hundredths(np.array([np.nan])).is_empty() and Coded(objects([None]), rows[:1]).is_empty()
