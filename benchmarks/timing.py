"""What the benchmarks of candidates share."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from estate.assumptions import AssumptionSet, named
from estate.colocation.score import COMPONENTS

T = TypeVar("T")

#: Weights of the three components that all ways score.
WEIGHTS = {"use": 0.20, "capacity": 0.20, "distance": 0.15}


def assumptions(within_m: float, three: bool) -> AssumptionSet:
    """Every guest may go equally far; with ``three``, the other components weigh nothing.

    From the set of November 2026, whose gates and scores the peers can be given: they know of no
    expectation. The sample county's own reach is measured under today's.
    """
    walked, driven = within_m * 1.25 / 80, within_m * 1.25 / 500
    limits = {"max_minutes_public": walked, "max_minutes_office": walked,
              "max_minutes_depot": driven}  # fmt: skip
    weights = {f"weight_{name}": WEIGHTS.get(name, 0.0) for name in COMPONENTS}
    changed = limits | (weights if three else {})
    return named("2026-11").with_overrides("bench", "bench", changed)


class Spent(NamedTuple):
    """Wall clock and processor time, seconds, each the least (or mean) of some runs."""

    seconds: float
    cpu: float


def least(runs: int, once: Callable[[], T]) -> tuple[Spent, T]:
    """The shortest of some runs in this process, and the last answer."""
    times, busy = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        answer = once()
        times.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
    return Spent(min(times), min(busy)), answer
