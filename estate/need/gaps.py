"""Which services lie too far from whom: gaps, what hangs on one building, and hot spots.

"Which services have no access point near these areas" (Worcestershire Total Place, 2010). People of
an area stand at one point of it; what cannot be reached is a gap, what is not known is told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Bools, Floats

#: The most deprived three tenths of areas, as "the 30 % most deprived" of children's centres.
MOST_DEPRIVED = 3


@dataclass(frozen=True)
class AreaGap:
    """An area from which a service is too far: ``minutes`` to the nearest place, None where there
    is no way to any; ``nearest`` the position of that place."""

    code: str
    people: float
    minutes: float | None
    nearest: int | None


@dataclass(frozen=True)
class HangsOn:
    """A place that is the only one of its service within reach of so many people."""

    place: int
    people: float
    areas: tuple[str, ...]


@dataclass(frozen=True)
class ServiceGap:
    """One service: at how many ``places`` it is given, people with none within reach, of whom how
    many live in the most deprived areas; the areas, most people first; and what hangs on one place.

    ``people`` + ``people_within`` + ``people_not_known`` are all people of the areas.
    """

    service: str
    places: int
    people: float
    people_within: float
    people_not_known: float
    people_most_deprived: float
    areas: tuple[AreaGap, ...]
    hanging: tuple[HangsOn, ...]


def gap(
    service: str, areas: pd.DataFrame, minutes: Floats, places: Sequence[int], within: float
) -> ServiceGap:
    """One service's gap.

    ``areas``: as ``frames.RESIDENT_COLUMNS`` (``people``, ``imd_decile``); ``minutes``: areas ×
    all places, infinite where there is no way and NaN where an end is not known; ``places``: the
    positions at which the service is given.
    """
    people = areas["people"].fillna(0.0).to_numpy(dtype=float)
    deprived = areas["imd_decile"].le(MOST_DEPRIVED).to_numpy(dtype=bool)
    ours = minutes[:, list(places)]
    # A service that is given at no place has a gap everywhere, and nothing of it is unknown.
    known = ~np.isnan(ours).all(axis=1) | (not len(places))
    filled = np.where(np.isnan(ours), np.inf, ours)
    nearest = filled.min(axis=1, initial=np.inf)
    missing = known & (nearest > within)
    at = np.asarray(places)[filled.argmin(axis=1)] if len(places) else np.zeros(len(areas), int)
    codes = areas.index.astype(str).to_numpy()
    found = [
        AreaGap(
            codes[i],
            float(people[i]),
            float(nearest[i]) if np.isfinite(nearest[i]) else None,
            int(at[i]) if np.isfinite(nearest[i]) else None,
        )
        for i in np.flatnonzero(missing)
    ]
    return ServiceGap(
        service=service,
        places=len(places),
        people=float(people[missing].sum()),
        people_within=float(people[known & ~missing].sum()),
        people_not_known=float(people[~known].sum()),
        people_most_deprived=float(people[missing & deprived].sum()),
        areas=tuple(sorted(found, key=lambda one: (-one.people, one.code))),
        hanging=_hanging(filled <= within, places, people, codes),
    )


def stops_within(
    codes: Sequence[str], areas: Sequence[str], minutes: Floats, within: float
) -> dict[str, tuple[int, ...]]:
    """Of areas without a place within reach, the stops of mobile services within the same minutes,
    the nearest first: code → positions of stops. An area with none is left out.

    ``minutes``: all areas × stops, in the order of ``areas``.
    """
    row_of = {code: at for at, code in enumerate(areas)}
    found = {}
    for code in codes:
        row = minutes[row_of[code]]
        reached = np.flatnonzero(row <= within)
        if len(reached):
            found[code] = tuple(
                int(one) for one in reached[np.argsort(row[reached], kind="stable")]
            )
    return found


def _hanging(
    reached: Bools, places: Sequence[int], people: Floats, codes: NDArray[np.object_]
) -> tuple[HangsOn, ...]:
    """Places that alone are within reach of some areas, most people first."""
    if not len(places):
        return ()
    alone = reached.sum(axis=1) == 1
    which = reached.argmax(axis=1)
    found = []
    for position, place in enumerate(places):
        here = np.flatnonzero(alone & (which == position))
        if len(here) and people[here].sum() > 0:
            found.append(HangsOn(place, float(people[here].sum()), tuple(codes[here])))
    return tuple(sorted(found, key=lambda one: (-one.people, one.place)))


@dataclass(frozen=True)
class HotSpot:
    """A deprived area with its services out of reach."""

    code: str
    people: float
    decile: int
    services: tuple[str, ...]


def hot_spots(areas: pd.DataFrame, gaps: Sequence[ServiceGap]) -> tuple[HotSpot, ...]:
    """The most deprived areas that lack a service within reach, by services × people."""
    lacking: dict[str, list[str]] = {}
    for one in gaps:
        for area in one.areas:
            lacking.setdefault(area.code, []).append(one.service)
    found = []
    deprived = areas[areas["imd_decile"].le(MOST_DEPRIVED)]
    for code, people, decile in zip(
        deprived.index.astype(str), deprived["people"], deprived["imd_decile"], strict=True
    ):
        if code in lacking and people > 0:
            found.append(HotSpot(code, float(people), int(decile), tuple(lacking[code])))
    return tuple(sorted(found, key=lambda one: (-len(one.services) * one.people, one.code)))


@dataclass(frozen=True)
class InDeprived:
    """How many places of a service stand in the most deprived areas, in others, and in none whose
    decile is known: 23 = 17 + 6 + 0."""

    places: int
    most_deprived: int
    others: int
    not_known: int


def in_deprived(
    places: Sequence[str], area_of: Mapping[str, str], areas: pd.DataFrame
) -> InDeprived:
    """``places``: property ids; ``area_of``: property id → code of the area that it stands in."""
    deciles = [areas["imd_decile"].get(area_of.get(one, ""), np.nan) for one in places]
    known = [float(one) for one in deciles if not np.isnan(float(one))]
    low = sum(one <= MOST_DEPRIVED for one in known)
    return InDeprived(len(places), low, len(known) - low, len(places) - len(known))
