"""What the journeys to a service may grow to at most: one rule, for plans and for what is told.

The same figures, of the same residents, say before anything is solved which moves are too far, and
afterwards whether a scheme that somebody has picked by hand keeps to the limit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Floats

#: Rounding of sums of minutes.
_ROUNDING_MIN = 1e-9


@dataclass(frozen=True)
class AccessLimit:
    """``growth``: by which share of today's the mean journey may grow; ``need_longer_min``: by how
    many minutes the journey from any area of need may; ``longer_min``: by how many minutes the mean
    may, where somebody has asked for that. None for any."""

    growth: float | None
    need_longer_min: float | None
    longer_min: float | None = None


def kept(
    limit: AccessLimit, today_min: Floats, change_min: Floats, need_longer_min: Floats
) -> NDArray[np.bool_]:
    """Whether each service keeps to the limit: its mean journey today, the change of it, and by how
    much the journey from that area of need grows most for which it does; minutes."""
    fair = np.ones(np.shape(change_min), dtype=bool)
    if limit.growth is not None:
        fair &= change_min <= limit.growth * today_min + _ROUNDING_MIN
    if limit.need_longer_min is not None:
        fair &= need_longer_min <= limit.need_longer_min + _ROUNDING_MIN
    if limit.longer_min is not None:
        fair &= change_min <= limit.longer_min + _ROUNDING_MIN
    return np.asarray(fair)


def keeps(
    limit: AccessLimit,
    residents: tuple[Floats, Floats, Floats],
    of_need: tuple[Floats, Floats, Floats],
) -> bool | None:
    """Whether one service keeps to the limit: minutes before and after, and the people who count,
    of each place where residents live, and of each area of need.

    None where nobody's journey can be compared. Who loses the way breaks any limit.
    """
    before, after, people = residents
    known = ~(np.isnan(before) | np.isnan(after))
    there, then = known & np.isfinite(before), known & np.isfinite(after)
    was, will, needy = of_need
    counted = (needy > 0) & np.isfinite(was) & np.isfinite(will)
    most = np.max(will[counted] - was[counted], initial=0.0)
    lost = people[there & ~then].any()
    compared = people[there & then].sum()
    if not compared and not counted.any() and not lost:
        return None
    both, share = there & then, compared or 1.0
    today = people[both] @ before[both] / share
    change = people[both] @ (after[both] - before[both]) / share
    return bool(not lost and kept(limit, *(np.array([x]) for x in (today, change, most)))[0])
