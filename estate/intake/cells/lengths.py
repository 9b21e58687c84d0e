"""How long texts of a file may be before anything looks into them.

A pattern that is quick on any cell of a register may take minutes on one of a million letters,
and whoever sends a file chooses their number. Nothing is cut in silence: ``Cut`` names the row
and the column, and the checks turn it into a remark.
"""

import re
from dataclasses import dataclass
from typing import Any

#: Letters of a cell that are read; a workbook allows 32,767, the longest texts kept have 2,000.
LONGEST_CELL = 10_000
#: Letters of a cell that can be a number, a date, a code or a reference; more are none.
LONGEST_VALUE = 200
#: Letters of a heading, a sheet's name or a line above the table that are read.
LONGEST_HEADING = 500
#: Columns of a table: ten times those of the widest register seen.
MOST_COLUMNS = 2_000
#: Parts of one cell (reasons, details of a tenure, titles) that are read.
MOST_PARTS = 50

#: Control characters, and those that are not seen: soft hyphens, joiners, marks of direction.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True)
class Cut:
    """A cell of which only the first ``LONGEST_CELL`` letters were read."""

    row_number: int
    heading: str
    letters: int
    begins: str


def one_line(text: str) -> str:
    """Text without control characters, unseen ones and surplus blanks."""
    return " ".join(_CONTROL.sub("", text).split())


def within(cell: Any) -> Any:
    """A cell of bounded length: blanks and unseen characters go first, then what is too long.

    What is kept of a cell that was cut is always too long for a number, a date or a code, so
    that none of these is read from a part of it.
    """
    if not isinstance(cell, str) or len(cell) <= LONGEST_CELL:
        return cell
    return one_line(cell)[:LONGEST_CELL]


def heading(text: str) -> str:
    """A heading of bounded length."""
    return text if len(text) <= LONGEST_HEADING else text[: LONGEST_HEADING - 1] + "…"


def short(text: str) -> str:
    """The same text; ``ValueError`` when it is too long for any single value."""
    if len(text) > LONGEST_VALUE:
        raise ValueError
    return text
