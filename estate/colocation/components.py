"""The components of pairs, taken from both sides' columns."""

from collections.abc import Iterable, Mapping

import numpy as np

from estate.arrays import Floats
from estate.colocation import score
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts


def compatibility(facts: Facts, at: Indices, host: Indices) -> Floats:
    """The cell of the compatibility table of each pair, 0–1."""
    row, column = facts.columns.guests.row[at], facts.columns.properties.column[host]
    return np.asarray(facts.compatibility[row, column])


def minutes(facts: Facts, at: Indices, metres: Floats) -> Floats:
    """How long the way takes: metres (``way_m``) × the detour factor, walked or driven."""
    pace = facts.columns.guests.m_per_minute[at]
    return np.asarray(metres * facts.assumptions.value("detour_factor") / pace)


def way_m(facts: Facts, at: Indices, host: Indices, apart: Floats) -> Floats:
    """The metres by which each pair is told: those that it is apart, or by network those of a
    straight line that takes as long; infinite beyond the guest's limit, NaN off the network."""
    if facts.ways is None:
        return apart
    guests, points = facts.columns.guests, facts.places.points
    took = facts.ways.minutes(
        points[guests.home[at]], points[host], guests.drives[at], guests.limit_min[at]
    )
    pace = guests.m_per_minute[at]
    return np.asarray(took * pace / facts.assumptions.value("detour_factor"), dtype=np.float64)


def distance(facts: Facts, at: Indices, metres: Floats) -> Floats:
    """The component of the distance, 0–1; never rises with the metres."""
    return score.distance(minutes(facts, at, metres), facts.columns.guests.limit_min[at])


def access_change(facts: Facts, at: Indices, host: Indices) -> Floats:
    """Change of the public's mean journey, minutes; null where the public does not come."""
    return facts.journeys.changes(at, facts.places.points[host])


def components(
    facts: Facts, at: Indices, host: Indices, wanted: Iterable[str]
) -> dict[str, Floats]:
    """Those components that are asked for by name, each 0–1 or null; ``distance`` is apart."""
    return {name: _ONE[name](facts, at, host) for name in wanted if name != "distance"}


def highest_scores(facts: Facts) -> Floats:
    """The best score that each guest could reach with any host, 0–1.

    From what is fixed on the guest's side. What it leaves open counts as 1, which can only
    raise a mean; what a host may leave unknown counts only where it raises it.
    """
    guests, weight = facts.columns.guests, score.weights(facts.assumptions)
    one = np.ones(len(guests.row))
    sure = {
        "use": facts.compatibility.max(axis=1)[guests.row],
        "capacity": one,
        "distance": one,
        "saving": guests.saving,
        "access": np.where(guests.public, 1.0, 0.5),
        "condition": one,
    }
    perhaps = {"lease": guests.leave_value, "rag": facts.columns.properties.out[guests.home]}
    if facts.expected is not None:
        return _highest_expected({**sure, **perhaps}, facts.expected.mean, weight)
    points, known = np.zeros(len(one)), np.zeros(len(one))
    for name, values in sure.items():
        known += np.isfinite(values) * weight[name]
        points += np.nan_to_num(values) * weight[name]
    best = _mean(points, known)
    nothing = np.full(len(one), np.nan)
    for lease in (nothing, perhaps["lease"]):
        for rag in (nothing, perhaps["rag"]):
            more = np.isfinite(lease) * weight["lease"] + np.isfinite(rag) * weight["rag"]
            extra = np.nan_to_num(lease) * weight["lease"] + np.nan_to_num(rag) * weight["rag"]
            best = np.fmax(best, _mean(points + extra, known + more))
    return best


def _highest_expected(
    values: Mapping[str, Floats], mean: Mapping[str, float], weight: Mapping[str, float]
) -> Floats:
    """The same where what is unknown stands at what can be expected of it."""
    points = sum(np.fmax(values[name], mean.get(name, 0.0)) * weight[name] for name in values)
    whole = sum(weight.values())
    return np.asarray(points / whole if whole > 0 else points, dtype=np.float64)


def _mean(points: Floats, weight: Floats) -> Floats:
    mean = np.divide(points, weight, out=np.full(len(points), np.nan), where=weight > 0)
    return np.asarray(mean, dtype=np.float64)


def _capacity(facts: Facts, at: Indices, host: Indices) -> Floats:
    spare = facts.columns.properties.spare_m2[host]
    return score.capacity(spare, facts.columns.guests.need_m2[at], facts.assumptions)


def _lease(facts: Facts, at: Indices, host: Indices) -> Floats:
    guests, secure = facts.columns.guests, facts.columns.properties.secure_days[host]
    return score.lease(guests.leave_value[at], guests.leave_days[at], secure, facts.assumptions)


def _rag(facts: Facts, at: Indices, host: Indices) -> Floats:
    sides = facts.columns.properties
    return np.asarray(sides.out[facts.columns.guests.home[at]] * sides.into[host])


def _saving(facts: Facts, at: Indices, host: Indices) -> Floats:
    return facts.columns.guests.saving[at]


def _access(facts: Facts, at: Indices, host: Indices) -> Floats:
    public = facts.columns.guests.public[at]
    change = np.full(len(at), np.nan)
    change[public] = access_change(facts, at[public], host[public])
    return score.access(change, public, facts.assumptions)


def _condition(facts: Facts, at: Indices, host: Indices) -> Floats:
    grades = facts.columns.properties.grades
    return score.condition(grades[facts.columns.guests.home[at]], grades[host])


_ONE = {
    "use": compatibility,
    "capacity": _capacity,
    "lease": _lease,
    "rag": _rag,
    "saving": _saving,
    "access": _access,
    "condition": _condition,
}
