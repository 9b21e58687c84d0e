"""Opportunities as every door answers them: lists of them, and one with all that its reader sees.

Figures, names and notes that are for the parties are null for everybody else.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer
from estate.answers.club.meetings import Entry
from estate.answers.context import ReadContext
from estate.answers.opportunities.opening import OpportunityAnswer, track_of
from estate.answers.opportunities.titles import title_of
from estate.club.codes import (
    Barrier,
    BidFigure,
    BodyReason,
    DifferenceReason,
    FundingSource,
    Movement,
    Outcome,
    Part,
    Stage,
    Track,
)
from estate.club.licence import LicenceItem, LicenceState
from estate.codes import DISCLAIMER
from estate.frames import as_number
from estate.register import visibility as v
from estate.register.queries import opportunities as query
from estate.rows import Row


@answer
class Taking(Answer):
    """A body that takes part, and why."""

    code: str
    name: str
    reason: BodyReason
    reason_label: str


@answer
class NextStep(Answer):
    """What comes next, who does it, and by when."""

    what: str | None
    organisation: Named | None
    by: dt.date | None


@answer
class _Head(Answer):
    """What every answer about an opportunity begins with."""

    id: UUID
    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    track: Track | None
    lead: Named
    next_step: NextStep


@answer
class Listed(_Head):
    """An opportunity in a list."""

    suggested_track: Track | None
    lead_name: Annotated[str | None, Field(description="a person's name: for the parties")]
    bodies: int
    properties: int
    opened_at: dt.datetime


@answer
class Opportunities(Answer):
    """By their numbers."""

    opportunities: list[Listed]
    reader: v.ReaderKind
    disclaimer: str


@answer
class LeaseOfPlace(Answer):
    """A lease's last day and rent, for parties under agreement."""

    expiry_date: dt.date | None
    passing_rent_gbp_pa: float | None


@answer
class Place(Answer):
    """A property of it, as far as the reader is shown it; money in GBP, for parties."""

    property_id: UUID
    ref: str | None
    name: str
    organisation: Named
    part: Part
    part_label: str
    book_value_gbp: float | None
    backlog_gbp: float | None
    cost_gbp_pa: float | None
    cost_year: Annotated[
        str | None, Field(description="the financial year in whose money that cost is")
    ]
    leases: list[LeaseOfPlace]


@answer
class Recorded(Answer):
    """By which body something is on record, and when; by whom for its own people."""

    organisation: Named
    recorded_by: str | None
    recorded_at: dt.datetime

    @classmethod
    def of(cls, row: Row) -> "Recorded":
        """Of a row of ``queries.opportunities.on_record``; what a reader is not shown is null."""
        shown = dict.fromkeys(cls.__dataclass_fields__) | dict(row)
        return cls.made_of(shown, organisation=_named(row), **cls._words(row))

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        """Codes as codes, and what is told beside them."""
        return {}


@answer
class Statement(Recorded):
    """Name and words are for the parties."""

    service: str
    service_lead: str | None
    statement: str | None
    said_on: dt.date


@answer
class KeptCaseNamed(Answer):
    """A kept case by what is told of it even where it is withheld; its page says which it is."""

    id: UUID
    version: int
    kept_on: dt.date
    sha256: str
    page: str


@answer
class Case(Recorded):
    """The latest counts. ``kept_case``: what it rests on; null where it rests on a named
    assumption set alone."""

    assumption_set: str
    price_base: str
    first_saving_on: dt.date | None
    note: str | None
    kept_case: KeptCaseNamed | None

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        kept = row["kept_case"]
        if kept is None:
            return {"kept_case": None}
        key = kept["kept_case_id"]
        return {"kept_case": KeptCaseNamed.made_of(kept, id=key, page=f"/cases/{key}")}


@answer
class Decision(Recorded):
    """Of each body the latest counts."""

    outcome: Outcome
    forum: str
    decided_on: dt.date
    minute_ref: str
    note: str | None

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        return {"outcome": Outcome(row["outcome"])}


@answer
class ConsultDecision(Recorded):
    """Of each body the latest counts."""

    forum: str
    decided_on: dt.date
    minute_ref: str
    begins_on: dt.date
    ends_on: dt.date
    alternatives: str
    withdrawn: bool


@answer
class Consultation(Recorded):
    """Counts once it has ended."""

    with_whom: str
    began_on: dt.date
    ended_on: dt.date
    what_came_of_it: str
    document_ref: str | None


@answer
class Actual(Recorded):
    """Figures are for the parties."""

    financial_year: str
    saving_gbp: float | None
    one_off_gbp: float | None
    receipt_gbp: float | None
    saving_reason: DifferenceReason | None
    one_off_reason: DifferenceReason | None
    receipt_reason: DifferenceReason | None
    note: str | None

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        reasons = {name: row.get(name) for name in cls.__dataclass_fields__ if "reason" in name}
        return {
            name: None if code is None else DifferenceReason(code) for name, code in reasons.items()
        }


