#!/usr/bin/env python3
"""Does a plan keep to a model, and what is it worth? Needs Python 3 alone, and nothing of ours.

Usage: python3 check_plan.py [model.mps] [plan.csv] [bound.json]

The model is in MPS, which every solver reads (HiGHS, CBC, SCIP, Gurobi, CPLEX): it asks for the
least "cost", which is what is gained, with the sign turned. This program adds the plan up again:
each variable within its bounds and whole where it has to be, each row kept, the worth as stated.
It does not find plans. That no other plan is worth more than the bound is for a solver to show.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SLACK = 1e-5  # of a row or a bound, as solvers have it; amounts of the model are in £ and m²


def pairs(words: list[str]) -> list[tuple[str, float]]:
    """Names with the numbers that follow them."""
    return [(words[at], float(words[at + 1])) for at in range(0, len(words), 2)]


def read_mps(path: str) -> tuple[Any, ...]:
    """Rows by name (kind, value by column, right-hand side), bounds, whole variables."""
    kinds: dict[str, str] = {}
    values: dict[str, dict[str, float]] = defaultdict(dict)
    right: dict[str, float] = defaultdict(float)
    ranges: dict[str, float] = {}
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    whole: set[str] = set()
    section, integer = "", False
    for line in Path(path).read_text().splitlines():
        words = line.split()
        if not words or line.startswith("*"):
            continue
        if not line[0].isspace():
            section = words[0]
        elif section == "ROWS":
            kinds[words[1]] = words[0]
        elif section == "COLUMNS" and "'MARKER'" in words:
            integer = "'INTORG'" in words
        elif section == "COLUMNS":
            low.setdefault(words[0], 0.0)
            high.setdefault(words[0], float("inf"))
            whole.update([words[0]] if integer else [])
            for row, number in pairs(words[1:]):
                values[row][words[0]] = number
        elif section in ("RHS", "RANGES"):
            into = right if section == "RHS" else ranges
            for row, number in pairs(words[len(words) % 2 :]):
                into[row] = number
        elif section == "BOUNDS":
            kind, name = words[0], words[2]
            number = float(words[3]) if len(words) > 3 else 1.0
            if kind in ("LO", "FX"):
                low[name] = number
            if kind in ("UP", "FX", "BV"):
                high[name] = number
            if kind in ("MI", "FR"):
                low[name] = -float("inf")
            whole.update([name] if kind == "BV" else [])
    return kinds, values, right, ranges, low, high, whole


def faults(model: tuple[Any, ...], plan: dict[str, float]) -> Iterator[str]:
    """What the plan breaks, one sentence each."""
    kinds, values, right, ranges, low, high, whole = model
    for name in sorted(set(plan) - set(low)):
        yield f"{name} is in the plan and not in the model"
    for name in low:
        value = plan.get(name, 0.0)
        if not low[name] - SLACK <= value <= high[name] + SLACK:
            yield f"{name} = {value} lies outside {low[name]} to {high[name]}"
        if name in whole and abs(value - round(value)) > SLACK:
            yield f"{name} = {value} is not whole"
    for row, kind in kinds.items():
        if kind == "N":
            continue
        total, limit = sum(v * plan.get(c, 0.0) for c, v in values[row].items()), right[row]
        span = ranges.get(row)
        least = limit if kind in "GE" else -float("inf") if span is None else limit - abs(span)
        most = limit if kind in "LE" else float("inf") if span is None else limit + abs(span)
        slack = SLACK * max(1.0, abs(limit))
        if not least - slack <= total <= most + slack:
            yield f"row {row}: {total} is not from {least} to {most}"


def main(arguments: list[str]) -> int:
    """Print the verdict; 0 where the plan stands."""
    files = [*arguments, *["model.mps", "plan.csv", "bound.json"][len(arguments) :]]
    model, stated = read_mps(files[0]), json.loads(Path(files[2]).read_text())
    with open(files[1], newline="") as rows:
        plan = {row["variable"]: float(row["value"]) for row in csv.DictReader(rows)}
    cost = next(name for name, kind in model[0].items() if kind == "N")
    worth = -sum(v * plan.get(c, 0.0) for c, v in model[1][cost].items())
    broken = list(faults(model, plan))
    if abs(worth - stated["worth_gbp"]) > 0.5:
        broken.append(f"it is worth £{worth:,.2f}, and £{stated['worth_gbp']:,.2f} was stated")
    if worth > stated["bound_gbp"] + 1:
        broken.append(f"it is worth more than the bound of £{stated['bound_gbp']:,.2f}")
    print("\n".join(["The plan does not stand:", *broken] if broken else ["The plan stands."]))
    print(f"Worth £{worth:,.2f}; stated bound £{stated['bound_gbp']:,.2f} ({stated['status']}).")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
