"""The same minutes by SciPy's graph search, on the same streets: what holds cafein to account.

Slower, and without timetables. Each place is joined to the ends of the street that it lies at;
two places on one street are also joined along it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from estate.access import speeds
from estate.access.network_store import CAR_BIT, WALK_BIT, WHEELCHAIR_BIT, Graph
from estate.access.snapping import Joined, Streets
from estate.access.travel import LONGEST_MIN, Basis, Mode
from estate.arrays import Floats, Ints
from estate.errors import BadQuestion
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from scipy.sparse import csr_array


_BITS = {Mode.WALK: WALK_BIT, Mode.WHEELCHAIR: WHEELCHAIR_BIT, Mode.CAR: CAR_BIT}
_MARGIN = 1e-9


@dataclass(frozen=True)
class GraphTravel:
    """``Travel`` over a graph. ``name`` is what its key begins with."""

    graph: Graph
    walk_m_per_minute: float
    name: str = "graph"

    @property
    def key(self) -> str:
        """The graph's name and the walking pace."""
        return f"scipy on {self.name} at {self.walk_m_per_minute:g}"

    @property
    def modes(self) -> frozenset[Mode]:
        """On foot, by wheelchair and by car."""
        return frozenset(_BITS)

    def basis(self, mode: Mode) -> Basis:
        """What its minutes rest on."""
        self._demand(mode)
        return Basis("scipy", str(mode), f"{self._door_m_per_minute(mode) * 60 / 1000:.1f} km/h")

    def minutes(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes, origins × destinations (``Travel.minutes``)."""
        self._demand(mode)
        here, there = (self._joined(points, mode) for points in (origins, destinations))
        found = np.full((len(origins), len(destinations)), np.nan)
        rows, columns = np.flatnonzero(here.edge >= 0), np.flatnonzero(there.edge >= 0)
        if len(rows) == 0 or len(columns) == 0:
            return found
        onto, off = self._onto(here, rows, mode), self._off(there, columns, mode)
        ways = self._search(onto, mode, min(within_min, LONGEST_MIN))
        best = np.full((len(rows), len(columns)), np.inf)
        for junction, cost in off:
            best = np.minimum(best, ways[:, junction] + cost)
        best = np.minimum(best, self._along(here, rows, there, columns, mode))
        one = (origins[rows][:, None, :] == destinations[columns][None, :, :]).all(axis=2)
        best = np.where(one, 0.0, best)  # who is there need not go to the street and back
        longest = min(within_min, LONGEST_MIN)
        found[np.ix_(rows, columns)] = np.where(best > longest + _MARGIN, np.inf, best)
        return found

    def of_pairs(
        self,
        origins: Floats,
        destinations: Floats,
        mode: Mode,
        within_min: float = LONGEST_MIN,
    ) -> Floats:
        """Minutes of each origin to its own destination, pair by pair."""
        whole = self.minutes(origins, destinations, mode, within_min)
        return np.asarray(np.diagonal(whole), dtype=np.float64)

    def slow_minutes(self, origins: Floats, destinations: Floats, mode: Mode) -> Floats:
        """The same minutes: without a timetable no hour is slower than another."""
        return self.minutes(origins, destinations, mode)

    def fastest_m_per_minute(self, mode: Mode) -> float:
        """The highest speed of any edge, or the pace."""
        if mode is not Mode.CAR:
            return self._door_m_per_minute(mode)
        seconds = np.minimum(self.graph.car_forward_s, self.graph.car_reverse_s)
        return float(np.max(self.graph.metres / np.maximum(seconds, 1e-9)) * 60)

    def off_network_m(self, points: Floats, mode: Mode) -> Floats:
        """Metres to the nearest street of the mode."""
        self._demand(mode)
        return self._joining[mode].join(points).off_m

    def _demand(self, mode: Mode) -> None:
        if mode not in _BITS:
            raise BadQuestion(f"There are no travel times by {mode} here: no timetable is loaded.")

    def _door_m_per_minute(self, mode: Mode) -> float:
        """The pace between a place and its street."""
        fixed = {Mode.WHEELCHAIR: speeds.WHEELCHAIR_KMH, Mode.CAR: speeds.WALK_KMH}
        return fixed[mode] * 1000 / 60 if mode in fixed else self.walk_m_per_minute

    @cached_property
    def _joining(self) -> dict[Mode, Streets]:
        return {mode: Streets(self.graph, bit) for mode, bit in _BITS.items()}

    def _joined(self, points: Floats, mode: Mode) -> Joined:
        found = self._joining[mode].join(points)
        far = found.off_m > speeds.OFF_NETWORK_M
        return Joined(np.where(far, -1, found.edge), found.along, found.off_m)

    @cached_property
    def _costs(self) -> dict[Mode, tuple[Floats, Floats]]:
        """Minutes along each edge and back, infinite where that may not be used."""
        graph, found = self.graph, {}
        for mode, bit in _BITS.items():
            if mode is Mode.CAR:
                each = (graph.car_forward_s / 60, graph.car_reverse_s / 60)
            else:
                each = (graph.metres / self._door_m_per_minute(mode),) * 2
            allowed = ((graph.forward & bit) != 0, (graph.reverse & bit) != 0)
            one, other = (
                np.where(may, cost, np.inf) for may, cost in zip(allowed, each, strict=True)
            )
            found[mode] = (one, other)
        return found

    @cached_property
    def _matrices(self) -> dict[Mode, "csr_array"]:
        with one_at_a_time:
            from scipy.sparse import csr_array

        found = {}
        for mode, (ahead, back) in self._costs.items():
            tails = np.concatenate([self.graph.tail, self.graph.head])
            heads = np.concatenate([self.graph.head, self.graph.tail])
            costs = np.concatenate([ahead, back])
            keep = np.isfinite(costs) & (tails != heads)
            tails, heads, costs = tails[keep], heads[keep], np.maximum(costs[keep], _MARGIN)
            # Of edges between the same two junctions the quickest counts.
            order = np.lexsort((costs, heads, tails))
            tails, heads, costs = tails[order], heads[order], costs[order]
            first = np.append(True, (np.diff(tails) != 0) | (np.diff(heads) != 0))[: len(costs)]
            shape = (self.graph.junctions, self.graph.junctions)
            found[mode] = csr_array((costs[first], (tails[first], heads[first])), shape=shape)
        return found

    def _search(self, onto: list[tuple[Ints, Floats]], mode: Mode, within_min: float) -> Floats:
        """Minutes from each place to every junction, over either end of its street."""
        with one_at_a_time:
            from scipy.sparse.csgraph import dijkstra

        best: Floats | None = None
        for junctions, cost in onto:
            known, back = np.unique(junctions, return_inverse=True)
            ways = dijkstra(self._matrices[mode], indices=known, limit=within_min)[back.reshape(-1)]
            ways = ways + cost[:, None]
            best = ways if best is None else np.minimum(best, ways)
        assert best is not None  # noqa: S101 - two ends
        return best

    def _onto(self, here: Joined, rows: Ints, mode: Mode) -> list[tuple[Ints, Floats]]:
        """The two ends of each place's street, with the minutes from the place to them."""
        edge, along, door = self._at(here, rows, mode)
        ahead, back = (cost[edge] for cost in self._costs[mode])
        return [
            (self.graph.head[edge], door + _part(1 - along, ahead)),
            (self.graph.tail[edge], door + _part(along, back)),
        ]

    def _off(self, there: Joined, columns: Ints, mode: Mode) -> list[tuple[Ints, Floats]]:
        """The same with the minutes from the ends to the place."""
        edge, along, door = self._at(there, columns, mode)
        ahead, back = (cost[edge] for cost in self._costs[mode])
        return [
            (self.graph.tail[edge], door + _part(along, ahead)),
            (self.graph.head[edge], door + _part(1 - along, back)),
        ]

    def _at(self, joined: Joined, rows: Ints, mode: Mode) -> tuple[Ints, Floats, Floats]:
        door = joined.off_m[rows] / self._door_m_per_minute(mode)
        return joined.edge[rows], joined.along[rows], door

    def _along(self, here: Joined, rows: Ints, there: Joined, columns: Ints, mode: Mode) -> Floats:
        """Minutes between places on one street without leaving it; infinite for all others."""
        edge, along, door = self._at(here, rows, mode)
        other, until, last = self._at(there, columns, mode)
        ahead, back = (cost[edge][:, None] for cost in self._costs[mode])
        gap = until[None, :] - along[:, None]
        way = np.where(gap >= 0, _part(np.abs(gap), ahead), _part(np.abs(gap), back))
        one = edge[:, None] == other[None, :]
        return np.where(one, way + door[:, None] + last[None, :], np.inf)


def _part(share: Floats, cost: Floats) -> Floats:
    """A share of a cost: none of it is nothing, even where it is infinite."""
    known = np.where(np.isfinite(cost), cost, 1.0)
    found = np.where(np.isfinite(cost), share * known, np.where(share > 0, np.inf, 0.0))
    return np.asarray(found, dtype=np.float64)
