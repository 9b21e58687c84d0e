"""Eight components between 0 and 1, and one score in which unknown is neither nought nor a gain.

Each component is a function of looked-up columns and returns NaN where it is not known.
score = Σ weight × value ÷ Σ weight, where an unknown component stands at what can
be expected of it (``expected.Expected``); until November 2026 it was left out of both sums, so
that what was not known could lift a pair. ``evidence`` is the share of all weight that is known.
Weights may be of any scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion

COMPONENTS = ("use", "capacity", "distance", "lease", "rag", "saving", "access", "condition")

_GRADES = {
    "condition": {letter: place for place, letter in enumerate("ABCD")},
    "energy_rating": {
        grade: place for place, grade in enumerate(("A+", "A", "B", "C", "D", "E", "F", "G"))
    },
}
_DAYS_PER_YEAR = 365.25


def weights(assumptions: AssumptionSet) -> dict[str, float]:
    """The weight of each component in this assumption set."""
    return {name: assumptions.value(f"weight_{name}") for name in COMPONENTS}


@dataclass(frozen=True)
class Known:
    """What a row's components add up to, distance left out: it is the last to be known.

    ``weight`` is that of what is known, ``counted`` that of what stands in the sum.
    """

    weighted: Floats
    weight: Floats
    counted: Floats
    all_weight: float
    distance_weight: float

    def score(self, distance: Floats) -> Floats:
        """Scores (0–1) with this distance component; null where nothing is known.

        Never falls when the distance component rises, not by a last digit: bounds rely on it.
        """
        known = np.isfinite(distance) * self.distance_weight
        total = self.counted + known
        weighted = self.weighted + np.where(known > 0, distance, 0.0) * known
        mean = np.divide(weighted, total, out=np.full(len(total), np.nan), where=total > 0)
        # Sums of floats can miss a threshold such as 0.5, or pass 1, by their last digit.
        return np.asarray(np.round(mean, 12).clip(0.0, 1.0))

    def evidence(self, distance_known: bool | NDArray[np.bool_] = True) -> Floats:
        """Share of all weight that is known, 0–1."""
        known = self.weight + np.multiply(distance_known, self.distance_weight)
        return np.asarray(np.round(known / self.all_weight, 12))


def known(
    components: Mapping[str, Floats],
    weight: Mapping[str, float],
    expected: Mapping[str, float] | None = None,
) -> Known:
    """Sums over the components given but distance, always in the same order.

    Where one is unknown it stands at what is ``expected`` of it; without such, it is left out.
    Raises ``BadQuestion`` when no weight is left.
    """
    whole = float(sum(weight[name] for name in COMPONENTS))
    if not whole > 0:
        raise BadQuestion("At least one component needs a weight above zero.")
    size = len(next(iter(components.values())))
    weighted, total, counted = np.zeros(size), np.zeros(size), np.zeros(size)
    for name in COMPONENTS:
        if name == "distance" or weight[name] == 0:
            continue
        values, stands = components[name], (expected or {}).get(name)
        there = np.isfinite(values)
        total += there * weight[name]
        counted += weight[name] if stands is not None else there * weight[name]
        weighted += np.where(there, values, stands or 0.0) * weight[name]
    return Known(weighted, total, counted, whole, weight["distance"])


def spread(
    components: Mapping[str, Floats], weight: Mapping[str, float], spreads: Mapping[str, float]
) -> Floats:
    """Standard deviation of each score (0–1) from what is not known: √Σ (weight × spread)² ÷ Σ
    weight, as if one unknown told nothing of another."""
    size = len(next(iter(components.values())))
    variance = np.zeros(size)
    for name, one in spreads.items():
        variance += np.isnan(components[name]) * (weight[name] * one) ** 2
    return np.asarray(np.round(np.sqrt(variance) / sum(weight.values()), 12))


def score(components: pd.DataFrame, weight: Mapping[str, float]) -> pd.DataFrame:
    """``score`` and ``evidence`` (both 0–1) of rows with one column per component.

    The score is null where nothing is known. Raises ``BadQuestion`` when no weight is left.
    """
    values = {name: components[name].to_numpy(dtype=float) for name in COMPONENTS}
    sums = known(values, weight)
    evidence = sums.evidence(np.isfinite(values["distance"]))
    return pd.DataFrame(
        {"score": sums.score(values["distance"]), "evidence": evidence}, index=components.index
    )


def capacity(spare_m2: Floats, need_m2: Floats, assumptions: AssumptionSet) -> Floats:
    """0 below 80 % of the need, then linear to 1 where the spare space covers it."""
    floor = assumptions.value("capacity_floor_ratio")
    ratio = np.divide(spare_m2, need_m2, out=np.full(len(need_m2), np.nan), where=need_m2 > 0)
    return np.asarray(np.clip((ratio - floor) / (1 - floor), 0.0, 1.0))


def distance(minutes: Floats, limit_min: Floats) -> Floats:
    """1 up to half the limit, then linear to 0 at the limit."""
    return np.asarray(np.clip(2 * (1 - minutes / limit_min), 0.0, 1.0))


def leaving(
    exit_date: pd.Series,
    owned: NDArray[np.bool_],
    ready: pd.Timestamp,
    assumptions: AssumptionSet,
) -> tuple[Floats, Floats]:
    """How well the guest's way out meets the host's readiness, and the day it could arrive.

    Gap = exit − host ready, in years: 1 − gap/N from 0 to N, a half for a lease that ends up to
    a year too early (it may be held over), else 0. An owner leaves when the host is ready: 1.
    Null where the exit is not known. Days are counted from 1970.
    """
    leave, from_day = days(exit_date.mask(owned, ready)), float(days(pd.Series([ready]))[0])
    gap = (leave - from_day) / _DAYS_PER_YEAR
    horizon = assumptions.value("lease_horizon_years")
    early = (gap < 0) & (gap >= -assumptions.value("lease_bridge_years"))
    value = np.where(gap >= 0, np.clip(1 - gap / horizon, 0.0, 1.0), 0.0)
    value = np.where(early, assumptions.value("lease_bridge_score"), value)
    return np.where(np.isnan(gap), np.nan, value), np.maximum(leave, from_day)


def secure_for_days(assumptions: AssumptionSet) -> float:
    """How long a host's own term must last after a guest arrives."""
    return assumptions.value("host_secure_years") * _DAYS_PER_YEAR


