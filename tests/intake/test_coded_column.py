"""Columns by their distinct values: combinations of many columns keep each row's own values."""

import numpy as np
import pytest

from estate.intake.cells.coded_column import Coded, Hundredths, combined, objects
from estate.intake.rows.cell_columns import _whole_hundredths


def amounts(count: int, first: float) -> Hundredths:
    return Hundredths(first + np.arange(count) / 100)


@pytest.mark.parametrize("count", [3, 6_000, 7_000])
def test_each_row_keeps_its_own_values_however_many_combinations_there_could_be(count: int) -> None:
    """From 6,209 rows on, five columns of different amounts have more than 2⁶³ combinations."""
    columns = [amounts(count, first) for first in (0.0, 1_000.0, 2_000.0, 3_000.0, 4_000.0)]
    found = combined(lambda *values: values, *columns).values()
    assert found == list(zip(*(column.values() for column in columns), strict=True))


def test_many_columns_that_repeat_themselves_are_asked_once_for_each_combination() -> None:
    asked: list[tuple[int, ...]] = []

    def meaning(*values: int) -> int:
        asked.append(values)
        return sum(values)

    columns = [Coded(objects(list(range(1_000))), np.arange(2_000) % 1_000) for _ in range(9)]
    assert combined(meaning, *columns).values() == [9 * (n % 1_000) for n in range(2_000)]
    assert len(asked) == 1_000


def test_nought_has_no_sign() -> None:
    cells = objects([-0.0, 0.0, 1.5])
    found = _whole_hundredths(cells, 1e12)
    assert found is not None
    assert Hundredths(found).texts("") == ["0.00", "0.00", "1.50"]
