"""A scheme as it is sent: sums in GBP at one price base, real; unknown keys are refused."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line
from estate import codes, savings
from estate.colocation.plain_language import lint
from estate.leases.exits_and_notices import Break, LeaseTerm
from estate.repairing_and_dilapidations import RepairingBasis
from estate.savings.estimates import NOTHING
from estate.savings.optimism import BiasClass
from estate.savings.scheme import LAST_YEAR


def _sayable(text: str) -> str:
    """Names stand in generated sentences, which would seem to say what the name says."""
    found = lint(text)
    if found:
        raise ValueError(f"cannot be used in a name, as it would be printed: {found[0]!r}")
    return text


Key = Annotated[Line, Field(min_length=1, max_length=60), AfterValidator(_sayable)]
NameSent = Annotated[Line, Field(min_length=1, max_length=200), AfterValidator(_sayable)]
Pounds = Annotated[Decimal, Field(ge=0, le=10_000_000_000)]
Quantity = Annotated[Decimal, Field(ge=0, le=10_000_000)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Months = Annotated[int, Field(ge=0, le=900)]


class RangeIn(Sent):
    """A sum with its range. ``tier`` says how it is known: anything but actual is imputed."""

    central: Pounds
    low: Pounds | None = None
    high: Pounds | None = None
    tier: Literal["actual", "organisation_peers", "county_peers", "benchmark"] = "actual"


SumIn = Pounds | RangeIn


def _sum(sent: Decimal | RangeIn) -> savings.Estimate:
    if isinstance(sent, Decimal):
        return savings.estimate(sent)
    return savings.estimate(sent.central, sent.low, sent.high, sent.tier)


def _or_none(sent: Decimal | RangeIn | None) -> savings.Estimate | None:
    return None if sent is None else _sum(sent)


class PartyIn(Sent):
    """An organisation; ``partner`` = a member of the club."""

    key: Key
    name: NameSent
    partner: bool = True
    kind: codes.OrganisationKind | None = Field(
        default=None, description="says whether it may borrow and recovers VAT"
    )

    def part(self) -> savings.Party:
        """The same as the value that the calculation takes."""
        return savings.Party(self.key, self.name, self.partner, self.kind)


class CostIn(Sent):
    """A yearly cost of a building."""

    kind: codes.CostKind
    amount_gbp_pa: SumIn
    payer: Key | None = Field(default=None, description="the building's holder unless named")
    payee: Key | None = Field(default=None, description="landlord or outside unless named")

    def part(self) -> savings.Cost:
        """The same as the value that the calculation takes."""
        return savings.Cost(self.kind, _sum(self.amount_gbp_pa), self.payer, self.payee)


class ReceiptIn(Sent):
    """What a building might fetch; shown apart from the NPV and only when asked for."""

    amount_gbp: SumIn
    probability: Share
    on: Day

    def part(self) -> savings.Receipt:
        """The same as the value that the calculation takes."""
        return savings.Receipt(_sum(self.amount_gbp), self.probability, self.on)


class BreakIn(Sent):
    """A tenant's break that can still be used, and what it costs."""

    on: Day
    penalty_gbp: Pounds | None = None


class BuildingIn(Sent):
    """A building that is left or hosts; what is null is taken from the assumptions."""

    key: Key
    name: NameSent
    holder: Key = Field(description="the party that pays for it")
    costs: list[CostIn] = Field(default=[], max_length=20)
    occupations: list[Key] = Field(
        default=[], max_length=20, description="all who use it; its costs end when all move"
    )
    landlord: Key | None = None
    lease_ends_on: Day | None = Field(
        default=None, description="last day rent is due for: the expiry where breaks are named"
    )
    breaks: list[BreakIn] = Field(
        default=[],
        max_length=10,
        description="used by who has left by its day; missed, the lease runs to its end",
    )
    may_stay: bool = Field(
        default=True, description="whether the tenant may hold over (1954 Act) until it moves"
    )
    area_m2: Quantity | None = None
    dilapidations_gbp: SumIn | None = None
    surrender_gbp: SumIn | None = None
    adaptation_gbp: SumIn | None = None
    void_gbp_pa: SumIn | None = None
    void_months: Months | None = None
    receipt: ReceiptIn | None = None
    bias_class: BiasClass | None = Field(
        default=None, description="class of its works; the dearer where it is not said"
    )
    repairing: RepairingBasis = RepairingBasis.UNKNOWN
    backlog_gbp: SumIn | None = Field(
        default=None, description="repairs that fall due where everybody stays"
    )

    def _leases(self) -> tuple[LeaseTerm, ...]:
        breaks = tuple(
            Break(one.on, None if one.penalty_gbp is None else float(one.penalty_gbp))
            for one in sorted(self.breaks, key=lambda one: one.on)
        )
        if not breaks and self.lease_ends_on is None:
            return ()
        return (LeaseTerm(breaks, self.lease_ends_on, self.may_stay),)

    def part(self) -> savings.Building:
        """The same as the value that the calculation takes."""
        return savings.Building(
            key=self.key,
            name=self.name,
            holder=self.holder,
            costs=tuple(line.part() for line in self.costs),
            occupations=tuple(self.occupations),
            landlord=self.landlord,
            leases=self._leases(),
            area_m2=self.area_m2,
            dilapidations_gbp=_or_none(self.dilapidations_gbp),
            surrender_gbp=_or_none(self.surrender_gbp) or NOTHING,
            adaptation_gbp=_or_none(self.adaptation_gbp) or NOTHING,
            void_gbp_pa=_or_none(self.void_gbp_pa),
            void_months=self.void_months,
            receipt=self.receipt.part() if self.receipt is not None else None,
            bias_class=self.bias_class,
            repairing=self.repairing,
            backlog_gbp=_or_none(self.backlog_gbp),
        )


