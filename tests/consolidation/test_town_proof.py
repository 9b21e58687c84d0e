"""A proof that anyone can run: the checker without us, and another solver on the same file."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cbcbox
import numpy as np
import pytest

from benchmarks.towns import town, with_desks, with_hub
from estate.consolidation.town import highs
from estate.consolidation.town.best_plan import best_plan, columns_of
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.plan import PROVED, PlanSteps
from estate.consolidation.town.proof import files, mps, programme_of


def written(folder: Path, plan: PlanSteps, limits: Limits = FREE) -> Path:
    """The files of a plan in a folder."""
    for name, text in files(plan, limits).items():
        (folder / name).write_text(text)
    return folder


def verdict(folder: Path) -> tuple[int, str]:
    """What the checker says, run by itself, without our packages on its path."""
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "check_plan.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout + answer.stderr


@pytest.fixture(scope="module")
def plan() -> PlanSteps:
    """A plan with chains, a desk and a hub, found within limits."""
    found = best_plan(with_hub(with_desks(town(7, 9, 16, "two"), 7), 7), Limits(keep_at_most=6))
    assert found is not None
    assert len(found.moves) > 3
    return found


def test_the_checker_finds_that_a_plan_stands(plan: PlanSteps, tmp_path: Path) -> None:
    """By itself, to the penny of what was stated."""
    code, said = verdict(written(tmp_path, plan, Limits(keep_at_most=6)))
    assert (code, said.splitlines()[0]) == (0, "The plan stands.")
    assert f"£{plan.worth_gbp:,.2f}" in said


def test_the_checker_finds_what_was_changed(plan: PlanSteps, tmp_path: Path) -> None:
    """A move left out, one made twice, a figure changed, a bound below: each is told."""
    folder = written(tmp_path, plan, Limits(keep_at_most=6))
    whole = (folder / "plan.csv").read_text()
    lines = whole.splitlines()
    (folder / "plan.csv").write_text("\n".join([lines[0], *lines[2:]]))
    code, said = verdict(folder)
    assert code == 1
    assert "was stated" in said
    (folder / "plan.csv").write_text(whole.replace(",1\n", ",2\n", 1))
    assert "lies outside" in verdict(folder)[1]
    # All of them: a move of a pair with several dates is whole by its pair, not by itself.
    (folder / "plan.csv").write_text(whole.replace(",1\n", ",0.5\n"))
    assert "is not whole" in verdict(folder)[1]
    (folder / "plan.csv").write_text(whole + "moved_99_99_0,1\n")
    assert "not in the model" in verdict(folder)[1]
    (folder / "plan.csv").write_text(whole)
    bound = (folder / "bound.json").read_text()
    (folder / "bound.json").write_text(bound.replace('"bound_gbp": ', '"bound_gbp": -'))
    assert "more than the bound" in verdict(folder)[1]
    (folder / "bound.json").write_text(bound)
    code, said = verdict(written(tmp_path, plan, Limits(keep_at_most=5)))
    assert code == 1
    assert "row keep_at_most" in said


def cbc(folder: Path) -> float:
    """The least cost that CBC finds in a model."""
    words = [cbcbox.cbc_bin_path(), "model.mps", "-ratioGap", "1e-7", "-sec", "240", "-solve"]
    answer = subprocess.run(
        [*words, "-solution", "cbc.txt"], cwd=folder, capture_output=True, text=True, check=True
    )
    head = (folder / "cbc.txt").read_text().splitlines()[0]
    assert head.startswith("Optimal"), answer.stdout[-2000:]
    return float(head.rsplit(maxsplit=1)[1])


def test_another_solver_finds_the_same(plan: PlanSteps, tmp_path: Path) -> None:
    """CBC reads the file and has the same optimum."""
    least = cbc(written(tmp_path, plan, Limits(keep_at_most=6)))
    assert -least == pytest.approx(plan.worth_gbp, abs=2.0)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_another_solver_finds_the_same_in_larger_towns(seed: int, tmp_path: Path) -> None:
    """Ten towns of twelve buildings and two dozen occupations, in one and two dates."""
    problem = town(seed, 12, 24, "two" if seed % 2 else "one")
    limits = Limits(keep_at_most=9) if seed % 3 == 0 else FREE
    found = best_plan(problem, limits, 120.0)
    assert found is not None
    assert found.proved
    least = cbc(written(tmp_path, found, limits))
    assert -least == pytest.approx(found.worth_gbp, abs=2.0)


def test_what_the_solver_branches_on_wins_and_loses_nothing_and_is_not_handed_out() -> None:
    """Under a yearly cap it is told sums of columns besides: each is 0 or 1 of every plan."""
    problem, limits = town(7, 7, 14, "yearly"), Limits(capital_gbp_pa=300_000)
    model = Model(problem)
    assert model.programme(FREE).sums is None
    programme = model.programme(limits)
    assert programme.sums is not None and programme.sums.shape[0] > 50
    plan = best_plan(problem, limits, model=model)
    assert plan is not None and plan.proved and len(plan.moves) > 3
    columns = columns_of(model, plan)
    summed = programme.sums @ columns
    assert np.isin(summed, (0.0, 1.0)).all() and summed.any()
    without = highs.solve(replace(programme, sums=None), 60.0)
    again = highs.solve(programme, 60.0, columns)
    for solved in (without, again):
        assert solved.status == PROVED and solved.columns is not None
        assert len(solved.columns) == model.columns
        assert programme.objective @ solved.columns == pytest.approx(plan.worth_gbp, abs=1.0)
    handed = mps(programme_of(limits, model))
    named = set(re.findall(r"^ +((?:moved|closed|opened|host|pair|left)_[0-9_]+) ", handed, re.M))
    assert named == set(programme.column_names)
