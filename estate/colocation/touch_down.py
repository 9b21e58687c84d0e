"""Touch-down desks: where staff of any body may drop in, how many desks there are, and how near.

Worcestershire Total Place (2010) asks for drop-in points that staff of any agency share. A desk is
on record where an occupier says that it is open to the staff of any partner; a place whose user is
a touch-down point without a count is listed without one.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate.access.engine_choice import travel_of
from estate.access.travel import Mode, Travel
from estate.assumptions import AssumptionSet
from estate.codes import UserFunction
from estate.colocation import gates
from estate.frames import Estate


@dataclass(frozen=True)
class Point:
    """A property with touch-down desks: ``desks`` None where none of its users gives a number;
    ``offered_by`` codes of those who offer them; ``minutes`` on foot from where was asked, None
    where nowhere was."""

    property_id: str
    desks: int | None
    offered_by: tuple[str, ...]
    minutes: float | None


def points(
    estate: Estate, assumptions: AssumptionSet, near: tuple[float, float] | None = None
) -> list[Point]:
    """Every touch-down point that may be spoken of: the nearest first where ``near`` (easting,
    northing in metres) is given, else by most desks; those without a count last among equals.

    Minutes are walked between representative points, by the estate's network or, without one, the
    straight line × detour factor; None where there is no way. Hidden and protected places and those
    out of use are left out.
    """
    users = estate.occupations
    desks = pd.to_numeric(users["touchdown_desks"]).astype(float)
    offers = users[desks.gt(0) | users["user_function"].eq(UserFunction.TOUCHDOWN.value)]
    shown = estate.properties[gates.open_to_either(estate.properties)]
    offers = offers[offers["property_id"].isin(shown.index)]
    travel = None if estate.network is None else travel_of(estate.network, assumptions)
    found = []
    for key, rows in offers.groupby("property_id", sort=True):
        place = shown.loc[key]
        counted = desks.loc[rows.index]
        # Nobody on record by code: whoever reports the property offers them.
        whose = rows["organisation"].fillna(place["organisation"])
        found.append(
            Point(
                str(key),
                int(counted.sum()) if counted.gt(0).any() else None,
                tuple(sorted(set(whose.astype(str)))),
                None if near is None else _minutes(place, near, assumptions, travel),
            )
        )
    return sorted(found, key=lambda one: _order(one, near is not None))


def _minutes(
    place: "pd.Series[float]",
    near: tuple[float, float],
    assumptions: AssumptionSet,
    travel: Travel | None,
) -> float | None:
    there = (float(place["easting"]), float(place["northing"]))
    if travel is None:
        pace = assumptions.value("walk_m_per_minute")
        return math.dist(there, near) * assumptions.value("detour_factor") / pace
    found = float(travel.of_pairs(np.array([near]), np.array([there]), Mode.WALK)[0])
    return found if math.isfinite(found) else None


def _order(one: Point, is_asked: bool) -> tuple[float, int, str]:
    away = math.inf if is_asked and one.minutes is None else one.minutes or 0.0
    return away, -(one.desks or 0), one.property_id
