"""What a pair would mean for money and for people's journeys.

Indicative only: the business case of a scheme is another calculation.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.access.travel import LONGEST_MIN, Mode, Travel
from estate.arrays import Floats
from estate.assumptions import AssumptionSet
from estate.codes import AreaKind
from estate.colocation.leaving_costs import let_again, once_left
from estate.late_imports import one_at_a_time


def savings(guests: pd.DataFrame, homes: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """Club saving of each pair's move, GBP a year, before one-off costs.

    ``guests`` are guest facts and ``homes`` the premises costs of their buildings with ``pfi``,
    ``rent_runs_on`` (rented, with no known end) and ``partner_lets``, row by row; a landlord of
    the club's lets again. A sole occupation that moves
    ends the whole building's club cost, but where the rent runs on so does that, and with it
    the cost of holding the empty building; otherwise (or under a PFI contract, which runs on)
    only the avoidable share of its part of the running cost, and no rent. Either way the host's
    marginal cost is taken off, so the saving may be below nought. It is what the pair's business
    case comes to a year. Columns ``saving_gbp_pa``, ``saving_low_gbp_pa``,
    ``saving_high_gbp_pa``, ``imputed_share`` (of the pounds involved), ``whole_building``,
    ``one_off_gbp`` (once, before optimism bias: fit-out at the host, the move and the ICT of its
    people and, where the whole building is left, what that costs: ``leavings.once_left``)
    and, were the whole building left, ``rent_runs_on`` and ``break_penalty_gbp`` (once).
    """
    whole = guests["sole"].to_numpy(dtype=bool) & ~homes["pfi"].to_numpy(dtype=bool)
    need = guests["need_m2"].to_numpy(dtype=float)
    gross = {case: _gross(case, whole, guests, homes, assumptions) for case in ("low", "", "high")}
    host = {
        case: need * assumptions.value(name_of("marginal_host", case, "gbp_per_m2"))
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
            "one_off_gbp": _moving_out(whole, guests, homes, assumptions),
            "whole_building": whole,
            "rent_runs_on": homes["rent_runs_on"].to_numpy(dtype=bool),
            "break_penalty_gbp": homes["penalty_gbp"].to_numpy(dtype=float),
        },
        index=guests.index,
    )


def moving_in(
    need_m2: pd.Series, fte: pd.Series, case: str, assumptions: AssumptionSet
) -> pd.Series:
    """Fit-out at the host, and the move and the ICT of its people, GBP once."""
    of_staff = sum(assumptions.value(name_of(what, case, "gbp_per_fte")) for what in _STAFF)
    return need_m2 * assumptions.value(name_of("fit_out", case, "gbp_per_m2")) + fte * of_staff


def _moving_out(
    whole: NDArray[np.bool_],
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    assumptions: AssumptionSet,
) -> Floats:
    """All one-off cost of each guest's move, GBP, as the best set counts it."""
    there = moving_in(guests["need_m2"], guests["fte"], "", assumptions).to_numpy(dtype=float)
    return np.asarray(there + np.where(whole, once_left(homes, "", assumptions), 0.0))


_STAFF = ("moves", "ict")


