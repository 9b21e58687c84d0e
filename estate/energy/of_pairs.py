"""What each of many moves changes of energy, all at once: as ``change`` and ``consumption.total``
tell of one (docs/methods/energy.md), for lists of sharing options."""

import numpy as np
import pandas as pd

from estate import tiers
from estate.arrays import Floats
from estate.assumptions import AssumptionSet
from estate.energy.carbon import kg_per_kwh
from estate.energy.change import share_sigma
from estate.energy.consumption import FUELS, kwh, worst_tier
from estate.energy.factors import FactorSet
from estate.tiers import Z_P90

_PART = {"electricity": "electricity", "gas": "heat", "other_fuel": "heat"}


def of_pairs(
    found: pd.DataFrame, pairs: pd.DataFrame, assumptions: AssumptionSet, factors: FactorSet
) -> pd.DataFrame:
    """Energy after less before, of both buildings of each pair together.

    Parameters
    ----------
    found : pandas.DataFrame
        ``consumption`` of the estate.
    pairs : pandas.DataFrame
        ``guest`` and ``host`` (property ids), ``share`` (0–1, of the guest's building that
        leaves), ``ended`` (whether everybody leaves it) and ``need_m2`` (NIA taken in the host;
        null unknown, and then so is the change).
    assumptions : AssumptionSet
        Avoidable share, gross for net area, spreads.
    factors : FactorSet
        What a kWh emits.

    Returns
    -------
    pandas.DataFrame
        In the order of ``pairs``: ``kwh``, ``kwh_low``, ``kwh_high``, ``kg``, ``kg_low`` and
        ``kg_high`` a year (below nought: less), and ``tier``, the less known of the two.
    """
    sides = [found.reindex(pairs[side]) for side in ("guest", "host")]
    changes = [_left(sides[0], pairs, assumptions), _taken(sides[1], pairs, assumptions)]
    unsure = share_sigma(assumptions)
    sigmas = [np.where(pairs["ended"], 0.0, unsure), np.full(len(pairs), unsure)]
    emitted = [
        change * kg_per_kwh(rows, factors).to_numpy(dtype=float)
        for change, rows in zip(changes, sides, strict=True)
    ]
    shared = assumptions.value("sigma_shared")
    told = {
        **_summed("kwh", changes, sides, sigmas, shared),
        **_summed("kg", emitted, sides, sigmas, shared),
    }
    return pd.DataFrame(told, index=pairs.index).assign(tier=_lesser(sides))


def _left(rows: pd.DataFrame, pairs: pd.DataFrame, assumptions: AssumptionSet) -> Floats:
    """kWh of each fuel that the guest's building uses less, below nought."""
    gone = assumptions.value("avoidable_share") * pairs["share"].to_numpy(dtype=float)
    part = np.where(pairs["ended"], 1.0, np.minimum(1.0, gone))
    return np.asarray(-kwh(rows).to_numpy(dtype=float) * part[:, None], dtype=np.float64)


def _taken(rows: pd.DataFrame, pairs: pd.DataFrame, assumptions: AssumptionSet) -> Floats:
    """kWh of each fuel that the host uses more."""
    gross = pairs["need_m2"].to_numpy(dtype=float) / assumptions.value("nia_per_gia")
    of_area = kwh(rows).to_numpy(dtype=float) / rows["area_m2"].to_numpy(dtype=float)[:, None]
    more = of_area * gross[:, None] * assumptions.value("avoidable_share")
    return np.asarray(more, dtype=np.float64)


def _summed(
    name: str, amounts: list[Floats], sides: list[pd.DataFrame], sigmas: list[Floats], shared: float
) -> dict[str, Floats]:
    """The sum over both buildings and all fuels, with its range (``tiers.summed``)."""
    middle = sum(one.sum(axis=1) for one in amounts)
    alone, imputed = np.zeros(len(sigmas[0])), np.zeros(len(sigmas[0]))
    for amount, rows, of_share in zip(amounts, sides, sigmas, strict=True):
        for at, fuel in enumerate(FUELS):
            part = _PART[fuel]
            sigma = np.hypot(rows[f"{part}_sigma"].to_numpy(dtype=float), of_share)
            alone += (amount[:, at] * sigma) ** 2
            guessed = rows[f"{part}_imputed"].eq(True).to_numpy()
            imputed += np.where(guessed, amount[:, at], 0.0)
    spread = Z_P90 * np.sqrt((shared * imputed) ** 2 + alone)
    return {name: middle, f"{name}_low": middle - spread, f"{name}_high": middle + spread}


def _lesser(sides: list[pd.DataFrame]) -> list[str]:
    """The less known tier of the two buildings; land without a building says nothing."""
    order = ["none", *tiers.TIERS]
    places = [worst_tier(rows).map(order.index).to_numpy(dtype=int) for rows in sides]
    return [order[at] for at in np.maximum(*places)]
