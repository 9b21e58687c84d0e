"""Which moves would break the limit of a service, as the page of a plan measures its journeys.

A service is what one body does under one function, at all its places; residents walk to the
nearest. So whether a move keeps to the limit hangs on what else of its service moves: moves of one
service are tried together, before anything is solved, and those that would break it are forbidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd

from estate.access.engine_choice import travel_of
from estate.access.limits import AccessLimit, keeps
from estate.access.travel import Mode
from estate.arrays import Bools, Floats
from estate.assumptions import AssumptionSet
from estate.codes import AreaKind
from estate.colocation.public_services import visited
from estate.frames import Estate

#: So many combinations of one service's moves are tried; of more only the smaller ones may happen.
MOST_TRIED = 2_000


def access_limit(assumptions: AssumptionSet) -> AccessLimit:
    """What the journeys to a public service may grow to in a plan."""
    value = assumptions.value
    return AccessLimit(value("town_journeys_growth"), value("town_need_area_longer_min"))


@dataclass(frozen=True)
class Living:
    """Where residents live: places and areas of need, each with ``easting``, ``northing`` (m) and
    ``people``."""

    places: pd.DataFrame
    need_areas: pd.DataFrame


def living_in(zones: pd.DataFrame) -> Living:
    """By the centres of towns (``frames.Estate.zones``), where no small areas are loaded."""
    counted = zones.rename(columns={"population": "people"})
    needy = counted["kind"].eq(AreaKind.NEED_AREA)
    return Living(counted[~needy], counted[needy])


@dataclass(frozen=True)
class Broken:
    """Moves (occupation → host) that break the limit of their service while ``staying`` stay."""

    moves: Mapping[str, str]
    staying: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """What was found of one service: all combinations of up to ``size`` of its moves were tried.
    ``bounded``: more of its occupations than that could move, and may not."""

    movers: tuple[str, ...]
    broken: tuple[Broken, ...]
    size: int
    bounded: bool


class ServiceJourneys:
    """Journeys on foot to the services of an estate, before and after some moves."""

    def __init__(
        self, estate: Estate, living: Living, assumptions: AssumptionSet, hosts: pd.DataFrame
    ) -> None:
        """``estate``: all that the reader sees, since a service has places outside the buildings
        that were chosen; ``hosts``: properties and hubs by id with ``easting`` and ``northing``."""
        self.limit = access_limit(assumptions)
        users = visited(estate)
        self.service = {str(who): str(one) for who, one in users["service"].items()}
        self._homes: dict[str, dict[str, str]] = {}
        for who, service, home in zip(
            users.index, users["service"], users["property_id"], strict=True
        ):
            self._homes.setdefault(str(service), {})[str(who)] = str(home)
        self._travel = travel_of(estate.network, assumptions)
        self._catchment_m = assumptions.value("access_catchment_m")
        both = pd.concat([estate.properties[_SPOT], hosts[_SPOT]]).astype(float)
        self._points = both[~both.index.duplicated()]
        frames = (living.places, living.need_areas)
        self._spots = np.vstack([one[_SPOT].to_numpy(dtype=float) for one in frames])
        people = (pd.to_numeric(one["people"]).fillna(0).to_numpy(dtype=float) for one in frames)
        self._people = np.concatenate(list(people))
        self._places = len(living.places)
        self._kept: dict[str, tuple[Floats, Bools]] = {}

    def tried(
        self, options: Mapping[str, Sequence[str]], limit: AccessLimit, *, together: bool = True
    ) -> Iterator[Tried]:
        """Of each service the moves that break the limit: alone, and ``together`` in combinations.

        ``options``: of each occupation the hosts that it may move to.
        """
        by_service: dict[str, list[str]] = {}
        for who in options:
            if who in self.service:
                by_service.setdefault(self.service[who], []).append(who)
        self._ask(
            place
            for service, movers in by_service.items()
            for place in (*self._homes[service].values(), *(h for m in movers for h in options[m]))
        )
        for service, movers in by_service.items():
            most = _how_many([len(options[one]) for one in movers]) if together else 1
            broken = tuple(
                Broken(moves, tuple(one for one in movers if one not in moves))
                for size in range(1, most + 1)
                for moves in _combinations(movers, options, size)
                if self.keeps(service, moves, limit) is False
            )
            yield Tried(tuple(movers), broken, most, together and most < len(movers))

    def keeps(self, service: str, moves: Mapping[str, str], limit: AccessLimit) -> bool | None:
        """Whether a service keeps to a limit with these moves of it; None where no journey can be
        compared. The same figures as ``access.journeys_before_and_after`` has."""
        homes = self._homes[service]
        here, there = {*homes.values()}, {moves.get(who, at) for who, at in homes.items()}
        changing = (here ^ there) or (here | there)
        self._ask((*here, *there))
        before, after = (np.fmin.reduce([self._kept[one][0] for one in s]) for s in (here, there))
        near = np.logical_or.reduce([self._kept[one][1] for one in changing])
        people = np.where(near, self._people, 0.0)
        first, rest = slice(None, self._places), slice(self._places, None)
        return keeps(
            limit,
            (before[first], after[first], people[first]),
            (before[rest], after[rest], people[rest]),
        )

    def _ask(self, places: Iterable[str]) -> None:
        """Minutes from everywhere to some places, and who is in the catchment of each; kept."""
        new = [one for one in dict.fromkeys(places) if one not in self._kept]
        if not new:
            return
        points = self._points.loc[new].to_numpy(dtype=float)
        minutes = self._travel.minutes(self._spots, points, Mode.WALK)
        gaps = self._spots[:, None, :] - points[None, :, :]
        near = np.hypot(gaps[..., 0], gaps[..., 1]) <= self._catchment_m
        self._kept |= {
            one: (minutes[:, at].copy(), near[:, at].copy()) for at, one in enumerate(new)
        }


_SPOT = ["easting", "northing"]


def _by_size(counts: Sequence[int]) -> list[int]:
    """How many combinations there are of each size, from none on, where of each occupation so many
    moves are to be had."""
    found = [1] + [0] * len(counts)
    for count in counts:
        for size in range(len(counts), 0, -1):
            found[size] += found[size - 1] * count
    return found


def _how_many(counts: Sequence[int]) -> int:
    """How many may move at once so that all combinations of up to so many are tried."""
    total, found = 0, 1
    for size, count in enumerate(_by_size(counts)[1:], 1):
        total += count
        if size > 1 and total > MOST_TRIED:
            break
        found = size
    return found


def _combinations(
    movers: Sequence[str], options: Mapping[str, Sequence[str]], size: int
) -> Iterator[dict[str, str]]:
    for some in combinations(movers, size):
        for hosts in product(*(options[one] for one in some)):
            yield dict(zip(some, hosts, strict=True))


@dataclass(frozen=True)
class Forbidden:
    """``pairs``: occupation and host that no plan may have; ``sets``: moves that may not all happen
    while others stay; ``at_once``: occupations of which only so many may move."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    sets: tuple[Broken, ...] = ()
    at_once: tuple[tuple[tuple[str, ...], int], ...] = ()


