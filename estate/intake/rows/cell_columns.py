"""Columns of cells read at once: each distinct cell is read once, as a row of its own, and what
is to be said of it is said of every row that has it.

Only rows of which something is said, or which must be looked at on their own, become a ``Row``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType
from typing import Any

import numpy as np

from estate.arrays import Bools, Floats
from estate.intake.cells import placeholders, values
from estate.intake.cells.coded_column import (
    Coded,
    Hundredths,
    Objects,
    coded,
    constant,
    hundredths,
    objects,
)
from estate.intake.issues import Issue
from estate.intake.rows.context import Context
from estate.intake.rows.row import CENT, MAX_MONEY_GBP, Row

_LONGEST_BLANK = 4  # “none”, “null”; anything longer is no blank
_UPRN_DIGITS = 14
_REFERENCE_LETTERS = 200
_ASK = object()
#: What the words of a column mean where they are plain; ``_ASK`` where they are not.
Quick = Callable[[list[Any]], list[Any]]


@dataclass(frozen=True)
class Looked:
    """A column of values, and what is to be said of some of its words (by their numbers)."""

    column: Coded
    remarks: Mapping[int, Sequence[Issue]]

    def remarked(self) -> Bools:
        """Rows of whose cells there is something to say."""
        words = np.zeros(len(self.column.words), dtype=np.bool_)
        words[list(self.remarks)] = True
        return np.asarray(words[self.column.codes], dtype=np.bool_)


class CellColumns:
    """The cells of a file by field; the rows of which something is said; and which are still
    ``sound``: of a row that cannot enter, nothing more is read nor said."""

    def __init__(
        self, columns: Mapping[str, Objects], row_numbers: Sequence[int], context: Context
    ) -> None:
        self.columns = columns
        self.row_numbers = row_numbers
        self.count = len(row_numbers)
        self.context = context
        self.rows: dict[int, Row] = {}
        self.sound: Bools = np.ones(self.count, dtype=np.bool_)

    def has(self, field: str) -> bool:
        """Whether the file has such a column."""
        return field in self.columns

    def row(self, index: int) -> Row:
        """One row by its number, to read its cells one by one."""
        row = self.rows.get(index)
        if row is None:
            cells = {name: column[index] for name, column in self.columns.items()}
            row = self.rows[index] = Row(self.row_numbers[index], cells, self.context)
        return row

    def alone(self, which: Bools, ask: Callable[[Row, int], Any]) -> dict[int, Any]:
        """What is asked of each of these rows on its own, by its place; of sound ones only."""
        places = np.flatnonzero(which & self.sound).tolist()
        return {index: ask(self.row(index), index) for index in places}

    def mended(self, column: Coded, which: Bools, ask: Callable[[Row, int], Any]) -> Coded:
        """A column with other values in these rows, each asked on its own."""
        found = self.alone(which, ask)
        if not found:
            return column
        return column.patched(np.fromiter(found, np.intp, len(found)), list(found.values()))

    def read(
        self,
        field: str,
        ask: Callable[[Row], Any],
        quick: Quick | None = None,
        where: Bools | None = None,
    ) -> Coded:
        """What each cell means, with the remarks on it said; ``where``: of these rows only.

        ``quick`` answers for plain words what ``ask`` would answer.
        """
        return self.said(self.look(field, ask, quick), where)

    def look(self, field: str, ask: Callable[[Row], Any], quick: Quick | None = None) -> Looked:
        """What each cell means; nothing is said yet."""
        given = self.columns.get(field)
        if given is None:
            return Looked(constant(ask(Row(0, {}, self.context)), self.count), {})
        cells = coded(given)
        words = cells.words.tolist()
        answers = [_ASK] * len(words) if quick is None else list(quick(words))
        remarks: dict[int, Sequence[Issue]] = {}
        for number, answer in enumerate(answers):
            if answer is _ASK:
                row = Row(0, {field: words[number]}, self.context)
                answers[number] = ask(row)
                if row.issues:
                    remarks[number] = row.issues
        return Looked(Coded(objects(answers), cells.codes), remarks)

    def said(self, looked: Looked, where: Bools | None = None) -> Coded:
        """The column, and the remarks on its cells said of every sound row that has them."""
        if looked.remarks:
            which = looked.remarked() & self.sound
            words = looked.column.codes
            for index in np.flatnonzero(which if where is None else which & where).tolist():
                self.row(index).take(looked.remarks[int(words[index])])
        return looked.column

    def text(self, field: str, limit: int = 2_000) -> Coded:
        """A column of text, with the remarks on its cells."""
        return self.said(self.look_text(field, limit))

    def look_text(self, field: str, limit: int) -> Looked:
        """A column of text; no remark on its cells is written down yet."""
        return self.look(field, lambda row: row.text(field, limit), _plain_texts(limit))

    def reference(self, field: str) -> Coded:
        """A column of an organisation's own references."""
        return self.read(field, lambda row: row.reference(field), _plain_references)

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
        """The column of Unique Property Reference Numbers."""
        return self.read("uprn", Row.uprn, _plain_uprns)


def _plain_references(words: list[Any]) -> list[Any]:
    """Texts of which nothing is to be said as of references; of a million in one look."""
    plain = _plain_texts(_REFERENCE_LETTERS)(words)
    if plain is words and not values.may_be_doubtful("\n".join(words)):
        return words
    return [_ASK if values.doubtful_reference(word) else word for word in plain]


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
    return numbers + 0.0 if plain.all() else None  # −0.0 is 0.0


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
