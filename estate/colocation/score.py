"""Eight components between 0 and 1, and one score that never mistakes unknown for nought.

Each component is a function of looked-up columns and returns NaN where it is not known
(DOMAIN §4.3). score = Σ weight × value over the known ÷ Σ weight of the known; ``evidence`` is
the share of all weight that is known. Weights may be of any scale.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion

Floats = NDArray[np.float64]

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


def score(components: pd.DataFrame, weight: Mapping[str, float]) -> pd.DataFrame:
    """``score`` and ``evidence`` (both 0–1) of rows with one column per component.

    The score is null where nothing is known. Raises ``BadQuestion`` when no weight is left.
    """
    vector = np.array([weight[name] for name in COMPONENTS], dtype=float)
    if not vector.sum() > 0:
        raise BadQuestion("At least one component needs a weight above zero.")
    values = components[list(COMPONENTS)].to_numpy(dtype=float)
    known = np.isfinite(values) * vector
    total = known.sum(axis=1)
    weighted = (np.nan_to_num(values) * vector).sum(axis=1)
    mean = np.divide(weighted, total, out=np.full(len(values), np.nan), where=total > 0)
    evidence = total / vector.sum()
    return pd.DataFrame(
        # Sums of floats can miss a threshold such as 0.5, or pass 1, by their last digit.
        {"score": np.round(mean, 12).clip(0.0, 1.0), "evidence": np.round(evidence, 12)},
        index=components.index,
    )


def capacity(spare_m2: Floats, need_m2: Floats, assumptions: AssumptionSet) -> Floats:
    """0 below 80 % of the need, then linear to 1 where the spare space covers it."""
    floor = assumptions.value("capacity_floor_ratio")
    ratio = np.divide(
        spare_m2, need_m2, out=np.full(len(need_m2), np.nan), where=np.nan_to_num(need_m2) > 0
    )
    return np.asarray(np.clip((ratio - floor) / (1 - floor), 0.0, 1.0))


def distance(minutes: Floats, limit_min: Floats) -> Floats:
    """1 up to half the limit, then linear to 0 at the limit."""
    return np.asarray(np.clip(2 * (1 - minutes / limit_min), 0.0, 1.0))


def lease(
    exit_date: pd.Series,
    owned: NDArray[np.bool_],
    secure_until: pd.Series,
    ready: pd.Timestamp,
    assumptions: AssumptionSet,
) -> Floats:
    """How well the guest's way out meets the host's readiness.

    Gap = exit − host ready, in years: 1 − gap/N from 0 to N, a half for a lease that ends up to
    a year too early (it may be held over), else 0. An owner leaves when the host is ready: 1.
    0 where the host's own term ends less than five years after the guest could leave.
    """
    leave = exit_date.mask(owned, ready)
    gap = (leave - ready).dt.days.to_numpy(dtype=float) / _DAYS_PER_YEAR
    horizon = assumptions.value("lease_horizon_years")
    early = (gap < 0) & (gap >= -assumptions.value("lease_bridge_years"))
    value = np.where(gap >= 0, np.clip(1 - gap / horizon, 0.0, 1.0), 0.0)
    value = np.where(early, assumptions.value("lease_bridge_score"), value)
    safe = (secure_until - leave.where(leave >= ready, ready)).dt.days.to_numpy(
        dtype=float
    ) / _DAYS_PER_YEAR
    value = np.where(safe < assumptions.value("host_secure_years"), 0.0, value)
    return np.where(np.isnan(gap) | np.isnan(safe), np.nan, value)


def rag(
    guest_availability: pd.Series, host_sharing: pd.Series, assumptions: AssumptionSet
) -> Floats:
    """Guest's availability × host's sharing rating; unknown where either is unrated."""
    out = _rated(guest_availability, "rag_guest_availability", assumptions)
    into = _rated(host_sharing, "rag_host_sharing", assumptions)
    return np.asarray(out * into)


def saving(central_gbp_pa: Floats, assumptions: AssumptionSet) -> Floats:
    """Club saving over the full-score sum, GBP a year, clipped to 0–1."""
    return np.clip(central_gbp_pa / assumptions.value("saving_full_score_gbp"), 0.0, 1.0)


def access(change_min: Floats, public: NDArray[np.bool_], assumptions: AssumptionSet) -> Floats:
    """0.5 + half the minutes saved over the scale; 0.5 where the public does not come."""
    gained = np.clip(-change_min / assumptions.value("access_scale_min"), -1.0, 1.0)
    return np.where(public, 0.5 + 0.5 * gained, 0.5)


def condition(guests: pd.DataFrame, hosts: pd.DataFrame) -> Floats:
    """Share of the known comparisons (condition, energy) in which the host is better."""
    better = np.column_stack(
        [_better(guests[column], hosts[column], ranks) for column, ranks in _GRADES.items()]
    )
    known = np.isfinite(better).sum(axis=1)
    mean = np.divide(
        np.nansum(better, axis=1), known, out=np.full(len(better), np.nan), where=known > 0
    )
    return np.asarray(mean, dtype=np.float64)


def _better(guest: pd.Series, host: pd.Series, ranks: Mapping[str, int]) -> Floats:
    one, other = (side.map(ranks).to_numpy(dtype=float) for side in (guest, host))
    return np.where(np.isnan(one) | np.isnan(other), np.nan, (other < one).astype(float))


def _rated(ratings: pd.Series, name: str, assumptions: AssumptionSet) -> Floats:
    values = {
        "red": 0.0,
        "amber": assumptions.value(f"{name}_amber"),
        "green": assumptions.value(f"{name}_green"),
    }
    return np.asarray(ratings.map(values).to_numpy(dtype=float))
