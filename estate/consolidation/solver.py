"""Which moves together save most: a mixed-integer programme from sparse matrices, for HiGHS.

One yes-or-no for every pair (does the guest move there), for every building that could be
emptied (have all its occupiers left) and for every building that might be guest's home and
host alike (is it a host). Solved to a proof, or to a time limit with the bound it proved.
"""

import time
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from estate.arrays import Floats, Ints
from estate.colocation.compatibility_rows import CONFLICTS
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    import highspy
    from scipy.sparse import csc_array

_RELATIVE_GAP = 1e-6
_TIE_BREAK_GBP = 1.0  # over all moves together: better scored hosts among equally good ones


@dataclass(frozen=True)
class Solution:
    """Chosen pairs (positions), whether that is proved best, and the bound on any answer."""

    chosen: Ints
    proved: bool
    bound: float


class _Rows:
    """Constraints of a programme, gathered as sparse triplets."""

    def __init__(self) -> None:
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Floats] = []
        self.upper: list[Floats] = []
        self.count = 0

    def add(self, row: Ints, column: Ints, value: Floats, upper: Floats) -> None:
        """Rows Σ value × column ≤ upper; ``row`` counts from 0 within this block."""
        self.row.append(row + self.count)
        self.column.append(column)
        self.value.append(value)
        self.upper.append(upper)
        self.count += len(upper)

    def matrix(self, columns: int) -> "csc_array":
        """All of them by column."""
        with one_at_a_time:
            from scipy.sparse import coo_array

        at = (np.concatenate(self.row), np.concatenate(self.column))
        return coo_array((np.concatenate(self.value), at), shape=(self.count, columns)).tocsc()


def solve(
    pairs: pd.DataFrame, closures: pd.DataFrame, spare_m2: pd.Series, time_limit_s: float
) -> Solution:
    """The best set of pairs.

    ``pairs``: ``guest``, ``home``, ``host`` (names), ``need_m2``, ``service``, ``desk`` (shares a
    front desk with the others at its home so marked, who all have a pair with the same host),
    ``score`` and ``gain`` (GBP a year if others stay). ``closures``, by home: ``bonus`` (GBP a
    year more, or less, when the last occupier leaves) and ``occupiers`` (how many must leave, all
    in ``pairs``). ``spare_m2`` by host. Raises ``RuntimeError`` when HiGHS fails. Parts of the
    county that no pair connects are solved one by one, small ones first, within the one limit.
    """
    until = time.monotonic() + time_limit_s
    tie_break = _TIE_BREAK_GBP / max(1, pairs["guest"].nunique()) * pairs["score"].fillna(0)
    pairs = pairs.assign(gain=pairs["gain"] + tie_break)
    found = []
    for part in _parts(pairs):
        some = pairs.iloc[part].reset_index(drop=True)
        here = closures[closures.index.isin(some["home"])]
        solution = _solve(some, here, spare_m2, max(0.0, until - time.monotonic()))
        found.append(replace(solution, chosen=part[solution.chosen]))
    return Solution(
        np.sort(np.concatenate([np.empty(0, dtype=np.int64), *(one.chosen for one in found)])),
        all(one.proved for one in found),
        sum(one.bound for one in found),
    )


def _parts(pairs: pd.DataFrame) -> list[Ints]:
    """Positions of the pairs of each part of the county, the smallest part first."""
    with one_at_a_time:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

    ends = np.concatenate([pairs["home"].to_numpy(), pairs["host"].to_numpy()])
    node, names = pd.factorize(ends)
    links = (np.ones(len(pairs)), (node[: len(pairs)], node[len(pairs) :]))
    graph = coo_array(links, shape=(len(names), len(names)))
    part = connected_components(graph, directed=False)[1][node[: len(pairs)]]
    found = [np.flatnonzero(part == number) for number in np.unique(part)]
    return sorted((one.astype(np.int64) for one in found), key=len)


def _solve(
    pairs: pd.DataFrame, closures: pd.DataFrame, spare_m2: pd.Series, time_limit_s: float
) -> Solution:
    both = pd.Index(np.intersect1d(pairs["home"].unique(), pairs["host"].unique()))
    rows, count = _Rows(), len(pairs)
    first_host = count + len(closures)
    _once_and_not_from_a_host(rows, pairs, both, first_host)
    _within_capacity(rows, pairs, spare_m2, both, first_host)
    _only_into_hosts(rows, pairs, both, first_host)
    _closed_when_all_leave(rows, pairs, closures)
    _no_conflicts(rows, pairs)
    _desks_together(rows, pairs)
    gain = pairs["gain"].to_numpy(dtype=float)
    objective = np.concatenate([gain, closures["bonus"].to_numpy(float), np.zeros(len(both))])
    return _run(objective, rows, count, time_limit_s)


def _once_and_not_from_a_host(
    rows: _Rows, pairs: pd.DataFrame, both: pd.Index, first_host: int
) -> None:
    """Each guest moves at most once, and not at all from a building that receives another."""
    guest, names = pd.factorize(pairs["guest"])
    home = pairs.drop_duplicates("guest")["home"].to_numpy()
    as_host = both.get_indexer(pd.Index(home))
    bound = np.flatnonzero(as_host >= 0)
    rows.add(
        np.concatenate([guest, bound]).astype(np.int64),
        np.concatenate([np.arange(len(pairs)), first_host + as_host[bound]]).astype(np.int64),
        np.ones(len(pairs) + len(bound)),
        np.ones(len(names)),
    )


