"""What has to be known of each guest and each host before they are paired.

Everything here is worked out once per occupation or per property, so that pairs only look up.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS, name_of
from estate.capacity import needs, spare_space
from estate.codes import Tenure
from estate.colocation import effects, functions, gates, pairs
from estate.colocation.cells import Cells, EstateCells
from estate.colocation.columns import Columns, columns
from estate.colocation.expected import Expected, expected
from estate.colocation.search import Search
from estate.costs import property_costs
from estate.frames import Estate
from estate.leases import add_months, endings, next_exits, secure_until

_OWNED = (Tenure.FREEHOLD, Tenure.LONG_LEASEHOLD)
_INSECURE = (Tenure.LICENCE, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER)
FOR_EVER = pd.Timestamp("2250-01-01")


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
    ``need_m2``, ``need_share`` (of its building's known need), ``sole``, ``users`` (occupations
    there), ``limit_min``, ``m_per_minute``, ``public``, ``service_function``,
    ``conflict_service``, ``front_desk`` (how many occupations share it), ``exit_date``,
    ``exit_kind``, ``act_by``, ``act_by_passed``, ``dates_exact`` (days of its lease, not
    quarters), ``exact``. ``hosts`` columns: ``column``, ``open``, ``spare_m2``,
    ``area_imputed``, ``secure_until``; in the order of ``estate.properties``. ``costs`` are
    ``property_costs`` of every property, ``money`` what each guest's move would save.
    """

    estate: Estate
    places: pairs.Places
    guests: pd.DataFrame
    hosts: pd.DataFrame
    costs: pd.DataFrame
    money: pd.DataFrame
    journeys: effects.Journeys
    columns: Columns
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
    def cells(self) -> EstateCells:
        """The estate's columns that words come from, kept for the next page."""
        return EstateCells.of(self.estate)

    @cached_property
    def own_cells(self) -> OwnCells:
        """The facts' own columns, likewise."""
        return OwnCells(Cells(self.guests), Cells(self.hosts), Cells(self.costs), Cells(self.money))

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
    places = pairs.places(estate.properties)
    movable = everywhere & gates.may_move(estate.properties, include_unrated)
    # What can be expected is asked of all, gates or no gates.
    wide = assumptions.text("unknown_components") == "expected"
    asked = np.ones(len(movable), dtype=bool) if wide else movable
    everyone = _occupiers(estate, needs_m2, asked, assumptions, today)
    hosts = _hosts(estate, space, everywhere, assumptions, today, include_unrated)
    if costs is None:
        costs = property_costs(estate.properties, estate.costs, assumptions, estate.leases)
    homes = everyone["home"].to_numpy(dtype=np.int64)
    there = _with_contracts(everyone, costs.iloc[homes], estate, assumptions, today)
    money = effects.savings(everyone, there, assumptions)
    sides = columns(
        estate, everyone, hosts, money["saving_gbp_pa"].to_numpy(dtype=float),
        host_ready(today, assumptions), assumptions,
    )  # fmt: skip
    going = movable[homes]
    guests, of_guests = everyone[going], sides.of_guests(going)
    public, homes = guests["public"].to_numpy(dtype=bool), homes[going]
    journeys = effects.journeys(
        np.where(public[:, None], places.points[homes], np.nan), estate.zones, assumptions
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
        expected=expected(*told, assumptions) if wide else None,
        include_unrated=include_unrated,
        assumptions=assumptions,
        today=today,
    )


