"""Columns of cells read at once: each distinct cell is read as its row would read it.

A cell of which there is something to say is not judged here: its row is marked, and is then
read on its own by the functions that know the words.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from estate.intake import values
from estate.intake.context import Context
from estate.intake.rows import CENT, MAX_MONEY_GBP, Row

Value = TypeVar("Value")

_LONGEST_BLANK = 4  # “none”, “null”; anything longer is no blank
_UPRN_DIGITS = 14
_UNSEEN = object()
_REMARK = object()


class CellColumns:
    """The cells of a file by field, and which rows must be read one by one."""

    def __init__(self, columns: dict[str, list[Any]], count: int, context: Context) -> None:
        self.columns = columns
        self.count = count
        self.context = context
        self.alone = bytearray(count)

    def has(self, field: str) -> bool:
        """Whether the file has such a column."""
        return field in self.columns

    def set_apart(self, which: list[bool]) -> None:
        """Mark rows that have something to say."""
        for index, marked in enumerate(which):
            if marked:
                self.alone[index] = 1

    def read(
        self,
        field: str,
        ask: Callable[[Row], Value],
        quick: Callable[[Any], Value | None] | None = None,
    ) -> list[Value | None]:
        """What each cell means; ``quick`` answers for plain cells what ``ask`` would answer."""
        cells = self.columns.get(field)
        if cells is None:
            return [ask(Row(0, {}, self.context))] * self.count
        known: dict[Any, Any] = {}
        found: list[Value | None] = []
        for index, cell in enumerate(cells):
            answer: Any = None if quick is None else quick(cell)
            if answer is None:
                key = cell if type(cell) is str else (type(cell), cell)
                answer = known.get(key, _UNSEEN)
                if answer is _UNSEEN:
                    answer = known[key] = self._answer(field, cell, ask)
                if answer is _REMARK:
                    self.alone[index] = 1
                    answer = None
            found.append(answer)
        return found

    def _answer(self, field: str, cell: Any, ask: Callable[[Row], Value]) -> Any:
        row = Row(0, {field: cell}, self.context)
        value = ask(row)
        return _REMARK if row.issues else value

    def text(self, field: str, limit: int = 2_000) -> list[str | None]:
        """Texts."""
        return self.read(field, lambda row: row.text(field, limit), _plain_text(limit))

    def decimal(
        self, field: str, high: Decimal = MAX_MONEY_GBP, places: Decimal = CENT
    ) -> list[Decimal | None]:
        """Numbers to two decimals (or ``places``)."""
        return self.read(
            field,
            lambda row: row.decimal(field, high=high, places=places),
            _plain_number(high, places),
        )

    def uprn(self) -> list[int | None]:
        """UPRNs."""
        return self.read("uprn", Row.uprn, _plain_uprn)


def _plain_text(limit: int) -> Callable[[Any], str | None]:
    """Text that needs no cleaning: printable, without blanks to take out, too long to be one."""

    def quick(cell: Any) -> str | None:
        if type(cell) is not str or not _LONGEST_BLANK < len(cell) <= limit:
            return None
        clean = cell.isprintable() and "  " not in cell and cell[0] != " " and cell[-1] != " "
        return cell if clean else None

    return quick


def _plain_number(high: Decimal, places: Decimal) -> Callable[[Any], Decimal | None]:
    most = float(high)

    def quick(cell: Any) -> Decimal | None:
        if type(cell) is float and 0.0 <= cell < most:
            return Decimal(repr(cell)).quantize(places)
        return None

    return quick


def _plain_uprn(cell: Any) -> int | None:
    if type(cell) is not str or len(cell) > _UPRN_DIGITS or not (cell.isascii() and cell.isdigit()):
        return None
    found = int(cell)
    return found if 1 <= found <= values.MAX_UPRN else None
