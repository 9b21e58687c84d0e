"""One row changed by hand: by the same checks, history, protected places and undo as a file.

What a person types becomes an import of one row, part of a list: absence says nothing, but what
they have emptied is cleared. ``rows`` says which rows there are and what stands in them, ``fields``
what may be typed, ``as_read`` that nobody's change is lost, ``changing``
plans and commits.
"""

from estate.intake.by_hand.as_read import (
    ChangedMeanwhile,
    Difference,
    demand_as_read,
    read_again,
)
from estate.intake.by_hand.changing import HandPlan, Line, commit_change, plan_change
from estate.intake.by_hand.fields import FIELDS, Entry, HandField
from estate.intake.by_hand.rows import HandRow, new_row, row_of, rows_of

__all__ = [
    "FIELDS",
    "ChangedMeanwhile",
    "Difference",
    "Entry",
    "HandField",
    "HandPlan",
    "HandRow",
    "Line",
    "commit_change",
    "demand_as_read",
    "new_row",
    "plan_change",
    "read_again",
    "row_of",
    "rows_of",
]
