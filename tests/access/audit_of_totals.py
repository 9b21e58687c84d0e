"""What published totals leave open: the interval in which each hidden figure may lie.

An audit of cell suppression. Every hidden figure is a variable between the ends of what is
published of it; every total told is a sum of some of them, known to within its rounding. Linear
programming finds the least and the most that each can be, given everything told together.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from estate import codes

#: A cost in the topmost band may be as much as this, for all that is published (GBP a year).
NO_END = 1e9


@dataclass(frozen=True)
class Told:
    """A total as somebody read it: which figures it sums, and how far it may be rounded."""

    of: frozenset[Hashable]
    total: float
    rounding: float


def intervals(
    bounds: Mapping[Hashable, tuple[float, float]], told: Iterable[Told]
) -> dict[Hashable, tuple[float, float]]:
    """Least and most of each figure that agree with all bounds and all totals."""
    names = list(bounds)
    sums = [[name in one.of for name in names] for one in told]
    ends = [(one.total - one.rounding, one.total + one.rounding) for one in told]
    rows = np.array(sums, dtype=float).reshape(len(sums), len(names))
    above = {
        "A_ub": np.vstack([rows, -rows]),
        "b_ub": np.array([high for _, high in ends] + [-low for low, _ in ends]),
    } if sums else {}  # fmt: skip
    found = {}
    for at, name in enumerate(names):
        wish = np.zeros(len(names))
        wish[at] = 1.0
        least, most = (
            linprog(sign * wish, bounds=list(bounds.values()), method="highs", **above)
            for sign in (1, -1)
        )
        assert least.status == most.status == 0, (least.message, most.message)
        found[name] = (float(least.fun), float(-most.fun))
    return found


def band_named(label: str) -> tuple[float, float]:
    """The ends of a published cost band, by its words."""
    labels = [words for _, _, words in codes.COST_BANDS]
    at = labels.index(label)
    lows = [float(low) for low, _, _ in codes.COST_BANDS]
    return lows[at], lows[at + 1] if at + 1 < len(lows) else NO_END


def narrowed(
    bounds: Mapping[Hashable, tuple[float, float]],
    found: Mapping[Hashable, tuple[float, float]],
    known: frozenset[Any] = frozenset(),
) -> list[str]:
    """Figures that are known better than their band; ``known`` are the attacker's own.

    Of the topmost band, which has no end, a width of its own lower end must stay.
    """
    wrong = []
    for name, (low, high) in bounds.items():
        least, most = found[name]
        wanted = high if high < NO_END else 2 * low
        if name not in known and (least > low + 1 or most < wanted - 1):
            wrong.append(f"{name}: {low:,.0f}–{high:,.0f} became {least:,.0f}–{most:,.0f}")
    return wrong
