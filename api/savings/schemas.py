"""What answers about savings look like; each figure says its basis, years and price base."""

import datetime as dt

from pydantic import Field

from api.http.schemas import Answer, AssumptionUsed, ForDiscussion, ForReader, Line
from estate.answers.answer import Named


class Figure(Answer):
    """An amount in pounds with all that it must not be read without."""

    amount_gbp: float
    basis: str
    years: int | None
    price_base: str
    strand: str


class FigureRange(Answer):
    """Both ends of a range."""

    low: Figure
    high: Figure


class Base(Figure):
    """One labelled base of the top-down estimate."""

    key: str
    label: str
    formula: str
    source: str
    implied_share_low: float | None
    implied_share_high: float | None
    imputed_share: float | None
    extrapolated_share: float | None = Field(
        description="part of the properties that are taken to cost the mean of the others"
    )


class Phased(Answer):
    """The saving as it would come in over years."""

    profile: str
    shares: list[float]
    years: int
    cumulative: FigureRange
    present_value: FigureRange


class Reading(FigureRange):
    """One way of reading the factor for integration."""

    key: str
    label: str
    formula: str
    support: str
    included: bool


class Integration(Answer):
    """The readings of the factor five, apart from the range unless included by choice."""

    included: bool
    default_reading: str
    note: str
    readings: list[Reading]


class TodaysMoney(Answer):
    """The plan of 2010 in today's money: its pounds times the price index."""

    price_base: str
    times: float
    saving: FigureRange
    own_saving: FigureRange | None


class TopDown(ForDiscussion):
    """The top-down estimate; each figure carries its basis, years, price base and strand."""

    bases: list[Base]
    saving: FigureRange = Field(description="the published range, of 2010")
    own_saving: FigureRange | None = Field(
        description="the published shares of this register's own premises cost; null without one"
    )
    todays_money: TodaysMoney
    phased: list[Phased]
    integration: Integration
    ambiguities: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]


class Recurrent(Answer):
    """What a full year comes to before one-off cost."""

    low: float
    central: float
    high: float
    basis: str


class Net(Answer):
    """What the set leaves a year, one-off cost spread over years: an annual equivalent, with its
    range and what it is made of. Gross less hosts is recurrent; less the share of one-off cost it
    is central."""

    low: float
    central: float
    high: float
    gross: float
    hosts: float
    recurrent: Recurrent
    one_off_share: float
    costs: float
    one_off_gbp: float
    imputed_share: float
    unit: str
    basis: str
    price_base: str


class Solver(Answer):
    """What was proved of the set: no better one is worth more than the bound."""

    name: str
    proved: bool
    bound_gbp_pa: float
    gap: float
    time_limit_s: float
    words: str


class Naive(Answer):
    """What adding up would say, counting buildings more than once."""

    every_pair_gbp_pa: float
    pairs: int
    best_of_each_guest_gbp_pa: float
    guests: int
    note: str


class LeftOut(Answer):
    """How many candidates were not considered, and why."""

    reason: str
    text: str
    candidates: int


class MoveSide(Answer):
    """The property that a move leaves, or goes to."""

    property_id: str
    name: str
    ref: str | None
    town: str | None
    organisation: Named


class Move(Answer):
    """One candidate of the set; days where ``exact``, else quarters."""

    candidate_id: str
    guest: MoveSide
    host: MoveSide
    need_m2: int
    score: float
    exit_kind: str | None
    exit_date: dt.date | None = None
    exit_date_quarter: str | None = None
    one_off_gbp: float
    empties_building: bool
    exact: bool


class Emptied(Answer):
    """A building that the set's moves would leave empty, and what that could save."""

    property_id: str
    name: str
    moves: int
    organisations: int
    joint: bool
    saving_gbp_pa: float
    net_gbp_pa: float
    give_back_gbp: float
    from_date: dt.date | None = None
    from_date_quarter: str | None = None
    imputed: bool
    explanation: str
    exact: bool


class BottomUp(FigureRange):
    """The set's own estimate."""

    central: Figure
    moves: int
    properties_considered: int
    imputed_share: float | None
    one_off_share: Figure | None = Field(description="one-off cost spread over years, a year")
    annual_equivalent: Figure | None


class Gap(Answer):
    """How far the bottom-up estimate lies from each end of the top-down range."""

    to_low: Figure
    to_high: Figure


class Step(FigureRange):
    """One named part of the gap."""

    name: str
    text: str


class Beside(FigureRange):
    """The top-down range beside the set; the steps add up to the gap."""

    bottom_up: BottomUp
    gap: Gap
    steps: list[Step]
    statement: str


class Portfolio(ForReader):
    """The best set of candidates that can all happen together, with the bound it proves."""

    organisation: str | None
    town: str | None
    method: str
    net: Net
    solver: Solver
    naive: Naive
    candidates: int
    left_out: list[LeftOut]
    moves: list[Move]
    emptied: list[Emptied]
    top_down: Beside | None
    statement: list[Line]
    years: str
    assumption_set: str
    assumptions: list[AssumptionUsed]


class FieldWorth(Answer):
    """How much a missing field would narrow the range, if it were known."""

    organisation: str
    field: str
    properties: int
    narrowing_gbp_pa: float
    narrowing_per_figure_gbp_pa: float
    narrowing_share: float


class CostRange(ForReader):
    """How sure the premises cost is."""

    basis: str
    years: str
    price_base: str
    scope: str
    properties: int
    imputed_share: float
    imputed_rate_only_share: float
    guessed_area_share: float
    shared_error_by_class: bool
    base_gbp_pa: float
    p10_gbp_pa: float
    p50_gbp_pa: float
    p90_gbp_pa: float
    draws: int
    seed: int
    sigma_shared: float
    value_of_information: list[FieldWorth]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    statement: list[Line]
