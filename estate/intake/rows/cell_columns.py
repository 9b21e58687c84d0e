"""Columns of cells read at once: each distinct cell is read as its row would read it.

A cell of which there is something to say is not judged here: its row is marked, and is then
read on its own by the functions that know the words.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import repeat
from operator import is_
from types import NoneType
from typing import Any

import numpy as np

from estate.intake.cells import placeholders, values
from estate.intake.cells.coded_column import (
    Coded,
    Floats,
    Hundredths,
    Mask,
    Objects,
    coded,
    constant,
    hundredths,
    objects,
)
from estate.intake.rows.context import Context
from estate.intake.rows.row import CENT, MAX_MONEY_GBP, Row

_LONGEST_BLANK = 4  # “none”, “null”; anything longer is no blank
_UPRN_DIGITS = 14
_REMARK = object()
_ASK = object()
#: What the words of a column mean where they are plain; ``_ASK`` where they are not.
Quick = Callable[[list[Any]], list[Any]]


class CellColumns:
    """The cells of a file by field, and which rows must be read one by one."""

    def __init__(self, columns: Mapping[str, Objects], count: int, context: Context) -> None:
        self.columns = columns
        self.count = count
        self.context = context
        self.alone: Mask = np.zeros(count, dtype=np.bool_)

    def has(self, field: str) -> bool:
        """Whether the file has such a column."""
        return field in self.columns

    def set_apart(self, which: Mask) -> None:
        """Mark rows that have something to say."""
        self.alone |= which

    def read(self, field: str, ask: Callable[[Row], Any], quick: Quick | None = None) -> Coded:
        """What each cell means; ``quick`` answers for plain words what ``ask`` would answer."""
        given = self.columns.get(field)
        if given is None:
            return constant(ask(Row(0, {}, self.context)), self.count)
        cells = coded(given)
        words = cells.words.tolist()
        plain = [_ASK] * len(words) if quick is None else quick(words)
        answers = [
            self._answer(field, word, ask) if answer is _ASK else answer
            for word, answer in zip(words, plain, strict=True)
        ]
        found = objects(answers)
        if _REMARK in answers:
            remarked = np.fromiter(map(is_, answers, repeat(_REMARK)), np.bool_, len(answers))
            self.alone |= remarked[cells.codes]
            found[remarked] = None
        return Coded(found, cells.codes)

    def _answer(self, field: str, cell: Any, ask: Callable[[Row], Any]) -> Any:
        row = Row(0, {field: cell}, self.context)
        value = ask(row)
        return _REMARK if row.issues else value

    def text(self, field: str, limit: int = 2_000) -> Coded:
        """Texts."""
        return self.read(field, lambda row: row.text(field, limit), _plain_texts(limit))

    def decimal(self, field: str, high: Decimal = MAX_MONEY_GBP, places: Decimal = CENT) -> Coded:
        """Numbers to two decimals (or ``places``)."""
        given = self.columns.get(field)
        if given is not None and places == CENT:
            whole = _whole_hundredths(given, float(high))
            if whole is not None:
                return Hundredths(whole)
        return self.read(
            field,
            lambda row: row.decimal(field, high=high, places=places),
            _plain_numbers(high, places),
        )

    def uprn(self) -> Coded:
        """UPRNs."""
        return self.read("uprn", Row.uprn, _plain_uprns)


def _plain_texts(limit: int) -> Quick:
    """Texts that need no cleaning: printable, without blanks to take out, too long to be one."""

    def plain(word: Any) -> bool:
        if type(word) is not str or not _LONGEST_BLANK < len(word) <= limit:
            return False
        return word.isprintable() and "  " not in word and word[0] not in " #" and word[-1] != " "

    def quick(words: list[Any]) -> list[Any]:
        if set(map(type, words)) == {str}:
            lengths = list(map(len, words))
            line = f"|{'|'.join(words)}|"
            fits = min(lengths) > _LONGEST_BLANK and max(lengths) <= limit
            spaced = "  " in line or "| " in line or " |" in line or "|#" in line
            if fits and not spaced and line.isprintable():  # all at once: a tenth of the time
                return words
        return [word if plain(word) else _ASK for word in words]

    return quick


def _plain_numbers(high: Decimal, places: Decimal) -> Quick:
    """Floats within bounds."""
    most = float(high)

    def quick(words: list[Any]) -> list[Any]:
        return [
            Decimal(repr(word)).quantize(places)
            if type(word) is float and 0.0 <= word < most
            else _ASK
            for word in words
        ]

    return quick


def _whole_hundredths(cells: Objects, most: float) -> Floats | None:
    """Cells that are floats or nothing, none with more than two decimals: nothing is to be said of
    any, nor to be rounded. Else None."""
    if not set(map(type, cells)) <= {float, NoneType}:
        return None
    numbers = cells.astype(np.float64)
    absent = np.isnan(numbers)
    plain = absent | ((numbers >= 0.0) & (numbers < most) & (hundredths(numbers) == numbers))
    return numbers if plain.all() else None


def _plain_uprns(words: list[Any]) -> list[Any]:
    """Digits and nothing else."""
    digits = [
        type(w) is str and w.isdigit() and w.isascii() and len(w) <= _UPRN_DIGITS for w in words
    ]
    found = [int(word) if plain else 0 for word, plain in zip(words, digits, strict=True)]
    doubtful = {
        number
        for number in found
        if not 1 <= number <= values.MAX_UPRN
        or values.rounded_uprn(number)
        or placeholders.placeholder_uprn(number)
    }
    return [_ASK if number in doubtful else number for number in found]
