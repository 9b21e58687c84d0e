"""Where a table begins: titles above the headings, headings over two rows or said again."""

from typing import Any

from estate.intake.sources.units_named import unit_of

Row = list[Any]
#: A merged range of cells: first row, last row, first column, last column, all from 0.
Merged = tuple[int, int, int, int]
_LOOKED_AT = 50
_WIDE_ENOUGH = 0.6


def has(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and cell == cell and str(cell).strip() != ""


def filled(row: Row) -> int:
    """How many cells of a row hold anything."""
    return sum(1 for cell in row if has(cell))


def heading_row(rows: list[Row]) -> int:
    """Index of the first row that is filled about as wide as the widest of the first rows."""
    widths = [filled(row) for row in rows[:_LOOKED_AT]]
    widest = max(widths)
    return next(i for i, width in enumerate(widths) if width >= max(1, _WIDE_ENOUGH * widest))


def headings_of(rows: list[Row], start: int, merged: list[Merged]) -> tuple[Row, int]:
    """The headings and how many rows they take: a heading merged over several columns takes
    those below it as its parts (``Location`` over ``Easting`` and ``Northing``)."""
    above, below = _two_rows(start, len(rows), merged)
    if below == above:
        return rows[start], start + 1
    width = max(len(rows[above]), len(rows[below]))
    parents = _spread(rows[above], above, merged, width)
    children = (rows[below] + [None] * width)[:width]
    names = [child if has(child) else parent
             for parent, child in zip(parents, children, strict=True)]  # fmt: skip
    said = [str(name).strip() for name in names]
    full = [
        f"{parent} {child}" if has(parent) and has(child) and said.count(name) > 1
        else _with_unit(name, parent, child)
        for parent, child, name in zip(parents, children, said, strict=True)
    ]  # fmt: skip
    return [None if not has(n) or n == "None" else n for n in full], below + 1


def _with_unit(name: str, parent: Any, child: Any) -> str:
    """“Book value” under “Values (£000s)” is “Book value (£000s)”."""
    unit = unit_of(str(parent)) if has(parent) and has(child) else None
    return name if unit is None or unit_of(name) is not None else f"{name} ({unit})"


def _two_rows(start: int, count: int, merged: list[Merged]) -> tuple[int, int]:
    """The rows of parents and parts; twice the same row where nothing is merged."""
    for top, bottom, left, right in merged:
        if top == start and start + 1 < count and (bottom == start + 1 or right > left):
            return start, start + 1
    for top, bottom, left, right in merged:
        wide = right > left and left > 0  # a title over the whole table starts at its left
        if start > 0 and bottom == top == start - 1 and wide:
            return start - 1, start
    return start, start


def _spread(row: Row, number: int, merged: list[Merged], width: int) -> Row:
    spread = (row + [None] * width)[:width]
    for top, _, left, right in merged:
        if top == number:
            for column in range(left, min(right, width - 1) + 1):
                spread[column] = row[left] if left < len(row) else None
    return spread


def said_again(headings: Row, rows: list[tuple[int, Row]]) -> list[int]:
    """Numbers of the rows that only repeat the headings (a print-out's every page)."""
    names = [_folded(cell) for cell in headings]
    if sum(1 for name in names if name) < 2:
        return []
    return [
        number for number, row in rows if [_folded(cell) for cell in row[: len(names)]] == names
    ]


def _folded(cell: Any) -> str:
    return " ".join(str(cell).split()).casefold() if has(cell) else ""


def rows_note(numbers: list[int]) -> list[str]:
    """The note on headings said again; they are no records."""
    if not numbers:
        return []
    listed = ", ".join(str(number) for number in numbers[:20]) + (" …" if numbers[20:] else "")
    if len(numbers) == 1:
        return [f"Row {listed} only repeats the headings and counts as no record."]
    return [f"Rows {listed} only repeat the headings and count as no records."]
