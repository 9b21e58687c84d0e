"""What the register says of a candidate's guest, its building and its lease."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.assumptions.space import NEEDS
from estate.capacity import needs, staff
from estate.codes import UseClass
from estate.frames import Estate, is_null
from estate.leases.exits_and_notices import Ending, LeaseTerm, as_date, terms
from estate.repairing_and_dilapidations import BASIS_WORDS, RepairingBasis, dearest, share_of_rate
from estate.savings.candidate_inputs import Input, Known
from estate.savings.estimates import per_unit
from estate.savings.figures import penny

_EXIT_WORDS = {
    "tenant_break": "tenant's break",
    "expiry": "lease expiry",
    "holding_over": "held over: by notice",
    "expired": "recorded end has passed: by notice",
    "owned": "owned: no lease to wait for",
}
_BASIS_WORDS = {
    "fte": "staff × m² per FTE",
    "desks": "desks × m² per desk",
    "area": "the space used today",
}
#: What keeps a building of a private finance contract from being emptied.
PFI_CONTRACT = "the PFI contract"
NO_STAFF = (
    "none are on record, and the area of a building that is no office says nothing of them: "
    "moving and ICT are not counted"
)


class Occupant:
    """Who could move, with its building and its way out, read once from frames and what is known
    of it as a guest: the ``guest_…`` of a candidate's row, its need and its dates."""

    def __init__(
        self,
        row: Mapping[str, object],
        estate: Estate,
        assumptions: AssumptionSet,
        names: Mapping[str, str],
        needs_m2: pd.Series | None = None,
        posts: pd.Series | None = None,
    ) -> None:
        """Look everything up; cell by cell, because rows of a GeoDataFrame are slow. ``needs_m2``
        and ``posts``: ``capacity.needs`` of all and ``posts_of`` those that could move, where
        somebody has them already."""
        places, users = estate.properties, estate.occupations
        self.occupation = str(row["guest_occupation_id"])
        self.home, self.occupier = str(row["guest_property_id"]), str(row["guest_organisation"])
        self.holder = str(places.at[self.home, "organisation"])
        self.tenure = places.at[self.home, "tenure"]
        self.pfi = bool(places.loc[[self.home], "pfi"].eq(True).all())
        self.occupier_name = names.get(self.occupier, self.occupier)
        self.home_name = names[self.home]
        self.need_exact = bool(users.loc[[self.occupation], "exact"].eq(True).all())
        self.exit_on, self.act_by = as_date(row["exit_date"]), as_date(row["act_by"])
        self.exit_kind = None if is_null(row["exit_kind"]) else str(row["exit_kind"])
        self.need_m2 = None if is_null(row["need_m2"]) else number(row["need_m2"])
        self.need_basis = users.at[self.occupation, "need_basis"]
        there = users.index[users["property_id"].eq(self.home).to_numpy()]
        self.others = tuple(str(one) for one in there if str(one) != self.occupation)
        if needs_m2 is None:
            needs_m2 = needs(users.loc[there], estate.organisations, assumptions)
        self.share = self._share(needs_m2.loc[there])
        self.staff, self.staff_known = self._staff(estate, assumptions, posts)

    @property
    def named_there(self) -> tuple[str, ...]:
        """All who keep its building in use: it, the others, and a PFI contract, which runs on."""
        return (self.occupation, *self.others, *([PFI_CONTRACT] if self.pfi else []))

    @property
    def owned(self) -> bool:
        """Whether the guest owns its building, so that no date binds it."""
        return self.exit_kind == "owned"

    def _share(self, needs_m2: pd.Series) -> Decimal | None:
        """Its part of the building's known need; null when a need is unknown."""
        if not self.others:
            return Decimal(1)
        if needs_m2.isna().any() or not needs_m2.sum() > 0:
            return None
        return number(needs_m2[self.occupation] / needs_m2.sum(), 6)

    def _staff(
        self, estate: Estate, assumptions: AssumptionSet, posts: pd.Series | None
    ) -> tuple[Decimal | None, bool]:
        """Full-time equivalents, and whether they are a record instead of need ÷ standard. The area
        of a library or a workshop says nothing of its staff: none are estimated from it."""
        known = estate.occupations.at[self.occupation, "fte"]
        if not is_null(known):
            return number(known), True
        everywhere = assumptions.text("staff_from_area") == "all"
        if self.need_basis == "area" and not (everywhere or self._in_office(estate)):
            return None, False
        if self.need_m2 is None:
            return None, False
        if posts is None:
            need = pd.Series([float(self.need_m2)], [self.occupation])
            posts = posts_of(estate, need, assumptions)
        return number(posts.at[self.occupation]), False

    def _in_office(self, estate: Estate) -> bool:
        return bool(estate.properties.at[self.home, "use_class"] == UseClass.OFFICE_ADMIN)


