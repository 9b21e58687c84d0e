"""What a part of a need that moves would be and be worth, pair by pair."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.colocation import money_and_journeys
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts

#: Bases of a need that is counted in people.
_COUNTED_IN_POSTS = ("fte", "desks")


def of_parts(facts: Facts, at: Indices, host: Indices) -> dict[str, NDArray[np.float64]]:
    """What each part is, one entry a pair.

    ``goes_m2`` (the host's room, m² NIA) and ``stays_m2``; ``posts_go`` and ``posts_stay`` (FTE,
    whole, at the same space a head; null where the need is not counted in people);
    ``saving_gbp_pa`` with ``_low`` and ``_high`` and ``one_off_gbp``, as ``effects.savings`` has
    them of guests that leave others in their building; ``imputed_share``.
    """
    guests, home = facts.own_cells.guests, facts.columns.guests.home[at]
    need, goes = facts.columns.guests.need_m2[at], facts.columns.properties.spare_m2[host]
    share = goes / need
    fte = _floats(guests.take("fte", at))
    counted = np.isin(guests.take("need_basis", at).astype(str), _COUNTED_IN_POSTS)
    posts, all_posts = (np.where(counted, np.round(fte * part), np.nan) for part in (share, 1.0))
    money = {case: _saving(facts, at, home, share, goes, case) for case in ("", "low", "high")}
    gross, host_cost = money[""]
    pounds = gross + host_cost
    measured = (1 - _floats(facts.own_cells.costs.take("imputed_part", home))) * gross
    known = np.divide(measured, pounds, out=np.zeros(len(pounds)), where=pounds > 0)
    once = money_and_journeys.moving_in(
        pd.Series(goes), pd.Series(fte * share), "", facts.assumptions
    )
    return {
        "goes_m2": goes,
        "stays_m2": need - goes,
        "posts_go": posts,
        "posts_stay": all_posts - posts,
        "saving_gbp_pa": gross - host_cost,
        "saving_low_gbp_pa": money["low"][0] - money["high"][1],
        "saving_high_gbp_pa": money["high"][0] - money["low"][1],
        "one_off_gbp": once.to_numpy(dtype=float),
        "imputed_share": np.where(np.isnan(pounds), np.nan, 1 - known),
    }


def _saving(
    facts: Facts, at: Indices, home: Indices, share: Floats, goes_m2: Floats, case: str
) -> tuple[Floats, Floats]:
    """Running cost that goes with a part, and what the host's grows by, GBP a year."""
    middle = f"_{case}" if case else ""
    running = _floats(facts.own_cells.costs.take(f"running{middle}_gbp_pa", home))
    avoidable = facts.assumptions.value(f"avoidable_share{middle}")
    of_need = _floats(facts.own_cells.guests.take("need_share", at))
    users = _floats(facts.own_cells.guests.take("users", at))
    of_need = np.where(np.isnan(of_need), 1.0 / users, of_need)
    marginal = facts.assumptions.value(f"marginal_host{middle}_gbp_per_m2")
    return running * avoidable * of_need * share, goes_m2 * marginal


def _floats(values: NDArray[np.object_]) -> Floats:
    return np.asarray(values, dtype=np.float64)