@dataclass(frozen=True)
class Journeys:
    """The zones around each guest's place, and what a move away would mean for their people.

    ``starts`` says where the entries of each guest begin; an entry has its zone's spot, the
    metres of the journey today and its weight in minutes a metre, of which ``share`` (0–1) is its
    part of all; ``need_area`` says whether its zone is one. ``people`` are all of each guest,
    those of need areas counted as often as ``need_area_weight`` says.
    """

    starts: NDArray[np.int64]
    spots: Floats
    before_m: Floats
    minutes_per_m: Floats
    share: Floats
    need_area: NDArray[np.bool_]
    people: Floats

    def changes(self, at: NDArray[np.int64], hosts: Floats) -> Floats:
        """Change of the mean journey of guest ``at`` to each host's point, minutes (+ = longer).

        Null where no zone lies in the catchment.
        """
        pair, _, longer = self._each(at, hosts)
        mean = np.bincount(pair, longer, minlength=len(at))
        known = self.starts[at + 1] > self.starts[at]
        return np.asarray(np.where(known, mean, np.nan), dtype=np.float64)

    def today_min(self) -> Floats:
        """The mean journey of each guest's people today, minutes; 0 without zones."""
        guests = len(self.starts) - 1
        whose = np.repeat(np.arange(guests), np.diff(self.starts))
        found = np.bincount(whose, self.before_m * self.minutes_per_m, minlength=guests)
        return np.asarray(found, dtype=np.float64)

    def longest_of_need(self, at: NDArray[np.int64], hosts: Floats) -> Floats:
        """By how much the journey from that area of need grows most for which it does, minutes,
        for guest ``at`` and each host's point; 0 where none has longer to go."""
        pair, entry, longer = self._each(at, hosts)
        found = np.zeros(len(at))
        needy = self.need_area[entry]
        np.maximum.at(found, pair[needy], longer[needy] / self.share[entry][needy])
        return found

    def _each(
        self, at: NDArray[np.int64], hosts: Floats
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Pair, entry and weighted minutes more of each zone of each pair."""
        counts = self.starts[at + 1] - self.starts[at]
        pair = np.repeat(np.arange(len(at)), counts)
        first = np.cumsum(counts) - counts
        entry = np.arange(len(pair)) + (self.starts[at] - first)[pair]
        gap = self.spots[entry] - hosts[pair]
        longer = (np.hypot(gap[:, 0], gap[:, 1]) - self.before_m[entry]) * self.minutes_per_m[entry]
        return pair, entry, longer


@dataclass(frozen=True)
class NetworkJourneys(Journeys):
    """The same with minutes on a network: ``before_m`` holds minutes, ``minutes_per_m`` is
    ``share``; ``zone`` and ``drives`` say whence and how the people of each entry come.

    A way to a host that takes longer than ``LONGEST_MIN``, or that there is not, counts as that
    long; to a host off the network nothing is known.
    """

    zone: NDArray[np.int64]
    drives: NDArray[np.bool_]
    zones: Floats
    travel: Travel

    def _each(
        self, at: NDArray[np.int64], hosts: Floats
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        counts = self.starts[at + 1] - self.starts[at]
        pair = np.repeat(np.arange(len(at)), counts)
        first = np.cumsum(counts) - counts
        entry = np.arange(len(pair)) + (self.starts[at] - first)[pair]
        places, of = np.unique(hosts, axis=0, return_inverse=True)
        of = of.reshape(-1)[pair]
        zones, back = np.unique(self.zone[entry], return_inverse=True)
        after = np.full(len(pair), np.nan)
        for mode, chosen in ((Mode.WALK, ~self.drives[entry]), (Mode.CAR, self.drives[entry])):
            if chosen.any():
                ways = self.travel.minutes(self.zones[zones], places, mode)
                after[chosen] = ways[back.reshape(-1)[chosen], of[chosen]]
        after = np.where(np.isinf(after), LONGEST_MIN, after)
        return pair, entry, (after - self.before_m[entry]) * self.minutes_per_m[entry]


def journeys(
    guests: Floats,
    zones: pd.DataFrame,
    assumptions: AssumptionSet,
    travel: Travel | None = None,
) -> Journeys:
    """Journeys to the guests' places today, which the pairs' are then compared with.

    Weighted by population, need areas counting double. People of a zone walk to both places if
    the present one is within the walking limit, else they drive to both. ``guests`` are points;
    a guest without one (NaN) has no zones. On ``travel``, where there is a network, zones from
    which the present place cannot be reached are left out: nothing is known to change for them.
    """
    spots = zones[["easting", "northing"]].to_numpy(dtype=float)
    weight = _zone_weights(zones, assumptions)
    at, zone, before = _zones_near(guests, spots, weight > 0, assumptions)
    if travel is not None:
        return _on_network(guests, zones, (spots, weight), (at, zone), assumptions, travel)
    detour = assumptions.value("detour_factor")
    walk = before * detour / assumptions.value("walk_m_per_minute")
    speed = np.where(
        walk <= assumptions.value("access_walk_limit_min"),
        assumptions.value("walk_m_per_minute"),
        assumptions.value("drive_m_per_minute"),
    )
    total = np.bincount(at, weight[zone], minlength=len(guests)).astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(guests)))])
    per_m = weight[zone] / total[at] * detour / speed
    needy = zones["kind"].eq(AreaKind.NEED_AREA).to_numpy(dtype=bool)[zone]
    share = weight[zone] / total[at]
    return Journeys(starts.astype(np.int64), spots[zone], before, per_m, share, needy, total)


def _on_network(
    guests: Floats,
    zones: pd.DataFrame,
    weighed: tuple[Floats, Floats],
    near: tuple[NDArray[np.int64], NDArray[np.int64]],
    assumptions: AssumptionSet,
    travel: Travel,
) -> Journeys:
    """``near``: guest and zone of each entry, by guest; ``weighed``: zones' points and weights."""
    (spots, weight), (at, zone) = weighed, near
    whence, limit = spots[zone], assumptions.value("access_walk_limit_min")
    before = travel.of_pairs(whence, guests[at], Mode.WALK, limit)
    drives = ~np.isfinite(before)
    before[drives] = travel.of_pairs(whence[drives], guests[at[drives]], Mode.CAR)
    known = np.isfinite(before)
    at, zone, before, drives = at[known], zone[known], before[known], drives[known]
    total = np.bincount(at, weight[zone], minlength=len(guests)).astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(guests)))])
    share = weight[zone] / total[at]
    needy = zones["kind"].eq(AreaKind.NEED_AREA).to_numpy(dtype=bool)[zone]
    return NetworkJourneys(
        starts=starts.astype(np.int64),
        spots=spots[zone],
        before_m=before,
        minutes_per_m=share,
        share=share,
        need_area=needy,
        people=total,
        zone=zone,
        drives=drives,
        zones=spots,
        travel=travel,
    )


