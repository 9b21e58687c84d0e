"""Which properties are near: a box in degrees that an index answers, before metres decide.

A property's point lies in its outline, so the index of outlines finds it too; the points of
properties without an outline have an index of their own. Distances are measured on the National
Grid, as always; the box only has to be large enough.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

#: More degrees than a metre is long anywhere in Great Britain, in either direction.
_DEGREES_IN_A_METRE = 1 / 50_000


def may_be_within(row: Any, place_4326: ColumnElement[Any], metres: float) -> ColumnElement[bool]:
    """Whether a property (``row``) may lie within so many metres of a place in 4326.

    True of all that do, and of some that do not: the caller measures.
    """
    box = func.ST_Expand(place_4326, metres * _DEGREES_IN_A_METRE)
    outline, point = row.c.geom_4326, row.c.rep_point_4326
    return or_(outline.intersects(box), and_(outline.is_(None), point.intersects(box)))


def outlines_may_meet(row: Any, other: Any) -> ColumnElement[bool]:
    """Whether the outlines of two properties may meet: their boxes do, a metre allowed."""
    box = func.ST_Expand(row.c.geom_4326, _DEGREES_IN_A_METRE)
    met: ColumnElement[bool] = other.c.geom_4326.intersects(box)
    return met
