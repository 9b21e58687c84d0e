"""What can be expected of a part of a score that is not known: what all known pairs show.

Every occupation of a use in the table is paired with every building of a kind in the table,
*before* any gate (ratings, reach, room), and only from what this reader sees: pairs that passed
a gate would show what was selected, not what an unknown building may turn out to be. One mean
for a component, not one for each pattern of sharing: else a host found to be roomy would lift
guests of whom little was expected past those of whom more was, so that a pair found to fit could
fall behind. Counties are summed without listing their pairs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Bools, Floats
from estate.assumptions import AssumptionSet
from estate.colocation import score
from estate.colocation.money_and_journeys import Journeys
from estate.colocation.pair_arrays import GuestColumns, PropertyArrays
from estate.late_imports import one_at_a_time

#: A component of which no pair is known is as likely to be anything: mean and variance of 0–1.
_EVEN_MEAN, _EVEN_VARIANCE = 0.5, 1 / 12
_NEAREST = 4
_GRADES = (5, 9)  # condition A–D and energy A+–G, and unknown


@dataclass(frozen=True)
class Expected:
    """Mean and standard deviation (0–1) of each component over the pairs that are known."""

    mean: Mapping[str, float]
    spread: Mapping[str, float]


@dataclass(frozen=True)
class _Sums:
    """Of known values of one component: how many, Σ value, Σ value²."""

    pairs: float
    total: float
    squares: float


def expected(
    everyone: GuestColumns,
    properties: PropertyArrays,
    guests: GuestColumns,
    points: Floats,
    journeys: Journeys,
    assumptions: AssumptionSet,
) -> Expected:
    """From all occupations and all properties of a county, gates or no gates.

    ``guests`` are those of ``everyone`` whose ``journeys`` are known. ``use`` and ``distance``
    are always known and have no entry. ``expected_start_pairs`` pairs of which nothing is known
    count beside the known ones, so that one known pair does not speak for a county.
    """
    hosts = np.flatnonzero(properties.column >= 0)
    found = {
        "capacity": _capacity(everyone.need_m2, properties.spare_m2[hosts], assumptions),
        "lease": _lease(everyone, properties.secure_days[hosts], assumptions),
        "rag": _rag(properties.out[everyone.home], properties.into[hosts]),
        "saving": _saving(everyone.saving, len(hosts)),
        "access": _access(guests, hosts, points, journeys, assumptions),
        "condition": _condition(properties.grades[everyone.home], properties.grades[hosts]),
    }
    start = assumptions.value("expected_start_pairs")
    both = {name: _mean_and_spread(sums, start) for name, sums in found.items()}
    return Expected(
        {name: mean for name, (mean, _) in both.items()},
        {name: spread for name, (_, spread) in both.items()},
    )


def _mean_and_spread(sums: _Sums, start: float) -> tuple[float, float]:
    pairs = sums.pairs + start
    if pairs == 0:
        return _EVEN_MEAN, _EVEN_VARIANCE**0.5
    mean = (sums.total + start * _EVEN_MEAN) / pairs
    square = (sums.squares + start * (_EVEN_VARIANCE + _EVEN_MEAN**2)) / pairs
    # So many digits that no sum's order of terms shows in a score.
    return round(mean, 9), round(max(0.0, square - mean**2) ** 0.5, 9)


def _capacity(need_m2: Floats, spare_m2: Floats, assumptions: AssumptionSet) -> _Sums:
    """Σ over all needs and spare areas, by sorting: full where spare ≥ need, a slope below it."""
    floor = assumptions.value("capacity_floor_ratio")
    need, spare = need_m2[need_m2 > 0], np.sort(spare_m2[np.isfinite(spare_m2)])
    once, twice = (np.concatenate([[0.0], np.cumsum(spare**power)]) for power in (1, 2))
    first, last = np.searchsorted(spare, floor * need), np.searchsorted(spare, need)
    count = last - first
    area, squares = once[last] - once[first], twice[last] - twice[first]
    linear = (area / need - floor * count) / (1 - floor)
    squared = (squares / need**2 - 2 * floor * area / need + floor**2 * count) / (1 - floor) ** 2
    full = len(spare) - last
    return _Sums(
        float(len(need) * len(spare)), float((full + linear).sum()), float((full + squared).sum())
    )


def _lease(guests: GuestColumns, secure_days: Floats, assumptions: AssumptionSet) -> _Sums:
    """The guest's value wherever the host's own term outlasts its arrival, else 0."""
    known = np.isfinite(guests.leave_value) & np.isfinite(guests.leave_days)
    value, secure = guests.leave_value[known], np.sort(secure_days[np.isfinite(secure_days)])
    until = guests.leave_days[known] + score.secure_for_days(assumptions)
    safe = len(secure) - np.searchsorted(secure, until)
    return _Sums(float(len(value) * len(secure)), float(value @ safe), float(value**2 @ safe))


def _rag(out: Floats, into: Floats) -> _Sums:
    out, into = out[np.isfinite(out)], into[np.isfinite(into)]
    return _Sums(
        float(len(out) * len(into)),
        float(out.sum() * into.sum()),
        float((out**2).sum() * (into**2).sum()),
    )


def _saving(saving: Floats, hosts: int) -> _Sums:
    known = saving[np.isfinite(saving)]
    return _Sums(
        float(len(known) * hosts), float(known.sum()) * hosts, float((known**2).sum()) * hosts
    )


def _access(
    guests: GuestColumns,
    hosts: NDArray[np.int64],
    points: Floats,
    journeys: Journeys,
    assumptions: AssumptionSet,
) -> _Sums:
    """Public services and the buildings nearest to them: what is far away is no pair at all.

    Looked for only where somebody's is not known.
    """
    with one_at_a_time:
        from scipy.spatial import cKDTree

    located: Bools = np.isfinite(points[:, 0])
    hosts = hosts[located[hosts]]
    public = np.flatnonzero(guests.public & located[guests.home])
    known = public[journeys.starts[public + 1] > journeys.starts[public]]
    if len(known) in (0, len(public)) or not len(hosts):
        return _Sums(0, 0, 0)
    near = cKDTree(points[hosts]).query(points[guests.home[known]], _NEAREST)[1]
    at, host = np.repeat(known, _NEAREST), near.ravel()
    there = host < len(hosts)
    at, host = at[there], hosts[host[there]]
    other = guests.home[at] != host
    at, host = at[other], host[other]
    change = journeys.changes(at, points[host])
    values = score.access(change, np.ones(len(at), dtype=bool), assumptions)
    return _Sums(float(len(values)), float(values.sum()), float((values**2).sum()))


def _condition(guests: Floats, hosts: Floats) -> _Sums:
    """By counting buildings of each pair of grades: there are few."""
    value, known = _comparisons()
    one, other = _histogram(guests), _histogram(hosts)
    return _Sums(
        float(one @ known @ other),
        float(one @ value @ other),
        float(one @ value**2 @ other),
    )


def _histogram(grades: Floats) -> Floats:
    places = [
        np.where(np.isfinite(column), column, unknown - 1).astype(np.int64)
        for column, unknown in zip(grades.T, _GRADES, strict=True)
    ]
    count = np.bincount(places[0] * _GRADES[1] + places[1], minlength=_GRADES[0] * _GRADES[1])
    return count.astype(np.float64)


@lru_cache(1)
def _comparisons() -> tuple[Floats, Floats]:
    """The component for each pair of grades (0 where unknown), and where it is known."""
    first, second = (column.ravel() for column in np.indices(_GRADES).astype(np.float64))
    grades = np.column_stack(
        [
            np.where(one == size - 1, np.nan, one)
            for one, size in zip((first, second), _GRADES, strict=True)
        ]
    )
    size = len(grades)
    left, right = np.repeat(np.arange(size), size), np.tile(np.arange(size), size)
    values = score.condition(grades[left], grades[right]).reshape(size, size)
    return np.nan_to_num(values), np.isfinite(values).astype(np.float64)
