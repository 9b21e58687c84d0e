"""What a pair would mean for money and for people's journeys (DOMAIN §5.2, §4.3).

Indicative only: the business case of a scheme is another calculation.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.codes import AreaKind

Floats = NDArray[np.float64]


def savings(guests: pd.DataFrame, homes: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """Club saving of each pair's move, GBP a year, before one-off costs.

    ``guests`` are guest facts and ``homes`` the premises costs of their buildings with ``pfi``,
    row by row. A sole occupation that moves ends the whole building's club cost; otherwise (or
    under a PFI contract, which runs on) only the avoidable share of its part of the running
    cost, and no rent. Either way the host's marginal cost is taken off, so the saving may be
    below nought. Columns ``saving_gbp_pa``, ``saving_low_gbp_pa``, ``saving_high_gbp_pa``,
    ``imputed_share`` (of the pounds involved) and ``whole_building``.
    """
    whole = guests["sole"].to_numpy(dtype=bool) & ~homes["pfi"].to_numpy(dtype=bool)
    need = guests["need_m2"].to_numpy(dtype=float)
    gross = {case: _gross(case, whole, guests, homes, assumptions) for case in ("low", "", "high")}
    host = {
        case: need * assumptions.value(_joined("marginal_host", case, "gbp_per_m2"))
        for case in ("low", "", "high")
    }
    measured = (1 - homes["imputed_part"].to_numpy(dtype=float)) * gross[""]
    pounds = gross[""] + host[""]
    imputed = 1 - np.divide(measured, pounds, out=np.zeros(len(need)), where=pounds > 0)
    return pd.DataFrame(
        {
            "saving_gbp_pa": gross[""] - host[""],
            "saving_low_gbp_pa": gross["low"] - host["high"],
            "saving_high_gbp_pa": gross["high"] - host["low"],
            "imputed_share": np.where(np.isnan(pounds), np.nan, imputed),
            "whole_building": whole,
        },
        index=guests.index,
    )


def access_changes(
    guest_points: Floats, host_points: Floats, zones: pd.DataFrame, assumptions: AssumptionSet
) -> Floats:
    """Change of the mean journey, minutes (+ = longer), over the zones around the guest's place.

    Weighted by population, need areas counting double. People of a zone walk to both places if
    the present one is within the walking limit, else they drive to both. Null where no zone
    lies in the catchment.
    """
    spots = zones[["easting", "northing"]].to_numpy(dtype=float)
    before_m = _apart(guest_points, spots)
    after_m = _apart(host_points, spots)
    detour = assumptions.value("detour_factor")
    walk = before_m * detour / assumptions.value("walk_m_per_minute")
    walking = walk <= assumptions.value("access_walk_limit_min")
    speed = np.where(
        walking, assumptions.value("walk_m_per_minute"), assumptions.value("drive_m_per_minute")
    )
    near = before_m <= assumptions.value("access_catchment_m")
    weight = near * _zone_weights(zones, assumptions)
    total = weight.sum(axis=1)
    longer = (weight * (after_m - before_m) * detour / speed).sum(axis=1)
    mean = np.divide(longer, total, out=np.full(len(total), np.nan), where=total > 0)
    return np.asarray(mean, dtype=np.float64)


def _gross(
    case: str,
    whole: NDArray[np.bool_],
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    assumptions: AssumptionSet,
) -> Floats:
    club = homes[_joined("club", case, "gbp_pa")].to_numpy(dtype=float)
    running = homes[_joined("running", case, "gbp_pa")].to_numpy(dtype=float)
    avoidable = assumptions.value(_joined("avoidable_share", case))
    part = running * avoidable * guests["need_share"].to_numpy(dtype=float)
    return np.where(whole, club, part)


def _joined(*words: str) -> str:
    return "_".join(word for word in words if word)


def _zone_weights(zones: pd.DataFrame, assumptions: AssumptionSet) -> Floats:
    double = np.where(
        zones["kind"].eq(AreaKind.NEED_AREA), assumptions.value("need_area_weight"), 1.0
    )
    people = pd.to_numeric(zones["population"]).fillna(0).to_numpy(dtype=float)
    return np.asarray(people * double, dtype=float)


def _apart(points: Floats, spots: Floats) -> Floats:
    east = points[:, None, 0] - spots[None, :, 0]
    north = points[:, None, 1] - spots[None, :, 1]
    return np.hypot(east, north)
