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
from estate.answers.journeys import basis_of
from estate.answers.residents_postcode import spot_of
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
class ServiceKind(Answer):
    """A kind of service, and how many places have it."""

    name: str
    places: int


@answer
class Services(Answer):
    """The places of a question: by name, or the nearest first. ``kinds`` and ``towns`` are those
    that can be asked for; ``basis`` says what minutes rest on, empty where there are none."""

    numberReturned: int
    kind: str | None
    town: str | None
    nearest_first: bool
    places: list[ServicePlace]
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
    """Places open to the public, of one kind of service or one town where asked.

    With a ``postcode`` the nearest on foot come first. ``BadQuestion`` for a kind or town that is
    not here, and for a postcode that is none or not known.
    """
    rows = query.open_to_the_public(context.connection)
    kinds = _kinds(rows)
    wanted = None if kind is None else _known(kind, kinds)
    here = None if town is None else naming.town(context.connection, town)
    found = [
        row
        for row in rows
        if (wanted is None or wanted in _kinds_of(row["services"]))
        and (here is None or row["town"] == here)
    ]
    minutes = None if postcode is None else _minutes(context, found, spot_of(context, postcode))
    places = [
        ServicePlace.made_of(
            row,
            organisation=Named(row["code"], row["organisation"]),
            walk_min=None if minutes is None else minutes[Mode.WALK][at],
            car_min=None if minutes is None else minutes[Mode.CAR][at],
        )
        for at, row in enumerate(found)
    ]
    return Services(
        numberReturned=len(places),
        kind=wanted,
        town=here,
        nearest_first=minutes is not None,
        # Sorting keeps the order of names among equals.
        places=places if minutes is None else sorted(places, key=_away),
        kinds=[ServiceKind(name=name, places=kinds[name]) for name in sorted(kinds)],
        towns=sorted({row["town"] for row in rows if row["town"] is not None}),
        basis=[] if minutes is None else _basis(context),
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


def _minutes(
    context: ReadContext, rows: Sequence[dict[str, Any]], spot: tuple[float, float]
) -> dict[Mode, list[float | None]]:
    """Of each place by each way of travelling, to a tenth."""
    ends = np.array(
        [[math.nan if one is None else one for one in (r["easting"], r["northing"])] for r in rows],
        dtype=np.float64,
    ).reshape(-1, 2)
    found: dict[Mode, list[float | None]] = {}
    for mode in _MODES:
        if mode not in context.travel.modes:
            found[mode] = [None] * len(rows)
            continue
        told = context.travel.minutes(np.array([spot]), ends, mode, LONGEST_MIN)[0]
        found[mode] = [round(float(one), 1) if math.isfinite(one) else None for one in told]
    return found


def _away(one: ServicePlace) -> tuple[float, float]:
    walk, car = (math.inf if each is None else each for each in (one.walk_min, one.car_min))
    return walk, car


def _basis(context: ReadContext) -> list[str]:
    travel = context.travel
    return [basis_of(mode, travel.basis(mode)).words for mode in _MODES if mode in travel.modes]
