"""What moves change: energy of each building before and after (docs/methods/energy.md).

A building that everybody leaves uses nothing afterwards. Where others stay, what ends is the
avoidable share (``avoidable_share``, that of running cost) of the leaver's part of the building's
use: lights and machines go, heat hardly does. A host gains by the same rule, the avoidable share
of its own use for each m² that the arrivals take: so a move between two like buildings that both
stay open changes nothing. The host's use for each m² is that of its gross area; a new host that is
no building of the register uses what general offices do for the area taken.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from estate import tiers
from estate.assumptions import AssumptionSet
from estate.energy.benchmarks import benchmarks
from estate.energy.consumption import FUELS, kwh
from estate.tiers import Z_P90


@dataclass(frozen=True)
class Moved:
    """One occupier's move: its part of the building it leaves (0–1) and the m² NIA it takes in
    the host; null where its need is not known (then nothing is reckoned to be added)."""

    origin: str
    host: str
    share_of_origin: float
    need_m2: float | None


@dataclass(frozen=True)
class Changed:
    """Energy before and after of some buildings: ``before`` and ``after`` kWh a year by fuel, by
    building; ``rows`` what is known of each, as ``consumption``; ``share_sigma`` how unsure the
    share is that changes, in parts of the change (0 where all of a building's use ends)."""

    before: pd.DataFrame
    after: pd.DataFrame
    rows: pd.DataFrame
    share_sigma: pd.Series

    @property
    def change(self) -> pd.DataFrame:
        """kWh a year by fuel and building: below nought less is used."""
        return self.after - self.before

    def rows_of_change(self) -> pd.DataFrame:
        """As ``rows``, with the error of the share that changes in each spread."""
        rows = self.rows.copy()
        for part in ("electricity", "heat"):
            name = f"{part}_sigma"
            rows[name] = np.hypot(rows[name].to_numpy(dtype=float), self.share_sigma)
        return rows


def changed(
    found: pd.DataFrame,
    keys: Collection[str],
    moves: Iterable[Moved],
    ended: Collection[str],
    assumptions: AssumptionSet,
    opened: Collection[str] = (),
) -> Changed:
    """What some moves change in some buildings.

    ``found`` is ``consumption`` of the estate; ``keys`` the buildings to tell of, those of all
    moves among them; ``ended`` those that everybody leaves; ``opened`` hosts that are not there
    today. Nothing moves: nothing changes.
    """
    rows = _rows(found, list(keys), set(opened))
    before, avoidable = kwh(rows), assumptions.value("avoidable_share")
    of_area = before.div(rows["area_m2"], axis=0)
    factor = pd.Series(1.0, index=rows.index)
    added = pd.DataFrame(0.0, index=rows.index, columns=list(FUELS))
    gross = 1 / assumptions.value("nia_per_gia")
    for move in moves:
        factor[move.origin] -= avoidable * move.share_of_origin
        area = (move.need_m2 or 0.0) * gross
        if move.host in opened:
            added.loc[move.host] += _of_new(area)
        else:
            added.loc[move.host] += of_area.loc[move.host] * area * avoidable
    factor[rows.index.isin(list(ended))] = 0.0
    after = before.mul(factor.clip(lower=0.0), axis=0) + added
    gone = rows.index.isin([*ended, *opened])
    return Changed(
        before, after, rows, pd.Series(np.where(gone, 0.0, share_sigma(assumptions)), rows.index)
    )


def share_sigma(assumptions: AssumptionSet) -> float:
    """How unsure the avoidable share is, on a log scale: its own low and high as P10 and P90."""
    low, high = (assumptions.value(f"avoidable_share_{end}") for end in ("low", "high"))
    return float(np.log(high / low) / (2 * Z_P90)) if low > 0 else 0.0


def _of_new(area_m2: float) -> list[float]:
    typical = benchmarks().otherwise
    return [area_m2 * typical.electricity_kwh_per_m2, area_m2 * typical.heat_kwh_per_m2, 0.0]


def _rows(found: pd.DataFrame, keys: list[str], opened: set[str]) -> pd.DataFrame:
    """What is known of each building; of a new one, that it is a benchmark."""
    rows = found.reindex(keys)
    new = rows.index.isin(sorted(opened))
    blank = {
        **{f"{fuel}_kwh": 0.0 for fuel in FUELS},
        "area_m2": 1.0,
        "area_tier": "class_mean",
        "exact": True,
        "building": True,
        "benchmark": benchmarks().otherwise.words,
    }
    for part in ("electricity", "heat"):
        blank |= {f"{part}_tier": tiers.TIERS[-1], f"{part}_imputed": True}
        blank |= {f"{part}_imputed_part": 1.0, f"{part}_sigma": float(found[f"{part}_sigma"].max())}
    for name, value in blank.items():
        rows[name] = rows[name].astype(object).where(~new, value)
    return rows.infer_objects()