def _with_contracts(
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """Costs of the guests' buildings with ``pfi``, ``rent_runs_on`` and ``penalty_gbp``: what goes
    on being paid when they have left, and what using a break costs."""
    places = estate.properties.loc[homes.index]
    asked = pd.DataFrame(
        {
            "property_id": homes.index,
            "holder": places["organisation"].to_numpy(),
            "vacated": vacation(guests, today, assumptions),
        },
        index=np.arange(len(guests)),
    )
    let = homes["let"].to_numpy(dtype=bool)
    found = endings(asked[let], estate.leases, estate.lease_events, today, assumptions)
    found = found.reindex(asked.index)
    return homes.assign(
        pfi=places["pfi"].eq(True).to_numpy(),
        rent_runs_on=let & ~found["known"].eq(True).to_numpy(),
        penalty_gbp=found["penalty_gbp"].fillna(0.0).to_numpy(),
    )


def vacation(
    guests: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> NDArray[np.datetime64]:
    """Each guest's last day in its building: when its lease can end, but not before the host is
    ready; as in its business case."""
    overlap, day = assumptions.value("double_running_months"), np.timedelta64(1, "D")
    ready = add_months([np.datetime64(today)], [assumptions.value("host_ready_months")])[0]
    earliest = max(ready, np.datetime64(today) + 2 * day)
    free = guests["exit_kind"].eq("owned").to_numpy(dtype=bool)
    exits = guests["exit_date"].to_numpy(dtype="datetime64[D]") + day
    wanted = add_months(exits, np.full(len(guests), -overlap))
    wanted = np.where(free | np.isnat(wanted), earliest, wanted)
    arrives = np.maximum(wanted, earliest)
    return add_months(arrives, np.full(len(guests), overlap)) - day


def _occupiers(
    estate: Estate,
    needs_m2: pd.Series,
    asked: NDArray[np.bool_],
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """Occupations whose use the table knows, in those properties that are asked for."""
    everyone, properties = estate.occupations, estate.properties
    home = properties.index.get_indexer(pd.Index(everyone["property_id"]))
    # Occupiers that are no partner fill space, but nobody here could speak for their move.
    taking_part = (home >= 0) & everyone["organisation"].isin(estate.organisations.index).to_numpy()
    taking_part &= np.append(asked, False)[home]
    ids = everyone["property_id"]
    occupations = pd.DataFrame(everyone)[["organisation", "service_function", "user_function",
                                          "exact"]]  # fmt: skip
    guests = occupations.assign(
        conflict_service=gates.services(estate, assumptions),
        need_m2=needs_m2,
        need_share=_share(needs_m2, ids),
        sole=ids.groupby(ids).transform("size").eq(1),
        users=ids.groupby(ids).transform("size"),
        home=home,
    )[taking_part]
    homes = _homes(properties, guests)
    guests["row"] = functions.guest_rows(guests, homes)
    going = guests["row"].notna()
    guests["front_desk"] = functions.front_desks(guests, assumptions)
    reaching = _with_reach(guests[going], assumptions)
    return _with_exits(reaching, homes[going], estate, assumptions, today)


def _homes(properties: pd.DataFrame, guests: pd.DataFrame) -> pd.DataFrame:
    """What is needed of the guests' buildings, row by row."""
    names = ("organisation", "tenure", "type_code", "use_class", "public_access")
    at = guests["home"].to_numpy()
    cells = {name: properties[name].array.take(at) for name in names}
    return pd.DataFrame(cells, index=guests.index)


def _share(needs_m2: pd.Series, property_ids: pd.Series) -> pd.Series:
    """Share of a building's need that each occupation has; null when any need is unknown."""
    groups = needs_m2.groupby(property_ids)
    known = groups.transform("count") == groups.transform("size")
    whole = groups.transform("sum").where(known)
    return needs_m2 / whole.where(whole > 0)


def _with_reach(guests: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """How far each guest may go: public-facing 10 min, office 20 min walk, depot 15 min drive."""
    public = guests["row"].isin(functions.PUBLIC_ROWS)
    driving = guests["row"].isin(functions.DRIVING_ROWS)
    limits = [assumptions.value("max_minutes_public"), assumptions.value("max_minutes_depot")]
    walk, drive = (assumptions.value(f"{how}_m_per_minute") for how in ("walk", "drive"))
    return guests.assign(
        public=public,
        limit_min=np.select([public, driving], limits, assumptions.value("max_minutes_office")),
        m_per_minute=np.where(driving, drive, walk),
    )


def _with_exits(
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """When each guest can leave: the last of its leases there; an owner is free at any time."""
    exits = next_exits(estate.leases, estate.lease_events, today, assumptions)
    names = pd.Index(pd.unique(estate.leases["tenant"].dropna()))
    let = estate.properties.index.get_indexer(pd.Index(estate.leases["property_id"]))
    leased = _keys(let, estate.leases["tenant"], names)
    asked = _keys(guests["home"].to_numpy(), guests["organisation"], names)
    exits["dates_exact"] = estate.leases["exact"].to_numpy()
    wanted = ["exit_date", "exit_kind", "act_by", "act_by_passed", "penalty_gbp", "dates_exact"]
    last = _last_of_each(leased, exits["exit_date"], asked)
    found = exits[wanted].reset_index(drop=True).reindex(last).set_axis(guests.index)
    owner = homes["organisation"].eq(guests["organisation"]) & homes["tenure"].isin(_OWNED)
    free = owner & ~np.isin(asked, leased)
    found["exit_kind"] = found["exit_kind"].astype(object).mask(free, "owned")
    found["act_by_passed"] = found["act_by_passed"].eq(True)
    return guests.join(found)


def _keys(properties: NDArray[np.int64], tenants: pd.Series, names: pd.Index) -> NDArray[np.int64]:
    """One number for each property and tenant; those that are not known have different ones."""
    known = names.get_indexer(pd.Index(tenants))
    alone = -1 - np.arange(len(tenants))
    key = properties * (len(names) + 1) + known
    return np.where((properties >= 0) & (known >= 0), key, alone).astype(np.int64)


def _last_of_each(
    keys: NDArray[np.int64], dates: pd.Series, asked: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The row with the last date among those of each key asked for; −1 where any is unknown."""
    if not len(keys):
        return np.full(len(asked), -1)
    order = np.lexsort((dates.to_numpy(), keys))
    ends = np.searchsorted(keys[order], asked, side="right") - 1
    last = np.where(ends >= 0, order[ends], -1)
    unsure = np.isin(asked, keys[dates.isna().to_numpy()])
    return np.where((last >= 0) & (keys[last] == asked) & ~unsure, last, -1)


def _hosts(
    estate: Estate,
    space: pd.DataFrame,
    everywhere: NDArray[np.bool_],
    assumptions: AssumptionSet,
    today: date,
    include_unrated: bool,
) -> pd.DataFrame:
    column = functions.host_columns(estate.properties)
    willing = gates.may_host(estate.properties, include_unrated)
    willing = willing & gates.zoned_hosts(estate.properties, assumptions)
    # A school's area less its recorded use is no room that it could offer.
    guessed = column.eq("school") & (assumptions.text("school_hosts") == "on_record")
    return pd.DataFrame(
        {
            "column": column,
            "open": everywhere & willing & column.notna().to_numpy(),
            "spare_m2": space["spare_m2"].mask(guessed),
            "area_imputed": space["imputed"],
            "secure_until": _secure(estate, today),
        }
    )


def _secure(estate: Estate, today: date) -> pd.Series:
    """Until when the managing organisation's own term is safe; NaT unknown."""
    leases, properties = estate.leases, estate.properties
    ends = pd.DataFrame(
        {
            "property_id": leases["property_id"],
            "tenant": leases["tenant"],
            "until": secure_until(leases, estate.lease_events),
        }
    )
    let = properties.index.get_indexer(pd.Index(leases["property_id"]))
    manager = properties["organisation"].array.take(let, allow_fill=True)
    own = ends[(ends["tenant"] == manager).eq(True)]
    first = own.groupby("property_id")["until"].min().reindex(properties.index)
    leased = pd.Series(properties.index.isin(own["property_id"]), index=properties.index)
    safe = properties["tenure"].isin([*_OWNED, Tenure.PFI]) & ~leased
    until = pd.to_datetime(first).mask(safe, FOR_EVER)
    insecure = properties["tenure"].isin(_INSECURE) & until.isna()
    return pd.Series(until.mask(insecure, pd.Timestamp(today)))


def host_ready(today: date, assumptions: AssumptionSet) -> pd.Timestamp:
    """From when a host could receive a guest (a named assumption)."""
    months = assumptions.value("host_ready_months")
    return pd.Timestamp(add_months([np.datetime64(today)], [months])[0])
