"""Ways between properties on the county's network, where there is one.

Pairs are told apart by metres (``contenders.Pairs``). By network those are the metres of the
straight line that would take as long as the way does: what is reached, scored and shown follows
from them as it does from a straight line's.
"""

from dataclasses import dataclass

import numpy as np

from estate.access.travel import Mode, Travel
from estate.arrays import Bools, Floats

#: What stands behind minutes between properties.
BY_NETWORK, BY_LINE = "network", "crowfly_x1.25"


def basis_of(network: object | None) -> str:
    """By network where there is one."""
    return BY_LINE if network is None else BY_NETWORK


@dataclass(frozen=True)
class Ways:
    """Minutes on a network, walked or driven."""

    travel: Travel

    def bound_m(self, limit_min: Floats, drives: Bools) -> Floats:
        """Metres of straight line beyond which nobody comes within the limit, however straight the
        way: a search within them loses no pair in reach."""
        walk, car = (self.travel.fastest_m_per_minute(mode) for mode in (Mode.WALK, Mode.CAR))
        return np.asarray(limit_min * np.where(drives, car, walk), dtype=np.float64)

    def minutes(
        self, origins: Floats, destinations: Floats, drives: Bools, within_min: Floats
    ) -> Floats:
        """Of each pair: infinite where the way takes longer than its limit, NaN where an end is off
        the network."""
        found = np.full(len(origins), np.nan)
        for mode, chosen in ((Mode.WALK, ~drives), (Mode.CAR, drives)):
            at = np.flatnonzero(chosen)
            if len(at):
                longest = float(within_min[at].max())
                found[at] = self.travel.of_pairs(origins[at], destinations[at], mode, longest)
        return found
