"""The top-down estimate as it is told: every figure says what it is, and none is added up."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from estate import savings
from estate.answers.answer import Answer, AssumptionUsed, Line, answer
from estate.answers.context import ReadContext
from estate.answers.county import figures as county
from estate.codes import DISCLAIMER
from estate.savings.contracts import SharedContracts
from estate.savings.top_down import Base as ReckonedBase


@answer
class Figure(Answer):
    """An amount in pounds with all that it must not be read without."""

    amount_gbp: float
    basis: str
    years: int | None
    price_base: str
    strand: str


@answer
class FigureRange(Answer):
    """Both ends of a range."""

    low: Figure
    high: Figure


@answer
class Base(Answer):
    """One labelled base of the top-down estimate."""

    key: str
    label: str
    formula: str
    amount_gbp: float
    basis: str
    years: int | None
    price_base: str
    strand: str
    source: str
    implied_share_low: float | None
    implied_share_high: float | None
    imputed_share: float | None
    extrapolated_share: Annotated[
        float | None,
        Field(description="part of the properties that are taken to cost the mean of the others"),
    ]


@answer
class Phased(Answer):
    """The saving as it would come in over years."""

    profile: str
    shares: list[float]
    years: int
    cumulative: FigureRange
    present_value: FigureRange


@answer
class Reading(Answer):
    """One way of reading the factor for integration."""

    key: str
    label: str
    formula: str
    low: Figure
    high: Figure
    support: str
    included: bool


@answer
class Integration(Answer):
    """The readings of the factor five, apart from the range unless included by choice."""

    included: bool
    default_reading: str
    note: str
    readings: list[Reading]


@answer
class TodaysMoney(Answer):
    """The plan of 2010 in today's money: its pounds times the price index."""

    price_base: str
    times: float
    saving: FigureRange
    own_saving: FigureRange | None


@answer
class Contracts(Answer):
    """Smarter procurement and shared contracts, after Lewisham (2010): an estimate of its own,
    never added to savings of space."""

    share_low: float
    share_high: float
    published: Annotated[FigureRange, Field(description="of Lewisham's own cost, as published")]
    own_cost_gbp_pa: float | None
    own: Annotated[
        FigureRange | None,
        Field(description="the same shares of this register's premises cost; null without one"),
    ]
    source: str
    note: str


@answer
class TopDown(Answer):
    """The top-down estimate; each figure carries its basis, years, price base and strand."""

    bases: list[Base]
    saving: Annotated[FigureRange, Field(description="the published range, of 2010")]
    todays_money: TodaysMoney
    own_saving: Annotated[
        FigureRange | None,
        Field(
            description="the published shares of this register's own premises cost; null without "
            "one"
        ),
    ]
    phased: list[Phased]
    integration: Integration
    contracts: Contracts
    ambiguities: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    disclaimer: str


def top_down(context: ReadContext) -> TopDown:
    """Bases, range, phasing and readings, each apart."""
    found = county.top_down(context)
    own = found.own_saving
    return TopDown(
        bases=[_base(one) for one in found.bases],
        saving=between(found.saving_low, found.saving_high),
        todays_money=TodaysMoney(
            price_base=found.today,
            times=float(round(found.times_today, 6)),
            saving=between(*map(found.in_todays_money, (found.saving_low, found.saving_high))),
            own_saving=None if own is None else between(*map(found.in_todays_money, own)),
        ),
        own_saving=None if own is None else between(*own),
        phased=[
            Phased.made_of(
                one,
                shares=[float(part) for part in one.shares],
                cumulative=between(*one.cumulative),
                present_value=between(*one.present_value),
            )
            for one in found.phased
        ],
        contracts=_contracts(found.contracts),
        integration=Integration(
            included=found.integration_included,
            default_reading=found.default_reading,
            note=found.integration_note,
            readings=[
                Reading.made_of(one, low=figure(one.low), high=figure(one.high))
                for one in found.readings
            ],
        ),
        ambiguities=list(found.ambiguities),
        statement=[Line(name=name, text=text) for name, text in found.statement],
        assumption_set=found.assumption_set,
        assumptions=AssumptionUsed.all_of(found.assumptions),
        disclaimer=DISCLAIMER,
    )


def _base(found: ReckonedBase) -> Base:
    return Base.made_of(
        found,
        **vars(figure(found.figure)),
        implied_share_low=share(found.implied_share_low),
        implied_share_high=share(found.implied_share_high),
        imputed_share=share(found.imputed_share),
        extrapolated_share=share(found.extrapolated_share),
    )


def figure(found: savings.Figure) -> Figure:
    """An amount with its basis, years and price base."""
    return Figure(
        amount_gbp=float(round(found.amount_gbp, 2)) + 0.0,  # no −0
        basis=found.basis.value,
        years=found.years,
        price_base=found.price_base,
        strand=found.strand.value,
    )


def between(low: savings.Figure, high: savings.Figure) -> FigureRange:
    """Both ends of a range."""
    return FigureRange(low=figure(low), high=figure(high))


def share(value: Decimal | None) -> float | None:
    """A fraction to six places."""
    return None if value is None else float(round(value, 6))


def _contracts(found: SharedContracts) -> Contracts:
    cost = found.own_cost_gbp_pa
    return Contracts(
        share_low=float(found.share_low),
        share_high=float(found.share_high),
        published=between(*found.published),
        own_cost_gbp_pa=None if cost is None else float(cost),
        own=None if found.own is None else between(*found.own),
        source=found.source,
        note=found.note,
    )
