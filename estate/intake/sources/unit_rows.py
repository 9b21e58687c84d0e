"""A row of units below the headings, and units that a heading over several columns names.

``£000`` below “Book value” makes it “Book value (£000)”: read as a record, such a row would be
refused and its units lost, and thousands would enter as pounds.
"""

import re
from typing import Any

from estate.intake.sources.headings import RowOfCells, has
from estate.intake.sources.units_named import unit_of

_KINDS = re.compile(
    r"\W*(?:text|free text|string|varchar|char|numbers?|numeric|integer|int|decimal|float|double|"
    r"dates?|d{1,2}[/.-]m{1,3}[/.-]y{2,4}|y{4}[/.-]m{2}[/.-]d{2}|yes/no|y/n|boolean|code|coded|"
    r"list|metres?|meters?|m|km|degrees?|%|per ?cent|years?|months?|days?|fte|no\.?|count|units?|"
    r"£|gbp|pounds|£ ?(?:pa|p\.a\.?|a year|per annum|/ ?year))\W*",
    re.IGNORECASE,
)
_LONGEST = 24


def with_unit_row(headings: RowOfCells, below: RowOfCells | None) -> RowOfCells | None:
    """The headings with their units, where the row below them holds nothing but units."""
    cells = [] if below is None else [(i, cell) for i, cell in enumerate(below) if has(cell)]
    if below is None or not cells or any(not _is_unit(cell) for _, cell in cells):
        return None
    made = list(headings) + [None] * (len(below) - len(headings))
    for place, cell in cells:
        said = unit_of(str(cell))
        if said is not None and has(made[place]):
            made[place] = f"{str(made[place]).strip()} ({said})"
    return made[: len(headings)]


def unit_row_note(number: int) -> str:
    """What was done with it."""
    return f"Row {number} holds units, not a record; they were read with the headings."


def _is_unit(cell: Any) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return False
    return bool(_KINDS.fullmatch(cell)) or (unit_of(cell) is not None and len(cell.split()) < 5)
