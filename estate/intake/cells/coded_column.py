"""Columns of values that hold each distinct value once, and for each row which one it is.

A column of a register repeats itself: tenures, towns, dates. What a value means, how it is
written and whether it is right is then asked once for each word, not once for each row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Objects = NDArray[np.object_]
Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
#: So many cells tell whether a column repeats itself.
_FIRST = 1_000


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

    def absent(self) -> Mask:
        """Which rows have no value."""
        return np.asarray((self.words == np.array(None))[self.codes], dtype=np.bool_)

    def where(self, fits: Callable[[Any], bool]) -> Mask:
        """Which rows have a value that fits."""
        chosen = np.fromiter(map(fits, self.words), dtype=np.bool_, count=len(self.words))
        return np.asarray(chosen[self.codes], dtype=np.bool_)

    def taken(self, rows: Mask | Positions) -> "Coded":
        """Only these rows."""
        return Coded(self.words, self.codes[rows])

    def patched(self, rows: Positions, values: Sequence[Any]) -> "Coded":
        """Other values in some rows."""
        codes = self.codes.copy()
        codes[rows] = np.arange(len(self.words), len(self.words) + len(values))
        return Coded(np.concatenate([self.words, objects(values)]), codes)


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
    codes = columns[0].codes.astype(np.int64)
    for column in columns[1:]:
        codes = codes * len(column.words) + column.codes
    met, numbers = np.unique(codes, return_inverse=True)
    parts: list[Objects] = []
    for column in reversed(columns):
        met, rest = np.divmod(met, len(column.words))
        parts.append(column.words[rest])
    words = [meaning(*values) for values in zip(*reversed(parts), strict=True)]
    return Coded(objects(words), numbers)
