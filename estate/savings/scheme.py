"""A scheme as it is asked about: who would move from where to where, when, and what is paid.

Sums are GBP at the scheme's own price base, real. Year 0 is the financial year (April to
March) that begins in ``base_year``. A party that is not a partner, and ``OUTSIDE``, lie
outside the club.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from estate.codes import CostKind
from estate.errors import BadQuestion
from estate.leases.exits_and_notices import LeaseTerm
from estate.repairing_and_dilapidations import RepairingBasis
from estate.savings.estimates import NOTHING, Estimate
from estate.savings.optimism import BiasClass

#: Whoever is paid when nobody is named: suppliers, private landlords, the Treasury.
OUTSIDE = "outside"


#: The last year that discounting is laid down for.
LAST_YEAR = 75


@dataclass(frozen=True)
class Party:
    """An organisation; ``partner`` = a member of the club, whose money counts in it. ``kind``
    (``codes.OrganisationKind``) says whether it may borrow and recovers VAT."""

    key: str
    name: str
    partner: bool = True
    kind: str | None = None


@dataclass(frozen=True)
class Cost:
    """A line of a building's premises cost. Payer: the holder unless named; payee: the
    landlord for what is due under the lease, else outside."""

    kind: CostKind
    amount_gbp_pa: Estimate
    payer: str | None = None
    payee: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What a building might fetch: shown apart, weighted by its probability, never in NPV."""

    amount_gbp: Estimate
    probability: Decimal
    on: date


@dataclass(frozen=True)
class Building:
    """A building that is left, or hosts.

    ``occupations`` names all who use it: its costs end only when every one of them moves
    (none named = it is kept). What is null is taken from the assumptions;
    ``lease_ends_on`` is the last day for which rent is due, held over if need be; ``leases`` say
    more than that: breaks with their penalties, and whether the tenant may stay. ``let``: held
    by a lease, also where neither its end nor a landlord is named; without a known end the rent
    runs on, and with it the cost of holding the building empty. ``bias_class`` says which optimism
    bias its works have, ``repairing`` what part of the usual dilapidations is due; ``backlog_gbp``
    are repairs that fall due where everybody stays. ``opens_on``: the first day of a host that is
    not there yet; its ``adaptation_gbp`` is paid on the eve of it, ``opened_running_gbp_pa`` from
    it on, besides what each guest adds.
    """

    key: str
    name: str
    holder: str
    costs: tuple[Cost, ...] = ()
    occupations: tuple[str, ...] = ()
    landlord: str | None = None
    lease_ends_on: date | None = None
    leases: tuple[LeaseTerm, ...] = ()
    let: bool = False
    area_m2: Decimal | None = None
    dilapidations_gbp: Estimate | None = None
    surrender_gbp: Estimate = NOTHING
    adaptation_gbp: Estimate = NOTHING
    void_gbp_pa: Estimate | None = None
    void_months: int | None = None
    receipt: Receipt | None = None
    bias_class: BiasClass | None = None
    repairing: RepairingBasis = RepairingBasis.UNKNOWN
    backlog_gbp: Estimate | None = None
    opens_on: date | None = None
    opened_running_gbp_pa: Estimate = NOTHING

    @property
    def rented(self) -> bool:
        """Whether it is held by a lease."""
        return self.let or self.landlord is not None or bool(self.terms)

    @property
    def terms(self) -> tuple[LeaseTerm, ...]:
        """How its leases can end."""
        if self.leases or self.lease_ends_on is None:
            return self.leases
        return (LeaseTerm(ends_on=self.lease_ends_on),)


@dataclass(frozen=True)
class Charge:
    """A yearly payment that a move begins or ends: what a host charges, what a guest paid."""

    kind: CostKind
    payer: str
    payee: str
    amount_gbp_pa: Estimate


