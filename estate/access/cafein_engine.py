"""Minutes on a stored network by cafein (ADR 0044), the engine that answers in the service.

cafein is young: it is pinned, and all that we use of it stands here and in
``estate/networks/building.py``. ``graph_search.py`` answers the same questions on the same streets
as its check. It routes from each origin, so that the side with fewer places is made the origin:
on foot ways are as long in both directions, and for cars there is the same network with every
direction turned.
"""

import os
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np

from estate.access import speeds
from estate.access.network_store import (
    BACKWARDS,
    BUSES,
    CAR_BIT,
    STREETS,
    WALK_BIT,
    WHEELCHAIR_BIT,
    StoredNetwork,
)
from estate.access.travel import LONGEST_MIN, Basis, Mode
from estate.arrays import Floats, Ints
from estate.errors import BadQuestion
from estate.geometry import lat_lon
from estate.late_imports import one_at_a_time

#: cafein walks a metre a second; a stored network keeps the car's pace in proportion.
_CLOCK_KMH = 3.6
_NOWHERE = np.iinfo(np.uint32).max
_BITS = {Mode.WALK: WALK_BIT, Mode.WHEELCHAIR: WHEELCHAIR_BIT, Mode.CAR: CAR_BIT}
#: Pairs are asked for so many origins at a time, those near each other together.
_TOGETHER = 256
#: From so many pairs on a table is searched by two threads: below, a start costs what it saves.
_MANY_PAIRS = 200_000
#: By bus: people want to arrive between these times; they walk this long at most at either end,
#: and change this often.
ARRIVE_FROM, ARRIVE_BY, WINDOW_S = "08:00", "09:00", 3_600
LONGEST_WALK_MIN = 30
MOST_CHANGES = 3
_TOP_BUS_KMH = 110.0
#: Metres of the grid and of the ground differ by less than this.
_GRID = 1.001
_OPENING = threading.Lock()


