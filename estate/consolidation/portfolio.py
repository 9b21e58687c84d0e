"""The best set of candidates that can all happen together: nothing is counted twice.

Each guest moves at most once; no host takes more than its spare space; no building both receives
and lets go (so no chains); services that may not share a building do not; and what a whole
building costs is saved only when every occupier leaves it, so that guests who empty a building
together are seen together. The naive sum of the same pairs stands beside it.

What a year comes to in the club lens, once every move has been made: no phasing, receipts, double
running or void costs, which belong to the business case of a scheme. It is a prompt for
discussion, not a plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.consolidation import solver
from estate.consolidation.money import CASES, LEFT_OUT, buildings, occupiers, priced
from estate.frames import Estate

TIME_LIMIT_S = 20.0

MOVE_COLUMNS = (
    "candidate_id",
    "guest_occupation_id",
    "guest_property_id",
    "guest_organisation",
    "host_property_id",
    "host_organisation",
    "need_m2",
    "score",
    "exit_date",
    "exit_kind",
    "one_off_gbp",
    "exact",
    "empties_building",
)
EMPTIED_COLUMNS = (
    "property_id",
    "organisations",
    "moves",
    "saving_gbp_pa",
    "net_gbp_pa",
    "give_back_gbp",
    "from_date",
    "joint",
    "imputed",
    "exact",
)


@dataclass(frozen=True)
class Naive:
    """What adding up candidates one by one would claim, GBP a year.

    ``every_pair``: the sum over all pairs with a gain. ``best_of_each_guest``: only the best pair
    of each guest; still too much where not all fit, or a building never empties.
    """

    every_pair_gbp_pa: float
    pairs: int
    best_of_each_guest_gbp_pa: float
    guests: int


@dataclass(frozen=True)
class Portfolio:
    """The best set, its worth and what was proved about it; GBP a year unless said.

    ``proved`` is True when no other set is worth more (to about one pound); else the search
    stopped at the limit, and none is worth more than ``bound_gbp_pa``. ``gap`` is the rest of the
    bound as a share of the net saving. ``gross`` (what ends being paid) less ``hosts`` (what
    their running costs more) is ``recurrent``: a full year before one-off cost. Less
    ``one_off_share``, that cost spread over years, it is ``net``: an annual equivalent. Low and
    high take all low savings with all high costs, and the reverse. ``left_out`` counts candidates
    by the keys of ``consolidation/money.LEFT_OUT``.
    """

    moves: pd.DataFrame
    emptied: pd.DataFrame
    net_low_gbp_pa: float
    net_central_gbp_pa: float
    net_high_gbp_pa: float
    gross_gbp_pa: float
    hosts_gbp_pa: float
    recurrent_gbp_pa: tuple[float, float, float]
    one_off_share_gbp_pa: float
    one_off_gbp: float
    imputed_share: float
    proved: bool
    bound_gbp_pa: float
    time_limit_s: float
    naive: Naive
    candidates: int
    left_out: Mapping[str, int]

    @property
    def gap(self) -> float:
        """How far the bound lies above the net saving, as a share of it; 0 when proved best."""
        rest = max(0.0, self.bound_gbp_pa - self.net_central_gbp_pa)
        return 0.0 if self.proved else rest / max(1.0, abs(self.net_central_gbp_pa))


def portfolio(
    estate: Estate,
    candidates: pd.DataFrame,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    time_limit_s: float = TIME_LIMIT_S,
) -> Portfolio:
    """The best set among ``candidates`` (a frame of ``colocation.find``).

    ``costs`` is ``costs.property_costs`` of the same estate. Take the candidates unfiltered, or
    by ``of_interest``: leaving out one occupier's pairs keeps its building from emptying.
    """
    users = occupiers(estate, costs, assumptions)
    places = buildings(estate, costs, candidates, assumptions)
    rows = priced(candidates, users, places, assumptions)
    fit = rows[rows["left_out"].eq("")].reset_index(drop=True)
    summed = naive(fit)
    closures = _closures(fit, users, places)
    fit = _worth_asking(fit, closures)
    closures = closures[closures.index.isin(fit["guest_property_id"])]
    spare = fit.groupby("host_property_id")["spare_m2"].first().astype(float)
    found = solver.solve(_pairs(fit, users), closures, spare, time_limit_s)
    moves = _moves(fit.iloc[found.chosen], closures)
    return _priced_set(moves, places, found, time_limit_s, summed, rows["left_out"])


def _priced_set(
    moves: pd.DataFrame,
    places: pd.DataFrame,
    found: solver.Solution,
    time_limit_s: float,
    summed: Naive,
    left_out: pd.Series,
) -> Portfolio:
    """The answer for a chosen set; its worth is added up anew, not taken from the solver."""
    emptied = _emptied(moves, places)
    net = {case: _worth(moves, places, case) for case in CASES}
    full = {case: _full_year(moves, places, case) for case in CASES}
    gross, hosts = full["central"]
    central = net["central"][0] - net["central"][1]
    counts = left_out.value_counts()
    return Portfolio(
        moves=moves[list(MOVE_COLUMNS)].reset_index(drop=True),
        emptied=emptied,
        net_low_gbp_pa=net["low"][0] - net["low"][1],
        net_central_gbp_pa=central,
        net_high_gbp_pa=net["high"][0] - net["high"][1],
        gross_gbp_pa=gross,
        hosts_gbp_pa=hosts,
        recurrent_gbp_pa=(
            full["low"][0] - full["low"][1],
            gross - hosts,
            full["high"][0] - full["high"][1],
        ),
        one_off_share_gbp_pa=gross - hosts - central,
        one_off_gbp=float(moves["one_off_gbp"].sum() + emptied["give_back_gbp"].sum()),
        imputed_share=_imputed_share(moves, places),
        proved=found.proved,
        bound_gbp_pa=max(found.bound, central),
        time_limit_s=time_limit_s,
        naive=summed,
        candidates=len(left_out),
        left_out={reason: int(counts.get(reason, 0)) for reason in LEFT_OUT},
    )


def of_interest(
    candidates: pd.DataFrame,
    estate: Estate,
    organisation: str | None = None,
    town: str | None = None,
) -> pd.DataFrame:
    """Candidates that touch an organisation or a town, with all occupiers of their buildings.

    Touching = the guest's building is managed or used by the organisation (lies in the town), or
    the host is managed by it (lies there).
    """
    properties, keep = estate.properties, np.ones(len(candidates), dtype=bool)
    if organisation is not None:
        theirs = properties.index[properties["organisation"].eq(organisation)]
        used = estate.occupations["organisation"].eq(organisation)
        homes = theirs.union(pd.Index(estate.occupations.loc[used, "property_id"]))
        keep &= _touching(candidates, homes, theirs)
    if town is not None:
        there = properties.index[properties["town"].eq(town)]
        keep &= _touching(candidates, there, there)
    return candidates[keep]


def naive(fit: pd.DataFrame) -> Naive:
    """The sums that double-count, over the same pairs as the portfolio chose from."""
    gains = fit.loc[fit["alone_gbp_pa"] > 0]
    best = gains.groupby("guest_occupation_id")["alone_gbp_pa"].max()
    every = float(gains["alone_gbp_pa"].sum())
    return Naive(every, len(gains), float(best.sum()), len(best))


def _touching(candidates: pd.DataFrame, homes: pd.Index, hosts: pd.Index) -> NDArray[np.bool_]:
    from_there = candidates["guest_property_id"].isin(homes)
    return (from_there | candidates["host_property_id"].isin(hosts)).to_numpy(dtype=bool)


def _pairs(fit: pd.DataFrame, users: pd.DataFrame) -> pd.DataFrame:
    services = users["service_function"].reindex(fit["guest_occupation_id"].to_numpy())
    return pd.DataFrame(
        {
            "guest": fit["guest_occupation_id"],
            "home": fit["guest_property_id"],
            "host": fit["host_property_id"],
            "need_m2": fit["need_m2"].astype(float),
            "desk": fit["front_desk"].astype(int) > 0,
            "service": services.to_numpy(),
            "score": fit["score"].astype(float),
            "gain": fit["part_central"] - fit["cost_central"],
        }
    )


def _closures(fit: pd.DataFrame, users: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Buildings that could empty: every occupier has a pair, and no contract runs on."""
    here = users[users["property_id"].isin(fit["guest_property_id"])]
    able = here.index.isin(fit["guest_occupation_id"])
    groups = pd.DataFrame({"able": able, "part": here["part_central"]}, index=here.index)
    by_home = groups.groupby(here["property_id"])
    found = pd.DataFrame(
        {
            "occupiers": by_home["able"].size(),
            "all_able": by_home["able"].all(),
            "parts": by_home["part"].sum(),
        }
    )
    whole = places["whole_central"].reindex(found.index)
    found = found.assign(bonus=whole - found["parts"])
    return found[found["all_able"].eq(True) & found["bonus"].notna()]


