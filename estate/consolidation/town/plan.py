"""A plan: the steps that are taken, their worth, and what was proved about it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Ints
from estate.consolidation.town.problem import Problem

#: How a search ended. ``proved`` and ``infeasible`` are certain, the others are not.
PROVED, STOPPED, CANCELLED, INFEASIBLE, NOTHING_FOUND = (
    "proved",
    "stopped at its time limit",
    "cancelled",
    "infeasible",
    "nothing found in its time",
)


def steps_of(problem: Problem, moves: Ints) -> Ints:
    """All steps of a plan of some moves: who leaves others behind, what closes, what opens.

    ``moves``: positions in ``problem.moves``. A building closes where all who use it move on one
    day on which it may close.
    """
    rows = problem.moves.iloc[moves]
    who, when = rows["occupation"].to_numpy(), rows["when"].to_numpy()
    home = problem.occupations["home"].to_numpy()
    users = np.bincount(home, minlength=len(problem.buildings))
    closed = [
        at
        for at, (building, day) in enumerate(
            zip(problem.closures["building"], problem.closures["when"], strict=True)
        )
        if ((home[who] == building) & (when == day)).sum() == users[building]
    ]
    gone = set(problem.closures["building"].to_numpy()[closed].tolist())
    apart = {(int(o), int(d)) for o, d in zip(who, when, strict=True) if int(home[o]) not in gone}
    left = [
        at
        for at, pair in enumerate(
            zip(problem.leavings["occupation"], problem.leavings["when"], strict=True)
        )
        if pair in apart
    ]
    opened = np.flatnonzero(problem.openings["building"].isin(rows["host"]).to_numpy())
    first = problem.first_step
    parts = ((0, moves), (first["leavings"], left), (first["closures"], closed))
    steps = [start + np.asarray(rows, dtype=np.int64) for start, rows in parts]
    return np.sort(np.concatenate([*steps, first["openings"] + opened]))


@dataclass(frozen=True)
class PlanSteps:
    """The steps of a plan (positions among all steps of its problem, ascending).

    ``bound_gbp``: no plan within the same limits is worth more. ``status`` says how the search
    ended; only ``proved`` means that no other plan is worth more, to within ``gap``.
    """

    problem: Problem
    steps: Ints
    bound_gbp: float
    status: str
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether no other plan is worth more."""
        return self.status == PROVED

    @property
    def worth_gbp(self) -> float:
        """Present value of all steps, GBP."""
        return float(self.problem.amounts.value_gbp[self.steps].sum())

    @property
    def gap(self) -> float:
        """How far the bound lies above the worth, as a share of it (at least of £1)."""
        return max(0.0, self.bound_gbp - self.worth_gbp) / max(1.0, abs(self.worth_gbp))

    @property
    def moves(self) -> Ints:
        """Positions of its moves in ``problem.moves``."""
        return self._of("moves")

    @property
    def closures(self) -> Ints:
        """Positions of its closures in ``problem.closures``."""
        return self._of("closures")

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which buildings are kept: not emptied, and used where they only open.

        A building is emptied where all who use it move, on one day or on several: as in the
        business case (``Scheme.empties``). A plan that was searched for empties one only by closing
        it; the moves of a kept plan may have other days for another reader.
        """
        problem = self.problem
        home = problem.occupations["home"].to_numpy()
        moved = np.unique(problem.moves["occupation"].to_numpy()[self.moves])
        users, gone = (
            np.bincount(at, minlength=len(problem.buildings)) for at in (home, home[moved])
        )
        kept = ~problem.buildings["opens"].to_numpy(dtype=bool)
        stays = problem.buildings["stays"].to_numpy(dtype=bool)
        kept[(users > 0) & (gone == users) & ~stays] = False
        kept[problem.moves["host"].to_numpy()[self.moves]] = True
        return kept

    @property
    def minutes(self) -> float:
        """Change of all clients' weighted minutes."""
        return float(self.problem.moves["minutes"].to_numpy()[self.moves].sum())

    @property
    def capital_gbp(self) -> NDArray[np.float64]:
        """One-off cost by year from the base year on."""
        return np.asarray(self.problem.amounts.capital_gbp[self.steps].sum(axis=0))

    @property
    def partners_gbp(self) -> NDArray[np.float64]:
        """Present value to each partner."""
        return np.asarray(self.problem.amounts.partners_gbp[self.steps].sum(axis=0))

    def _of(self, name: str) -> Ints:
        here = self.problem.steps(name)
        chosen = self.steps[(self.steps >= here.start) & (self.steps < here.stop)]
        return np.asarray(chosen - here.start, dtype=np.int64)
