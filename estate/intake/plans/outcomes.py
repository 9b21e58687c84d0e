"""What becomes of each row of a file, in a few bytes a row."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from estate.codes import RowOutcome

_ALL: tuple[RowOutcome, ...] = tuple(RowOutcome)
CODES = {outcome: np.uint8(code) for code, outcome in enumerate(_ALL)}


class Outcomes(Mapping[int, RowOutcome]):
    """Row number to outcome; ``codes`` are those of ``CODES``."""

    def __init__(self, numbers: NDArray[np.intp], codes: NDArray[np.uint8]) -> None:
        order = np.argsort(numbers, kind="stable")
        self.numbers, self.codes = numbers[order], codes[order]

    def __getitem__(self, number: int) -> RowOutcome:
        place = int(np.searchsorted(self.numbers, number))
        if place == len(self.numbers) or self.numbers[place] != number:
            raise KeyError(number)
        return _ALL[int(self.codes[place])]

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers.tolist())

    def __len__(self) -> int:
        return len(self.numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcomes):
            return NotImplemented
        return np.array_equal(self.numbers, other.numbers) and np.array_equal(
            self.codes, other.codes
        )

    def counts(self) -> dict[str, int]:
        """How many rows have each outcome; parts of others only where there are some."""
        found = np.bincount(self.codes, minlength=len(_ALL)).tolist()
        return {
            outcome.value: count
            for outcome, count in zip(_ALL, found, strict=True)
            if count or outcome is not RowOutcome.PART
        }


def outcomes_of(found: Sequence[tuple[int, RowOutcome]]) -> Outcomes:
    """Outcomes that were noted one by one: row number and what became of it."""
    numbers = np.fromiter((row for row, _ in found), np.intp, len(found))
    codes = np.fromiter((CODES[one] for _, one in found), np.uint8, len(found))
    return Outcomes(numbers, codes)
