"""Minutes on a network: cafein beside SciPy, both beside what can be counted by hand."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.access import cafein_engine
from estate.access.cafein_engine import CafeinTravel
from estate.access.graph_search import GraphTravel
from estate.access.network_store import Graph, StoredNetwork
from estate.access.travel import Mode
from estate.errors import BadQuestion
from tests.travel.small_town import SIDE, STEP_M, at

WALK = 80.0
TOP = SIDE - 1


@pytest.fixture(scope="module")
def cafein(town_network: StoredNetwork) -> CafeinTravel:
    return CafeinTravel(town_network, WALK)


@pytest.fixture(scope="module")
def scipy(town_network: StoredNetwork) -> GraphTravel:
    return GraphTravel(town_network.graph, WALK)


def test_streets_are_walked_round_corners(cafein: CafeinTravel) -> None:
    found = cafein.minutes(at((0, 0)), at((3, 4), (0, 0)), Mode.WALK)
    assert found[0] == pytest.approx([7 * STEP_M / WALK, 0], abs=0.05)
    assert np.isinf(cafein.minutes(at((0, 0)), at((3, 4)), Mode.WALK, within_min=17)[0, 0])


def test_one_way_streets_and_steps_count(cafein: CafeinTravel) -> None:
    """Along the south by car only eastwards; along the north on foot only, and not on wheels."""
    west, east = at((2, 0)), at((6, 0))
    with_it = cafein.minutes(west, east, Mode.CAR)[0, 0]
    against = cafein.minutes(east, west, Mode.CAR)[0, 0]
    assert against > with_it + 0.5
    many = np.vstack([west, west])
    assert cafein.minutes(many, east, Mode.CAR)[:, 0] == pytest.approx(with_it, abs=0.02)
    assert cafein.minutes(east, many, Mode.CAR)[0] == pytest.approx(against, abs=0.02)
    north = at((2, TOP)), at((6, TOP))
    wheels = cafein.minutes(*north, Mode.WHEELCHAIR)[0, 0]
    assert wheels == pytest.approx(6 * STEP_M / 60, abs=0.05)
    assert cafein.minutes(*north, Mode.WALK)[0, 0] == pytest.approx(4 * STEP_M / WALK, abs=0.05)


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.WHEELCHAIR, Mode.CAR])
def test_cafein_and_scipy_say_the_same(
    cafein: CafeinTravel, scipy: GraphTravel, mode: Mode
) -> None:
    draw = np.random.default_rng(20261130)
    some = at((0, 0)) + draw.uniform(-80, SIDE * STEP_M - 120, (40, 2))
    few = some[:15] + 7
    for one, other in ((few, some), (some, few)):
        here, there = cafein.minutes(one, other, mode), scipy.minutes(one, other, mode)
        assert np.isfinite(here).all()
        assert here == pytest.approx(there, abs=0.05)
    pairs = cafein.of_pairs(some[:30], some[10:], mode)
    assert pairs == pytest.approx(cafein.minutes(some[:30], some[10:], mode).diagonal(), abs=0.03)
    assert cafein.off_network_m(some, mode) == pytest.approx(scipy.off_network_m(some, mode))
    assert (pairs * cafein.fastest_m_per_minute(mode) >= _straight(some[:30], some[10:])).all()


def _straight(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.hypot(*(one - other).T) - 2.0  # whole seconds may be lost at either end


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.CAR])
def test_a_large_table_is_searched_by_two_threads_and_says_the_same(
    cafein: CafeinTravel, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    draw = np.random.default_rng(18)
    here, there = (draw.uniform(0, SIDE * STEP_M - 200, (size, 2)) for size in (60, 90))
    here, there = here + at((0, 0)), there + at((0, 0))
    alone = cafein.minutes(here, there, mode)
    monkeypatch.setattr(cafein_engine, "_MANY_PAIRS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert cafein._threads(60 * 90) == 2
    assert np.array_equal(cafein.minutes(here, there, mode), alone, equal_nan=True)


def test_the_bus_is_taken_where_it_is_quicker(cafein: CafeinTravel) -> None:
    """From the south west corner to the north west: 5 min in the bus, which leaves every twenty,
    where walking takes 22.5. Who has to be there in the last 2.5 minutes before the next bus comes
    in leaves later on foot: one deadline in eight, so that a bad day is a walk."""
    ends = at((0, 0)), at((0, TOP))
    assert cafein.minutes(*ends, Mode.BUS)[0, 0] == pytest.approx(5, abs=0.1)
    assert cafein.slow_minutes(*ends, Mode.BUS)[0, 0] == pytest.approx(22.5, abs=0.1)
    back = cafein.minutes(ends[1], ends[0], Mode.BUS)[0, 0]
    assert back == pytest.approx(TOP * STEP_M / WALK, abs=0.2)
    assert "08:00" in cafein.basis(Mode.BUS).profile


def test_what_is_off_the_network_is_said(cafein: CafeinTravel, scipy: GraphTravel) -> None:
    far = at((0, 0)) + np.array([[-1_500.0, 0.0], [np.nan, np.nan], [-500.0, 0.0]])
    for travel in (cafein, scipy):
        found = travel.minutes(far, at((0, 1)), Mode.WALK)[:, 0]
        assert np.isnan(found[:2]).all()
        assert found[2] == pytest.approx((500 + STEP_M) / WALK, abs=0.05)
        off = travel.off_network_m(far, Mode.WALK)
        assert off[[0, 2]] == pytest.approx([1_500, 500], abs=1)
        assert np.isnan(off[1])
        pairs = travel.of_pairs(far, at((0, 1), (0, 1), (0, 1)), Mode.WALK)
        assert np.isnan(pairs[:2]).all() and pairs[2] == pytest.approx(found[2])


def test_a_figure_says_what_it_rests_on(cafein: CafeinTravel, scipy: GraphTravel) -> None:
    found = cafein.basis(Mode.BUS)
    assert found.engine == "cafein 0.29.0" and found.synthetic
    assert found.licence == "made up; made up too"
    assert str(found.network_date) == "2026-09-01" and str(found.timetable_date) == "2026-09-01"
    assert cafein.basis(Mode.WALK).speed == "4.8 km/h"
    assert CafeinTravel(cafein.network, 70.0).key != cafein.key
    with pytest.raises(BadQuestion, match="no timetable"):
        scipy.minutes(at((0, 0)), at((1, 1)), Mode.BUS)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_search_finds_the_shortest_ways(data: st.DataObject) -> None:
    """Against all ways counted one by one (Floyd and Warshall), on graphs with one-way streets."""
    size = data.draw(st.integers(2, 7))
    pairs = list(itertools.combinations(range(size), 2))
    ends = data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=12))
    metres = data.draw(st.lists(st.integers(1, 900), min_size=len(ends), max_size=len(ends)))
    only = data.draw(st.lists(st.sampled_from("><="), min_size=len(ends), max_size=len(ends)))
    graph = _graph(size, ends, metres, only)
    travel = GraphTravel(graph, WALK)
    seconds = np.full((size, size), np.inf)
    np.fill_diagonal(seconds, 0)
    for (tail, head), length, way in zip(ends, metres, only, strict=True):
        for one, other, may in ((tail, head, "<"), (head, tail, ">")):
            if way != may:
                seconds[one, other] = min(seconds[one, other], length)
    for via in range(size):
        seconds = np.minimum(seconds, seconds[:, [via]] + seconds[[via], :])
    spots = _spots(size)
    used = sorted({junction for one in ends for junction in one})
    found = travel.minutes(spots[used], spots[used], Mode.CAR) * 60
    assert found == pytest.approx(seconds[np.ix_(used, used)], abs=1e-4)


def _spots(size: int) -> np.ndarray:
    """Junctions on a circle, so that no street lies over a third junction."""
    angle = np.arange(size) * 2 * np.pi / size + 0.1
    return np.column_stack([400_000 + 300 * np.cos(angle), 300_000 + 300 * np.sin(angle)])


def _graph(size: int, ends: list[tuple[int, int]], metres: list[int], only: list[str]) -> Graph:
    spots, count = _spots(size), len(ends)
    ahead = np.array([way != "<" for way in only])
    back = np.array([way != ">" for way in only])
    return Graph(
        size,
        np.array([tail for tail, _ in ends]),
        np.array([head for _, head in ends]),
        np.array(metres, dtype=float),
        np.where(ahead, 8, 0).astype(np.uint8),
        np.where(back, 8, 0).astype(np.uint8),
        np.array(metres, dtype=float),
        np.array(metres, dtype=float),
        np.arange(0, 2 * count + 1, 2),
        np.array([spots[end] for one in ends for end in one]),
    )