def lease(
    value: Floats, arrives: Floats, secure_days: Floats, assumptions: AssumptionSet
) -> Floats:
    """The guest's value (see ``leaving``) where the host's own term outlasts its arrival.

    0 where that term ends less than five years after it; null where either is unknown.
    """
    safe = secure_days - arrives
    kept = np.where(safe < secure_for_days(assumptions), 0.0, value)
    return np.where(np.isnan(value) | np.isnan(safe), np.nan, kept)


def days(dates: pd.Series) -> Floats:
    """Whole days since 1970; null stays null."""
    values = dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(values), np.nan, values.astype(np.int64))


def rated(ratings: pd.Series, name: str, assumptions: AssumptionSet) -> Floats:
    """One side of the component ``rag``; the pair has the product of both.

    ``name`` is "rag_guest_availability" or "rag_host_sharing"; null where unrated.
    """
    values = {
        "red": 0.0,
        "amber": assumptions.value(f"{name}_amber"),
        "green": assumptions.value(f"{name}_green"),
    }
    return np.asarray(ratings.map(values).to_numpy(dtype=float))


def saving(central_gbp_pa: Floats, assumptions: AssumptionSet) -> Floats:
    """Club saving over the full-score sum, GBP a year, clipped to 0–1."""
    return np.clip(central_gbp_pa / assumptions.value("saving_full_score_gbp"), 0.0, 1.0)


def access(change_min: Floats, public: NDArray[np.bool_], assumptions: AssumptionSet) -> Floats:
    """0.5 + half the minutes saved over the scale; 0.5 where the public does not come."""
    gained = np.clip(-change_min / assumptions.value("access_scale_min"), -1.0, 1.0)
    return np.where(public, 0.5 + 0.5 * gained, 0.5)


def grades(properties: pd.DataFrame) -> Floats:
    """Condition and energy rating as places, 0 the best, one row each; null unknown."""
    return np.column_stack(
        [properties[name].map(ranks).to_numpy(dtype=float) for name, ranks in _GRADES.items()]
    )


def condition(guests: Floats, hosts: Floats) -> Floats:
    """Share of the known comparisons (condition, energy) in which the host is better.

    Both sides are rows of ``grades``.
    """
    compared = np.isfinite(guests) & np.isfinite(hosts)
    better = ((hosts < guests) & compared).sum(axis=1)
    count = compared.sum(axis=1)
    share = np.divide(better, count, out=np.full(len(count), np.nan), where=count > 0)
    return np.asarray(share, dtype=np.float64)
