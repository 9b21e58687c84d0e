"""Values as binary COPY takes them: sums of money to the penny, texts as they stand."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Numeric, Text

from estate.register.bulk import copy_format

PENNY = Decimal("0.01")
sums = st.decimals(-999_999_999_999, 999_999_999_999, places=4)
doubles = st.floats(-1e9, 1e9).map(lambda number: round(number, 3))


def read_back(cells: list[bytes]) -> list[Decimal | None]:
    """PostgreSQL's own reading of a binary numeric: groups of four digits by falling weight."""
    found: list[Decimal | None] = []
    for cell in cells:
        if cell == copy_format.NULL:
            found.append(None)
            continue
        words = np.frombuffer(cell[4:], ">i2").tolist()
        count, weight, sign, _, *groups = words
        assert len(groups) == count and cell[:4] == (len(cell) - 4).to_bytes(4, "big")
        total = sum(Decimal(g) * Decimal(10_000) ** (weight - n) for n, g in enumerate(groups))
        found.append(-total if sign else Decimal(total))
    return found


@given(st.lists(st.none() | sums, min_size=1, max_size=30))
def test_decimals_are_rounded_as_the_register_rounds(values):
    wanted = [None if v is None else v.quantize(PENNY, ROUND_HALF_UP) for v in values]
    assert read_back(copy_format.cells(Numeric(14, 2), values)) == wanted


@given(st.lists(doubles, min_size=1, max_size=30))
def test_floats_are_taken_as_they_print(values):
    wanted = [Decimal(repr(v)).quantize(PENNY, ROUND_HALF_UP) for v in values]
    assert read_back(copy_format.cells(Numeric(14, 2), np.array(values))) == wanted


@given(st.lists(st.none() | st.text(max_size=8), max_size=40), st.booleans())
def test_texts_are_written_alike_however_often_they_stand(values, repeated):
    given_ = values * (3 if repeated else 1)
    wanted = [copy_format.NULL if v is None else len(v.encode()).to_bytes(4, "big") + v.encode()
              for v in given_]  # fmt: skip
    assert copy_format.cells(Text(), given_) == wanted