def posts_of(estate: Estate, needs_m2: pd.Series, assumptions: AssumptionSet) -> pd.Series:
    """``capacity.staff`` of some occupations, whose needs as guests these are, by id."""
    exact = needs_m2.map(lambda one: None if is_null(one) else float(number(one))).astype(float)
    rows = estate.occupations.loc[exact.index]
    return staff(rows, estate.organisations, exact, assumptions)


class Guest(Occupant):
    """A candidate's guest, and the host that it would move into."""

    def __init__(
        self,
        row: Mapping[str, object],
        estate: Estate,
        assumptions: AssumptionSet,
        names: Mapping[str, str],
    ) -> None:
        """The guest's side, and who the host is."""
        super().__init__(row, estate, assumptions, names)
        self.host_place, self.host = str(row["host_property_id"]), str(row["host_organisation"])
        self.host_name = names[self.host_place]


@dataclass(frozen=True)
class Lease:
    """The leases under which a building's holder has it: how each can end."""

    let: bool
    landlord: str | None
    terms: tuple[LeaseTerm, ...] = ()
    exact: bool = True
    repairing: RepairingBasis = RepairingBasis.UNKNOWN

    def endings(self, vacated: date) -> tuple[Ending, ...]:
        """How they end for a guest that is gone by that day."""
        return tuple(term.end(vacated) for term in self.terms)

    def ends_on(self, vacated: date) -> date | None:
        """When the last of them ends; null when that is not known."""
        days = [ending.on for ending in self.endings(vacated)]
        return None if None in days else max((day for day in days if day), default=None)


def lease_of_holder(
    property_id: str,
    holder: str,
    estate: Estate,
    let: bool,
    assumptions: AssumptionSet,
    today: date,
) -> Lease:
    """What binds the holder of a building; its landlord only when a partner.

    ``let``: whether the building is rented (``costs.property_costs``). It is given back with the
    last of the holder's leases; where the end of one is not known, the rent runs on.
    """
    leases = _leases(estate, property_id, holder)
    if not len(leases):
        return Lease(let, None)
    partners = [str(code) for code in leases["landlord"] if not is_null(code)]
    landlord = next((code for code in partners if code != holder), None)
    exact = bool(leases["exact"].eq(True).all())
    events = estate.lease_events[estate.lease_events["lease_id"].isin(leases.index)]
    found = terms(leases, events, today, assumptions)
    repairing = dearest(leases["repairing_basis"], assumptions)
    return Lease(let, landlord, tuple(found.values()), exact, repairing)


def _leases(estate: Estate, property_id: str, tenant: str) -> pd.DataFrame:
    rows = estate.leases
    return rows[rows["property_id"].eq(property_id) & rows["tenant"].eq(tenant)]


def told_of_guest(guest: Occupant, lease: Lease) -> tuple[Input, ...]:
    """Need, staff and dates as inputs."""
    need_known = Known.ACTUAL if guest.need_exact else Known.BAND
    stated = Known.ACTUAL if lease.exact else Known.BAND
    need = _BASIS_WORDS.get(str(guest.need_basis), "the register")
    posts = "occupation record" if guest.staff_known else "an estimate: need ÷ m² per FTE"
    if not guest.staff_known and guest.need_basis == "area":
        posts = "an estimate from the area used today, ÷ m² per FTE: no staff are on record"
    staff_known = Known.ACTUAL if guest.staff_known else Known.IMPUTED
    if guest.staff is None:
        posts, staff_known = NO_STAFF, Known.UNKNOWN
    exit_known = stated if guest.exit_on is not None else Known.UNKNOWN
    leaves = _EXIT_WORDS.get(str(guest.exit_kind), "lease dates unknown")
    found = [
        Input("Space the guest needs", guest.need_m2, "m² NIA", need_known, need, NEEDS),
        Input(
            "Staff who would move",
            guest.staff,
            "FTE",
            staff_known,
            posts,
            (*NEEDS, "staff_from_area"),
        ),
    ]
    if guest.owned:
        found.append(Input("Way out", "owned", "", Known.ACTUAL, leaves))
    else:
        found.append(Input("Way out", guest.exit_on, "", exit_known, leaves))
        found.append(
            Input(
                "Act by",
                guest.act_by,
                "",
                stated if guest.act_by else Known.UNKNOWN,
                "way out, less notice and the time to decide",
                ("decision_lead_months", "break_notice_months"),
            )
        )
    if guest.others:
        found.append(
            Input(
                "Other occupiers who stay",
                Decimal(len(guest.others)),
                "occupations",
                Known.ACTUAL,
                "occupation records",
            )
        )
        known = Known.UNKNOWN if guest.share is None else Known.IMPUTED
        shown = None if guest.share is None else 100 * guest.share
        found.append(
            Input(
                "The guest's part of the building",
                shown,
                "% of the need",
                known,
                "by need",
                ("avoidable_share",),
            )
        )
    return tuple(found)