def _within_capacity(
    rows: _Rows, pairs: pd.DataFrame, spare_m2: pd.Series, both: pd.Index, first_host: int
) -> None:
    """Σ need ≤ spare; spare × (is it a host) where that is a question, which bounds tighter."""
    host, names = pd.factorize(pairs["host"])
    spare = spare_m2.reindex(names).to_numpy(dtype=float) + 1e-6
    as_host = both.get_indexer(pd.Index(names))
    asked = np.flatnonzero(as_host >= 0)
    rows.add(
        np.concatenate([host, asked]).astype(np.int64),
        np.concatenate([np.arange(len(pairs)), first_host + as_host[asked]]).astype(np.int64),
        np.concatenate([pairs["need_m2"].to_numpy(dtype=float), -spare[asked]]),
        np.where(as_host >= 0, 0.0, spare),
    )


def _only_into_hosts(rows: _Rows, pairs: pd.DataFrame, both: pd.Index, first_host: int) -> None:
    as_host = both.get_indexer(pd.Index(pairs["host"]))
    into = np.flatnonzero(as_host >= 0)
    rows.add(
        np.tile(np.arange(len(into)), 2),
        np.concatenate([into, first_host + as_host[into]]).astype(np.int64),
        np.repeat([1.0, -1.0], len(into)),
        np.zeros(len(into)),
    )


def _closed_when_all_leave(rows: _Rows, pairs: pd.DataFrame, closures: pd.DataFrame) -> None:
    """closed ≤ moves of each occupier; and Σ moves − closed ≤ occupiers − 1.

    The second makes it so even where the last one's leaving costs more than it saves.
    """
    closing = closures.index.get_indexer(pd.Index(pairs["home"]))
    here = np.flatnonzero(closing >= 0)
    guest, names = pd.factorize(pairs["guest"].to_numpy()[here])
    first = pd.Series(closing[here]).groupby(guest).first().to_numpy()
    rows.add(
        np.concatenate([guest, np.arange(len(names))]).astype(np.int64),
        np.concatenate([here, len(pairs) + first]).astype(np.int64),
        np.concatenate([-np.ones(len(here)), np.ones(len(names))]),
        np.zeros(len(names)),
    )
    rows.add(
        np.concatenate([closing[here], np.arange(len(closures))]).astype(np.int64),
        np.concatenate([here, len(pairs) + np.arange(len(closures))]).astype(np.int64),
        np.concatenate([np.ones(len(here)), -np.ones(len(closures))]),
        closures["occupiers"].to_numpy(dtype=float) - 1,
    )


def _desks_together(rows: _Rows, pairs: pd.DataFrame) -> None:
    """Of a shared front desk all go to one host or none: each is where the next one is."""
    desks = pairs[pairs["desk"].astype(bool)].groupby(["home", "host"]).indices
    at = np.flatnonzero(pairs["desk"].to_numpy(dtype=bool))
    rings = [(at[one], np.roll(at[one], 1)) for one in desks.values() if len(one) > 1]
    if not rings:
        return
    one, other = (np.concatenate(side).astype(np.int64) for side in zip(*rings, strict=True))
    row = np.arange(len(one))
    rows.add(
        np.concatenate([row, row]),
        np.concatenate([one, other]),
        np.concatenate([np.ones(len(one)), -np.ones(len(one))]),
        np.zeros(len(one)),
    )


def _no_conflicts(rows: _Rows, pairs: pd.DataFrame) -> None:
    """Two newcomers whose services may not share a building do not share one."""
    concerned = {service for pair in CONFLICTS for service in pair}
    some = pairs[pairs["service"].isin(concerned)]
    clashes = [
        (one, other)
        for _, group in some.groupby("host")
        for one, other in combinations(group.index, 2)
        if frozenset({group.at[one, "service"], group.at[other, "service"]}) in CONFLICTS
    ]
    at = np.array(clashes, dtype=np.int64).reshape(-1, 2)
    rows.add(np.repeat(np.arange(len(at)), 2), at.ravel(), np.ones(2 * len(at)), np.ones(len(at)))


def _run(objective: Floats, rows: _Rows, pairs: int, time_limit_s: float) -> Solution:
    with one_at_a_time:
        import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(time_limit_s))
    solver.setOptionValue("mip_rel_gap", _RELATIVE_GAP)
    solver.passModel(_programme(objective, rows))
    solver.run()
    status = solver.getModelStatus()
    stopped = status == highspy.HighsModelStatus.kTimeLimit
    if status != highspy.HighsModelStatus.kOptimal and not stopped:
        raise RuntimeError(f"The optimiser ended with {solver.modelStatusToString(status)}.")
    info = solver.getInfo()
    known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.asarray(solver.getSolution().col_value if known else [], dtype=float)
    chosen = np.flatnonzero(values[:pairs] > 0.5).astype(np.int64)
    # No set can be worth more than all gains together, should the search stop before any bound.
    return Solution(
        chosen, not stopped, min(float(info.mip_dual_bound), float(objective.clip(min=0).sum()))
    )


def _programme(objective: Floats, rows: _Rows) -> "highspy.HighsLp":
    with one_at_a_time:
        import highspy

    columns, matrix = len(objective), rows.matrix(len(objective))
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = columns, rows.count
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = objective
    programme.col_lower_, programme.col_upper_ = np.zeros(columns), np.ones(columns)
    programme.row_lower_ = np.full(rows.count, -highspy.kHighsInf)
    programme.row_upper_ = np.concatenate(rows.upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.num_col_, programme.a_matrix_.num_row_ = columns, rows.count
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    programme.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return programme
