"""What the journeys to a service may grow to at most: one rule, for filters and for what is told.

A service that is housed in one place has one mean journey from every place it could be in. So the
limit of a service says which places are too far before anything is solved, and it says afterwards
whether a scheme that somebody has picked by hand keeps to it.
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
    may, where somebody has asked for that."""

    growth: float
    need_longer_min: float
    longer_min: float | None = None


def kept(
    limit: AccessLimit, today_min: Floats, change_min: Floats, need_longer_min: Floats
) -> NDArray[np.bool_]:
    """Whether each service keeps to the limit: its mean journey today, the change of it, and by how
    much the journey from that area of need grows most for which it does; minutes."""
    fair = change_min <= limit.growth * today_min + _ROUNDING_MIN
    fair &= need_longer_min <= limit.need_longer_min + _ROUNDING_MIN
    if limit.longer_min is not None:
        fair &= change_min <= limit.longer_min + _ROUNDING_MIN
    return np.asarray(fair)
