"""Trees of guests and hosts, and the pairs within reach in pieces that fit in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.colocation.distances import Indices, Places, Side, contenders, together
from estate.colocation.pair_arrays import GuestColumns
from estate.late_imports import one_at_a_time

Near = tuple[Indices, Indices, Floats]

#: Pairs looked at in one go; each takes some 300 bytes for a moment.
_PIECE = 200_000
_FIRST_GUESTS = 2_048


@dataclass(frozen=True)
class Group:
    """Guests that may go equally far, in metres as the crow flies."""

    where: Places
    reach_m: float
    guests: Indices
    homes: Indices

    @cached_property
    def side(self) -> Side:
        """The group in trees of its own, for those who look for guests around a host."""
        return Side.of(self.where, self.guests, self.homes)

    @cached_property
    def nearby_order(self) -> Indices:
        """Order in which neighbours follow each other, so that pieces are compact."""
        with one_at_a_time:
            from scipy.spatial import cKDTree

        located = np.flatnonzero(np.isfinite(self.where.points[self.homes]).all(axis=1))
        return located[cKDTree(self.where.points[self.homes[located]]).indices]


@dataclass(frozen=True)
class Search:
    """Everybody who may move and everywhere that may host."""

    where: Places
    groups: tuple[Group, ...]
    hosts: Side
    open: NDArray[np.bool_]

    @classmethod
    def of(cls, where: Places, guests: GuestColumns, open_: NDArray[np.bool_]) -> "Search":
        """One group for each distance that guests may go."""
        groups = [
            Group(where, float(reach), at, guests.home[at])
            for reach in np.unique(guests.looked_m)
            for at in [np.flatnonzero(guests.looked_m == reach)]
        ]
        hosts = np.flatnonzero(open_)
        return cls(where, tuple(groups), Side.of(where, hosts, hosts), open_)

    def everywhere(self) -> Iterator[Near]:
        """All pairs of guest and host that could be within reach, piece by piece."""
        for group in self.groups:
            order, done, step = group.nearby_order, 0, _FIRST_GUESTS
            while done < len(order):
                some = order[done : done + step]
                side = Side.of(self.where, group.guests[some], group.homes[some])
                found = contenders(side, self.hosts, group.reach_m)
                yield found
                done += len(some)
                per_guest = max(len(found[0]) / len(some), 0.1)
                step = int(np.clip(_PIECE / per_guest, 1, 4 * step))

    def around(self, position: int) -> Near:
        """The pairs of one property: its own guests with hosts, and as a host."""
        here = np.array([position])
        found: list[Near] = []
        for group in self.groups:
            own = group.guests[group.homes == position]
            if len(own):
                side = Side.of(self.where, own, np.full(len(own), position))
                found.append(contenders(side, self.hosts, group.reach_m))
            if self.open[position]:
                host = Side.of(self.where, here, here)
                found.append(contenders(group.side, host, group.reach_m))
        return together(found)
