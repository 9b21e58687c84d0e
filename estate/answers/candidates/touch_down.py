"""Where staff of any body may drop in, as one reader may see it."""

import math
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate.access.travel import Mode
from estate.answers import estate_wide
from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.travelling import Travelling, resting_on
from estate.codes import DISCLAIMER
from estate.colocation.network_ways import basis_of
from estate.colocation.touch_down import points
from estate.errors import BadQuestion
from estate.frames import is_null
from estate.register import visibility as v
from estate.register.queries import naming
from estate.register.queries import touch_down as query

FOR_WHOM = "staff of any member body"


@answer
class TouchDownPoint(Answer):
    """A property with touch-down desks."""

    property_id: UUID
    name: str
    address: str | None
    postcode: str | None
    town: str | None
    longitude: float
    latitude: float
    desks: Annotated[int | None, Field(description="null where no number is on record")]
    opening_hours: Annotated[str | None, Field(description="of the property, where on record")]
    offered_by: list[Named]
    minutes: Annotated[float | None, Field(description="on foot from `near`; null without it")]


@answer
class TouchDown(Answer):
    """All points of a question, the nearest first where a place was named, else the largest."""

    numberReturned: int
    desks: Annotated[int, Field(description="of the points whose number is on record")]
    for_whom: str
    near: str | None
    points: list[TouchDownPoint]
    distance_basis: str
    travel: Annotated[Travelling, Field(description="what the minutes on foot rest on")]
    reader: str
    disclaimer: str


def touch_down(
    context: ReadContext,
    *,
    near: str | None = None,
    town: str | None = None,
    at_least: int | None = None,
    max_minutes: float | None = None,
) -> TouchDown:
    """The points of a question; ``near`` is a property by id or reference.

    ``town`` may be written in any case of letters. ``NotAllowed`` for who is not of the club;
    ``BadQuestion`` for a place that is not shown or has no location, and for an unknown town.
    """
    v.demand(context.reader, v.Level.CLUB, "touch-down desks", of_own=True)
    estate = estate_wide.whole_estate(context)
    places, names = estate.properties, estate.organisations["name"]
    town = naming.town(context.connection, town) if town else None
    at, named = _where(context, near) if near else (None, None)
    if max_minutes is not None and at is None:
        raise BadQuestion("Say near which property: minutes are counted from there.")
    found = []
    wanted = points(estate, context.assumptions, at)
    told = query.places(
        context.connection, context.reader, [UUID(one.property_id) for one in wanted]
    )
    for one in wanted:
        place, more = places.loc[one.property_id], told.get(one.property_id)
        here = None if is_null(place["town"]) else str(place["town"])
        # Where there is no way, nobody is near.
        away = math.inf if at is not None and one.minutes is None else one.minutes or 0.0
        too_far = max_minutes is not None and away > max_minutes
        too_few = at_least is not None and (one.desks or 0) < at_least
        if more is None or too_far or too_few or (town is not None and here != town):
            continue
        found.append(
            TouchDownPoint(
                property_id=UUID(one.property_id),
                name=more["name"],
                address=more.get("address"),
                postcode=more.get("postcode"),
                town=here,
                longitude=float(more["longitude"]),
                latitude=float(more["latitude"]),
                desks=one.desks,
                opening_hours=more.get("opening_hours"),
                offered_by=[Named(code, str(names.get(code, code))) for code in one.offered_by],
                minutes=None if one.minutes is None else round(one.minutes, 1),
            )
        )
    return TouchDown(
        numberReturned=len(found),
        desks=sum(one.desks or 0 for one in found),
        for_whom=FOR_WHOM,
        near=named,
        points=found,
        distance_basis=basis_of(estate.network),
        travel=resting_on(estate.network, context.assumptions, (Mode.WALK,)),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _where(context: ReadContext, near: str) -> tuple[tuple[float, float], str]:
    places = estate_wide.whole_estate(context).properties
    key = naming.property_id(context.connection, context.reader, places, near)
    if key not in places.index or is_null(places.at[key, "easting"]):
        raise BadQuestion(f"“{near[:60]}” has no location that you are shown.")
    place = places.loc[key]
    return (float(place["easting"]), float(place["northing"])), str(place["name"])
