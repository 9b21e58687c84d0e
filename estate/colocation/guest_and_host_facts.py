"""What has to be known of each guest and each host before they are paired.

Everything here is worked out once per occupation or per property, so that pairs only look up.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.access.engine_choice import travel_of
from estate.access.speeds import OFF_NETWORK_M
from estate.access.travel import Mode
from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS, name_of
from estate.capacity import needs, spare_space
from estate.colocation import distances, gates, money_and_journeys
from estate.colocation.frame_cells import Cells, EstateCells
from estate.colocation.guests import host_ready, occupiers, with_contracts
from estate.colocation.host_facts import host_facts
from estate.colocation.neighbour_search import Search
from estate.colocation.network_ways import Ways
from estate.colocation.pair_arrays import Columns, columns
from estate.colocation.unknown_components import Expected, expected
from estate.costs import property_costs
from estate.frames import Estate


@dataclass(frozen=True)
class OwnCells:
    """Cells of the frames of ``Facts``."""

    guests: Cells
    hosts: Cells
    costs: Cells
    money: Cells


@dataclass(frozen=True)
class Facts:
    """Guests (one row per occupation that could move) and hosts (one row per property).

    ``guests`` columns: ``home`` (position of its property), ``organisation``, ``row``,
    ``need_m2``, ``fte`` (known, or estimated from the need), ``need_share`` (of its building's
    known need), ``sole``, ``users`` (occupations
    there), ``limit_min``, ``m_per_minute``, ``drives`` (else walks), ``public``,
    ``service_function``,
    ``conflict_service``, ``front_desk`` (how many occupations share it), ``exit_date``,
    ``exit_kind``, ``act_by``, ``act_by_passed``, ``dates_exact`` (days of its lease, not
    quarters), ``exact``. ``hosts`` columns: ``column``, ``open``, ``spare_m2``,
    ``area_imputed``, ``secure_until``; in the order of ``estate.properties``. ``costs`` are
    ``property_costs`` of every property, ``money`` what each guest's move would save.
    """

    estate: Estate
    places: distances.Places
    guests: pd.DataFrame
    hosts: pd.DataFrame
    costs: pd.DataFrame
    money: pd.DataFrame
    journeys: money_and_journeys.Journeys
    columns: Columns
    #: None where ways are straight lines.
    ways: Ways | None
    #: What stands for an unknown component; None where such are left out of the score.
    expected: Expected | None
    include_unrated: bool
    assumptions: AssumptionSet
    today: date

    @cached_property
    def search(self) -> Search:
        """Trees of guests and hosts, made when first asked for and kept with the facts."""
        open_ = self.hosts["open"].to_numpy(dtype=bool)
        return Search.of(self.places, self.columns.guests, open_)

    @cached_property
    def off_network_m(self) -> dict[int, float]:
        """Properties that take part and lie off the network, by position: metres to the nearest
        street. No way to or from them is known, so none of them is in a pair."""
        if self.ways is None:
            return {}
        open_ = self.hosts["open"].to_numpy(dtype=bool)
        at = np.union1d(self.columns.guests.home, np.flatnonzero(open_))
        off = self.ways.travel.off_network_m(self.places.points[at], Mode.WALK)
        far = off > OFF_NETWORK_M
        return dict(zip(at[far].tolist(), off[far].tolist(), strict=True))

    @cached_property
    def cells(self) -> EstateCells:
        """The estate's columns that words come from, kept for the next page."""
        return EstateCells.of(self.estate)

    @cached_property
    def own_cells(self) -> OwnCells:
        """The facts' own columns, likewise."""
        return OwnCells(Cells(self.guests), Cells(self.hosts), Cells(self.costs), Cells(self.money))

    @cached_property
    def name_order(self) -> NDArray[np.int64]:
        """The place of each property by its name, whatever the case of its letters; by its
        reference where it has none."""
        places = self.estate.properties
        names = places["name"].fillna("").astype(str).str.strip()
        names = names.mask(names.eq(""), places["local_ref"].fillna("").astype(str))
        return np.asarray(pd.factorize(names.str.casefold(), sort=True)[0], dtype=np.int64)

    @cached_property
    def compatibility(self) -> NDArray[np.float64]:
        """The table of uses: guest rows × host columns, 0–1."""
        value = self.assumptions.value
        return np.array([[value(name_of(row, to)) for to in HOST_COLUMNS] for row in GUEST_ROWS])


def gather(
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
    include_unrated: bool,
    costs: pd.DataFrame | None = None,
) -> Facts:
    """All facts about guests and hosts that pass the gates which need no partner; ``costs`` as
    ``property_costs`` gives them under these assumptions, where somebody has them already."""
    needs_m2 = needs(estate.occupations, estate.organisations, assumptions)
    everywhere = gates.open_to_either(estate.properties)
    space = spare_space(estate.properties, estate.occupations, needs_m2, assumptions)
    places = distances.places(estate.properties)
    movable = everywhere & gates.may_move(estate.properties, include_unrated)
    # What can be expected is asked of all, gates or no gates.
    wide = assumptions.text("unknown_components") == "expected"
    asked = np.ones(len(movable), dtype=bool) if wide else movable
    everyone = occupiers(estate, needs_m2, asked, assumptions, today)
    hosts = host_facts(estate, space, everywhere, assumptions, today, include_unrated)
    if costs is None:
        costs = property_costs(estate.properties, estate.costs, assumptions, estate.leases)
    homes = everyone["home"].to_numpy(dtype=np.int64)
    there = with_contracts(everyone, costs.iloc[homes], estate, assumptions, today)
    money = money_and_journeys.savings(everyone, there, assumptions)
    ways = None if estate.network is None else Ways(travel_of(estate.network, assumptions))
    sides = columns(
        estate,
        everyone,
        hosts,
        money["saving_gbp_pa"].to_numpy(dtype=float),
        host_ready(today, assumptions),
        assumptions,
        ways,
    )
    going = movable[homes]
    guests, of_guests = everyone[going], sides.of_guests(going)
    public, homes = guests["public"].to_numpy(dtype=bool), homes[going]
    journeys = money_and_journeys.journeys(
        np.where(public[:, None], places.points[homes], np.nan),
        estate.zones,
        assumptions,
        None if ways is None else ways.travel,
    )
    told = (sides.guests, sides.properties, of_guests.guests, places.points, journeys)
    return Facts(
        estate=estate,
        places=places,
        guests=guests,
        hosts=hosts,
        costs=costs,
        money=money[going],
        journeys=journeys,
        columns=of_guests,
        ways=ways,
        expected=expected(*told, assumptions) if wide else None,
        include_unrated=include_unrated,
        assumptions=assumptions,
        today=today,
    )
