"""Services for residents: what is where, when it is open, and what is near a postcode.

The same for whoever asks: no more than the public edition shows, and no rating, cost or plan. A
postcode is looked up and forgotten.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import numpy as np
from pydantic import Field

from estate.access.travel import LONGEST_MIN, Mode
from estate.answers.answer import Answer, Named, answer
from estate.answers.context import ReadContext
from estate.answers.residents.journeys import basis_of
from estate.answers.residents.mobile import MobileStop, spots, stops
from estate.answers.residents.postcode import spot_of
from estate.arrays import Floats
from estate.codes import DISCLAIMER
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import naming
from estate.register.queries import services as query

#: A longer text is a description: it is shown, and is no kind to choose.
_LONGEST_KIND = 60
_MODES = (Mode.WALK, Mode.CAR)


@answer
class ServicePlace(Answer):
    """A place that is open to the public. Minutes are null where nobody said from where, and where
    no way of three hours or less is known."""

    property_id: UUID
    name: str
    address: str | None
    postcode: str | None
    town: str | None
    organisation: Named
    services: Annotated[str | None, Field(description="null where none is on record")]
    opening_hours: Annotated[str | None, Field(description="null where none are on record")]
    longitude: float | None
    latitude: float | None
    walk_min: float | None
    car_min: float | None


@answer
class ServiceStop(Answer):
    """A stop of a mobile service, which is there on its days alone; minutes as of a place."""

    stop: MobileStop
    walk_min: float | None
    car_min: float | None


@answer
class ServiceKind(Answer):
    """A kind of service, how many places have it, and at how many stops a mobile service gives
    it."""

    name: str
    places: int
    stops: int


@answer
class Services(Answer):
    """The places of a question: by name, or the nearest first. ``kinds`` and ``towns`` are those
    that can be asked for; ``basis`` says what minutes rest on, empty where there are none."""

    numberReturned: int
    kind: str | None
    town: str | None
    nearest_first: bool
    places: list[ServicePlace]
    stops: list[ServiceStop]
    kinds: list[ServiceKind]
    towns: list[str]
    basis: list[str]
    reader: str
    disclaimer: str


def services(
    context: ReadContext,
    *,
    kind: str | None = None,
    town: str | None = None,
    postcode: str | None = None,
) -> Services:
    """Places open to the public, and stops of mobile services, of one kind of service or one town
    where asked.

    With a ``postcode`` the nearest on foot come first. ``BadQuestion`` for a kind or town that is
    not here, and for a postcode that is none or not known.
    """
    rows, mobile = query.open_to_the_public(context.connection), stops(context)
    kinds, of_stops = _kinds(rows), Counter(one.function.label for one in mobile)
    wanted = None if kind is None else _known(kind, kinds + of_stops)
    here = None if town is None else naming.town(context.connection, town)
    found = [
        row
        for row in rows
        if (wanted is None or wanted in _kinds_of(row["services"]))
        and (here is None or row["town"] == here)
    ]
    stopped = [
        one for one in mobile if wanted in (None, one.function.label) and here in (None, one.town)
    ]
    spot = None if postcode is None else spot_of(context, postcode)
    places = [
        ServicePlace.made_of(row, organisation=Named(row["code"], row["organisation"]), **minutes)
        for row, minutes in zip(found, _minutes(context, _ends(found), spot), strict=True)
    ]
    stops_near = [
        ServiceStop(stop=one, **minutes)
        for one, minutes in zip(stopped, _minutes(context, spots(stopped), spot), strict=True)
    ]
    if spot is not None:
        # Sorting keeps the order of names among equals.
        places, stops_near = sorted(places, key=_away), sorted(stops_near, key=_away)
    return Services(
        numberReturned=len(places),
        kind=wanted,
        town=here,
        nearest_first=spot is not None,
        places=places,
        stops=stops_near,
        kinds=[
            ServiceKind(name=name, places=kinds[name], stops=of_stops[name])
            for name in sorted(kinds + of_stops)
        ],
        towns=sorted(
            {row["town"] for row in rows if row["town"] is not None}
            | {one.town for one in mobile if one.town is not None}
        ),
        basis=[] if spot is None else _basis(context),
        reader=v.PUBLIC.kind.value,
        disclaimer=DISCLAIMER,
    )


def _kinds_of(text: str | None) -> set[str]:
    """Kinds of service in what an owner wrote: parts between commas, semicolons or lines."""
    parts = (" ".join(one.split()) for one in re.split(r"[;,\n]", text or ""))
    plain = (one.casefold() for one in parts if 0 < len(one) <= _LONGEST_KIND)
    return {one[:1].upper() + one[1:] for one in plain}


def _kinds(rows: Sequence[dict[str, Any]]) -> Counter[str]:
    return Counter(kind for row in rows for kind in _kinds_of(row["services"]))


def _known(asked: str, kinds: Counter[str]) -> str:
    named = _kinds_of(asked) & kinds.keys()
    if len(named) != 1:
        raise BadQuestion(f"No place here has the service “{asked[:60]}”. Choose one of the list.")
    return named.pop()


def _ends(rows: Sequence[dict[str, Any]]) -> Floats:
    return np.array(
        [[math.nan if one is None else one for one in (r["easting"], r["northing"])] for r in rows],
        dtype=np.float64,
    ).reshape(-1, 2)


def _minutes(
    context: ReadContext, ends: Floats, spot: tuple[float, float] | None
) -> list[dict[str, float | None]]:
    """Of each place by each way of travelling, to a tenth; None where nobody said from where."""
    found: dict[str, list[float | None]] = {}
    for mode in _MODES:
        name = f"{mode.value}_min"
        found[name] = [None] * len(ends)
        if spot is None or mode not in context.travel.modes:
            continue
        told = context.travel.minutes(np.array([spot]), ends, mode, LONGEST_MIN)[0]
        found[name] = [round(float(one), 1) if math.isfinite(one) else None for one in told]
    return [dict(zip(found, each, strict=True)) for each in zip(*found.values(), strict=True)]


def _away(one: ServicePlace | ServiceStop) -> tuple[float, float]:
    walk, car = (math.inf if each is None else each for each in (one.walk_min, one.car_min))
    return walk, car


def _basis(context: ReadContext) -> list[str]:
    travel = context.travel
    return [basis_of(mode, travel.basis(mode)).words for mode in _MODES if mode in travel.modes]
