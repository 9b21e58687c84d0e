"""What each move and each emptied building is worth, before anything is chosen.

All amounts are GBP a year in the club lens, at the price base of the assumption set. One-off
costs (fit-out, moves, ICT, dilapidations) are spread over ``portfolio_horizon_years`` with
interest at ``discount_rate``, so that they stand beside yearly savings. No double running, no
receipts, no rent between partners. The low case takes low savings and high costs.
"""

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.colocation import gates
from estate.colocation.leaving_costs import let_again, once_left, partner_lets, posts, repairs_due
from estate.colocation.money_and_journeys import moving_in, name_of, still_due
from estate.frames import Estate

CASES = ("low", "central", "high")
_OF_COST = {"low": "high", "central": "", "high": "low"}
_OF_SAVING = {"low": "low", "central": "", "high": "high"}

#: Why a candidate cannot take part; each is counted in the answer.
LEFT_OUT = {
    "protocol_pending": "an organisation has not signed the protocol",
    "need_unknown": "the need of an occupier is not known",
    "spare_unknown": "the host's spare space is not known",
    "school_conditions": "a condition of the school as a host is not met on record",
    "too_small": "the host has less spare space than the guest needs",
    "poor_use": "the building suits the use less than the set's floor",
    "low_score": "the score is below the set's floor",
    "front_desk": "the parties of a shared front desk could not all move there",
}


def annual_share(rate: float, years: float) -> float:
    """What one pound costs each year when spread over ``years`` at a real ``rate``."""
    return 1 / years if rate == 0 else rate / (1 - (1 + rate) ** -years)