@answer
class FundingOnRecord(Recorded):
    """Name, amount and note are for the parties; GBP in cash of the year."""

    source: FundingSource
    fund_id: UUID | None
    name: str | None
    movement: Movement
    financial_year: str
    amount_gbp: float | None
    repayable: bool | None
    note: str | None
    source_label: str

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        source = FundingSource(row["source"])
        movement = Movement(row["movement"])
        return {"source": source, "movement": movement, "source_label": source.words}


@answer
class BidFigureOnRecord(Recorded):
    """Of each figure the latest counts."""

    figure: BidFigure
    amount: float
    source: str
    figure_label: str

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        figure = BidFigure(row["figure"])
        return {"figure": figure, "figure_label": figure.words}


@answer
class LicenceAnswer(Recorded):
    """Of a body and an item the latest counts; the words are for the parties."""

    item: LicenceItem
    state: LicenceState
    answer: str | None
    item_label: str

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        item, state = LicenceItem(row["item"]), LicenceState(row["state"])
        return {"item": item, "state": state, "item_label": item.words}


@answer
class BarrierOnRecord(Recorded):
    """The note is for the parties."""

    barrier: Barrier
    is_solved: bool
    note: str | None
    barrier_label: str

    @classmethod
    def _words(cls, row: Row) -> dict[str, Any]:
        barrier = Barrier(row["barrier"])
        return {"barrier": barrier, "barrier_label": barrier.words}


@answer
class Agreement(Recorded):
    """Of each body the latest counts, from a day until a day."""

    agreed_on: dt.date
    ends_on: dt.date
    document_ref: str | None
    withdrawn: bool


@answer
class Share(Answer):
    """One body's share of the latest case; figures are for the parties, and for itself."""

    organisation: Named
    saving_gbp_pa: float | None
    one_off_gbp: float | None
    receipt_gbp: float | None
    receipt_year: str | None


@answer
class Step(Answer):
    """One step that it has taken: person for the parties."""

    from_stage: Stage | None
    to_stage: Stage
    organisation: Named | None
    role: str | None
    person: str | None
    reason: str | None
    taken_at: dt.datetime


@answer
class Way(Answer):
    """A stage that it could be led to, and what is asked for first."""

    to: Stage
    needs_reason: bool
    asked_for: list[str]


@answer
class Suggested(Answer):
    """What the rule suggests, none while too little is known; people decide."""

    track: Track | None
    why: list[str]


@answer
class Opportunity(_Head):
    """One opportunity with all that its reader may see."""

    lead_name: Annotated[str | None, Field(description="a person's name: for the parties")]
    facilities_dependency: str | None
    ict_dependency: str | None
    first_saving_on: dt.date | None
    needs_construction: bool | None
    changes_public_access: bool | None
    opened_at: dt.datetime
    revision: int
    stage_before: Stage | None
    superseded_by: UUID | None
    one_off_gbp: float | None
    suggested_track: Suggested
    bodies: list[Taking]
    under_agreement: Annotated[
        list[str], Field(description="codes of the bodies whose agreement is in force")
    ]
    properties: list[Place]
    statements: list[Statement]
    cases: list[Case]
    decisions: list[Decision]
    decisions_to_consult: list[ConsultDecision]
    consultations: list[Consultation]
    actuals: list[Actual]
    funding: list[FundingOnRecord]
    bid_figures: list[BidFigureOnRecord]
    licence_answers: list[LicenceAnswer]
    barriers: list[BarrierOnRecord]
    agreements: list[Agreement]
    shares: list[Share]
    steps: list[Step]
    minutes: Annotated[
        list[Entry], Field(description="what meetings of the club have minuted about it")
    ]
    ways: list[Way]
    reader: v.ReaderKind
    disclaimer: str


#: The answers on record by their names.
_ON_RECORD: dict[str, type[Recorded]] = {
    "statements": Statement,
    "cases": Case,
    "decisions": Decision,
    "decisions_to_consult": ConsultDecision,
    "consultations": Consultation,
    "actuals": Actual,
    "funding": FundingOnRecord,
    "bid_figures": BidFigureOnRecord,
    "licence_answers": LicenceAnswer,
    "barriers": BarrierOnRecord,
    "agreements": Agreement,
}
_DETAILS = (
    "facilities_dependency",
    "ict_dependency",
    "first_saving_on",
    "needs_construction",
    "changes_public_access",
    "opened_at",
    "revision",
    "superseded_by",
)


def address(row: Row) -> str:
    """Where its page is."""
    return f"/opportunities/{row['opportunity_id']}"


def _named(row: Row) -> Named:
    return Named(row["organisation_code"], row["organisation"])