class ChargeIn(Sent):
    """A yearly payment that a move begins or ends."""

    kind: codes.CostKind
    payer: Key
    payee: Key
    amount_gbp_pa: SumIn

    def part(self) -> savings.Charge:
        """The same as the value that the calculation takes."""
        return savings.Charge(self.kind, self.payer, self.payee, _sum(self.amount_gbp_pa))


class MoveIn(Sent):
    """One occupation moving into a host."""

    key: Key
    occupation: Key
    occupier: Key
    origin: Key
    host: Key
    arrives_on: Day
    double_running_months: Annotated[int, Field(ge=0, le=60)] | None = None
    share_of_origin: Share | None = None
    fte: Quantity | None = None
    need_m2: Quantity | None = None
    moving_gbp: SumIn | None = None
    ict_gbp: SumIn | None = None
    fit_out_gbp: SumIn | None = None
    fit_out_on: Day | None = None
    fit_out_payer: Key | None = Field(default=None, description="the host's holder unless named")
    marginal_host_gbp_pa: SumIn | None = None
    market_rent_gbp_pa: Pounds | None = Field(
        default=None, description="beside what the host charges, never in the NPV"
    )
    charges_begun: list[ChargeIn] = Field(default=[], max_length=10)
    charges_ended: list[ChargeIn] = Field(default=[], max_length=10)
    also_needs: list[Key] = Field(default=[], max_length=10)

    def part(self) -> savings.Move:
        """The same as the value that the calculation takes."""
        return savings.Move(
            key=self.key,
            occupation=self.occupation,
            occupier=self.occupier,
            origin=self.origin,
            host=self.host,
            arrives_on=self.arrives_on,
            double_running_months=self.double_running_months,
            share_of_origin=self.share_of_origin,
            fte=self.fte,
            need_m2=self.need_m2,
            moving_gbp=_or_none(self.moving_gbp),
            ict_gbp=_or_none(self.ict_gbp),
            fit_out_gbp=_or_none(self.fit_out_gbp),
            fit_out_on=self.fit_out_on,
            fit_out_payer=self.fit_out_payer,
            marginal_host_gbp_pa=_or_none(self.marginal_host_gbp_pa),
            market_rent_gbp_pa=self.market_rent_gbp_pa,
            charges_begun=tuple(charge.part() for charge in self.charges_begun),
            charges_ended=tuple(charge.part() for charge in self.charges_ended),
            also_needs=frozenset(self.also_needs),
        )


class BorrowingIn(Sent):
    """A loan's yearly rate and term, as the asker states them: no rate is assumed."""

    rate_pa: Annotated[Decimal, Field(ge=0, lt=1, decimal_places=8)]
    years: Annotated[int, Field(ge=1, le=LAST_YEAR)]


class ApplicationIn(Sent):
    """Shares of a partner's yearly gain; what is left is not allocated."""

    party: Key
    double_running: Share = Decimal(0)
    bottom_line: Share = Decimal(0)
    returned_to_centre: Share = Decimal(0)

    def part(self) -> savings.Application:
        """The same as the value that the calculation takes."""
        return savings.Application(
            self.party, self.double_running, self.bottom_line, self.returned_to_centre
        )


class SchemeIn(Sent):
    """Moves, buildings and parties over a horizon; year 0 begins in April of ``base_year``."""

    name: NameSent
    base_year: Annotated[int, Field(ge=2000, le=2100)]
    horizon_years: Annotated[int, Field(ge=1, le=LAST_YEAR)] | None = None
    price_base: Annotated[str, Field(pattern=r"^[0-9]{4}/[0-9]{2}$")] | None = None
    parties: list[PartyIn] = Field(min_length=1, max_length=30)
    buildings: list[BuildingIn] = Field(min_length=2, max_length=40)
    moves: list[MoveIn] = Field(min_length=1, max_length=30)
    optimism_bias: Annotated[Decimal, Field(ge=0, le=3)] | None = None
    project_management: Share | None = None
    receipts_shown: bool = False
    borrowing: BorrowingIn | None = None
    application: list[ApplicationIn] = Field(
        default=[], max_length=30, description="what each partner would do with its gain"
    )
    assumptions: dict[Key, float] = Field(
        default={}, max_length=50, description="overrides of named assumptions, this time only"
    )

    def scheme(self) -> savings.Scheme:
        """As the core takes it; ``BadQuestion`` when its parts do not fit together."""
        return savings.Scheme(
            name=self.name,
            base_year=self.base_year,
            parties=tuple(one.part() for one in self.parties),
            buildings=tuple(one.part() for one in self.buildings),
            moves=tuple(one.part() for one in self.moves),
            horizon_years=self.horizon_years,
            price_base=self.price_base,
            optimism_bias=self.optimism_bias,
            project_management=self.project_management,
            receipts_shown=self.receipts_shown,
            application=tuple(one.part() for one in self.application),
        )
