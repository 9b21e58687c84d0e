"""What is sent about opportunities. Answers stand in ``estate.answers.opportunities``."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from api.http.bodies import Sent
from api.http.text_types import Day, Line, Paragraphs, Text, Words
from estate.club.codes import (
    Barrier,
    BidFigure,
    DifferenceReason,
    FundingSource,
    FundKind,
    Movement,
    Outcome,
    Stage,
    Track,
)
from estate.club.consulting import figure_in, why_not_public
from estate.club.licence import LicenceItem, LicenceState

_LONGEST_GBP = 1_000_000_000.0
Title = Annotated[Line, Field(min_length=3, max_length=200)]
Note = Annotated[Paragraphs, Field(max_length=2_000)]
Gbp = Annotated[float, Field(ge=-_LONGEST_GBP, le=_LONGEST_GBP)]
PaidOnce = Annotated[float, Field(ge=0, le=_LONGEST_GBP)]
FinancialYear = Annotated[str, Field(pattern=r"^20[0-9]{2}/[0-9]{2}$", examples=["2027/28"])]


class SaidBy(Sent):
    """What one body puts on record: its own, unless an administrator names another."""

    organisation: Line | None = Field(
        default=None, max_length=20, description="code of the body; whoever sends it, if left"
    )


class Opened(Sent):
    """A candidate (guest and host), or a set of properties with a title."""

    guest_id: UUID | None = Field(
        default=None, description="an occupation, or a property: then its best for this host"
    )
    host_id: UUID | None = None
    property_ids: list[UUID] = Field(default=[], max_length=60)
    title: Title | None = None
    lead: Line | None = Field(
        default=None, max_length=20, description="code of who leads it; whoever sends it, if left"
    )

    @model_validator(mode="after")
    def _one_or_the_other(self) -> "Opened":
        pair = self.guest_id is not None and self.host_id is not None
        halves = (self.guest_id is None) != (self.host_id is None)
        if halves or pair == bool(self.property_ids):
            raise ValueError(
                "send guest_id and host_id of a sharing option, or property_ids with title"
            )
        return self


class StageMove(Sent):
    """To which stage, from where whoever asks saw it stand."""

    to: Stage
    expected: Stage = Field(description="where it stood when you looked; 409 if it moved on")
    reason: Text | None = Field(default=None, description="needed but for steps onward; kept")
    superseded_by: int | None = Field(
        default=None, ge=1, le=2**31, description="number of the one that takes its place"
    )


class Details(Sent):
    """What its lead says of it; what is left out stays."""

    revision: int = Field(ge=1, le=2**31, description="as you saw it; 409 if somebody was quicker")
    title: Title | None = None
    track: Track | None = None
    lead_name: Words | None = None
    next_step: Words | None = None
    next_step_organisation: Line | None = Field(default=None, max_length=20)
    next_step_by: Day | None = None
    facilities_dependency: Note | None = None
    ict_dependency: Note | None = None
    first_saving_on: Day | None = None
    one_off_gbp: PaidOnce | None = None
    needs_construction: bool | None = None
    changes_public_access: bool | None = None


class StatementSaid(SaidBy):
    """What a service needs, as whoever leads it says."""

    service: Words
    service_lead: Words = Field(description="name of who leads the service")
    statement: Text
    said_on: Day


class ShareSaid(Sent):
    """What the case brings one body each year, and costs it once; below nought it pays more."""

    organisation: Line = Field(max_length=20)
    saving_gbp_pa: Gbp
    one_off_gbp: PaidOnce = 0.0
    receipt_gbp: PaidOnce | None = Field(default=None, description="a capital receipt, once")
    receipt_year: FinancialYear | None = Field(
        default=None, description="the financial year in which the receipt would come"
    )


class CaseSaid(Sent):
    """The figures of the case: what they rest on, and how the saving divides. A kept case brings
    its assumption set and price base with it."""

    kept_case_id: UUID | None = Field(
        default=None,
        description="the kept case that the figures rest on, as /api/v1/cases has it; wanted of "
        "an opportunity with one guest and one host",
    )
    assumption_set: Words | None = Field(
        default=None, description="the kept case's or the published one, if left"
    )
    price_base: Words | None = Field(
        default=None, description="the kept case's or the published one, if left"
    )
    first_saving_on: Day | None = Field(
        default=None, description="from when it would save; the opportunity's own day, if left"
    )
    saving_gbp_pa: Gbp = Field(description="GBP a year, of all bodies together")
    shares: list[ShareSaid] = Field(max_length=60)
    note: Note | None = None


class DecisionSaid(SaidBy):
    """What a body has decided, and where that is written."""

    outcome: Outcome
    forum: Words = Field(description="cabinet, board, committee")
    decided_on: Day
    minute_ref: Words
    note: Note | None = None


class ConsultDecisionSaid(SaidBy):
    """That a body has decided to consult the public. Once each owner has said so, the move, these
    days and the alternatives are public; of a body the latest counts."""

    forum: Words = Field(description="cabinet, board, committee")
    decided_on: Day
    minute_ref: Words
    begins_on: Day = Field(description="first day of the consultation")
    ends_on: Day
    alternatives: Text = Field(
        description="which alternatives were looked at, and why this is proposed; for all to read, "
        "so without any sum of money or figure of space or staff"
    )
    withdrawn: bool = Field(
        default=False, description="it is no longer to be consulted on, and no longer public"
    )

    @field_validator("forum", "minute_ref", "alternatives")
    @classmethod
    def _holds_no_figure(cls, text: str, about: ValidationInfo) -> str:
        found = figure_in(text, money_alone=about.field_name != "alternatives")
        if found is not None:
            raise ValueError(why_not_public(found))
        return text


class ConsultationSaid(SaidBy):
    """Who was consulted, when, and what came of it."""

    with_whom: Words
    began_on: Day
    ended_on: Day
    what_came_of_it: Text
    document_ref: Words | None = None


class ActualSaid(SaidBy):
    """What a body saved, paid and received in one financial year, in the money of that year, and
    why that is another sum than had been estimated. Of each kind the latest figure of a year
    counts; a kind that is left out stays as it was."""

    financial_year: FinancialYear
    saving_gbp: Gbp | None = None
    one_off_gbp: PaidOnce | None = None
    receipt_gbp: PaidOnce | None = None
    saving_reason: DifferenceReason | None = None
    one_off_reason: DifferenceReason | None = None
    receipt_reason: DifferenceReason | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ActualSaid":
        if self.saving_gbp is None and self.one_off_gbp is None and self.receipt_gbp is None:
            raise ValueError("give at least one figure: saved, paid once, or received")
        return self


class FundingSaid(SaidBy):
    """What a body finances, or pays back, in one financial year, in cash; it need neither own nor
    occupy. Of a source, fund, name, movement and year its latest word counts; nought takes it
    back."""

    source: FundingSource
    fund_id: UUID | None = Field(default=None, description="of a fund of the club; see /funding")
    name: Words | None = Field(default=None, description="which grant, programme or budget")
    movement: Movement = Movement.FUNDING
    financial_year: FinancialYear
    amount_gbp: PaidOnce
    repayable: bool | None = Field(default=None, description="whether it is to be paid back")
    note: Note | None = None


class BidFigureSaid(Sent):
    """A figure that a bid is asked for, of the opportunity as a whole, and where it comes from; of
    each the latest counts. The club is told."""

    figure: BidFigure
    amount: PaidOnce = Field(description="a count, hectares, or GBP, as the figure says")
    source: Words = Field(description="study, model or paper that it comes from")


class FundOpened(SaidBy):
    """A fund that bodies pay into together; ``organisation`` holds it."""

    name: Title
    kind: FundKind


class ContributionSaid(SaidBy):
    """What a body pays into a fund in one financial year, in cash; its latest word of a year
    counts. The club is told."""

    financial_year: FinancialYear
    amount_gbp: PaidOnce
    note: Note | None = None


class LicenceAnswerSaid(SaidBy):
    """What a body says of an item of the checklist of a licence to share; of a body and an item
    the latest counts."""

    item: LicenceItem
    state: LicenceState
    answer: Text


class BarrierSaid(SaidBy):
    """What stands in the way, or no longer does."""

    barrier: Barrier
    is_solved: bool = False
    note: Text


class AgreementSaid(SaidBy):
    """The body lets the others that agree likewise see its exact figures of these properties."""

    agreed_on: Day
    ends_on: Day
    document_ref: Words
    withdrawn: bool = False


class PartnerSaid(Sent):
    """One more body that takes part."""

    organisation: Line = Field(min_length=1, max_length=20)


class PositionSaid(Sent):
    """A place in the programme of all opportunities, and why."""

    position: int | None = Field(
        default=None, ge=1, le=10_000, description="from 1; null: where its stage and date put it"
    )
    reason: Text = Field(description="kept with the place")
