"""Clusters of sites beside PostGIS's own, and on places made for the purpose."""

import numpy as np
import pytest
from sqlalchemy import text

from estate.access.travel import Mode, StraightLine
from estate.colocation import clusters
from estate.db.engine import make_engine


def labels(*points: tuple[float, float], **how: float) -> list[int]:
    sites = np.array(points, dtype=float).reshape(-1, 2)
    return list(clusters.labels(len(sites), clusters.by_line(sites, **how)))


def test_none_and_too_few_are_alone() -> None:
    assert labels() == []
    assert labels((0, 0), (10, 0), (20, 0)) == [clusters.ALONE] * 3


def test_exactly_within_reach_is_within() -> None:
    cross = ((0, 0), (400, 0), (0, 400), (-400, 0))
    assert labels(*cross) == [0, 0, 0, 0]
    assert labels((0, 0), (400.01, 0), (0, 400), (-400, 0)) == [clusters.ALONE] * 4


def test_two_places_are_two_clusters_in_the_order_of_their_first_sites() -> None:
    west, east = [(n * 50.0, 0.0) for n in range(5)], [(9_000 + n * 50.0, 0.0) for n in range(4)]
    assert labels(east[0], *west, *east[1:], (4_000, 0)) == [0, 1, 1, 1, 1, 1, 0, 0, 0, -1]


def test_a_site_at_the_edge_joins_its_nearest_core() -> None:
    left = [(0.0, y) for y in (0, 100, 200, 300)]
    right = [(700.0, y) for y in (0, 100, 200, 300)]
    # In reach of one site of each place, so at the core of neither.
    assert labels(*left, *right, (360.0, -170.0), reach_m=390.0)[-1] == 1


def test_by_network_they_are_as_near_as_the_way_on_foot() -> None:
    """A river between two rows: near as the crow flies, and a long way round. One is off it."""
    rows = np.array([(n * 60.0, y) for y in (0.0, 90.0) for n in range(4)] + [(500.0, 0.0)])

    class River(StraightLine):
        def of_pairs(self, origins, destinations, mode, within_min=180.0):
            found = super().of_pairs(origins, destinations, mode, within_min)
            found[origins[:, 1] != destinations[:, 1]] = np.inf
            found[np.isclose(origins, 500.0).any(axis=1)] = np.nan
            found[np.isclose(destinations, 500.0).any(axis=1)] = np.nan
            return found

    walk = {Mode.WALK: 80.0}
    plain = clusters.by_network(rows, StraightLine(1.0, walk))
    assert list(clusters.labels(9, plain)) == [0] * 9
    split = clusters.by_network(rows, River(1.0, walk))
    assert list(clusters.labels(9, split)) == [0, 0, 0, 0, 1, 1, 1, 1, clusters.ALONE]
    line = clusters.by_line(rows)
    straight = {tuple(pair) for pair in plain.pairs}
    assert {tuple(pair) for pair in line.pairs} == straight
    assert np.allclose(sorted(line.apart / 80.0), sorted(plain.apart))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_as_postgis(scratch_database_url: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    middles = draw.uniform(0, 20_000, (12, 2))
    points = np.round(middles[draw.integers(0, 12, 400)] + draw.normal(0, 500, (400, 2)), 2)
    engine = make_engine(scratch_database_url)
    with engine.connect() as connection:
        told = connection.execute(
            text(
                "SELECT n, ST_ClusterDBSCAN(ST_MakePoint(x, y), :reach, :least) OVER () "
                "FROM unnest(CAST(:x AS float[]), CAST(:y AS float[])) "
                "WITH ORDINALITY AS given (x, y, n) ORDER BY n"
            ),
            {"x": points[:, 0].tolist(), "y": points[:, 1].tolist(),
             "reach": clusters.REACH_M, "least": clusters.LEAST_SITES},
        ).all()  # fmt: skip
    engine.dispose()
    theirs = np.array([clusters.ALONE if one is None else one for _, one in told])
    ours = clusters.labels(len(points), clusters.by_line(points))
    assert ours.max() > 1
    assert list(ours == clusters.ALONE) == list(theirs == clusters.ALONE)
    away = np.hypot(*(points[:, None, :] - points[None, :, :]).T)
    core = (away <= clusters.REACH_M).sum(axis=0) >= clusters.LEAST_SITES
    pairs = set(zip(ours[core], theirs[core], strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
