"""A plan as files that anyone can check: the model, the plan, its bound, a checker of a page.

No file holds more than the problem does, which was made at its reader's level.
"""

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from estate.consolidation.town import highs
from estate.consolidation.town.best_plan import columns_of
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Extra, Model, Programme
from estate.consolidation.town.plan import PlanSteps
from estate.late_imports import one_at_a_time

CHECKER = "check_plan.py"
_READ_ME = """A plan that anyone can check

model.mps      what may happen, as a programme of whole numbers (MPS); it asks for the least cost,
               which is the gain (£, present value) with its sign turned
variables.csv  what each variable stands for, and what it is worth
plan.csv       the plan: the variables that are not nought
bound.json     what was stated: worth, bound, how the search ended, by which solver
check_plan.py  adds the plan up again; needs Python 3 and nothing else

    python3 check_plan.py

That no plan is worth more than the bound is for a solver to show. With HiGHS or CBC:

    highs model.mps
    cbc model.mps -solve

Change a figure in model.mps and run either again to see what becomes of the plan.
"""


def programme_of(limits: Limits, model: Model, more: tuple[Extra, ...] = ()) -> Programme:
    """The programme of a plan's question, as a search for the least cost."""
    programme = model.programme(limits, more)
    return replace(programme, objective=-programme.objective)


def mps(programme: Programme) -> str:
    """A programme as MPS, as HiGHS writes it; the objective is to be made small."""
    with one_at_a_time:
        import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    found = highs.as_highs(programme)
    found.sense_ = highspy.ObjSense.kMinimize
    found.col_names_, found.row_names_ = list(programme.column_names), list(programme.row_names)
    solver.passModel(found)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.mps"
        if solver.writeModel(str(path)) == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS could not write the model.")
        return path.read_text()


def files(
    plan: PlanSteps,
    limits: Limits = FREE,
    more: tuple[Extra, ...] = (),
    words: Sequence[str] = (),
    stated: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Text of each file by its name.

    ``words``: what each of the model's columns stands for; ``stated``: what else is said of the
    plan (level, register version, day), beside worth, bound and solver.
    """
    with one_at_a_time:
        import highspy

    model = Model(plan.problem)
    programme = programme_of(limits, model, more)
    values = columns_of(model, plan)
    worth = {
        **(stated or {}),
        "worth_gbp": round(plan.worth_gbp, 2),
        "bound_gbp": round(max(plan.bound_gbp, plan.worth_gbp), 2),
        "gap": plan.gap,
        "status": plan.status,
        "solver": f"HiGHS {highspy.Highs().version()}",
    }
    names = programme.column_names
    gains = (-programme.objective).tolist()
    meaning = [*words, *[""] * (len(names) - len(words))]
    return {
        "README.txt": _READ_ME,
        "model.mps": mps(programme),
        "variables.csv": _table(
            ("variable", "what it stands for", "worth_gbp"),
            [(n, m, f"{g:.2f}") for n, m, g in zip(names, meaning, gains, strict=True)],
        ),
        "plan.csv": _table(
            ("variable", "value"),
            [(name, f"{value:g}") for name, value in zip(names, values, strict=True) if value],
        ),
        "bound.json": json.dumps(worth, indent=2, ensure_ascii=False) + "\n",
        CHECKER: (resources.files(__package__ or "") / CHECKER).read_text(encoding="utf-8"),
    }


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
