"""Where a table begins: titles above the headings, headings over two rows or said again."""

import re
from collections.abc import Sequence
from typing import Any

from estate.intake.sources.units_named import unit_of

RowOfCells = list[Any]
#: A merged range of cells: first row, last row, first column, last column, all from 0.
Merged = tuple[int, int, int, int]
_LOOKED_AT = 50
_WIDE_ENOUGH = 0.6
#: Rows that tell a heading of groups, how few of its cells are filled and how many of its parts'.
_GROUPED, _GAPS, _FULL = 3, 0.7, 0.8
#: How much of the table's width a title may have.
_TITLE = 0.4
#: What no heading holds: a figure of some length, or a postcode.
_NUMBERS = re.compile(r"^\W*\d|\d{3}[\d,.]*\d|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", re.IGNORECASE)
_OF_PLACES = re.compile(
    r"grid|map ref|coordinate|co-ordinate|\bngr\b|os ref|east\w*\W+north", re.IGNORECASE
)
_PAIRS = (
    (
        re.compile(r"\beastings?\b.{0,30}\bnorthings?\b", re.IGNORECASE | re.DOTALL),
        "Easting",
        "Northing",
    ),
    (re.compile(r"\bx\b\W{1,9}(?:and\W+)?y\b", re.IGNORECASE), "X", "Y"),
    (
        re.compile(r"\blat(?:itude)?\b.{0,30}\blong?(?:itude)?\b", re.IGNORECASE | re.DOTALL),
        "Latitude",
        "Longitude",
    ),
    (
        re.compile(r"\blong?(?:itude)?\b.{0,30}\blat(?:itude)?\b", re.IGNORECASE | re.DOTALL),
        "Longitude",
        "Latitude",
    ),
)


_TOLD = re.compile(r"(population|units?|date|source|published)\s*:?", re.IGNORECASE)
_TOLD_CELLS = 2


