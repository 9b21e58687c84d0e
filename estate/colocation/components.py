"""The components of pairs, taken from both sides' columns (DOMAIN §4.3)."""

from collections.abc import Iterable

import numpy as np

from estate.colocation import score
from estate.colocation.facts import Facts
from estate.colocation.pairs import Floats, Indices


def compatibility(facts: Facts, at: Indices, host: Indices) -> Floats:
    """The cell of the compatibility table of each pair, 0–1."""
    row, column = facts.columns.guests.row[at], facts.columns.properties.column[host]
    return np.asarray(facts.compatibility[row, column])


def minutes(facts: Facts, at: Indices, metres: Floats) -> Floats:
    """How long the way takes: crow-fly × the detour factor, walked or driven."""
    pace = facts.columns.guests.m_per_minute[at]
    return np.asarray(metres * facts.assumptions.value("detour_factor") / pace)


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
