"""Mobile services, such as a mobile library or a health bus: their stops with days and hours.

As their bodies publish them, and so the same for every reader. A stop is no place that is open all
week: its days stand with it wherever it is told.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from estate.answers.answer import Answer, Coded, answer
from estate.answers.context import ReadContext
from estate.answers.residents.small_areas import residents
from estate.arrays import Floats
from estate.codes import Weekday, label
from estate.frames import is_null
from estate.geometry import to_grid
from estate.register.queries import stops as query

#: Stops so near to a property are told on its page, m.
NEAR_M = 500.0
_DAYS = [one.value for one in Weekday]
_PLACE = ("easting", "northing", "longitude", "latitude")
_IN_MONTH = " in the month"
#: Visits that have these in common are of one stop.
_SAME_STOP = ("service", "body", "stop", "easting", "northing")


@answer
class Visit(Answer):
    """When it is there; hours as 10:00; ``how_often`` null where nobody has said it."""

    day: Coded
    starts: str
    ends: str
    how_often: str | None


@answer
class MobileStop(Answer):
    """A stop of a mobile service, with all its visits; ``when`` says them in words."""

    service: str
    function: Coded
    body: str
    organisation_code: str | None
    stop: str
    postcode: str | None
    town: str | None
    area_code: Annotated[str | None, Field(description="the small area that it lies in")]
    imd_decile: Annotated[int | None, Field(description="of that area; 1 = most deprived tenth")]
    longitude: float
    latitude: float
    easting: float
    northing: float
    when: str
    visits: list[Visit]
    edition: str
    published_on: date
    synthetic: bool


def stops(context: ReadContext) -> list[MobileStop]:
    """All stops, by service and name; empty where no timetable is loaded."""
    return context.cache.once(("mobile stops", context.version), lambda: _stops(context))


def of_town(context: ReadContext, town: str) -> list[MobileStop]:
    """Those within a town."""
    return [one for one in stops(context) if one.town == town]


def near(context: ReadContext, point: Sequence[float] | None) -> list[MobileStop]:
    """Those within ``NEAR_M`` of a place as the crow flies, the nearest first; none of a place
    whose ``point`` (longitude, latitude) is not known to the reader."""
    every = stops(context)
    if point is None or not every:
        return []
    east, north = to_grid(np.array([point[0]]), np.array([point[1]]))
    easting, northing = float(east[0]), float(north[0])

    def away_m(one: MobileStop) -> float:
        return math.hypot(one.easting - easting, one.northing - northing)

    return sorted((one for one in every if away_m(one) <= NEAR_M), key=away_m)


def spots(found: Sequence[MobileStop]) -> Floats:
    """Where they are: n × 2, m on the National Grid."""
    return np.array([(one.easting, one.northing) for one in found], dtype=float).reshape(-1, 2)


def _stops(context: ReadContext) -> list[MobileStop]:
    deciles = residents(context).areas["imd_decile"]
    together: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in query.visits(context.connection):
        key = tuple(row[name] for name in _SAME_STOP)
        together.setdefault(key, []).append(row)
    return [_stop(rows, deciles) for rows in together.values()]


def _stop(rows: Sequence[dict[str, Any]], deciles: "pd.Series[float]") -> MobileStop:
    first = rows[0]
    visits = [
        Visit(
            day=Coded.of(row["day"]),
            starts=row["starts"],
            ends=row["ends"],
            how_often=row["how_often"],
        )
        for row in sorted(rows, key=lambda row: (_DAYS.index(row["day"]), row["starts"]))
    ]
    decile = deciles.get(first["area_code"] or "")
    return MobileStop.made_of(
        first,
        function=Coded.of(first["service_function"]),
        imd_decile=None if decile is None or is_null(decile) else int(decile),
        **{name: float(first[name]) for name in _PLACE},
        visits=visits,
        when="; ".join(words(one) for one in visits),
    )


def words(visit: Visit) -> str:
    """A visit in words: “Tuesdays, 10:00 to 12:00, every 2 weeks”, or with “1st Tuesday of the
    month” where it is there on that alone."""
    day, often, hours = label(visit.day.code), visit.how_often, f"{visit.starts} to {visit.ends}"
    if often is not None and often.endswith(_IN_MONTH):
        return f"{often.removesuffix(_IN_MONTH)} {day} of the month, {hours}"
    return f"{day}s, {hours}" + ("" if often in (None, "every week") else f", {often}")