def has(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and cell == cell and str(cell).strip() != ""


def filled(row: RowOfCells) -> int:
    """How many cells of a row hold anything."""
    return sum(1 for cell in row if has(cell))


def heading_row(rows: list[RowOfCells]) -> int:
    """Index of the first row that is filled about as wide as the widest of the first rows."""
    widths = [filled(row) for row in rows[:_LOOKED_AT]]
    widest = max(widths)
    return next(
        i
        for i, width in enumerate(widths)
        if width >= max(1, _WIDE_ENOUGH * widest) and (width == widest or not is_told(rows[i]))
    )


def is_told(row: RowOfCells) -> bool:
    """Whether a line of two cells says of the whole table what it counts or of which day it is, as
    Nomis writes above its tables (“Units”, “Persons”)."""
    return filled(row) <= _TOLD_CELLS and _TOLD.fullmatch(str(row[0]).strip()) is not None


def headings_of(rows: list[RowOfCells], start: int, merged: list[Merged]) -> tuple[RowOfCells, int]:
    """The headings and how many rows they take: a heading merged over several columns takes
    those below it as its parts (``Location`` over ``Easting`` and ``Northing``)."""
    above, below = _two_rows(start, rows, merged)
    if below == above and is_grouped(rows[start : start + 3]):
        return grouped(*rows[start : start + 2]), start + 2
    if below == above:
        return named_for_two(_spread_pairs(rows[start], start, merged)), start + 1
    width = max(len(rows[above]), len(rows[below]))
    parents = _spread(rows[above], above, merged, width)
    return _together(parents, rows[below]), below + 1


def is_title(rows: Sequence[RowOfCells], widest: int) -> bool:
    """Whether a line of two cells or so (“Prepared”, “01/06/2026”) stands above the headings: a
    line of words alone, about as wide as the table, follows it."""
    if not rows or filled(rows[0]) > _TITLE * widest:
        return False
    return any(filled(row) >= _FULL * widest and not any(map(_is_figure, row)) for row in rows[1:])


def is_grouped(rows: Sequence[RowOfCells]) -> bool:
    """Whether a first row of few headings stands over the parts of each (“Location,,Size” over
    “Easting,Northing,GIA”) without cells being merged: the second is full of words, and figures
    stand below some of them."""
    if len(rows) < _GROUPED:
        return False
    first, second, record = rows[:_GROUPED]
    width = max(map(len, (first, second)))
    fuller = filled(first) <= _GAPS * width and filled(second) >= _FULL * width
    worded = [cell for cell in second if has(cell) and not _is_figure(cell)]
    some = any(_is_figure(cell) for cell in record)
    return fuller and some and len(worded) == filled(second) and has(first[0])


def _is_figure(cell: Any) -> bool:
    return has(cell) and (not isinstance(cell, str) or _NUMBERS.search(cell.strip()) is not None)


def grouped(first: RowOfCells, second: RowOfCells) -> RowOfCells:
    """The parts under the headings of their groups."""
    parents: RowOfCells = []
    for cell in (first + [None] * len(second))[: max(len(first), len(second))]:
        parents.append(cell if has(cell) or not parents else parents[-1])
    return _together(parents, second)


def _together(parents: RowOfCells, below: RowOfCells) -> RowOfCells:
    """Each part by its own name; with that of its group where another part is called alike, with
    its unit where only the group names one."""
    children = (below + [None] * len(parents))[: len(parents)]
    names = [
        child if has(child) else parent for parent, child in zip(parents, children, strict=True)
    ]
    said = [str(name).strip() for name in names]
    full = [
        f"{parent} {child}"
        if has(parent) and has(child) and said.count(name) > 1
        else _with_unit(name, parent, child)
        for parent, child, name in zip(parents, children, said, strict=True)
    ]
    return [None if not has(n) or n == "None" else n for n in full]


def _with_unit(name: str, parent: Any, child: Any) -> str:
    """“Book value” under “Values (£000s)” is “Book value (£000s)”."""
    unit = unit_of(str(parent)) if has(parent) and has(child) else None
    return name if unit is None or unit_of(name) is not None else f"{name} ({unit})"


def _two_rows(start: int, rows: list[RowOfCells], merged: list[Merged]) -> tuple[int, int]:
    """The rows of parents and parts; twice the same row where nothing is merged."""
    for top, bottom, left, right in merged:
        down = bottom == start + 1
        if top == start and start + 1 < len(rows) and (down or right > left):
            parts = down or not _is_data(rows[start], rows[start + 1], start, merged)
            return (start, start + 1) if parts else (start, start)
    for top, bottom, left, right in merged:
        wide = right > left and left > 0  # a title over the whole table starts at its left
        if start > 0 and bottom == top == start - 1 and wide:
            return start - 1, start
    return start, start


def _is_data(headings: RowOfCells, row: RowOfCells, number: int, merged: list[Merged]) -> bool:
    """Whether the row below a heading over several columns is the first record: it holds numbers,
    or cells under headings that stand for one column."""
    if any(has(cell) and (not isinstance(cell, str) or _NUMBERS.search(cell)) for cell in row):
        return True
    spread = {
        column
        for top, _, left, right in merged
        if top == number and right > left
        for column in range(left, right + 1)
    }
    single = [i for i, cell in enumerate(headings) if has(cell) and i not in spread]
    return sum(i < len(row) and has(row[i]) for i in single) * 2 > len(single)


def _spread_pairs(row: RowOfCells, number: int, merged: list[Merged]) -> RowOfCells:
    """The row with a heading over two columns written in both, where it speaks of a place."""
    made = list(row)
    for top, bottom, left, right in merged:
        if top == bottom == number and right == left + 1 < len(made) and has(made[left]):
            made[right] = made[left] if _OF_PLACES.search(str(made[left])) else made[right]
    return made


def named_for_two(row: RowOfCells) -> RowOfCells:
    """“Map reference: Eastings, Northings” over two columns, the second blank or the same, names
    each of them."""
    made = list(row)
    for place, cell in enumerate(row):
        second = row[place + 1] if place + 1 < len(row) else "none"
        if not has(cell) or (has(second) and second is not cell):
            continue
        pair = next((pair for pattern, *pair in _PAIRS if pattern.search(str(cell))), None)
        if pair is None and has(second):  # “Grid reference”, merged over two columns
            pair = ["Easting", "Northing"]
        if pair is not None:
            made[place : place + 2] = pair
    return made


def _spread(row: RowOfCells, number: int, merged: list[Merged], width: int) -> RowOfCells:
    spread = (row + [None] * width)[:width]
    for top, _, left, right in merged:
        if top == number:
            for column in range(left, min(right, width - 1) + 1):
                spread[column] = row[left] if left < len(row) else None
    return spread


def said_again(headings: RowOfCells, rows: list[tuple[int, RowOfCells]]) -> list[int]:
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
