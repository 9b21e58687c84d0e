"""Where a service with several access points would be nearest to its people: the p-median.

Each zone goes to the nearest open site; the sum of people times minutes is made as small as can be
(Hakimi, *Operations Research* 12 (1964) 450-459). The programme is that of radii (García, Labbé and
Marín, *INFORMS Journal on Computing* 23 (2011) 546-556): a zone asks at each of its distances
whether everything nearer is closed. Only distances that could matter are written, and more of them
where a zone turns out to be sent farther.
"""

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from estate.arrays import Floats, Ints
from estate.errors import BadQuestion
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    import highspy

#: So many distances of each zone are written beyond the one that a good guess sends it to.
_BEYOND = 3


@dataclass(frozen=True)
class Median:
    """Open sites (positions, ascending), the site of each zone, the sum of people × minutes.

    ``proved``: no other sites have a smaller sum; else none goes below ``bound``. The sum is
    infinite where so few sites cannot reach every zone.
    """

    sites: Ints
    of_zone: Ints
    total: float
    bound: float
    proved: bool


def p_median(minutes: Floats, people: Floats, count: int, time_limit_s: float = 60.0) -> Median:
    """The best ``count`` sites.

    ``minutes``: zones × sites, infinite where a zone cannot reach a site. ``people``: weight of
    each zone. Raises ``BadQuestion`` where a number or a shape cannot be, or some zone reaches no
    site.
    """
    zones, sites = minutes.shape
    if not 1 <= count <= sites or people.shape != (zones,):
        raise BadQuestion(f"{count} of {sites} sites for {len(people)} weights of {zones} zones.")
    if not np.isfinite(minutes).any(axis=1).all():
        raise BadQuestion("Some zone reaches no site.")
    until = time.monotonic() + time_limit_s
    ordered = np.sort(minutes, axis=1)
    # With so many sites closed at most, no zone is sent beyond this one.
    most = np.minimum(sites - count + 1, np.isfinite(minutes).sum(axis=1))
    first = _greedy(minutes, people, count)
    best = _median(minutes, people, first, 0.0, False)
    guess = minutes[:, first].min(axis=1)
    depth = np.minimum((ordered <= guess[:, None]).sum(axis=1) + _BEYOND, most)
    while True:
        found = _solved(minutes, people, count, depth, max(0.1, until - time.monotonic()))
        reached = minutes[np.arange(zones), found.of_zone]
        short = (reached > ordered[np.arange(zones), depth - 1]) & (depth < most)
        if not short.any() and (found.proved or found.total <= best.total):
            return found
        # With distances left out the sum is too low: a bound, and proof of nothing yet.
        bound = max(best.bound, found.bound)
        best = replace(min((best, found), key=lambda one: one.total), bound=bound, proved=False)
        if not short.any() or time.monotonic() >= until:
            return best
        depth = np.where(short, np.minimum(2 * depth, most), depth)


class _Written:
    """The rows and columns of the radii, zone by zone."""

    def __init__(self, sites: int) -> None:
        self.sites = sites
        self.cost: list[float] = []
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.right: list[float] = []

    def zone(self, order: Ints, distance: Floats, people: float, ends: bool) -> None:
        """Sites of a zone by distance. Each step farther has a column, nought unless all nearer
        sites are closed; ``ends``: there is nothing beyond the last."""
        nearer: int | None = None
        group: list[int] = []
        for at, site in enumerate(order.tolist()):
            group.append(site)
            last = at + 1 == len(order)
            if last and not ends:
                return
            if last or distance[at + 1] > distance[at]:
                beyond = None
                if not last:
                    beyond = self.sites + len(self.cost)
                    self.cost.append(people * float(distance[at + 1] - distance[at]))
                self._row(group, beyond, nearer)
                nearer, group = beyond, []

    def _row(self, group: list[int], beyond: int | None, nearer: int | None) -> None:
        """Open sites of a distance + beyond ≥ nearer all closed (1 at the first distance)."""
        entries = [(site, 1.0) for site in group]
        entries += [] if beyond is None else [(beyond, 1.0)]
        entries += [] if nearer is None else [(nearer, -1.0)]
        for column, value in entries:
            self.row.append(len(self.right))
            self.column.append(column)
            self.value.append(value)
        self.right.append(1.0 if nearer is None else 0.0)

    def model(self, count: int) -> "highspy.HighsLp":
        """As HiGHS takes it, with ``count`` open sites."""
        with one_at_a_time:
            import highspy
            from scipy.sparse import csc_array

        sites, rows, columns = self.sites, len(self.right), self.sites + len(self.cost)
        at = [*self.row, *[rows] * sites], [*self.column, *range(sites)]
        matrix = csc_array(([*self.value, *[1.0] * sites], at), shape=(rows + 1, columns))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, rows + 1
        model.col_cost_ = np.concatenate([np.zeros(sites), self.cost])
        model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
        model.row_lower_ = np.array([*self.right, count])
        model.row_upper_ = np.array([*[highspy.kHighsInf] * rows, count])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, rows + 1
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [whole] * sites + [real] * len(self.cost)
        return model


def _solved(
    minutes: Floats, people: Floats, count: int, depth: Ints, time_limit_s: float
) -> Median:
    with one_at_a_time:
        import highspy

    written = _Written(minutes.shape[1])
    order = np.argsort(minutes, axis=1, kind="stable")
    reaches = np.isfinite(minutes).sum(axis=1)
    for zone, steps in enumerate(depth.tolist()):
        here = order[zone, :steps]
        ends = steps == reaches[zone] < minutes.shape[1]
        written.zone(here, minutes[zone, here], float(people[zone]), bool(ends))
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", time_limit_s)):
        solver.setOptionValue(name, value)
    solver.setOptionValue("mip_rel_gap", 1e-7)
    solver.passModel(written.model(count))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        sites, proved = _greedy(minutes, people, count), True
        return _median(minutes, people, sites, np.inf, proved)
    nearest = float((minutes.min(axis=1) * people).sum())
    bound = max(nearest, float(info.mip_dual_bound) + nearest)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return _median(minutes, people, _greedy(minutes, people, count), bound, False)
    values = np.asarray(solver.getSolution().col_value[: minutes.shape[1]])
    proved = status == highspy.HighsModelStatus.kOptimal
    return _median(minutes, people, np.flatnonzero(values > 0.5), bound, proved)


def _median(minutes: Floats, people: Floats, sites: Ints, bound: float, proved: bool) -> Median:
    of_zone = sites[np.argmin(minutes[:, sites], axis=1)]
    reached = minutes[np.arange(len(people)), of_zone]
    total = float((reached * people).sum())
    return Median(sites, of_zone, total, min(bound, total), proved)


def _greedy(minutes: Floats, people: Floats, count: int) -> Ints:
    """Sites taken one by one, each the best beside those before."""
    finite = np.where(np.isfinite(minutes), minutes, minutes[np.isfinite(minutes)].max() * 100 + 1)
    chosen: list[int] = []
    nearest = np.full(len(people), np.inf)
    for _ in range(count):
        sums = people @ np.minimum(nearest[:, None], finite)
        sums[chosen] = np.inf
        chosen.append(int(sums.argmin()))
        nearest = np.minimum(nearest, finite[:, chosen[-1]])
    return np.sort(np.array(chosen, dtype=np.int64))
