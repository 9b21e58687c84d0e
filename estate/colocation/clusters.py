"""Sites that stand within reach of each other: the clusters that a town plan starts from."""

import numpy as np
from numpy.typing import NDArray

#: How near is near, in metres, and how many sites make a place dense.
REACH_M = 400.0
LEAST_SITES = 4
#: The label of a site that belongs to no cluster.
ALONE = -1


def labels(
    eastings: NDArray[np.float64],
    northings: NDArray[np.float64],
    reach_m: float = REACH_M,
    least: int = LEAST_SITES,
) -> NDArray[np.int64]:
    """The cluster of each site, 0, 1, …; ``ALONE`` for those in none.

    DBSCAN, as PostGIS's ``ST_ClusterDBSCAN`` has it: a site with at least ``least`` sites within
    ``reach_m`` metres, itself among them, is at the core of a cluster; cores within reach of each
    other share one; a site at the edge joins the cluster of its nearest core. Numbered by the
    first site of each, so that the same sites in the same order give the same numbers.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    points = np.column_stack([eastings, northings])
    found = np.full(len(points), ALONE, dtype=np.int64)
    if len(points) == 0:
        return found
    tree = cKDTree(points)
    neighbours = np.asarray(tree.query_ball_point(points, reach_m, return_length=True))
    places = np.flatnonzero(neighbours >= least)
    if len(places) == 0:
        return found
    dense = cKDTree(points[places])
    pairs = dense.query_pairs(reach_m, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    _, component = connected_components(links, directed=False)
    away, nearest = (np.asarray(one) for one in dense.query(points))
    near = away <= reach_m
    found[near] = component[nearest[near]]
    return _renumbered(found)


def _renumbered(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same clusters, numbered in the order in which the sites name them first."""
    clustered = found != ALONE
    _, first, back = np.unique(found[clustered], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered = found.copy()
    numbered[clustered] = rank[back]
    return numbered