def forbidden(
    journeys: ServiceJourneys,
    options: Mapping[str, Sequence[str]],
    limit: AccessLimit,
    *,
    together: bool = True,
) -> Forbidden:
    """What must not happen so that every service keeps to the limit.

    A move that breaks it whatever else of its service moves is a pair; of others the combinations
    are named one by one.
    """
    pairs: set[tuple[str, str]] = set()
    sets: list[Broken] = []
    bounds: list[tuple[tuple[str, ...], int]] = []
    for one in journeys.tried(options, limit, together=together):
        out = _always_broken(one, options)
        pairs |= out
        sets += [few for few in one.broken if not out & {*few.moves.items()}]
        if one.bounded:
            bounds.append((one.movers, one.size))
    return Forbidden(frozenset(pairs), tuple(sets), tuple(bounds))


def _always_broken(one: Tried, options: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Pairs that are in no combination which keeps to the limit."""
    counts = [len(options[who]) for who in one.movers]
    often: dict[tuple[str, str], int] = {}
    for broken in one.broken:
        for pair in broken.moves.items():
            often[pair] = often.get(pair, 0) + 1
    found = set()
    for at, who in enumerate(one.movers):
        rest = sum(_by_size([n for other, n in enumerate(counts) if other != at])[: one.size])
        found |= {(who, host) for host in options[who] if often.get((who, host), 0) == rest}
    return found