def _worth_asking(fit: pd.DataFrame, closures: pd.DataFrame) -> pd.DataFrame:
    """Without the guests whose going costs more than it saves, even if their building empties.

    Nothing is lost: leaving them where they are is at least as good in every set. Of a shared
    front desk no party is left out by itself.
    """
    gain = fit["part_central"] - fit["cost_central"]
    guests = pd.DataFrame({"home": fit["guest_property_id"], "loss": gain.clip(upper=0)})
    guests = guests.groupby(fit["guest_occupation_id"]).first()
    losses = guests.groupby("home")["loss"].sum()
    paying = closures.index[closures["bonus"] + losses.reindex(closures.index) > 0]
    keep = (gain > 0) | fit["guest_property_id"].isin(paying) | fit["front_desk"].gt(0)
    return fit[keep].reset_index(drop=True)


def _moves(chosen: pd.DataFrame, closures: pd.DataFrame) -> pd.DataFrame:
    """The chosen pairs, and whether every occupier of the guest's building leaves."""
    leaving = chosen.groupby("guest_property_id")["guest_property_id"].transform("size")
    everyone = closures["occupiers"].reindex(chosen["guest_property_id"].to_numpy())
    return chosen.assign(empties_building=leaving.to_numpy() == everyone.to_numpy(dtype=float))


