"""How long residents travel to services before and after some moves: who goes how far.

Residents of a zone go to whichever access point of a service is nearest to them by the mode that is
asked about. What cannot be reached and what is not known are counted apart and stand in no mean:
a minute that nobody can travel is no long journey.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from estate.access.speeds import OFF_NETWORK_M
from estate.access.travel import Basis, Mode, Travel
from estate.arrays import Bools, Floats
from estate.errors import BadQuestion

#: Minutes within which residents are counted.
WITHIN_MIN = (10, 15, 20, 30)
#: Shares of residents at which journeys are told, beside the mean.
QUANTILES = (0.5, 0.9)
#: Journeys that differ by less are told as the same, minutes: figures are shown to a tenth.
SAME_MIN = 0.05
#: What zones must have, of ``frames.RESIDENT_COLUMNS``; their other columns make the groups.
NEEDED = ("name", "easting", "northing", "people")
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class AccessPoint:
    """Where a service is delivered; metres on EPSG:27700, NaN where its location is not known."""

    key: str
    name: str
    easting: float
    northing: float


@dataclass(frozen=True)
class Service:
    """A service with the places at which it is delivered before and after; none = it is closed."""

    key: str
    name: str
    before: tuple[AccessPoint, ...]
    after: tuple[AccessPoint, ...]

    @property
    def changing(self) -> tuple[AccessPoint, ...]:
        """Places that are left or new; all of them where none is."""
        every = tuple(dict.fromkeys((*self.before, *self.after)))
        changed = {one.key for one in self.before} ^ {one.key for one in self.after}
        return tuple(one for one in every if one.key in changed) or every


@dataclass(frozen=True)
class Within:
    """Residents who reach a service within ``minutes``: before, after, who gain that, who lose
    it. ``after`` is ``before`` + ``gained`` − ``lost``."""

    minutes: int
    before: float
    after: float
    gained: float
    lost: float


@dataclass(frozen=True)
class BadDay:
    """The same residents by bus on a bad day, the 95th percentile of the window of arrivals:
    ``compared`` of them have a way then before and after, whose minutes are added up."""

    compared: float
    total_before_min: float
    total_after_min: float

    @property
    def mean_before_min(self) -> float | None:
        """Mean journey before, minutes."""
        return self.total_before_min / self.compared if self.compared else None

    @property
    def mean_after_min(self) -> float | None:
        """Mean journey after, minutes."""
        return self.total_after_min / self.compared if self.compared else None


@dataclass(frozen=True)
class Summary:
    """Some residents' journeys to one service by one mode.

    ``people`` are all of them: ``compared`` (a journey is known before and after), ``lost_reach``
    and ``gained_reach`` (a way exists only before, only after), ``out_of_reach`` (at neither time)
    and ``not_known`` (an end has no location or lies off the network). ``total_before_min`` and
    ``total_after_min`` are the minutes of one journey of each compared resident, together; means
    and ``quantiles_*`` (at ``QUANTILES``) are of the same residents, and null without any.
    """

    people: float
    compared: float
    lost_reach: float
    gained_reach: float
    out_of_reach: float
    not_known: float
    total_before_min: float
    total_after_min: float
    quantiles_before_min: tuple[float | None, ...]
    quantiles_after_min: tuple[float | None, ...]
    longer: float
    shorter: float
    within: tuple[Within, ...]
    #: By bus; None by other ways, which have no timetable.
    bad_day: BadDay | None = None

    @property
    def mean_before_min(self) -> float | None:
        """Mean journey before, minutes."""
        return self.total_before_min / self.compared if self.compared else None

    @property
    def mean_after_min(self) -> float | None:
        """Mean journey after, minutes."""
        return self.total_after_min / self.compared if self.compared else None

    @property
    def change_min(self) -> float | None:
        """Change of the mean journey, minutes (+ = longer)."""
        if not self.compared:
            return None
        return (self.total_after_min - self.total_before_min) / self.compared


@dataclass(frozen=True)
class Place:
    """One zone: its people, and its journey before and after; infinite where there is no way."""

    name: str
    people: float
    before_min: float
    after_min: float
    #: The 95th percentile by bus; None by other ways.
    slow_before_min: float | None = None
    slow_after_min: float | None = None

    @property
    def longer_min(self) -> float:
        """By how much the journey grows, minutes; infinite where the way is lost."""
        same = self.before_min == self.after_min  # infinite both: nothing changes
        return 0.0 if same else self.after_min - self.before_min


@dataclass(frozen=True)
class NotLocated:
    """A place without minutes: so many metres from the nearest street, None where its location is
    not known; with the people of a zone."""

    name: str
    metres: float | None
    people: float | None = None


@dataclass(frozen=True)
class ServiceChange:
    """One service by one mode: minutes of each zone before and after (infinite: no way; NaN: not
    known), which zones count (``counted``), what the minutes rest on, and the access points and
    the zones that have no location or lie off the network and so stand in no figure."""

    service: Service
    mode: Mode
    basis: Basis
    zones: pd.DataFrame
    before_min: Floats
    after_min: Floats
    counted: Bools
    not_located: tuple[NotLocated, ...]
    zones_not_located: tuple[NotLocated, ...] = ()
    #: By bus the minutes on a bad day, before and after, as ``before_min`` is; else None.
    slow_min: tuple[Floats, Floats] | None = None

    @cached_property
    def people(self) -> Floats:
        """Residents of each zone that counts; 0 of others."""
        return np.where(self.counted, _people(self.zones), 0.0)

    @cached_property
    def whole(self) -> Summary:
        """All residents who count."""
        return self.of(self.people)

    def of(self, people: Floats) -> Summary:
        """Some residents, so many of each zone."""
        before, after = self.before_min, self.after_min
        known = ~(np.isnan(before) | np.isnan(after))
        there, then = known & np.isfinite(before), known & np.isfinite(after)
        both = there & then
        counts = people[both]
        change = after[both] - before[both]
        return Summary(
            people=float(people.sum()),
            compared=float(counts.sum()),
            lost_reach=float(people[there & ~then].sum()),
            gained_reach=float(people[then & ~there].sum()),
            out_of_reach=float(people[known & ~there & ~then].sum()),
            not_known=float(people[~known].sum()),
            total_before_min=float(counts @ before[both]),
            total_after_min=float(counts @ after[both]),
            quantiles_before_min=_quantiles(before[both], counts),
            quantiles_after_min=_quantiles(after[both], counts),
            longer=float(counts[change > SAME_MIN].sum()),
            shorter=float(counts[change < -SAME_MIN].sum()),
            within=tuple(_within(one, before, after, people) for one in WITHIN_MIN),
            bad_day=None if self.slow_min is None else _bad_day(*self.slow_min, both, people),
        )

    def place(self, at: int) -> Place:
        """One zone by its position."""
        slow = (None, None) if self.slow_min is None else (float(one[at]) for one in self.slow_min)
        return Place(
            str(self.zones["name"].iloc[at]),
            float(self.people[at]),
            float(self.before_min[at]),
            float(self.after_min[at]),
            *slow,
        )

    def groups(self) -> Iterator[tuple[str, str, Summary]]:
        """Kind of group (``decile``, ``age``, ``disability``), its name and its residents, of the
        columns that the zones have; who is in no group of a kind is told as not known."""
        for kind, parts in groups_of(self.zones).items():
            for name, people in parts.items():
                counted = np.where(self.counted, people, 0.0)
                if counted.any():
                    yield kind, name, self.of(counted)

    def worst(self, most: int = 10) -> tuple[Place, ...]:
        """The places hit worst: those that lose their way first, then by minutes, then by people;
        none whose journey does not grow."""
        found = map(self.place, self.counted.nonzero()[0].tolist())
        hit = [one for one in found if one.longer_min > SAME_MIN]
        return tuple(sorted(hit, key=lambda one: (-one.longer_min, -one.people, one.name))[:most])


def change(
    services: Sequence[Service],
    zones: pd.DataFrame,
    travel: Travel,
    modes: Sequence[Mode],
    catchment_m: float | None = None,
) -> tuple[ServiceChange, ...]:
    """Every service by every mode, before and after.

    Zones have the columns of ``NEEDED`` (one whose people are not known counts nobody), and may
    have those of groups. With ``catchment_m`` only zones within so many metres, as the crow flies,
    of a place that the service leaves or comes to count: of the places that stay nobody's journey
    would be told from today's. ``BadQuestion`` where a column is missing or the engine does not
    have a mode.
    """
    missing = [name for name in NEEDED if name not in zones.columns]
    if missing:
        raise BadQuestion(f"Zones need the columns {', '.join(missing)}.")
    spots = zones[["easting", "northing"]].to_numpy(dtype=float)
    return tuple(
        _one(service, zones, spots, travel, mode, catchment_m)
        for service in services
        for mode in modes
    )


def nearest_min(
    points: Sequence[AccessPoint], spots: Floats, travel: Travel, mode: Mode, *, slow: bool = False
) -> Floats:
    """Minutes from each spot to the nearest access point; ``slow``: on a bad day.

    Infinite where there is none, or no way to any; NaN where the spot or all points are unknown.
    """
    where = _spots(points)
    off = travel.off_network_m(where, mode) if len(points) else np.empty(0)
    located = np.isfinite(off)
    if not len(points):
        return np.where(np.isfinite(spots).all(axis=1), np.inf, np.nan)
    if not located.any():
        return np.full(len(spots), np.nan)
    ask = travel.slow_minutes if slow else travel.minutes
    each = ask(spots, where[located], mode)
    known = ~np.isnan(each).all(axis=1)
    found = np.full(len(spots), np.nan)
    found[known] = np.nanmin(each[known], axis=1)
    return found


def groups_of(zones: pd.DataFrame) -> dict[str, dict[str, Floats]]:
    """People of each zone by kind of group and group; the groups of a kind add up to all people."""
    people = _people(zones)
    found: dict[str, dict[str, Floats]] = {}
    if "imd_decile" in zones.columns:
        decile = pd.to_numeric(zones["imd_decile"]).to_numpy(dtype=float)
        parts = {str(one): np.where(decile == one, people, 0.0) for one in range(1, 11)}
        found["decile"] = _with_rest(parts, people, decile)
    if {"under_16", "aged_65_up"} <= {*zones.columns}:
        young = _known(zones, "under_16")
        old = np.minimum(_known(zones, "aged_65_up"), people - young)
        parts = {"under 16": young, "16 to 64": people - young - old, "65 and over": old}
        found["age"] = _with_rest(parts, people, young + old)
    if "disabled" in zones.columns:
        disabled = _known(zones, "disabled")
        parts = {"disabled": disabled, "not disabled": people - disabled}
        found["disability"] = _with_rest(parts, people, disabled)
    return found


def _one(
    service: Service,
    zones: pd.DataFrame,
    spots: Floats,
    travel: Travel,
    mode: Mode,
    catchment_m: float | None,
) -> ServiceChange:
    before = nearest_min(service.before, spots, travel, mode)
    after = nearest_min(service.after, spots, travel, mode)
    counted = _people(zones) > 0
    if catchment_m is not None:
        points = _spots(service.changing)
        gaps = spots[:, None, :] - points[None, :, :]
        near = np.hypot(gaps[..., 0], gaps[..., 1]) <= catchment_m
        counted &= near.any(axis=1)
    slow = None
    if mode is Mode.BUS:
        slow = (
            nearest_min(service.before, spots, travel, mode, slow=True),
            nearest_min(service.after, spots, travel, mode, slow=True),
        )
    return ServiceChange(
        service,
        mode,
        travel.basis(mode),
        zones,
        before,
        after,
        counted,
        _points_not_located(service, travel, mode),
        _zones_not_located(zones, spots, counted & np.isnan(before + after), travel, mode),
        slow,
    )


def _points_not_located(service: Service, travel: Travel, mode: Mode) -> tuple[NotLocated, ...]:
    points = tuple(dict.fromkeys((*service.before, *service.after)))
    off = travel.off_network_m(_spots(points), mode) if points else np.empty(0)
    return tuple(
        NotLocated(point.name, metres)
        for point, one in zip(points, off.tolist(), strict=True)
        for metres, is_off in [_off(one)]
        if is_off
    )


def _zones_not_located(
    zones: pd.DataFrame, spots: Floats, unknown: Bools, travel: Travel, mode: Mode
) -> tuple[NotLocated, ...]:
    """``unknown``: zones that count and have no minutes, be it for their own sake or for that of
    every access point; named are those that have none of themselves."""
    at = np.flatnonzero(unknown)
    if not len(at):
        return ()
    names, people = zones["name"].iloc[at], _people(zones)[at]
    off = travel.off_network_m(spots[at], mode)
    return tuple(
        NotLocated(str(name), metres, float(count))
        for name, count, one in zip(names, people.tolist(), off.tolist(), strict=True)
        for metres, is_off in [_off(one)]
        if is_off
    )


def _off(metres: float) -> tuple[float | None, bool]:
    """Metres to the network, None without a location; and whether that is too far."""
    return (None, True) if np.isnan(metres) else (metres, metres > OFF_NETWORK_M)


def _spots(points: Sequence[AccessPoint]) -> Floats:
    found = [(one.easting, one.northing) for one in points]
    return np.array(found, dtype=float).reshape(len(points), 2)


def _people(zones: pd.DataFrame) -> Floats:
    return pd.to_numeric(zones["people"]).fillna(0).to_numpy(dtype=float)


def _known(zones: pd.DataFrame, name: str) -> Floats:
    """People of a zone who are in one group, NaN where not loaded; never more than live there,
    since the counts may be of another year."""
    counts = pd.to_numeric(zones[name]).to_numpy(dtype=float)
    return np.asarray(np.minimum(counts, _people(zones)))


def _with_rest(parts: Mapping[str, Floats], people: Floats, known: Floats) -> dict[str, Floats]:
    """The groups that have people, with those of zones where the group is not known."""
    here = np.isfinite(known)
    found = {name: np.where(here, np.maximum(counts, 0.0), 0.0) for name, counts in parts.items()}
    found[NOT_KNOWN] = np.where(here, 0.0, people)
    return {name: counts for name, counts in found.items() if counts.any()}


def _quantiles(minutes: Floats, people: Floats) -> tuple[float | None, ...]:
    """The least minutes within which each share of the people travel."""
    used = people > 0
    if not used.any():
        return (None,) * len(QUANTILES)
    minutes, people = minutes[used], people[used]
    order = np.argsort(minutes, kind="stable")
    reached = np.cumsum(people[order])
    at = np.searchsorted(reached, np.array(QUANTILES) * reached[-1] * (1 - 1e-12))
    return tuple(float(minutes[order][one]) for one in at)


def _bad_day(before: Floats, after: Floats, compared: Bools, people: Floats) -> BadDay:
    both = compared & np.isfinite(before) & np.isfinite(after)
    counts = people[both]
    return BadDay(float(counts.sum()), float(counts @ before[both]), float(counts @ after[both]))


def _within(minutes: int, before: Floats, after: Floats, people: Floats) -> Within:
    # A journey that is not known at one of the two times is compared at neither.
    known = ~(np.isnan(before) | np.isnan(after))
    was, will = known & (before <= minutes + 1e-9), known & (after <= minutes + 1e-9)
    return Within(
        minutes=minutes,
        before=float(people[was].sum()),
        after=float(people[will].sum()),
        gained=float(people[will & ~was].sum()),
        lost=float(people[was & ~will].sum()),
    )
