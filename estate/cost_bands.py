"""What stands for a cost of which only published bands are seen (docs/methods/cost-bands.md).

The middle of a band overstates it: costs are skewed, and most lie in its lower part. What stands
for a band is what can be expected in it, given all that the reader sees: how many properties lie in
each band, of which type, tenure and floor area, and in which bands the parts of the same cost lie.
Nothing hidden is used: the spread is fitted to the bands alone, also of a reader's own costs, so
that it is the same for everybody and two registers that look alike are answered alike.

Method: log cost = log (area × benchmark) + level + slope × log area + effect of the type + error,
fitted to the bands by maximum likelihood (interval-censored regression: Stewart 1983), level and
effects drawn weakly to nought. A cost is then the mean of that distribution within its band. How
it divides (running cost, rates and rent, what goes to a partner) is the split of its class, taken
from the sums over the class, with a spread of its own, as far as the bands of the parts allow.
"""

import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from cachetools import LRUCache, cached
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.assumptions import AssumptionSet
from estate.codes import COST_BANDS, Tenure
from estate.late_imports import one_at_a_time

PARTS = ("total", "club", "running")
_LOWS = np.array([low for low, _, _ in COST_BANDS], dtype=float)
_EDGES = np.append(_LOWS[1:], np.inf)
_TINY = 1e-300
#: Points of the distributions that are taken: of the cost within its band, and of each share.
_OF_COST, _OF_SHARE = 20, 9
#: The open band ends nowhere: no cost is taken to be more than so many times where it begins.
_MOST_TIMES = 60.0
_CHUNK = 2_000
#: So many fits are kept: two for each class of cost, of a few registers.
_KEPT_FITS = 64


@dataclass(frozen=True)
class Spread:
    """The fitted distribution of each cost: its mean and spread, on a log scale."""

    mean: Floats
    sigma: Floats


def bands_of(amounts: pd.Series) -> tuple[Floats, Floats]:
    """Lower and upper end of the band that each amount (as recorded) lies in."""
    at = np.searchsorted(_LOWS, amounts.to_numpy(dtype=float), side="right") - 1
    at = np.clip(at, 0, len(_LOWS) - 1)
    return _LOWS[at], _EDGES[at]


