"""Where places join a network: the nearest point of the nearest street that a mode may use."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from estate.access.network_store import Graph
from estate.arrays import Floats, Ints


@dataclass(frozen=True)
class Joined:
    """For each place the edge that it joins, how far along it (0–1) and over how many metres;
    edge −1 and NaN for a place without a location."""

    edge: Ints
    along: Floats
    off_m: Floats


@dataclass(frozen=True)
class Streets:
    """The streets of one mode, to be joined."""

    graph: Graph
    bit: int

    @cached_property
    def edges(self) -> Ints:
        """Those that may be used."""
        return np.flatnonzero(self.graph.usable(self.bit)).astype(np.int64)

    @cached_property
    def _lines(self) -> NDArray[np.object_]:
        graph = self.graph
        counts = np.diff(graph.offsets)
        which = np.repeat(np.arange(len(counts)), counts)
        keep = np.isin(which, self.edges)
        renumbered = np.searchsorted(self.edges, which[keep])
        return np.asarray(shapely.linestrings(graph.line[keep], indices=renumbered), dtype=object)

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(self._lines)

    def join(self, points: Floats) -> Joined:
        """``points`` are n × 2, metres on the National Grid."""
        edge = np.full(len(points), -1, dtype=np.int64)
        along, off = np.full(len(points), np.nan), np.full(len(points), np.nan)
        located = np.flatnonzero(np.isfinite(points).all(axis=1))
        if len(located) and len(self.edges):
            spots = shapely.points(points[located])
            at = self._tree.nearest(spots)
            lines = self._lines[at]
            edge[located] = self.edges[at]
            along[located] = shapely.line_locate_point(lines, spots, normalized=True)
            off[located] = shapely.distance(lines, spots)
        return Joined(edge, along, off)