@dataclass(frozen=True)
class Move:
    """One occupation moving into a host.

    ``arrives_on`` is its first day there. It pays for its old place until the day before,
    or ``double_running_months`` longer. ``share_of_origin`` (0-1) is its part of a building
    that others still use; null = an equal part of those named there. ``also_needs``: parties
    without whose consent it cannot be, besides occupier and host. ``market_rent_gbp_pa`` stands
    beside what the host charges, never in the NPV. ``name``: what it is called in print, where
    that is not its key.
    """

    key: str
    occupation: str
    occupier: str
    origin: str
    host: str
    arrives_on: date
    double_running_months: int | None = None
    share_of_origin: Decimal | None = None
    fte: Decimal | None = None
    need_m2: Decimal | None = None
    moving_gbp: Estimate | None = None
    ict_gbp: Estimate | None = None
    fit_out_gbp: Estimate | None = None
    fit_out_on: date | None = None
    fit_out_payer: str | None = None
    marginal_host_gbp_pa: Estimate | None = None
    market_rent_gbp_pa: Decimal | None = None
    charges_begun: tuple[Charge, ...] = ()
    charges_ended: tuple[Charge, ...] = ()
    also_needs: frozenset[str] = frozenset()
    name: str | None = None

    @property
    def words(self) -> str:
        """What it is called in notes and products."""
        return self.key if self.name is None else self.name


@dataclass(frozen=True)
class Application:
    """What a partner says it would do with its yearly gain, as shares of it: the rest
    is not allocated. The partners fill this in; nothing is assumed."""

    party: str
    double_running: Decimal = Decimal(0)
    bottom_line: Decimal = Decimal(0)
    returned_to_centre: Decimal = Decimal(0)

    @property
    def unallocated(self) -> Decimal:
        """The share for which nothing is said."""
        return 1 - self.double_running - self.bottom_line - self.returned_to_centre