@dataclass(frozen=True)
class CafeinTravel:
    """``Travel`` on a stored network; walking at ``walk_m_per_minute``. ``workers``: so many
    threads of cafein's own at least."""

    network: StoredNetwork
    walk_m_per_minute: float
    workers: int = 1

    @property
    def key(self) -> str:
        """Engine, files and speeds of the network, and the walking pace."""
        return f"{self.network.manifest.key} at {self.walk_m_per_minute:g}"

    @property
    def modes(self) -> frozenset[Mode]:
        """All but the bus where there is no timetable."""
        by_bus = self.network.manifest.timetable is not None
        return frozenset(_BITS) | ({Mode.BUS} if by_bus else frozenset())

    def basis(self, mode: Mode) -> Basis:
        """What its minutes by that mode rest on."""
        self._demand(mode)
        manifest = self.network.manifest
        timetable = manifest.timetable if mode is Mode.BUS else None
        licences = [manifest.roads.licence] + ([timetable.source.licence] if timetable else [])
        return Basis(
            manifest.engine,
            self._profile(mode),
            self._speed_words(mode),
            manifest.roads.content_date,
            timetable.day if timetable else None,
            "; ".join(dict.fromkeys(licences)),
            manifest.synthetic,
        )

    def minutes(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes, origins × destinations (``Travel.minutes``)."""
        if mode is Mode.BUS:
            return _cut(self._by_bus(origins, destinations)[..., 0], within_min)
        self._demand(mode)
        if len(origins) > len(destinations):
            return self._by_street(destinations, origins, mode, within_min, is_back=True).T
        return self._by_street(origins, destinations, mode, within_min, is_back=False)

    def of_pairs(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes of each pair (``Travel.of_pairs``): each origin is looked from once."""
        self._demand(mode)
        found = np.full(len(origins), np.nan)
        known = np.flatnonzero(np.isfinite(origins).all(axis=1))
        places, of = np.unique(origins[known], axis=0, return_inverse=True)
        block = _blocks(places)[of.reshape(-1)]
        order = np.argsort(block, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
            rows = known[some]
            if len(rows):
                found[rows] = self._together(origins[rows], destinations[rows], mode, within_min)
        return found

    def slow_minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        """By bus the 95th percentile of the window (``Travel.slow_minutes``)."""
        if mode is not Mode.BUS:
            return self.minutes(origins, destinations, mode)
        return _cut(self._by_bus(origins, destinations)[..., 1], LONGEST_MIN)

    def fastest_m_per_minute(self, mode: Mode) -> float:
        """The highest speed of any road; on foot and by wheelchair the pace."""
        self._demand(mode)
        kmh = {Mode.CAR: self.network.manifest.fastest_car_kmh, Mode.BUS: _TOP_BUS_KMH}
        if mode in kmh:
            return max(kmh[mode], speeds.WALK_KMH) * 1000 / 60 * _GRID
        return self._pace(mode) * _GRID

    def off_network_m(self, points: Floats, mode: Mode) -> Floats:
        """Metres to the nearest street that may be used, for a bus one that may be walked."""
        self._demand(mode)
        bit = _BITS[Mode.WALK if mode is Mode.BUS else mode]
        return self.network.joining[bit].join(points).off_m

    def _together(
        self, origins: Floats, destinations: Floats, mode: Mode, within_min: float
    ) -> Floats:
        """Pairs of one neighbourhood, out of all its origins × all its destinations."""
        here, at = np.unique(origins, axis=0, return_inverse=True)
        there, to = np.unique(destinations, axis=0, return_inverse=True)
        return self.minutes(here, there, mode, within_min)[at.reshape(-1), to.reshape(-1)]

    def _by_street(
        self, few: Floats, many: Floats, mode: Mode, within_min: float, *, is_back: bool
    ) -> Floats:
        per_s = self._minutes_per_clock_s(mode)
        core = self._backwards if is_back and mode is Mode.CAR else self._streets
        here, there = _located(few), _located(many)
        found = np.full((len(few), len(many)), np.nan)
        if len(here) == 0 or len(there) == 0:
            return found
        table = core.travel_time_matrix(
            lat_lon(few[here]),
            lat_lon(many[there]),
            mode.value,
            min(within_min, LONGEST_MIN) / per_s + 1,
            speeds.OFF_NETWORK_M,
            None,
            self._threads(len(here) * len(there)),
        )
        answer = _in_minutes(table, per_s)
        found[np.ix_(here, there)] = _cut(answer, within_min)
        return found

    def _threads(self, pairs: int) -> int:
        """So many of cafein's threads: a large table is searched by two where there are cores."""
        if pairs < _MANY_PAIRS:
            return self.workers
        return max(self.workers, min(2, os.cpu_count() or 1))

    def _by_bus(self, origins: Floats, destinations: Floats) -> Floats:
        """Median and 95th percentile: origins × destinations × 2. A timetable takes its time: what
        was asked of a destination is kept, since before and after share most of them."""
        self._demand(Mode.BUS)
        kept, of = self.network.bus_minutes, (self.walk_m_per_minute, origins.tobytes())
        keys = [(*of, *map(float, one)) for one in destinations]
        columns = [kept.get(key) for key in keys]
        new = [number for number, column in enumerate(columns) if column is None]
        if new:
            asked = self._ask_timetable(origins, destinations[new])
            for place, number in enumerate(new):
                columns[number] = kept[keys[number]] = asked[:, place]
        known = [column for column in columns if column is not None]
        return np.stack(known, axis=1) if known else np.empty((len(origins), 0, 2))

    def _ask_timetable(self, origins: Floats, destinations: Floats) -> Floats:
        timetable = self.network.manifest.timetable
        here, there = _located(origins), _located(destinations)
        found = np.full((len(origins), len(destinations), 2), np.nan)
        if timetable is None or len(here) == 0 or len(there) == 0:
            return found
        table = self._buses._arrive_by_time_percentiles_from_points(
            lat_lon(origins[here]),
            lat_lon(destinations[there]),
            timetable.day.isoformat(),
            f"{ARRIVE_FROM}:00",
            WINDOW_S,
            [50.0, 95.0],
            MOST_CHANGES,
            [],
            [],
            [],
            self.walk_m_per_minute * 60 / 1000,
            LONGEST_WALK_MIN * 60.0,
            speeds.OFF_NETWORK_M,
            workers=self.workers,
        )
        found[np.ix_(here, there)] = _in_minutes(table, 1 / 60)
        return found

    def _minutes_per_clock_s(self, mode: Mode) -> float:
        if mode is Mode.CAR:
            return _CLOCK_KMH / speeds.WALK_KMH / 60
        return 1 / self._pace(mode)  # the clock's second is a metre

    def _pace(self, mode: Mode) -> float:
        """Metres a minute on foot or by wheelchair."""
        at_least = {Mode.WHEELCHAIR: speeds.WHEELCHAIR_KMH * 1000 / 60}
        return at_least.get(mode, self.walk_m_per_minute)

    def _profile(self, mode: Mode) -> str:
        if mode is not Mode.BUS:
            return _PROFILES[mode]
        return (
            f"by bus, arriving between {ARRIVE_FROM} and {ARRIVE_BY}: the median of the window; at "
            f"most {LONGEST_WALK_MIN} min on foot at either end and {MOST_CHANGES} changes"
        )

    def _speed_words(self, mode: Mode) -> str:
        if mode is Mode.CAR:
            return (
                f"{speeds.SHARE_OF_LIMIT:g} of the posted limit, else by class of road "
                f"({speeds.CAR_KMH['residential']:g} km/h in residential streets to "
                f"{speeds.CAR_KMH['motorway']:g} on motorways)"
            )
        kmh = f"{self._pace(mode) * 60 / 1000:.1f} km/h"
        return f"as timetabled; walking at {kmh}" if mode is Mode.BUS else kmh

    def _demand(self, mode: Mode) -> None:
        if mode not in self.modes:
            raise BadQuestion(f"There are no travel times by {mode} here: no timetable is loaded.")

    @property
    def _streets(self) -> Any:
        return self._core("StreetNetwork", STREETS)

    @property
    def _backwards(self) -> Any:
        return self._core("StreetNetwork", BACKWARDS)

    @property
    def _buses(self) -> Any:
        return self._core("TransportNetwork", BUSES)

    def _core(self, kind: str, name: str) -> Any:
        """cafein's compiled core alone: the rest of the package loads much that only builds."""
        with _OPENING:
            if name not in self.network.cores:
                with one_at_a_time:
                    from cafein import _cafein

                # Looked at and mapped: it is read when it is used, and shared by all workers.
                file = str(self.network.file(name))
                self.network.cores[name] = getattr(_cafein, kind).load(file, "auto", False)
            return self.network.cores[name]


_PROFILES = {
    Mode.WALK: "on foot",
    Mode.WHEELCHAIR: "by wheelchair, without steps",
    Mode.CAR: "by car, without traffic or parking; to and from the road on foot",
}


def _located(points: Floats) -> Ints:
    return np.flatnonzero(np.isfinite(points).all(axis=1)).astype(np.int64)


def _in_minutes(table: dict[str, Any], per_s: float) -> Floats:
    """cafein's seconds as minutes: infinite where there is no way, NaN where an end is off."""
    seconds = np.asarray(table["matrix"])
    found = np.where(seconds == _NOWHERE, np.inf, seconds * per_s)
    found[np.asarray(table["unsnapped_from"], dtype=np.int64)] = np.nan
    found[:, np.asarray(table["unsnapped_to"], dtype=np.int64)] = np.nan
    return np.asarray(found, dtype=np.float64)


def _cut(minutes: Floats, within_min: float) -> Floats:
    return np.asarray(np.where(minutes > within_min, np.inf, minutes), dtype=np.float64)


def _blocks(places: Floats) -> Ints:
    """A number for each place; so many places that lie together share one."""
    with one_at_a_time:
        from scipy.spatial import cKDTree

    if len(places) == 0:
        return np.empty(0, dtype=np.int64)
    block = np.empty(len(places), dtype=np.int64)
    block[cKDTree(places).indices] = np.arange(len(places)) // _TOGETHER
    return block
