"""Which properties are near: a box in degrees that an index answers, before metres decide.

What is drawn of a property, its outline or else its point, has the one spatial index. A point
lies in its outline, so that index finds points too. Distances are measured on the National Grid,
as always; the box only has to be large enough.
"""

from typing import Any

from sqlalchemy import ColumnElement, func

#: More degrees than a metre is long anywhere in Great Britain, in either direction.
_DEGREES_IN_A_METRE = 1 / 50_000


def place(row: Any) -> ColumnElement[Any]:
    """What is drawn of a property (``row``), in 4326; worded as the index is."""
    drawn: ColumnElement[Any] = func.coalesce(row.c.geom_4326, row.c.rep_point_4326)
    return drawn


def may_be_within(row: Any, place_4326: ColumnElement[Any], metres: float) -> ColumnElement[bool]:
    """Whether a property (``row``) may lie within so many metres of a place in 4326.

    True of all that do, and of some that do not: the caller measures.
    """
    return place(row).bool_op("&&")(func.ST_Expand(place_4326, metres * _DEGREES_IN_A_METRE))


def outlines_may_meet(row: Any, other: Any) -> ColumnElement[bool]:
    """Whether the outlines of two properties may meet: their boxes do, a metre allowed."""
    return may_be_within(other, row.c.geom_4326, 1.0)