def occupiers(estate: Estate, costs: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """Every occupation with what its leaving would save while others stay, by occupation id.

    Columns ``property_id``, ``organisation``, ``service_function`` (as conflicts have it),
    ``need_m2``, ``fte`` (known,
    or the need at the space standard; 0 where its area says nothing of staff), ``share`` (of its
    building's need, 1 for a sole occupier, null when a need is unknown) and ``part_low``,
    ``part_central``, ``part_high``.
    """
    rows = estate.occupations
    need = needs(rows, estate.organisations, assumptions)
    by_property = need.groupby(rows["property_id"])
    known = by_property.transform("count") == by_property.transform("size")
    whole = by_property.transform("sum").where(known)
    sole = rows.groupby("property_id")["property_id"].transform("size").eq(1)
    found = pd.DataFrame(rows[["property_id", "organisation"]]).assign(
        service_function=gates.services(estate, assumptions),
        need_m2=need,
        fte=posts(estate, need, assumptions),
        share=(need / whole.where(whole > 0)).mask(sole, 1.0),
    )
    for case in CASES:
        running = _measure(costs, "running", case).reindex(rows["property_id"].to_numpy())
        avoidable = assumptions.value(name_of("avoidable_share", _OF_SAVING[case]))
        found[f"part_{case}"] = running.to_numpy() * avoidable * found["share"].to_numpy()
    return found


def buildings(
    estate: Estate, costs: pd.DataFrame, candidates: pd.DataFrame, assumptions: AssumptionSet
) -> pd.DataFrame:
    """What emptying each property wholly would save, less its annual share of dilapidations.

    By property id: ``saved_low``, ``saved_central``, ``saved_high`` (before dilapidations) and
    ``whole_low``, ``whole_central``, ``whole_high`` (after their annual share; both null under a
    PFI contract, which runs on), ``give_back_gbp`` (dilapidations of a leased building, a break's
    penalty, fees on letting again and on passing on an owned one; one-off), ``imputed`` (whether
    its cost is) and ``conditions_met`` (False of a school that may not host yet). Where the end of
    a building's lease is not known (``rent_runs_on`` of its candidates), rent and holding cost go
    on being paid and nothing is given back.
    """
    running_on = candidates.loc[candidates["rent_runs_on"].eq(True), "guest_property_id"]
    costs = costs.assign(rent_runs_on=costs.index.isin(running_on))
    # A break is used only if the last to leave is gone by its day.
    penalties = candidates.groupby("guest_property_id")["break_penalty_gbp"].min()
    penalty = penalties.reindex(costs.index).fillna(0.0).to_numpy()
    leased = costs["let"].to_numpy(dtype=bool) & ~costs["rent_runs_on"].to_numpy(dtype=bool)
    pfi = estate.properties["pfi"].reindex(costs.index).eq(True).to_numpy()
    relets = leased & partner_lets(estate, costs.index)
    left = costs.assign(
        penalty_gbp=penalty,
        partner_lets=partner_lets(estate, costs.index),
        repairs=repairs_due(estate, costs.index, assumptions),
    )
    met = pd.Series(gates.conditions_met(estate.properties, assumptions), estate.properties.index)
    found = pd.DataFrame(costs[["imputed_part"]]).assign(
        imputed=costs["imputed"].eq(True), conditions_met=met.reindex(costs.index)
    )
    for case in CASES:
        again = let_again(costs, _OF_SAVING[case], assumptions).where(relets, 0.0)
        give_back = once_left(left, _OF_COST[case], assumptions)
        if case == "central":
            found["give_back_gbp"] = give_back
        paid_on = still_due(costs, _OF_SAVING[case], assumptions)
        saved = (_measure(costs, "club", case) - paid_on + again).where(~pfi)
        found[f"saved_{case}"] = saved
        found[f"whole_{case}"] = saved - give_back * _annual(assumptions)
    return found


def priced(
    candidates: pd.DataFrame, users: pd.DataFrame, places: pd.DataFrame, assumptions: AssumptionSet
) -> pd.DataFrame:
    """Candidates with ``host_…`` (what the host's running costs more a year), ``cost_…`` (that and
    the annual share of one-off cost), ``one_off_gbp``, ``part_…``, ``share``, ``left_out``.

    ``left_out`` is a key of ``LEFT_OUT`` or an empty text. ``alone_gbp_pa`` is what a naive
    reader would credit the pair with: its share of the whole building less its own costs.
    """
    rows = candidates.reset_index(drop=True)
    guests = users.reindex(rows["guest_occupation_id"].to_numpy()).reset_index(drop=True)
    homes = places.reindex(rows["guest_property_id"].to_numpy()).reset_index(drop=True)
    need = rows["need_m2"].astype(float)
    hosts = places["conditions_met"].reindex(rows["host_property_id"].to_numpy())
    rows = rows.assign(
        share=guests["share"],
        imputed=homes["imputed"].eq(True),
        conditions_met=hosts.to_numpy(dtype=bool),
    )
    for case in CASES:
        one_off = moving_in(need, guests["fte"], _OF_COST[case], assumptions)
        if case == "central":
            rows["one_off_gbp"] = one_off
        host = assumptions.value(name_of("marginal_host", _OF_COST[case], "gbp_per_m2"))
        rows[f"host_{case}"] = need * host
        rows[f"cost_{case}"] = need * host + one_off * _annual(assumptions)
        rows[f"part_{case}"] = guests[f"part_{case}"]
    gross = (homes["whole_central"] * rows["share"]).fillna(rows["part_central"])
    return rows.assign(
        alone_gbp_pa=gross - rows["cost_central"], left_out=_left_out(rows, assumptions)
    )


def _left_out(rows: pd.DataFrame, assumptions: AssumptionSet) -> pd.Series:
    need, spare = rows["need_m2"].astype(float), rows["spare_m2"].astype(float)
    reasons = np.select(
        [
            rows["protocol_pending"].eq(True),
            need.isna() | rows["share"].isna() | rows["cost_central"].isna(),
            spare.isna(),
            ~rows["conditions_met"],
            need > spare + 1e-6,
            rows["component_use"] < assumptions.value("portfolio_min_compatibility"),
            rows["score"] < assumptions.value("portfolio_min_score"),
        ],
        [reason for reason in LEFT_OUT if reason != "front_desk"],
        "",
    )
    found = pd.Series(reasons, index=rows.index, dtype=object)
    return found.mask(found.eq("") & ~_desk_whole(rows, found.eq("")), "front_desk")


def _desk_whole(rows: pd.DataFrame, able: pd.Series) -> pd.Series:
    """Where every party of a shared front desk could go to the same host; True of all others."""
    desk = rows["front_desk"].astype(int)
    of_desk = rows[able & desk.gt(0)]
    parties = of_desk.groupby(["guest_property_id", "host_property_id"])["guest_occupation_id"]
    whole = parties.transform("nunique").reindex(rows.index).eq(desk)
    return whole | desk.eq(0)


def _annual(assumptions: AssumptionSet) -> float:
    return annual_share(
        assumptions.value("discount_rate"), assumptions.value("portfolio_horizon_years")
    )


def _measure(costs: pd.DataFrame, measure: str, case: str) -> pd.Series:
    return costs[name_of(measure, _OF_SAVING[case], "gbp_pa")].astype(float)