def _body(code: str | None, name: str | None) -> Named | None:
    return None if code is None else Named(code, str(name))


def _head(row: Row, title: str) -> dict[str, Any]:
    next_by = _body(row["next_step_organisation_code"], row["next_step_organisation"])
    return {
        "id": row["opportunity_id"],
        "number": row["number"],
        "title": title,
        "page": address(row),
        "stage": Stage(row["stage"]),
        "stage_label": Stage(row["stage"]).words,
        "track": None if row["track"] is None else Track(row["track"]),
        "lead": Named(row["organisation_code"], row["lead"]),
        "next_step": NextStep(what=row["next_step"], organisation=next_by, by=row["next_step_by"]),
        "lead_name": row.get("lead_name"),
    }


def listed(context: ReadContext, rows: Sequence[Row]) -> list[Listed]:
    """Rows of ``queries.opportunities``, with titles that the reader may read."""
    keys = [row["opportunity_id"] for row in rows]
    named = query.places_of(context.connection, context.reader, keys)
    return [_listed(row, named.get(row["opportunity_id"], [])) for row in rows]


def _listed(row: Row, places: list[dict[str, Any]]) -> Listed:
    """``places`` are its properties that the reader is shown."""
    return Listed(
        **_head(row, title_of(dict(row), places)),
        suggested_track=track_of(dict(row), row["count_bodies"]).track,
        bodies=row["count_bodies"],
        properties=row["count_properties"],
        opened_at=row["opened_at"],
    )


def opportunities(found: list[Listed], reader: v.Reader) -> Opportunities:
    """A list as an answer."""
    return Opportunities(opportunities=found, reader=reader.kind, disclaimer=DISCLAIMER)


def opportunity(found: OpportunityAnswer) -> Opportunity:
    """One, as its reader sees it."""
    row = found.row
    before = row.get("stage_before")
    details: dict[str, Any] = {name: row.get(name) for name in _DETAILS}
    on_record: dict[str, Any] = {
        name: [shape.of(one) for one in found.records[name]] for name, shape in _ON_RECORD.items()
    }
    return Opportunity(
        **_head(row, found.title),
        **details,
        stage_before=None if before is None else Stage(before),
        one_off_gbp=as_number(row["one_off_gbp"]),
        suggested_track=Suggested(track=found.suggestion.track, why=list(found.suggestion.why)),
        bodies=[_taking(one) for one in found.bodies],
        under_agreement=sorted(found.agreed),
        properties=_places(found),
        **on_record,
        shares=[_share(one) for one in found.shares],
        steps=[_step(one) for one in found.steps],
        minutes=found.minutes,
        ways=[
            Way(to=way.end, needs_reason=way.needs_reason, asked_for=list(way.in_the_way))
            for way in found.ways
        ],
        reader=found.sight.kind,
        disclaimer=DISCLAIMER,
    )


def _taking(one: Row) -> Taking:
    reason = BodyReason(one["reason"])
    return Taking(
        code=one["organisation_code"], name=one["name"], reason=reason, reason_label=reason.words
    )


def _places(found: OpportunityAnswer) -> list[Place]:
    figures = {one["property_id"]: one for one in found.figures}
    is_party = bool(found.sight.parties)
    return [_place(one, figures.get(one["property_id"], {}), is_party) for one in found.properties]


def _place(one: Row, figures: Row, is_party: bool) -> Place:
    return Place(
        property_id=one["property_id"],
        ref=one.get("local_ref"),
        name=one["name"],
        organisation=_named(one),
        part=Part(one["part"]),
        part_label=Part(one["part"]).words,
        book_value_gbp=as_number(one.get("book_value_gbp")) if is_party else None,
        backlog_gbp=as_number(one.get("backlog_gbp")) if is_party else None,
        cost_gbp_pa=as_number(figures.get("cost_gbp_pa")),
        cost_year=figures.get("cost_year"),
        leases=[
            LeaseOfPlace(expiry_date=expiry, passing_rent_gbp_pa=as_number(rent))
            for expiry, rent in figures.get("leases", ())
        ],
    )


def _share(one: Row) -> Share:
    return Share(
        organisation=_named(one),
        saving_gbp_pa=as_number(one.get("saving_gbp_pa")),
        one_off_gbp=as_number(one.get("one_off_gbp")),
        receipt_gbp=as_number(one.get("receipt_gbp")),
        receipt_year=one.get("receipt_year"),
    )


def _step(one: Row) -> Step:
    return Step(
        from_stage=None if one["from_state"] is None else Stage(one["from_state"]),
        to_stage=Stage(one["to_state"]),
        organisation=_body(one["organisation_code"], one["organisation"]),
        role=one["role"],
        person=one.get("person"),
        reason=one["reason"],
        taken_at=one["taken_at"],
    )
