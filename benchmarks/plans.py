"""Town plans beside their peers, in one run: the same models, the same machine.

Usage: python -m benchmarks plans [PART…]     parts: static dated frontier large county median

Each part times ours and, where there is one, the peer, which is installed into an environment of
its own for the run: CP-SAT (OR-Tools) reads the same MPS; spopt's p-median with CBC and HiGHS has
the same distances. Towns come from ``benchmarks/towns.py``, by seed.
"""

import json
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.towns import town
from estate.consolidation.p_median import p_median
from estate.consolidation.town.best_plan import best_plan, whole_first
from estate.consolidation.town.county_parts import by_parts
from estate.consolidation.town.firmness import firmness, solved_anew
from estate.consolidation.town.frontier import by_minutes, by_number
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.next_plans import next_plans
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem import Problem
from estate.consolidation.town.proof import mps, programme_of

SEEDS = range(4)
_PEERS = ("ortools==9.15.6755", "spopt==0.7.0", "pulp==3.3.2", "highspy")
_CP_SAT_S = 60
_CP_SAT = """
import json, sys, time
from ortools.linear_solver.python import model_builder
model = model_builder.Model()
model.import_from_mps_file(sys.argv[1])
solver = model_builder.Solver("sat")
solver.set_time_limit_in_seconds(float(sys.argv[2]))
solver.set_solver_specific_parameters("num_workers:2")
began = time.perf_counter()
status = solver.solve(model)
print(json.dumps({"seconds": time.perf_counter() - began, "status": str(status),
                  "worth": -solver.objective_value, "bound": -solver.best_objective_bound}))
"""
_SPOPT = """
import json, sys, time, warnings
import numpy as np, pulp
warnings.filterwarnings("ignore")
from spopt.locate import PMedian
asked = np.load(sys.argv[1])
found = {}
for name, solver in (("CBC", pulp.PULP_CBC_CMD(msg=False)), ("HiGHS", pulp.HiGHS(msg=False))):
    began = time.perf_counter()
    count = int(asked["count"])
    model = PMedian.from_cost_matrix(asked["minutes"], asked["people"], p_facilities=count)
    total = model.solve(solver).problem.objective.value()
    found[name] = {"seconds": time.perf_counter() - began, "total": total}
print(json.dumps(found))
"""


class Peers:
    """An environment with the peers, gone with the run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "peers" / "bin" / "python"

    def told(self, script: str, *arguments: str) -> Any:
        """What a script of theirs prints last, read as JSON."""
        if not self.python.exists():
            venv.create(self.folder / "peers", with_pip=True)
            install = [str(self.python), "-m", "pip", "install", "--quiet", *_PEERS]
            subprocess.run(install, check=True)
        answer = subprocess.run(
            [str(self.python), "-c", script, *arguments], capture_output=True, text=True, check=True
        )
        return json.loads(answer.stdout.strip().splitlines()[-1])

    def cp_sat(self, problem: Problem) -> dict[str, Any]:
        """CP-SAT on the same rows."""
        path = self.folder / "model.mps"
        path.write_text(mps(programme_of(FREE, Model(problem))))
        return dict(self.told(_CP_SAT, str(path), str(_CP_SAT_S)))


def timed(ask: Callable[[], PlanSteps | None]) -> tuple[PlanSteps, float]:
    """A plan, and the seconds it took, the writing of the model among them."""
    began = time.perf_counter()
    plan = ask()
    if plan is None:
        raise SystemExit("No plan was found.")
    return plan, time.perf_counter() - began


def told(name: str, plan: PlanSteps, seconds: float, more: str = "") -> None:
    """One line of the report."""
    print(
        f"{name:34} {seconds:7.2f} s  £{plan.worth_gbp:12,.0f}  kept {int(plan.kept.sum()):3}  "
        f"gap {plan.gap:8.4%}  {plan.status}{more}",
        flush=True,
    )


def static(peers: Peers) -> None:
    """16 × 40 with one date a building, beside CP-SAT on the same model."""
    for seed in SEEDS:
        problem = town(seed, 16, 40)
        told(
            f"16 x 40, seed {seed}",
            *timed(lambda problem=problem: best_plan(problem, time_limit_s=60)),
        )
        peer = peers.cp_sat(problem)
        gap = (peer["bound"] - peer["worth"]) / max(1.0, abs(peer["worth"]))
        print(
            f"{'  CP-SAT, two workers':34} {peer['seconds']:7.2f} s  £{peer['worth']:12,.0f}"
            f"{'':10}  gap {gap:8.4%}  {peer['status']}",
            flush=True,
        )


def dated(_: Peers) -> None:
    """16 × 40 with two dates a building, and year by year under a cap on the year's capital."""
    for seed in SEEDS:
        for dates, limits in (("two", FREE), ("yearly", Limits(capital_gbp_pa=500_000))):
            problem = town(seed, 16, 40, dates)  # type: ignore[arg-type]
            plan, seconds = timed(
                lambda problem=problem, limits=limits: best_plan(problem, limits, 120)
            )
            told(f"16 x 40, seed {seed}, {dates}", plan, seconds)