def told_of_area(guest: Guest, costs: pd.DataFrame) -> Input:
    """The building's area, and how it is known."""
    tier = str(costs.at[guest.home, "area_tier"])
    known = {"gia": Known.ACTUAL}.get(tier, Known.IMPUTED)
    words = {"gia": "gross area on record", "nia_converted": "net area on record, converted"}
    return Input(
        "Area of the guest's building",
        number(costs.at[guest.home, "area_m2"]),
        "m² GIA",
        known,
        words.get(tier, "mean of its class: its own is not known"),
        ("nia_per_gia",) if tier == "nia_converted" else (),
    )


def told_of_leaving(
    guest: Guest, costs: pd.DataFrame, lease: Lease, vacated: date, assumptions: AssumptionSet
) -> tuple[Input, ...]:
    """What leaving the whole building would still cost: holding it, and giving back a lease."""
    if guest.others or guest.pfi:
        return ()
    held = number(costs.at[guest.home, "held_gbp_pa"]) * assumptions.money("void_share")
    ends_on = lease.ends_on(vacated)
    until = "until an empty building passes on"
    names: tuple[str, ...] = ("void_share", "void_months")
    if lease.let:
        names = names if lease.landlord else ("void_share",)
        until = "as long as the rent: no end of the lease is known"
    if ends_on is not None:
        until = f"while the rent runs, to {lease.terms[0].words(ends_on)}"
    holding = Input(
        "Holding the empty building", penny(held), "GBP a year", Known.ASSUMED, until, names
    )
    if not lease.let:
        return (holding,)
    give_back = _give_back(costs, guest, lease, ends_on is not None, assumptions)
    return (holding, give_back, *_told_of_breaks(lease, vacated))


def _told_of_breaks(lease: Lease, vacated: date) -> tuple[Input, ...]:
    """What using a break costs, and what it hangs on, as far as the reader may know."""
    found = []
    for term, ending in zip(lease.terms, lease.endings(vacated), strict=True):
        if ending.used is None:
            continue
        source = f"on record, paid with the break of {term.words(ending.used.on)}"
        if not lease.exact:
            found.append(
                Input(
                    "Penalty of the break",
                    None,
                    "£ once",
                    Known.UNKNOWN,
                    "known to the parties of the lease alone",
                )
            )
        elif ending.used.penalty_gbp:
            paid = number(ending.used.penalty_gbp)
            found.append(Input("Penalty of the break", paid, "£ once", Known.ACTUAL, source))
        if ending.used.conditions:
            found.append(
                Input(
                    "Conditions of the break",
                    ending.used.conditions,
                    "",
                    Known.ACTUAL,
                    "on record; none is taken to fail",
                )
            )
    return tuple(found)


def _give_back(
    costs: pd.DataFrame, guest: Guest, lease: Lease, known: bool, assumptions: AssumptionSet
) -> Input:
    if not known:
        return Input(
            "Dilapidations",
            None,
            "£ once",
            Known.UNKNOWN,
            "the day on which the lease could be given back is not known",
        )
    share = share_of_rate(lease.repairing)
    named = tuple(f"dilapidations{case}_gbp_per_m2" for case in ("_low", "", "_high"))
    rate = per_unit(assumptions, "dilapidations", "gbp_per_m2")
    area = number(costs.at[guest.home, "area_m2"])
    sums = rate.times(area).times(assumptions.money(share))
    owed = assumptions.text("dilapidations_owed_to") == "landlord"
    whom = "the landlord, a partner, who repairs with it" if lease.landlord else "the landlord"
    return Input(
        "Dilapidations",
        sums,
        "£ once",
        Known.ASSUMED,
        f"area × {rate.central:,.0f} £/m² × {100 * assumptions.money(share):.0f}%, on "
        f"giving back the lease ({BASIS_WORDS[lease.repairing]})"
        + (f"; owed to {whom}" if owed else ""),
        (*named, share, "dilapidations_owed_to"),
    )


def notes(guest: Occupant) -> tuple[str, ...]:
    """What is not on record and therefore not counted."""
    said = []
    if guest.holder != guest.occupier:
        said.append(
            "What the guest pays the holder of its present building is not on record and "
            "not counted; between two partners it cancels in the club."
        )
    if guest.share is None:
        said.append(
            "The need of another occupier is not known, so the guest's part of the "
            "building is taken as an equal one."
        )
    if guest.pfi:
        said.append(
            "The building's PFI contract runs on, so only the avoidable share of its "
            "running cost is saved."
        )
    if guest.staff is None:
        said.append(f"Staff who would move: {NO_STAFF}.")
    return tuple(said)


def number(value: object, digits: int = 2) -> Decimal:
    """A cell of a frame as an exact number."""
    return Decimal(str(round(float(str(value)), digits)))