def expected(
    properties: pd.DataFrame,
    costs: pd.DataFrame,
    areas: pd.Series,
    usual: pd.Series,
    classes: pd.Series,
    let: pd.Series,
    from_partner: pd.Series,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """What stands for each cost on record, by property id, at the prices of its own year.

    ``costs`` are rows of ``COST_COLUMNS``. By property: ``areas`` (m², null where not known),
    ``usual`` (area × published benchmark, GBP: where the fit begins, and stays where all costs of
    a class lie in one band), ``classes`` (each has a spread of its own), ``let`` and
    ``from_partner`` (has a partner as landlord). Columns, for ``total``, ``club``, ``running`` and
    ``partner`` (total less club): the value, ``…_low`` and ``…_high`` (P10, P90); and ``sigma``,
    the spread of the total on a log scale.
    """
    there = properties.reindex(costs.index)
    known = areas.reindex(costs.index).to_numpy(dtype=float)
    seen = {part: bands_of(costs[f"{part}_gbp_pa"]) for part in PARTS}
    strata = classes.reindex(costs.index).to_numpy()
    level = np.log(np.maximum(usual.reindex(costs.index).to_numpy(dtype=float), 1.0))
    fits = {part: _fits(there, known, level, strata, *seen[part]) for part in ("total", "running")}
    paid = from_partner.reindex(costs.index).eq(True).to_numpy() | (
        seen["club"][0] < seen["total"][0]
    )
    kind = _kinds(there, let.reindex(costs.index).eq(True).to_numpy(), paid)
    running = _shares(kind, fits, seen, assumptions)
    club = np.where(paid, assumptions.value("imputed_club_share_partner_lease"), 1.0)
    found = pd.DataFrame(np.nan, columns=_COLUMNS, index=costs.index)
    spread = assumptions.value("sigma_split")
    for rows in (np.flatnonzero(paid), np.flatnonzero(~paid)):
        for at in np.array_split(rows, max(1, len(rows) // _CHUNK)):
            if len(at):
                found.iloc[at] = _conditional(fits["total"], seen, running, club, at, spread)
    return _nought_stays(found, costs)


def _nought_stays(found: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """A part that is known to be nought is not taken for the lowest band's mean."""
    for part in PARTS:
        none = costs[f"{part}_gbp_pa"].le(0).to_numpy()
        lost = [name for name in _COLUMNS if name.startswith(part) or part == "total"]
        found.loc[none, lost] = 0.0
    return found


_COLUMNS = [
    *(f"{part}{end}" for part in (*PARTS, "partner") for end in ("", "_low", "_high")),
    "sigma",
]


def _kinds(there: pd.DataFrame, let: NDArray[np.bool_], paid: NDArray[np.bool_]) -> NDArray[Any]:
    """The class whose split a cost has: by contract, and by whether a partner is paid."""
    pfi = there["pfi"].eq(True).to_numpy() | there["tenure"].eq(Tenure.PFI).to_numpy()
    return np.select([pfi, paid, let], ["pfi", "partner", "let"], "owned")


def _design(there: pd.DataFrame, areas: Floats) -> tuple[Floats, Floats]:
    """What a cost depends on, a column each, and how strongly each is drawn to nought."""
    known = np.isfinite(areas) & (areas > 0)
    logs = np.log(np.where(known, areas, 1.0))
    middle = float(logs[known].mean()) if known.any() else 0.0
    kinds = there["type_code"].astype(object).where(there["type_code"].notna(), "unknown")
    dummies = pd.get_dummies(kinds.astype(str)).to_numpy(dtype=float)
    let = there["tenure"].eq(Tenure.LEASEHOLD).to_numpy(dtype=float)
    columns = [np.ones(len(there)), np.where(known, logs - middle, 0.0), ~known * 1.0, let]
    weights = [1.0, 4.0, 1.0, 1.0, *[4.0] * dummies.shape[1]]
    return np.column_stack([*columns, dummies]), np.array(weights)


def _fits(
    there: pd.DataFrame,
    areas: Floats,
    level: Floats,
    strata: NDArray[Any],
    low: Floats,
    high: Floats,
) -> Spread:
    """The fit of each class by itself: non-operational land spreads wider than offices do."""
    mean, sigma = np.zeros(len(there)), np.ones(len(there))
    for one in pd.unique(strata):
        here = strata == one
        mean[here], sigma[here] = _fit(there[here], areas[here], level[here], low[here], high[here])
    return Spread(mean, sigma)


def _fit(
    there: pd.DataFrame, areas: Floats, level: Floats, low: Floats, high: Floats
) -> tuple[Floats, float]:
    """Most likely, given the bands alone; drawn weakly to the level of the benchmarks."""
    design, weights = _design(there, areas)
    with np.errstate(divide="ignore"):
        ends = np.where(low <= 0, -np.inf, np.log(np.maximum(low, 1.0))), np.log(high)
    best = _most_likely(design, weights, level, *ends)
    return level + design @ best[:-1], float(np.exp(np.clip(best[-1], -2.5, 1.0)))


def _all_of(*given: Floats) -> bytes:
    """A hash of all that a fit rests on."""
    found = sha256()
    for one in given:
        found.update(repr(one.shape).encode())
        found.update(np.ascontiguousarray(one).tobytes())
    return found.digest()


@cached(LRUCache(_KEPT_FITS), key=_all_of, lock=threading.Lock())
def _most_likely(
    design: Floats, weights: Floats, level: Floats, low: Floats, high: Floats
) -> Floats:
    """Effects, and the logarithm of the spread. Kept, because readers to whom the same bands are
    shown are many: who sees other bands has a fit of its own."""
    with one_at_a_time:
        from scipy.optimize import minimize

    start = np.append(np.zeros(design.shape[1]), np.log(0.5))

    def worth(found: Floats) -> tuple[float, Floats]:
        return _likelihood(found, design, weights, level, low, high)

    best = minimize(worth, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    found = np.asarray(best.x, dtype=np.float64)
    found.flags.writeable = False
    return found


def _likelihood(
    found: Floats, design: Floats, weights: Floats, level: Floats, low: Floats, high: Floats
) -> tuple[float, Floats]:
    """Minus the log likelihood with its penalty, and its gradient."""
    beta, sigma = found[:-1], float(np.exp(np.clip(found[-1], -3.0, 2.0)))
    mean = level + design @ beta
    a, b = (low - mean) / sigma, (high - mean) / sigma
    inside = np.maximum(_between(a, b), _TINY)
    at_a, at_b = _density(a), _density(b)
    slope = (at_a - at_b) / (sigma * inside)
    a, b = np.where(np.isfinite(a), a, 0.0), np.where(np.isfinite(b), b, 0.0)
    of_sigma = (a * at_a - b * at_b) / inside
    # Two weak opinions keep a handful of bands from a spread of nought or of everything.
    spread = (found[-1] - np.log(0.5)) * 4.0
    value = -np.log(inside).sum() + 0.5 * (weights * beta**2).sum() + 0.5 * spread**2 / 4.0
    gradient = np.append(-design.T @ slope + weights * beta, -of_sigma.sum() + spread)
    return float(value), gradient


def _between(a: Floats, b: Floats) -> Floats:
    """The part of a standard normal between two points, exact in either tail."""
    with one_at_a_time:
        from scipy.special import ndtr

    return np.asarray(np.where(a > 0, ndtr(-a) - ndtr(-b), ndtr(b) - ndtr(a)), dtype=np.float64)


def _density(at: Floats) -> Floats:
    shown = np.square(np.where(np.isfinite(at), at, 1e6))
    return np.asarray(np.exp(-0.5 * shown) / np.sqrt(2 * np.pi), dtype=np.float64)


def _shares(
    kind: NDArray[Any],
    fits: dict[str, Spread],
    seen: dict[str, tuple[Floats, Floats]],
    assumptions: AssumptionSet,
) -> Floats:
    """The running cost's share of the total, of each cost's class: of the sums over the class."""
    usual = assumptions.value("imputed_running_share")
    found = np.full(len(kind), usual)
    means = {part: _mean_within(fit, *seen[part]) for part, fit in fits.items()}
    for one in np.unique(kind):
        here = kind == one
        if here.sum() >= assumptions.value("min_split_class"):
            share = means["running"][here].sum() / means["total"][here].sum()
            found[here] = float(np.clip(share, 0.02, 0.98))
        elif one == "pfi":
            found[here] = assumptions.value("imputed_running_share_pfi")
    return found


def _mean_within(fit: Spread, low: Floats, high: Floats) -> Floats:
    """The mean of each cost within its band."""
    means = _points(fit, np.arange(len(low)), low, high).mean(axis=1)
    return np.asarray(means, dtype=np.float64)


def _points(fit: Spread, at: NDArray[np.int64], low: Floats, high: Floats) -> Floats:
    """Equally likely values of each cost within its band, a row each."""
    with one_at_a_time:
        from scipy.special import ndtr, ndtri

    with np.errstate(divide="ignore"):
        ends = np.where(low <= 0, -np.inf, np.log(np.maximum(low, _TINY))), np.log(high)
    mean, sigma = fit.mean[at], fit.sigma[at]
    a, b = (ndtr((end - mean) / sigma) for end in ends)
    steps = (np.arange(_OF_COST) + 0.5) / _OF_COST
    chance = a[:, None] + (b - a)[:, None] * steps
    values = np.exp(mean[:, None] + sigma[:, None] * ndtri(np.clip(chance, 1e-12, 1 - 1e-12)))
    # Far out in a tail the numbers run together: the band itself then says where the cost lies.
    top = np.where(np.isfinite(high), high, np.maximum(low * _MOST_TIMES, 1.0))
    return np.clip(values, np.maximum(low, 1.0)[:, None], top[:, None])


def _conditional(
    fit: Spread,
    seen: dict[str, tuple[Floats, Floats]],
    running: Floats,
    club: Floats,
    at: NDArray[np.int64],
    spread: float,
) -> Floats:
    """Mean, P10 and P90 of each cost's parts, given the bands of all of them together."""
    with one_at_a_time:
        from scipy.special import ndtri

    steps = ndtri((np.arange(_OF_SHARE) + 0.5) / _OF_SHARE)
    low, high = (end[at] for end in seen["total"])
    total = _points(fit, at, low, high)[:, :, None, None]
    of_club = np.clip(club[at, None] + 1.5 * spread * steps, 0.02, 1.0)
    if (club[at] >= 1.0).all():
        of_club = np.ones((len(at), 1))
    of_running = np.clip(running[at, None] + spread * steps, 0.02, 0.98)
    clubs = total * of_club[:, None, :, None]
    runs = np.minimum(total * of_running[:, None, None, :], clubs)
    weight = _inside(clubs, seen["club"], at) * _inside(runs, seen["running"], at)
    none = weight.sum(axis=(1, 2, 3)) <= 0
    weight[none] = 1.0
    totals = np.broadcast_to(total, weight.shape)
    clubs = np.broadcast_to(clubs, weight.shape)
    columns = [
        column
        for values in (totals, clubs, runs, totals - clubs)
        for column in _told(values, weight)
    ]
    logs = np.log(totals)
    mean = _mean(logs, weight)
    deviation = np.sqrt(np.maximum(_mean(logs**2, weight) - mean**2, 0.0))
    return np.column_stack([*columns, deviation])


def _inside(values: Floats, band: tuple[Floats, Floats], at: NDArray[np.int64]) -> Floats:
    low, high = (end[at][:, None, None, None] for end in band)
    return ((values >= low) & (values < high)).astype(float)


def _mean(values: Floats, weight: Floats) -> Floats:
    found = (values * weight).sum(axis=(1, 2, 3)) / weight.sum(axis=(1, 2, 3))
    return np.asarray(found, dtype=np.float64)


def _told(values: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, P10 and P90, row by row."""
    flat, heavy = values.reshape(len(values), -1), weight.reshape(len(weight), -1)
    order = np.argsort(flat, axis=1)
    ordered = np.take_along_axis(flat, order, axis=1)
    share = np.cumsum(np.take_along_axis(heavy, order, axis=1), axis=1)
    share /= share[:, -1:]
    ends = [
        np.take_along_axis(ordered, np.argmax(share >= part, axis=1)[:, None], axis=1)[:, 0]
        for part in (0.1, 0.9)
    ]
    return _mean(values, weight), ends[0], ends[1]