def frontier(_: Peers) -> None:
    """By number, by access, the ten next plans, 5,000 draws over the pool, twenty solved anew."""
    problem = town(0, 16, 40)
    best, _ = timed(lambda: best_plan(problem))
    began = time.perf_counter()
    numbers = list(by_number(problem, time_limit_s=60, best=best))
    middle = time.perf_counter()
    access = list(by_minutes(problem, points=10, time_limit_s=50, best=best))
    end = time.perf_counter()
    print(f"by number: {len(numbers)} points {middle - began:.2f} s, {_proved(numbers)} proved")
    print(f"by access: {len(access)} points {end - middle:.2f} s, {_proved(access)} proved")
    began = time.perf_counter()
    plans = list(next_plans(problem, first=best))
    print(
        f"next plans: {len(plans)} in {time.perf_counter() - began:.2f} s, {_proved(plans)} proved"
    )
    pool = [*numbers, *access, *plans]
    draws = np.random.default_rng(1).lognormal(0, 0.25, (5_000, len(problem.sources)))
    began = time.perf_counter()
    found = firmness(pool, draws)
    print(
        f"5,000 draws over {len(pool)} plans: {time.perf_counter() - began:.3f} s; "
        f"the best plan is best in {found.best_share.max():.0%}"
    )
    began = time.perf_counter()
    anew = solved_anew(pool, draws, count=20)
    print(
        f"20 draws solved anew: {time.perf_counter() - began:.1f} s, {len(anew)} proved, the pool "
        f"falls short by £{np.mean(anew):,.0f} in the mean, £{max(anew):,.0f} at most"
    )


def _proved(plans: list[PlanSteps]) -> int:
    return sum(one.proved for one in plans)


def large(_: Peers) -> None:
    """60 × 150 within 120 s."""
    for seed in SEEDS[:2]:
        problem = town(seed, 60, 150, width_m=4_000)
        told(
            f"60 x 150, seed {seed}",
            *timed(lambda problem=problem: whole_first(problem, time_limit_s=120)),
        )


def county(_: Peers) -> None:
    """645 × 900, hosts within 20 minutes' walk, by connected parts, within 150 s."""
    problem = town(0, 645, 900, width_m=60_000, reach_m=20 * 75 / 1.25, towns=26)
    began = time.perf_counter()
    *_, last = by_parts(problem, 150)
    seconds = time.perf_counter() - began
    told(
        "645 x 900 by parts",
        last.plan,
        seconds,
        f", {last.proved} of {len(last.parts)} parts proved",
    )


def median(peers: Peers) -> None:
    """The p-median beside spopt's two solvers."""
    rng = np.random.default_rng(1)
    for zones, sites, count in ((40, 16, 6), (150, 60, 10), (364, 200, 20)):
        one, other = rng.uniform(0, 60, (zones, 2)), rng.uniform(0, 60, (sites, 2))
        minutes = np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1))
        people = rng.lognormal(7, 0.4, zones)
        path = peers.folder / "median.npz"
        np.savez(path, minutes=minutes, people=people, count=count)
        began = time.perf_counter()
        ours = p_median(minutes, people, count)
        seconds = time.perf_counter() - began
        theirs = peers.told(_SPOPT, str(path))
        least = min(one["seconds"] for one in theirs.values())
        same = all(abs(one["total"] - ours.total) < 1e-3 * ours.total for one in theirs.values())
        words = ", ".join(
            f"spopt with {name} {one['seconds']:.2f} s" for name, one in theirs.items()
        )
        print(
            f"p-median {zones} x {sites}, {count} open: {seconds:.2f} s, {words}; "
            f"ratio {seconds / least:.2f}, same optimum: {same}, proved: {ours.proved}",
            flush=True,
        )


PARTS: dict[str, Callable[[Peers], None]] = {
    "static": static,
    "dated": dated,
    "frontier": frontier,
    "large": large,
    "county": county,
    "median": median,
}


def main(given: list[str]) -> int:
    """Print each part's lines."""
    with tempfile.TemporaryDirectory(prefix="estate-plans-") as folder:
        for name in given or PARTS:
            print(f"# {name}: {PARTS[name].__doc__}", flush=True)
            PARTS[name](Peers(Path(folder)))
    return 0
