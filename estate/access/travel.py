"""What an engine for travel times must answer, and the straight line that stands in for one.

Engines are kept behind this one protocol: whoever asks for minutes knows neither which engine
answers nor how its network is stored.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

import numpy as np

from estate.arrays import Floats
from estate.errors import BadQuestion

#: Nobody is taken to travel longer than this; what is farther counts as out of reach.
LONGEST_MIN = 180.0


class Mode(StrEnum):
    """How somebody travels."""

    WALK = "walk"
    WHEELCHAIR = "wheelchair"
    BUS = "bus"
    CAR = "car"


@dataclass(frozen=True)
class Basis:
    """What stands behind a figure in minutes, so that it can be said with it.

    ``engine`` with its version, or "straight line"; ``profile`` in words ("on foot"); ``speed`` in
    words with its unit ("4.8 km/h"); ``network_date`` of the roads and ``timetable_date`` of the
    buses, where there are any; ``licence`` of what the network was made from; ``synthetic`` where
    roads or timetable are made up.
    """

    engine: str
    profile: str
    speed: str
    network_date: date | None = None
    timetable_date: date | None = None
    licence: str | None = None
    synthetic: bool = False


class Travel(Protocol):
    """An engine with its network. Points are n × 2, metres on the National Grid (EPSG:27700)."""

    @property
    def key(self) -> str:
        """Changes whenever any answer could: kept answers are kept under it."""

    @property
    def modes(self) -> frozenset[Mode]:
        """The ways of travelling that it can answer."""

    def basis(self, mode: Mode) -> Basis:
        """What its minutes by that mode rest on."""

    def minutes(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes from each origin to each destination, origins × destinations.

        Infinite where there is no way that takes ``within_min`` or less (a search that may stop
        early is quick); NaN where an end has no location or lies off the network
        (``off_network_m`` says how far). By bus the median of a window of arrivals. Raises
        ``BadQuestion`` for a mode it does not have.
        """

    def of_pairs(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes from each origin to the destination beside it; one figure each."""

    def slow_minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        """The same as ``minutes`` on a bad day: by bus the 95th percentile of the window; by any
        other way, which has no timetable, the same figure."""

    def fastest_m_per_minute(self, mode: Mode) -> float:
        """Metres of straight line a minute that nobody can beat by that mode: what bounds a search
        as the crow flies, so that no pair in reach is lost."""

    def off_network_m(self, points: Floats, mode: Mode) -> Floats:
        """Metres from each point to where it joins the network; NaN without a location."""


@dataclass(frozen=True)
class StraightLine:
    """No network: the straight line × a detour factor, at one speed for each mode.

    ``metres_a_minute`` for each mode that may be asked; ``detour`` is a plain factor (1 or more).
    There is no timetable, so no bus.
    """

    detour: float
    metres_a_minute: dict[Mode, float]

    @property
    def key(self) -> str:
        """The detour and the speeds are all that its answers depend on."""
        speeds = ",".join(f"{mode}={self.metres_a_minute[mode]:g}" for mode in sorted(self.modes))
        return f"straight line x {self.detour:g} at {speeds}"

    @property
    def modes(self) -> frozenset[Mode]:
        """Those that have a speed."""
        return frozenset(self.metres_a_minute)

    def basis(self, mode: Mode) -> Basis:
        """The detour factor and the speed, km/h."""
        speed = self._speed(mode) * 60 / 1000
        return Basis("straight line", f"× {self.detour:g} for detours", f"{speed:.1f} km/h")

    def minutes(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes, origins × destinations; NaN where an end has no location."""
        return self._of_gaps(origins[:, None, :] - destinations[None, :, :], mode, within_min)

    def of_pairs(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes from each origin to the destination beside it."""
        return self._of_gaps(origins - destinations, mode, within_min)

    def slow_minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        """The same: a straight line has no timetable."""
        return self.minutes(origins, destinations, mode)

    def fastest_m_per_minute(self, mode: Mode) -> float:
        """The speed over the detour."""
        return self._speed(mode) / self.detour

    def off_network_m(self, points: Floats, mode: Mode) -> Floats:
        """Nought: a straight line starts anywhere. NaN without a location."""
        self._speed(mode)
        return np.where(np.isfinite(points).all(axis=1), 0.0, np.nan)

    def _of_gaps(self, gaps: Floats, mode: Mode, within_min: float) -> Floats:
        found = np.hypot(gaps[..., 0], gaps[..., 1]) * self.detour / self._speed(mode)
        return np.asarray(np.where(found > within_min, np.inf, found), dtype=np.float64)

    def _speed(self, mode: Mode) -> float:
        if mode not in self.metres_a_minute:
            raise BadQuestion(f"There are no travel times by {mode} here: no timetable is loaded.")
        return self.metres_a_minute[mode]
