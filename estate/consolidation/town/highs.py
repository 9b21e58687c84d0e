"""A programme given to HiGHS: what it found, how far it is from the best, and why it ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from estate.arrays import Floats
from estate.consolidation.town.model import Programme
from estate.consolidation.town.plan import CANCELLED, INFEASIBLE, NOTHING_FOUND, PROVED, STOPPED
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    import highspy
    from scipy.sparse import csr_array

#: Relative and absolute gap (GBP) within which a plan counts as proved best.
RELATIVE_GAP, ABSOLUTE_GAP_GBP = 1e-6, 0.5


@dataclass(frozen=True)
class Told:
    """What a search has reached: seconds, the best worth so far (null: none) and the bound, GBP."""

    seconds: float
    worth_gbp: float | None
    bound_gbp: float


@dataclass(frozen=True)
class Watch:
    """Somebody who looks on: told of progress, and asked whether to go on."""

    told: Callable[[Told], None] = lambda told: None
    cancelled: Callable[[], bool] = lambda: False


SILENT = Watch()


@dataclass(frozen=True)
class Solved:
    """Values of the columns (null where nothing was found), bound, how it ended, seconds."""

    columns: Floats | None
    bound: float
    status: str
    seconds: float


def solve(
    programme: Programme,
    time_limit_s: float,
    start: Floats | None = None,
    watch: Watch = SILENT,
    objective: Floats | None = None,
    gap: tuple[float, float] = (RELATIVE_GAP, ABSOLUTE_GAP_GBP),
) -> Solved:
    """The best values of the columns.

    ``start``: values to begin with, should they keep to all rows. ``objective``: another than the
    programme's. Raises ``RuntimeError`` where HiGHS fails.
    """
    with one_at_a_time:
        import highspy

    began = time.monotonic()
    if not len(programme.objective):
        return _of_nothing(programme)
    solver = _solver(programme, objective)
    solver.setOptionValue("time_limit", max(0.05, float(time_limit_s)))
    solver.setOptionValue("mip_rel_gap", gap[0])
    solver.setOptionValue("mip_abs_gap", gap[1])
    if start is not None:
        solution = highspy.HighsSolution()
        summed = np.empty(0) if programme.sums is None else programme.sums @ start
        solution.col_value = np.concatenate([start, summed]).tolist()
        solver.setSolution(solution)
    if watch is not SILENT:
        _look_on(solver, watch, began)
    solver.run()
    return _read(solver, programme, objective, time.monotonic() - began)


def _of_nothing(programme: Programme) -> Solved:
    """Where nothing may happen there is nothing to search: all stays, if the rows allow that."""
    fine = (programme.row_lower <= 0).all() and (programme.row_upper >= 0).all()
    return Solved(np.zeros(0), 0.0, PROVED, 0.0) if fine else Solved(None, 0.0, INFEASIBLE, 0.0)


def _solver(programme: Programme, objective: Floats | None) -> "highspy.Highs":
    with one_at_a_time:
        import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    if programme.weighs:
        # With such rows the presolve of HiGHS 1.15.1 cuts good plans off, and calls what is left
        # proved (seen by brute force; 1.16.0 is better and not yet right).
        solver.setOptionValue("presolve", "off")
    solver.passModel(as_highs(programme, objective))
    if programme.sums is not None:
        _add_sums(solver, programme.sums)
    return solver


def _add_sums(solver: "highspy.Highs", sums: "csr_array") -> None:
    """A whole column for each sum, and the row that makes it one: behind all others, so that what
    is read of the others is where it was. The model that is handed out for checking has none."""
    with one_at_a_time:
        import highspy

    count, columns = sums.shape
    none = np.empty(0)
    for number in range(count):
        solver.addCol(0.0, 0.0, 1.0, 0, none.astype(np.int32), none)
        solver.changeColIntegrality(columns + number, highspy.HighsVarType.kInteger)
        at = slice(sums.indptr[number], sums.indptr[number + 1])
        index = np.append(sums.indices[at], columns + number).astype(np.int32)
        value = np.append(sums.data[at], -1.0)
        solver.addRow(0.0, 0.0, len(index), index, value)


def as_highs(programme: Programme, objective: Floats | None = None) -> "highspy.HighsLp":
    """The programme as HiGHS takes it."""
    with one_at_a_time:
        import highspy

    columns, matrix = len(programme.objective), programme.matrix.tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(programme.row_upper)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = programme.objective if objective is None else objective
    model.col_lower_, model.col_upper_ = np.zeros(columns), programme.upper
    model.row_lower_ = np.maximum(programme.row_lower, -highspy.kHighsInf)
    model.row_upper_ = np.minimum(programme.row_upper, highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, len(programme.row_upper)
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(one)] for one in programme.whole]
    return model


def _look_on(solver: "highspy.Highs", watch: Watch, began: float) -> None:
    """HiGHS asks at its own pace; a cancelled search keeps what it has."""

    def ask(event: "highspy.HighsCallbackEvent") -> None:
        found = event.data_out
        worth = found.mip_primal_bound
        known = worth if np.isfinite(worth) else None
        watch.told(Told(time.monotonic() - began, known, found.mip_dual_bound))
        if watch.cancelled() and event.data_in is not None:
            event.data_in.user_interrupt = True

    solver.cbMipInterrupt += ask


def _read(
    solver: "highspy.Highs", programme: Programme, objective: Floats | None, seconds: float
) -> Solved:
    with one_at_a_time:
        import highspy

    status, info = solver.getModelStatus(), solver.getInfo()
    statuses = highspy.HighsModelStatus
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return Solved(None, -np.inf, INFEASIBLE, seconds)
    ends = {
        statuses.kOptimal: PROVED,
        statuses.kTimeLimit: STOPPED,
        statuses.kInterrupt: CANCELLED,
    }
    if status not in ends:
        raise RuntimeError(f"The optimiser ended with {solver.modelStatusToString(status)}.")
    gains = programme.objective if objective is None else objective
    most = float((gains * programme.upper).clip(min=0).sum())
    bound = min(float(info.mip_dual_bound), most)
    known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if not known:
        end = CANCELLED if ends[status] == CANCELLED else NOTHING_FOUND
        return Solved(None, bound, end, seconds)
    values = np.asarray(solver.getSolution().col_value, dtype=np.float64)
    values = values[: len(programme.objective)]
    return Solved(np.where(programme.whole, np.round(values), values), bound, ends[status], seconds)