def _zones_near(
    guests: Floats, spots: Floats, peopled: NDArray[np.bool_], assumptions: AssumptionSet
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Guest, zone and metres of each zone in a guest's catchment, ordered by guest and zone."""
    with one_at_a_time:
        from scipy.spatial import cKDTree

    located = np.flatnonzero(np.isfinite(guests).all(axis=1))
    used = np.flatnonzero(np.isfinite(spots).all(axis=1) & peopled)
    catchment = assumptions.value("access_catchment_m")
    found = cKDTree(guests[located]).sparse_distance_matrix(
        cKDTree(spots[used]), catchment, output_type="ndarray"
    )
    at, zone = located[found["i"]], used[found["j"]]
    order = np.lexsort((zone, at))
    return at[order], zone[order], found["v"][order]


def _gross(
    case: str,
    whole: NDArray[np.bool_],
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    assumptions: AssumptionSet,
) -> Floats:
    club = homes[name_of("club", case, "gbp_pa")].to_numpy(dtype=float)
    running = homes[name_of("running", case, "gbp_pa")].to_numpy(dtype=float)
    avoidable = assumptions.value(name_of("avoidable_share", case))
    # Where another's need is not known, an equal part, as in the business case.
    share = guests["need_share"].fillna(1.0 / guests["users"]).to_numpy(dtype=float)
    part = running * avoidable * share
    again = np.where(
        homes["partner_lets"].to_numpy(dtype=bool) & ~homes["rent_runs_on"].to_numpy(dtype=bool),
        let_again(homes, case, assumptions),
        0.0,
    )
    return np.where(whole, club - still_due(homes, case, assumptions) + again, part)


def still_due(homes: pd.DataFrame, case: str, assumptions: AssumptionSet) -> Floats:
    """What is paid on for an emptied building each year: rent without a known end, and the cost
    of holding the building while that is due."""
    contract, held = (
        homes[name_of(name, case, "gbp_pa")].to_numpy(dtype=float) for name in ("contract", "held")
    )
    paid_on = contract + assumptions.value("void_share") * held
    return np.where(homes["rent_runs_on"].to_numpy(dtype=bool), paid_on, 0.0)


def name_of(*words: str) -> str:
    """An assumption or a column by the parts of its name, those that are empty left out."""
    return "_".join(word for word in words if word)


def _zone_weights(zones: pd.DataFrame, assumptions: AssumptionSet) -> Floats:
    double = np.where(
        zones["kind"].eq(AreaKind.NEED_AREA), assumptions.value("need_area_weight"), 1.0
    )
    people = pd.to_numeric(zones["population"]).fillna(0).to_numpy(dtype=float)
    return np.asarray(people * double, dtype=float)
