"""Sites that stand within reach of each other: the clusters that a town plan starts from."""

from dataclasses import dataclass

import numpy as np

from estate.access.travel import Mode, Travel
from estate.arrays import Floats, Ints
from estate.late_imports import one_at_a_time

#: How near is near: in metres as the crow flies, and in minutes on foot where there is a network;
#: and how many sites make a place dense.
REACH_M = 400.0
REACH_MIN = 5.0
LEAST_SITES = 4
#: The label of a site that belongs to no cluster.
ALONE = -1


@dataclass(frozen=True)
class Near:
    """Pairs of sites (n × 2, each once) that are within reach, and how far apart they are."""

    pairs: Ints
    apart: Floats


def by_line(points: Floats, reach_m: float = REACH_M) -> Near:
    """Sites within so many metres of each other as the crow flies."""
    pairs = _within(points, reach_m)
    return Near(pairs, np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T))


def by_network(points: Floats, travel: Travel, reach_min: float = REACH_MIN) -> Near:
    """Sites within so many minutes of each other on foot. One that lies off the network is near
    nobody (``Travel.off_network_m``)."""
    pairs = _within(points, reach_min * travel.fastest_m_per_minute(Mode.WALK))
    one, other = (points[pairs[:, side]] for side in (0, 1))
    minutes = travel.of_pairs(one, other, Mode.WALK, reach_min)
    near = minutes <= reach_min
    return Near(pairs[near], minutes[near])


def _within(points: Floats, reach_m: float) -> Ints:
    with one_at_a_time:
        from scipy.spatial import cKDTree

    if len(points) == 0:
        return np.empty((0, 2), dtype=np.int64)
    found = cKDTree(points).query_pairs(reach_m, output_type="ndarray")
    return np.asarray(found, dtype=np.int64).reshape(-1, 2)


def labels(count: int, near: Near, least: int = LEAST_SITES) -> Ints:
    """The cluster of each of so many sites, 0, 1, …; ``ALONE`` for those in none.

    DBSCAN, as PostGIS's ``ST_ClusterDBSCAN`` has it: a site with at least ``least`` sites within
    reach, itself among them, is at the core of a cluster; cores within reach of each
    other share one; a site at the edge joins the cluster of its nearest core. Numbered by the
    first site of each, so that the same sites in the same order give the same numbers.
    """
    with one_at_a_time:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

    found = np.full(count, ALONE, dtype=np.int64)
    core = np.bincount(near.pairs.ravel(), minlength=count) + 1 >= least
    if not core.any():
        return found
    inner = near.pairs[core[near.pairs].all(axis=1)]
    links = coo_array((np.ones(len(inner)), (inner[:, 0], inner[:, 1])), shape=(count, count))
    _, component = connected_components(links, directed=False)
    found[core] = component[core]
    # Of each site at an edge, its cores with the nearest last, which is the one that stays.
    both = np.concatenate([near.pairs, near.pairs[:, ::-1]])
    apart = np.concatenate([near.apart, near.apart])
    edge = ~core[both[:, 0]] & core[both[:, 1]]
    both, apart = both[edge], apart[edge]
    order = np.lexsort((both[:, 1], apart))[::-1]
    found[both[order, 0]] = component[both[order, 1]]
    return _renumbered(found)


def _renumbered(found: Ints) -> Ints:
    """The same clusters, numbered in the order in which the sites name them first."""
    clustered = found != ALONE
    _, first, back = np.unique(found[clustered], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered = found.copy()
    numbered[clustered] = rank[back]
    return numbered