def _emptied(moves: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Buildings that every occupier leaves, the largest net saving first."""
    gone = moves[moves["empties_building"]]
    gone = gone.assign(known=gone["exit_date"].notna() | gone["exit_kind"].eq("owned"))
    groups = gone.groupby("guest_property_id")
    here = places.reindex(groups.size().index)
    last = pd.to_datetime(groups["exit_date"].max()).where(groups["known"].all())
    rows = pd.DataFrame(
        {
            "property_id": here.index,
            "organisations": groups["guest_organisation"].nunique(),
            "moves": groups.size(),
            "saving_gbp_pa": here["saved_central"],
            "net_gbp_pa": here["whole_central"] - groups["cost_central"].sum(),
            "give_back_gbp": here["give_back_gbp"],
            "from_date": last,
            "joint": groups.size() > 1,
            "imputed": here["imputed"],
            "exact": groups["exact"].all(),
        },
    ).rename_axis(None)
    ordered = rows.sort_values(["net_gbp_pa", "property_id"], ascending=[False, True])
    return ordered[list(EMPTIED_COLUMNS)].reset_index(drop=True)


def _worth(moves: pd.DataFrame, places: pd.DataFrame, case: str) -> tuple[float, float]:
    """Gross saving and yearly costs of a set of moves, GBP a year."""
    homes = moves.loc[moves["empties_building"], "guest_property_id"].unique()
    whole = places[f"whole_{case}"].reindex(homes).sum()
    parts = moves.loc[~moves["empties_building"], f"part_{case}"].sum()
    return float(whole + parts), float(moves[f"cost_{case}"].sum())


def _full_year(moves: pd.DataFrame, places: pd.DataFrame, case: str) -> tuple[float, float]:
    """What ends being paid, and what hosts pay more, in a full year before one-off cost; GBP."""
    homes = moves.loc[moves["empties_building"], "guest_property_id"].unique()
    whole = places[f"saved_{case}"].reindex(homes).sum()
    parts = moves.loc[~moves["empties_building"], f"part_{case}"].sum()
    return float(whole + parts), float(moves[f"host_{case}"].sum())


def _imputed_share(moves: pd.DataFrame, places: pd.DataFrame) -> float:
    """Of all pounds in the sum, saved or spent: what is imputed (``costs.CostTotal``)."""
    gross, cost = _worth(moves, places, "central")
    parts = places["imputed_part"]
    known = (
        (1 - part)
        * _worth(moves[moves["guest_property_id"].map(parts).eq(part)], places, "central")[0]
        for part in parts.unique()
    )
    pounds = gross + cost
    return 1 - sum(known) / pounds if pounds > 0 else 0.0
