"""Columns of values that hold each distinct value once, and for each row which one it is.

A column of a register repeats itself: tenures, towns, dates. What a value means, how it is
written and whether it is right is then asked once for each word, not once for each row.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Bools, Floats

Objects = NDArray[np.object_]
Positions = NDArray[np.intp]
#: So many cells tell whether a column repeats itself.
_FIRST = 1_000
#: So near to the middle between two hundredths it is asked on which side a number lies.
_NEAR = 1e-3
#: From here on a float has no hundredths.
_WHOLE_FROM = 2.0**46
#: So many combinations have numbers of their own in 64 bits.
_MOST_COMBINATIONS = 2**62


@dataclass(frozen=True)
class Coded:
    """Some words, and for every row the number of its word; a word may stand twice."""

    words: Objects
    codes: Positions

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Any:
        return self.words[self.codes[row]]

    def values(self) -> list[Any]:
        """The value of every row."""
        found: list[Any] = self.words[self.codes].tolist()
        return found

    def map(self, meaning: Callable[[Any], Any]) -> "Coded":
        """Every value replaced by what it means, asked once for each word."""
        return Coded(objects([meaning(word) for word in self.words]), self.codes)

    def absent(self) -> Bools:
        """Which rows have no value."""
        return np.asarray((self.words == np.array(None))[self.codes], dtype=np.bool_)

    def is_empty(self) -> bool:
        """Whether no word is a value."""
        return all(word is None for word in self.words)

    def where(self, fits: Callable[[Any], bool]) -> Bools:
        """Which rows have a value that fits."""
        chosen = np.fromiter(map(fits, self.words), dtype=np.bool_, count=len(self.words))
        return np.asarray(chosen[self.codes], dtype=np.bool_)

    def taken(self, rows: Bools | Positions) -> "Coded":
        """The same column with these rows alone."""
        return Coded(self.words, self.codes[rows])

    def patched(self, rows: Positions, values: Sequence[Any]) -> "Coded":
        """Other values in some rows."""
        codes = self.codes.copy()
        codes[rows] = np.arange(len(self.words), len(self.words) + len(values))
        return Coded(np.concatenate([self.words, objects(values)]), codes)


class Hundredths(Coded):
    """Amounts with two decimals, below 10¹² and seldom twice: kept as floats (NaN for none), which
    hold each exactly enough to give it back; an amount is a ``Decimal`` once it is looked at."""

    def __init__(self, floats: Floats) -> None:
        self.__dict__["floats"] = floats

    def __len__(self) -> int:
        return len(self.__dict__["floats"])

    def __getitem__(self, row: int) -> Any:
        return _amount(self.floats[row])

    @property
    def floats(self) -> Floats:
        """The amounts of all rows."""
        found: Floats = self.__dict__["floats"]
        return found

    @property
    def words(self) -> Objects:
        """An amount for each row."""
        return objects(self.values())

    @property
    def codes(self) -> Positions:
        """The number of each row."""
        return np.arange(len(self))

    def values(self) -> list[Any]:
        """The amount of every row."""
        return [_amount(value) for value in self.floats.tolist()]

    def absent(self) -> Bools:
        """Which rows have no amount."""
        return np.asarray(np.isnan(self.floats), dtype=np.bool_)

    def is_empty(self) -> bool:
        """Whether no row has an amount."""
        return bool(np.isnan(self.floats).all())

    def taken(self, rows: Bools | Positions) -> Coded:
        """The same column with these rows alone."""
        return Hundredths(self.floats[rows])

    def patched(self, rows: Positions, values: Sequence[Any]) -> Coded:
        """Other amounts in some rows."""
        floats = self.floats.copy()
        floats[rows] = [np.nan if value is None else float(value) for value in values]
        return Hundredths(floats)

    def positive(self) -> "Hundredths":
        """The same amounts, with nought taken for not known."""
        return Hundredths(np.where(self.floats > 0, self.floats, np.nan))

    def texts(self, absent: str) -> list[str]:
        """Every amount with its two decimals."""
        return [absent if value != value else f"{value:.2f}" for value in self.floats.tolist()]


def _amount(value: float) -> Decimal | None:
    return None if value != value else Decimal(f"{value:.2f}")


def hundredths(values: Floats) -> Floats:
    """Numbers rounded to two decimals as ``format`` rounds them: ties by what the float is.

    A number so large that it has no hundredths stays as it is.
    """
    has_them = np.abs(values) < _WHOLE_FROM
    scaled = np.where(has_them, values, 0.0) * 100
    found: Floats = np.where(has_them, np.rint(scaled) / 100, values)
    near_half = has_them & (np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < _NEAR)
    for place in np.flatnonzero(near_half).tolist():
        found[place] = float(f"{values[place]:.2f}")
    return found


def objects(values: Sequence[Any]) -> Objects:
    """An array of any values, tuples included."""
    made = np.empty(len(values), dtype=object)
    made[:] = values if isinstance(values, list) else list(values)
    return made


def constant(value: Any, count: int) -> Coded:
    """The same value in every row."""
    return Coded(objects([value]), np.zeros(count, dtype=np.intp))


def coded(cells: Objects) -> Coded:
    """Cells by their distinct values; ``1``, ``1.0`` and ``True`` are different cells."""
    kinds = set(map(type, cells)) - {NoneType}
    if kinds <= {str} and len(set(cells[:_FIRST])) > _FIRST * 0.9:  # names, references
        return Coded(cells, np.arange(len(cells)))
    if kinds <= {str} or kinds == {float}:
        codes, words = pd.factorize(cells, use_na_sentinel=False)
        words[pd.isna(words)] = None
        return Coded(words, codes)
    known: dict[Any, int] = {}
    numbers = [known.setdefault((type(cell), cell), len(known)) for cell in cells]
    return Coded(objects([cell for _, cell in known]), np.asarray(numbers, dtype=np.intp))


def combined(meaning: Callable[..., Any], *columns: Coded) -> Coded:
    """What the values of several columns mean together, asked once for each combination."""
    size = math.prod(len(column.words) for column in columns)
    if size > _MOST_COMBINATIONS:
        *others, last = columns
        met_so_far = combined(lambda *values: values, *others)
        return combined(lambda values, value: meaning(*values, value), met_so_far, last)
    codes = columns[0].codes.astype(np.int64)
    for column in columns[1:]:
        codes = codes * len(column.words) + column.codes
    met, numbers = _distinct(codes, size)
    parts: list[Objects] = []
    for column in reversed(columns):
        met, rest = np.divmod(met, len(column.words))
        parts.append(column.words[rest])
    words = [meaning(*values) for values in zip(*reversed(parts), strict=True)]
    return Coded(objects(words), numbers)


def _distinct(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], Positions]:
    """The distinct numbers below ``size``, and for each place which of them stands there."""
    if size > len(codes):
        return np.unique(codes, return_inverse=True)
    there = np.zeros(size, dtype=np.bool_)
    there[codes] = True  # without sorting: a tenth of the time
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]
