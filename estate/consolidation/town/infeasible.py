"""Why there is no plan: which limit stands in the way, and the least change that would free it."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from estate.arrays import Floats
from estate.consolidation.town import highs
from estate.consolidation.town.limits import Limits
from estate.consolidation.town.model import Model, Programme
from estate.consolidation.town.plan import INFEASIBLE, PROVED
from estate.late_imports import one_at_a_time

#: Limits of which one says how much; the others name things.
OF_AMOUNT = (
    "keep_at_most",
    "keep_at_least",
    "minutes_at_most",
    "capital_gbp",
    "capital_gbp_pa",
    "partner_at_least_gbp",
)
_SETS = ("stays", "left", "unmoved", "apart", "not_into")


@dataclass(frozen=True)
class Freed:
    """One limit that would let a plan be, all others as they are.

    ``item``: the building, occupation, partner or pair that it is about; null of a limit of the
    whole. ``given`` and ``least``: what was asked for, and the nearest that can be had; both null
    where it can only be dropped. ``sure``: nothing nearer can be had.
    """

    limit: str
    item: int | tuple[int, int] | None
    given: float | None
    least: float | None
    sure: bool


@dataclass(frozen=True)
class Dropped:
    """Wishes to give up, by position. No fewer than ``at_least`` would do; where that is less than
    their number, a smaller set may do too."""

    wishes: tuple[int, ...]
    at_least: int

    @property
    def sure(self) -> bool:
        """Whether there can be no fewer."""
        return self.at_least >= len(self.wishes)


def what_frees(model: Model, limits: Limits, time_limit_s: float = 20.0) -> list[Freed]:
    """Each limit whose change alone would let a plan be; none where no single one does."""
    asked = list(_one_by_one(limits))
    found = []
    for name, item, rest in asked:
        answer = _freed(model, limits, name, item, rest, time_limit_s / max(1, len(asked)))
        if answer is not None:
            found.append(answer)
    return found


def fewest_dropped(
    model: Model, wishes: list[Limits], base: Limits, time_limit_s: float = 20.0
) -> Dropped | None:
    """The fewest wishes without which a plan can be; null where none can at all, or none was found
    in the time.

    First a set by going through them in order, then smaller ones, all of a size before the next
    size. Of equally few, the set that comes first by position, if the time was enough.
    """
    from itertools import combinations

    until, every = time.monotonic() + time_limit_s, range(len(wishes))

    def can_be(kept: Iterable[int]) -> bool | None:
        """Whether a plan keeps to these; null where the time did not say."""
        left = until - time.monotonic()
        if left <= 0:
            return None
        programme = model.programme(base.together(*(wishes[at] for at in kept)))
        nothing = np.zeros(len(programme.objective))
        solved = highs.solve(programme, left, objective=nothing)
        return (
            True if solved.columns is not None else False if solved.status == INFEASIBLE else None
        )

    if can_be(()) is not True:
        return None
    kept: list[int] = []
    for at in every:
        if can_be((*kept, at)):
            kept.append(at)
    known = tuple(at for at in every if at not in kept)
    for count in range(len(known) + 1):
        for dropped in combinations(every, count):
            found = can_be(at for at in every if at not in dropped)
            if found is None:
                return Dropped(known, count)
            if found:
                return Dropped(dropped, count)
    return Dropped(known, len(known))


def _one_by_one(limits: Limits) -> Iterator[tuple[str, int | tuple[int, int] | None, Limits]]:
    """Each limit, each item of those that name things, and the limits without it."""
    for name in limits.given():
        whole = getattr(limits, name)
        if name == "partner_at_least_gbp":
            for partner in whole:
                rest = {key: least for key, least in whole.items() if key != partner}
                yield name, partner, replace(limits, partner_at_least_gbp=rest)
        elif name in _SETS:
            for item in sorted(whole):
                yield name, item, replace(limits, **{name: whole - {item}})
        else:
            yield name, None, limits.without(name)


def _freed(
    model: Model,
    limits: Limits,
    name: str,
    item: int | tuple[int, int] | None,
    rest: Limits,
    time_limit_s: float,
) -> Freed | None:
    programme = model.programme(rest)
    if name not in OF_AMOUNT:
        nothing = np.zeros(len(programme.objective))
        solved = highs.solve(programme, time_limit_s, objective=nothing)
        return None if solved.columns is None else Freed(name, item, None, None, True)
    alone = Limits(**{name: getattr(limits, name)})
    if name == "partner_at_least_gbp" and isinstance(item, int):
        alone = Limits(partner_at_least_gbp={item: limits.partner_at_least_gbp[item]})
    rows = list(model.limit_rows(alone))
    eased, cost = _eased(programme, [row.values for row in rows], rows[0].upper, rows[0].lower)
    solved = highs.solve(eased, time_limit_s, objective=cost, gap=(0.0, 1e-3))
    if solved.columns is None:
        return None
    given = getattr(limits, name)
    given = float(given[item] if isinstance(given, dict) else given)
    beyond = float(solved.columns[-1])
    lower = name in ("keep_at_least", "partner_at_least_gbp")
    least = given - beyond if lower else given + beyond
    if name.startswith("keep"):
        least = float(np.floor(least + 1e-6) if lower else np.ceil(least - 1e-6))
    return Freed(name, item, given, least, solved.status == PROVED)


def _eased(
    programme: Programme, rows: list[Floats], upper: float, lower: float
) -> tuple[Programme, Floats]:
    """The programme with rows that may be passed by what one more column says, and the objective
    that keeps that column small."""
    with one_at_a_time:
        from scipy.sparse import csr_array, hstack, vstack

    columns = len(programme.objective)
    sign = -1.0 if np.isfinite(upper) else 1.0
    beside = csr_array((len(programme.row_upper), 1))
    more = csr_array(np.column_stack([np.stack(rows), np.full(len(rows), sign)]))
    eased = replace(
        programme,
        objective=np.append(programme.objective, 0.0),
        upper=np.append(programme.upper, np.inf),
        whole=np.append(programme.whole, False),
        matrix=csr_array(vstack([hstack([programme.matrix, beside]), more])),
        row_lower=np.append(programme.row_lower, np.full(len(rows), lower)),
        row_upper=np.append(programme.row_upper, np.full(len(rows), upper)),
        weighs=True,
    )
    return eased, np.append(np.zeros(columns), -1.0)
