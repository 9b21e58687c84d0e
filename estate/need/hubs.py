"""Where an access point of several bodies would serve most people.

Two questions with one programme, the p-median (``consolidation.p_median``): *covering* opens the
places that most people reach within some minutes (Church and ReVelle, 1974: the maximal covering
problem is a p-median whose distances are nought within reach and one beyond it); *nearest* opens
those to which people travel least altogether (Hakimi, 1964).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.consolidation.p_median import Median, p_median
from estate.errors import BadQuestion

MOST_HUBS = 12
#: What an area without a way counts as, minutes: so that as few people as can be are left without.
_NO_WAY_MIN = 10_000.0


class HubsBy(StrEnum):
    """What is made as large, or as small, as can be."""

    COVERING = "covering"
    NEAREST = "nearest"


@dataclass(frozen=True)
class Hub:
    """A place chosen: position of the site, the weight of the areas to which it is the nearest of
    those chosen, and of it the weight within reach, with the positions of those areas."""

    site: int
    areas_within: tuple[int, ...]
    weight: float
    weight_within: float


@dataclass(frozen=True)
class Hubs:
    """The places chosen, most weight within reach first. ``covered``: weight within reach of one of
    them; no other places cover more than ``bound`` (covering), or need less than ``bound`` minutes
    × weight altogether and leave no more weight without a way (nearest). ``not_reached``: weight of
    areas from which no way leads to a place chosen."""

    by: HubsBy
    hubs: tuple[Hub, ...]
    weight: float
    covered: float
    total_minutes: float
    bound: float
    proved: bool
    not_reached: float


def hubs(
    minutes: Floats,
    weight: Floats,
    count: int,
    within: float,
    by: HubsBy,
    time_limit_s: float = 10.0,
) -> Hubs:
    """The best ``count`` sites.

    ``minutes``: areas × sites, infinite or NaN where there is no way. ``weight``: of each area,
    people for example. ``within``: minutes. ``BadQuestion`` for a count that cannot be, or where no
    area reaches a site.
    """
    reached = np.where(np.isnan(minutes), np.inf, minutes)
    some = np.isfinite(reached).any(axis=1) & (weight > 0)
    if not 1 <= count <= min(MOST_HUBS, reached.shape[1]):
        raise BadQuestion(
            f"Choose a number of hubs from 1 to {min(MOST_HUBS, reached.shape[1])}: "
            f"{reached.shape[1]} places could host one."
        )
    if not some.any():
        raise BadQuestion("No place that could host is reached from any area.")
    kept, of_kept = reached[some], weight[some]
    sites = _sites(kept, within, by, count)
    found = _solved(kept[:, sites], of_kept, count, within, by, time_limit_s)
    chosen = sites[found.sites]
    nearest = chosen[kept[:, chosen].argmin(axis=1)]
    return _told(by, found, chosen, nearest, kept, of_kept, np.flatnonzero(some), within, weight)


def _sites(minutes: Floats, within: float, by: HubsBy, count: int) -> NDArray[np.int64]:
    """Of a covering only sites that no other one outdoes: what another covers with more beside it
    is never needed. So many stay that ``count`` can be chosen."""
    every = np.arange(minutes.shape[1])
    if by is HubsBy.NEAREST:
        return every
    covers = minutes <= within
    size = covers.sum(axis=0)
    kept: list[int] = []
    for site in np.lexsort((minutes.shape[1] - every, -size)):
        outdone = any((covers[:, site] <= covers[:, other]).all() for other in kept)
        if not outdone:
            kept.append(int(site))
    others = [one for one in np.argsort(-size, kind="stable").tolist() if one not in kept]
    return np.sort(np.array(kept + others[: max(0, count - len(kept))]))


def _solved(
    minutes: Floats, weight: Floats, count: int, within: float, by: HubsBy, limit_s: float
) -> Median:
    if by is HubsBy.NEAREST:
        far = np.where(np.isfinite(minutes), minutes, _NO_WAY_MIN)
        return p_median(far, weight, count, limit_s)
    return p_median((minutes > within).astype(float), weight, count, limit_s)


def _told(
    by: HubsBy,
    found: Median,
    chosen: NDArray[np.int64],
    nearest: NDArray[np.int64],
    minutes: Floats,
    weight: Floats,
    positions: NDArray[np.int64],
    within: float,
    every: Floats,
) -> Hubs:
    journey = minutes[np.arange(len(weight)), nearest]
    made = []
    for site in chosen.tolist():
        mine = (nearest == site) & np.isfinite(journey)
        near = mine & (journey <= within)
        areas = tuple(positions[near].tolist())
        made.append(Hub(site, areas, float(weight[mine].sum()), float(weight[near].sum())))
    total = float(weight.sum())
    travelled = np.isfinite(journey)
    without = float(weight[~travelled].sum())
    return Hubs(
        by=by,
        hubs=tuple(sorted(made, key=lambda one: (-one.weight_within, one.site))),
        weight=float(every.sum()),
        covered=float(weight[journey <= within].sum()),
        total_minutes=float((weight * np.where(travelled, journey, 0.0)).sum()),
        bound=total - found.bound
        if by is HubsBy.COVERING
        else max(0.0, found.bound - _NO_WAY_MIN * without),
        proved=found.proved,
        not_reached=float(every.sum() - weight[travelled].sum()),
    )
