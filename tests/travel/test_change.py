"""Residents' journeys before and after: conservation, and every minute against brute force."""

import heapq
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.access.journeys_before_and_after import (
    AccessPoint,
    NotLocated,
    Service,
    ServiceChange,
    Summary,
    change,
    groups_of,
)
from estate.access.limits import AccessLimit, kept
from estate.access.travel import Basis, Mode, StraightLine
from estate.arrays import Floats
from estate.errors import BadQuestion

LINE = StraightLine(1.25, {Mode.WALK: 80.0, Mode.CAR: 500.0})
CORNERS = 6


@dataclass(frozen=True)
class SmallGraph:
    """Roads between a few corners at (100 × i, 0): shortest ways by hand, as an engine answers.
    Corner 5 lies off the network."""

    roads: tuple[tuple[int, int, int], ...]
    modes: frozenset[Mode] = frozenset({Mode.WALK})
    key: str = "small graph"
    off: frozenset[int] = field(default_factory=lambda: frozenset({CORNERS - 1}))

    def basis(self, mode: Mode) -> Basis:
        return Basis("by hand", "on foot", "1 corner a minute", synthetic=True)

    def minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        return np.array([[self.way(a, b) for b in destinations] for a in origins])

    def of_pairs(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        return np.array([self.way(a, b) for a, b in zip(origins, destinations, strict=True)])

    def off_network_m(self, points: Floats, mode: Mode) -> Floats:
        return np.array([np.nan if self.corner(one) in self.off else 0.0 for one in points])

    @staticmethod
    def corner(point: Floats) -> int:
        return CORNERS - 1 if np.isnan(point).any() else int(point[0] // 100)

    def way(self, a: Floats, b: Floats) -> float:
        start, end = self.corner(a), self.corner(b)
        if {start, end} & self.off:
            return float("nan")
        best = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            gone, here = heapq.heappop(queue)
            for one, other, minutes in self.roads:
                for a_, b_ in ((one, other), (other, one)):
                    if a_ == here and gone + minutes < best.get(b_, float("inf")):
                        best[b_] = gone + minutes
                        heapq.heappush(queue, (best[b_], b_))
        return best.get(end, float("inf"))


def point(corner: int) -> AccessPoint:
    return AccessPoint(f"p{corner}", f"Place {corner}", corner * 100.0, 0.0)


def zones_at(corners: list[int], people: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"Zone {at}" for at in range(len(corners))],
            "easting": [corner * 100.0 for corner in corners],
            "northing": 0.0,
            "people": people,
            "imd_decile": [at % 3 + 1 if at % 4 else np.nan for at in range(len(corners))],
            "under_16": [one // 4 if at != 2 else None for at, one in enumerate(people)],
            "aged_65_up": [one - one // 5 for one in people],
            "disabled": [one // 5 if at % 2 else np.nan for at, one in enumerate(people)],
        }
    )


corner = st.integers(0, CORNERS - 1)
corners = st.lists(corner, max_size=3, unique=True)
roads = st.lists(st.tuples(corner, corner, st.integers(1, 30)), max_size=9).map(tuple)
people = st.lists(st.tuples(corner, st.integers(0, 500)), min_size=1, max_size=8)


def asked(
    roads: tuple[tuple[int, int, int], ...],
    lived: list[tuple[int, int]],
    before: list[int],
    after: list[int],
) -> ServiceChange:
    zones = zones_at([one for one, _ in lived], [count for _, count in lived])
    service = Service("s", "A service", *(tuple(map(point, one)) for one in (before, after)))
    return change([service], zones, SmallGraph(roads), [Mode.WALK])[0]


def parts_add_up(found: Summary) -> None:
    apart = found.lost_reach + found.gained_reach + found.out_of_reach + found.not_known
    assert found.people == pytest.approx(found.compared + apart)
    for one in found.within:
        assert one.after == pytest.approx(one.before + one.gained - one.lost)


@settings(max_examples=60, deadline=None)
@given(roads, people, corners, corners)
def test_every_minute_is_the_nearest_by_hand_and_all_sums_are_kept(roads, lived, before, after):  # type: ignore[no-untyped-def]
    found = asked(roads, lived, before, after)
    graph = SmallGraph(roads)
    for where, minutes in ((before, found.before_min), (after, found.after_min)):
        on_network = [one for one in where if one != CORNERS - 1]
        for (home, _), told in zip(lived, minutes.tolist(), strict=True):
            ways = [
                graph.way(np.array([home * 100.0, 0]), np.array([one * 100.0, 0]))
                for one in on_network
            ]
            if where and (home == CORNERS - 1 or not on_network):
                assert np.isnan(told)
            else:
                assert told == min(ways, default=float("inf"))
    whole = found.whole
    parts_add_up(whole)
    assert whole.people == sum(count for _, count in lived)
    both = np.isfinite(found.before_min) & np.isfinite(found.after_min)
    counts = np.array([count for _, count in lived], dtype=float)
    assert whole.total_before_min == pytest.approx(counts[both] @ found.before_min[both])
    assert whole.total_after_min == pytest.approx(counts[both] @ found.after_min[both])
    by_kind: dict[str, list[Summary]] = {}
    for kind, _, part in found.groups():
        parts_add_up(part)
        by_kind.setdefault(kind, []).append(part)
    for parts in by_kind.values():
        for name in ("people", "compared", "total_before_min", "total_after_min", "lost_reach"):
            assert sum(getattr(one, name) for one in parts) == pytest.approx(getattr(whole, name))


@settings(max_examples=40, deadline=None)
@given(roads, people, corners, st.integers(0, 2))
def test_no_move_no_change_and_closing_never_shortens_a_way(roads, lived, before, closed):  # type: ignore[no-untyped-def]
    stays = asked(roads, lived, before, before)
    np.testing.assert_array_equal(stays.before_min, stays.after_min)
    assert stays.whole.longer == stays.whole.shorter == 0
    assert stays.whole.total_before_min == stays.whole.total_after_min
    assert stays.worst() == ()
    fewer = asked(roads, lived, before, [one for at, one in enumerate(before) if at != closed])
    known = ~(np.isnan(fewer.before_min) | np.isnan(fewer.after_min))
    assert (fewer.after_min[known] >= fewer.before_min[known]).all()
    assert fewer.whole.shorter == fewer.whole.gained_reach == 0
    assert all(one.gained == 0 for one in fewer.whole.within)


def test_a_scheme_is_told_by_name_and_what_cannot_be_reached_apart() -> None:
    # 0 – 1 – 2 in a row, 3 with no road, 5 off the network; the service moves from 0 to 2.
    found = asked(((0, 1, 9), (1, 2, 12)), [(0, 100), (1, 50), (3, 7), (5, 3)], [0], [2])
    whole = found.whole
    assert (whole.compared, whole.out_of_reach, whole.not_known) == (150, 7, 3)
    assert whole.mean_before_min == pytest.approx(50 * 9 / 150)
    assert whole.mean_after_min == pytest.approx((100 * 21 + 50 * 12) / 150)
    assert whole.quantiles_before_min == (0, 9)
    assert whole.quantiles_after_min == (21, 21)
    ten, fifteen, twenty, thirty = whole.within
    assert (ten.before, ten.after, ten.gained, ten.lost) == (150, 0, 0, 150)
    assert (fifteen.after, twenty.lost, thirty.after) == (50, 100, 150)
    assert [(one.name, one.longer_min) for one in found.worst()] == [("Zone 0", 21), ("Zone 1", 3)]
    closed = asked(((0, 1, 9),), [(0, 100), (3, 7)], [1], [])
    assert closed.whole.lost_reach == 100
    assert closed.whole.mean_after_min is None
    assert closed.worst()[0].longer_min == float("inf")
    half = asked(((0, 1, 9),), [(0, 100)], [1, 5], [1])
    assert half.not_located == (NotLocated("Place 5", None),)
    assert found.not_located == () and half.zones_not_located == ()
    assert found.zones_not_located == (NotLocated("Zone 3", None, 3.0),)


def test_only_the_catchment_counts_and_bad_questions_say_why() -> None:
    zones = zones_at([0, 1, 4], [10, 20, 40])
    service = Service("s", "A service", (point(0),), (point(1),))
    found = change([service], zones, LINE, [Mode.WALK, Mode.CAR], catchment_m=150)
    assert [one.mode for one in found] == [Mode.WALK, Mode.CAR]
    assert [one.whole.people for one in found] == [30, 30]
    assert found[0].whole.change_min == pytest.approx((10 - 20) / 30 * 125 / 80)
    with pytest.raises(BadQuestion, match="northing"):
        change([service], zones.drop(columns="northing"), LINE, [Mode.WALK])
    with pytest.raises(BadQuestion, match="bus"):
        change([service], zones, LINE, [Mode.BUS])


def test_nobody_counts_twice_where_counts_are_of_another_year() -> None:
    zones = zones_at([0, 1], [10, 20]).assign(disabled=[15, np.nan])
    found = {name: one.tolist() for name, one in groups_of(zones)["disability"].items()}
    assert found == {"disabled": [10, 0], "not known": [0, 20]}


def test_a_limit_is_kept_or_not_at_its_very_edge() -> None:
    one = np.ones(1)
    limit = AccessLimit(0.1, 10.0)
    assert kept(limit, 20 * one, 2 * one, 10 * one).all()
    assert not kept(limit, 20 * one, 2.001 * one, 10 * one).any()
    assert not kept(limit, 20 * one, 2 * one, 10.001 * one).any()
    assert not kept(AccessLimit(0.1, 10.0, 1.0), 20 * one, 2 * one, 0 * one).any()


@dataclass(frozen=True)
class BadBuses(StraightLine):
    """Buses that take three times as long on a bad day, and do not run from the far end then."""

    def slow_minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        slow = self.minutes(origins, destinations, mode) * 3
        return np.where(origins[:, :1] >= 900, np.inf, slow)


def test_a_bad_day_stands_beside_the_usual_one_by_bus_alone() -> None:
    travel = BadBuses(1.0, {Mode.WALK: 100.0, Mode.BUS: 100.0})
    zones = pd.DataFrame({"name": list("AB"), "easting": [0.0, 900.0], "northing": [0.0, 0.0],
                          "people": [10.0, 30.0]})  # fmt: skip
    here, there = (AccessPoint(f"at {x}", f"at {x}", x, 0.0) for x in (200.0, 500.0))
    walk, bus = change([Service("s", "s", (here,), (there,))], zones, travel,
                       [Mode.WALK, Mode.BUS])  # fmt: skip
    assert walk.slow_min is None and walk.whole.bad_day is None
    assert walk.worst()[0].slow_before_min is None
    usual, bad = bus.whole, bus.whole.bad_day
    assert bad is not None and (usual.compared, bad.compared) == (40, 10)
    assert (bad.mean_before_min, bad.mean_after_min) == (6, 15)
    assert usual.mean_before_min == pytest.approx((10 * 2 + 30 * 7) / 40)
    (worst,) = bus.worst()
    assert (worst.name, worst.after_min, worst.slow_after_min) == ("A", 5, 15)
    assert bus.place(1).slow_before_min == float("inf")
