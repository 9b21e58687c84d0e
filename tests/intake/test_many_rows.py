"""Items made ahead of their taker come whole and in order, and so does what goes wrong."""

from collections.abc import Iterator

import pytest

from estate.register.bulk.copy import ahead


def test_they_come_in_order_and_one_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1, 5):
            made.append(number)
            yield number

    assert list(ahead(items())) == made == [1, 2, 3, 4]
    assert list(ahead(iter([]))) == []


def test_what_goes_wrong_in_the_making_reaches_the_taker() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second cannot be made")

    taken = ahead(items())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="second"):
        next(taken)