@dataclass(frozen=True)
class Scheme:
    """Moves, buildings and parties over a horizon of years after ``base_year`` (year 0).

    Null settings come from the assumption set. ``receipts_shown`` adds a separate line, never
    a netted one. Raises ``BadQuestion`` when its parts do not fit together.
    """

    name: str
    base_year: int
    parties: tuple[Party, ...]
    buildings: tuple[Building, ...]
    moves: tuple[Move, ...]
    horizon_years: int | None = None
    price_base: str | None = None
    optimism_bias: Decimal | None = None
    project_management: Decimal | None = None
    receipts_shown: bool = False
    application: tuple[Application, ...] = ()
    #: How many organisations would share, where that is known beyond the parties named: those
    #: already in the host too. Null = the partners that the scheme needs or touches.
    sharing: int | None = None
    building: dict[str, Building] = field(init=False, repr=False, compare=False)
    #: Keys of the club's members, in the order given.
    partners: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the buildings and refuse what cannot be."""
        object.__setattr__(self, "building", {one.key: one for one in self.buildings})
        members = tuple(party.key for party in self.parties if party.partner)
        object.__setattr__(self, "partners", members)
        _distinct("party", [OUTSIDE, *(one.key for one in self.parties)])
        _distinct("building", [one.key for one in self.buildings])
        _distinct("move", [one.key for one in self.moves])
        _distinct("moving occupation", [f"{one.occupation} of {one.origin}" for one in self.moves])
        if self.horizon_years is not None and not 1 <= self.horizon_years <= LAST_YEAR:
            raise BadQuestion(f"A horizon is 1 to {LAST_YEAR} years.")
        for place in self.buildings:
            self._check_building(place)
        for move in self.moves:
            self._check_move(move)
        self._check_application()

    def leaving(self, key: str, moves: Iterable[Move]) -> tuple[Move, ...]:
        """Those of some moves that leave a building."""
        return tuple(move for move in moves if move.origin == key)

    def empties(self, key: str, moves: Iterable[Move]) -> bool:
        """Whether some moves leave nobody in a building; where nobody is named, somebody stays."""
        named = set(self.building[key].occupations)
        return bool(named) and {move.occupation for move in self.leaving(key, moves)} == named

    def needs(self, move: Move) -> frozenset[str]:
        """The partners without whom a move cannot be: occupier, host's holder, others named."""
        named = {move.occupier, self.building[move.host].holder} | move.also_needs
        return frozenset(named) & frozenset(self.partners)

    def _check_application(self) -> None:
        _distinct("application", [one.party for one in self.application])
        for one in self.application:
            if one.party not in self.partners:
                raise BadQuestion(f"The application of savings names no partner: {one.party!r}.")
            stated = (one.double_running, one.bottom_line, one.returned_to_centre)
            if min(stated) < 0 or one.unallocated < 0:
                raise BadQuestion(f"{one.party!r} applies more than all, or less than nothing.")

    def _check_building(self, place: Building) -> None:
        known = {party.key for party in self.parties} | {OUTSIDE}
        named = [place.holder, place.landlord]
        named += [party for line in place.costs for party in (line.payer, line.payee)]
        _known(f"building {place.key!r}", named, known)
        _distinct(f"occupation of {place.key!r}", place.occupations)

    def _check_move(self, move: Move) -> None:
        for key in (move.origin, move.host):
            if key not in self.building:
                raise BadQuestion(f"Move {move.key!r} names no building of the scheme: {key!r}.")
        opens_on = self.building[move.host].opens_on
        if opens_on is not None and move.arrives_on < opens_on:
            raise BadQuestion(
                f"Move {move.key!r} arrives on {move.arrives_on:%d %B %Y}, before {move.host!r} "
                f"opens on {opens_on:%d %B %Y}."
            )
        if move.origin == move.host:
            raise BadQuestion(f"Move {move.key!r} goes where it already is.")
        if move.share_of_origin is not None and not 0 <= move.share_of_origin <= 1:
            raise BadQuestion(f"Move {move.key!r}: a share lies between 0 and 1.")
        occupations = self.building[move.origin].occupations
        if occupations and move.occupation not in occupations:
            raise BadQuestion(f"Move {move.key!r}: {move.origin!r} has no {move.occupation!r}.")
        self._check_chain(move)
        first_day, last_day = date(self.base_year, 4, 1), date(self.base_year + LAST_YEAR, 3, 31)
        days = [move.arrives_on, move.fit_out_on or move.arrives_on]
        if not (first_day < min(days) and max(days) <= last_day):
            raise BadQuestion(
                f"Move {move.key!r} lies outside the years counted: they begin on "
                f"{first_day:%d %B %Y}."
            )
        if move.fit_out_on is not None and move.fit_out_on > move.arrives_on:
            raise BadQuestion(
                f"Move {move.key!r}: the fit-out is paid on {move.fit_out_on:%d %B %Y}, after the "
                f"arrival on {move.arrives_on:%d %B %Y}. Give it that day or an earlier one."
            )
        known = {party.key for party in self.parties} | {OUTSIDE}
        named = [move.occupier, move.fit_out_payer, *move.also_needs]
        for charge in (*move.charges_begun, *move.charges_ended):
            named += [charge.payer, charge.payee]
        _known(f"move {move.key!r}", named, known)

    def _check_chain(self, move: Move) -> None:
        """Others may leave the host as long as somebody named there stays: it is not given up."""
        leaving = {other.occupation for other in self.leaving(move.host, self.moves)}
        if leaving and not set(self.building[move.host].occupations) - leaving:
            raise BadQuestion(
                f"Move {move.key!r} goes into {move.host!r}, which others leave, and nobody named "
                "there stays: name who stays among its occupations, or choose another host."
            )


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later, at most the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _distinct(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise BadQuestion(f"Two entries of one key: {what} {key!r}.")
        seen.add(key)


def _known(where: str, named: Iterable[str | None], known: set[str]) -> None:
    for party in named:
        if party is not None and party not in known:
            raise BadQuestion(f"{where[0].upper()}{where[1:]} names an unknown party: {party!r}.")
