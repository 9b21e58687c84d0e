"""What members are told of properties that their owners offer to the other bodies."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, Named, answer, named
from estate.answers.context import ReadContext
from estate.club.codes import OfferState
from estate.club.offers import RUNNING, days_left, reminder
from estate.codes import DISCLAIMER
from estate.register.queries import offers as query
from estate.rows import Rows


@answer
class OwnersDecision(Answer):
    """The decision of the owner on which the offer rests."""

    forum: str
    decided_on: date
    minute_ref: str


@answer
class Interest(Answer):
    """A body that has expressed its interest, and whom to contact there, by job title."""

    organisation: Named
    post: str
    what_for: str
    said_on: date


@answer
class OfferStep(Answer):
    """One step: by a body, or by an administrator where it is null."""

    from_state: OfferState | None
    to_state: OfferState
    organisation: Named | None
    role: str | None
    reason: str | None
    taken_at: datetime


@answer
class Offer(Answer):
    """A property that its owner offers to the other bodies."""

    id: UUID
    number: int
    page: str
    property_id: UUID
    name: str
    postcode: str | None
    owner: Named
    decision: OwnersDecision
    terms: Annotated[str | None, Field(description="what is offered, in its owner's words")]
    state: OfferState
    state_label: str
    opened_on: date
    closes_on: Annotated[
        date, Field(description="the last day on which bodies express their interest")
    ]
    working_days_left: Annotated[
        int | None, Field(description="after today; 0 on the last day, null once it is over")
    ]
    reminder: str
    interests: list[Interest]
    closed_on: date | None
    taken_up_by: Named | None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.state in RUNNING


@answer
class Offers(Answer):
    """Offers: those that run first, by their last day."""

    offers: list[Offer]
    reader: str
    disclaimer: str


@answer
class OfferWithSteps(Answer):
    """One offer, with every step that it has taken."""

    offer: Offer
    steps: list[OfferStep]
    reader: str
    disclaimer: str


def offers(
    context: ReadContext, *, states: tuple[OfferState, ...] = (), property_id: UUID | None = None
) -> Offers:
    """All that this reader is shown; ``NotAllowed`` but for members of the club."""
    connection, reader = context.connection, context.reader
    rows = query.listing(connection, reader, states=states, property_id=property_id)
    said = query.interests(connection, [row["offer_id"] for row in rows])
    found = [_offer(row, said.get(row["offer_id"], []), context.today) for row in rows]
    return Offers(offers=found, reader=reader.kind.value, disclaimer=DISCLAIMER)


def offers_of_property(context: ReadContext, property_id: UUID) -> Offers:
    """Those of one property, which may have been offered before; ``NotFound`` where the reader is
    not shown it."""
    query.demand_club(context.reader)
    query.place(context.connection, context.reader, property_id)
    return offers(context, property_id=property_id)


def offer(context: ReadContext, offer_id: UUID) -> OfferWithSteps:
    """One of them, with its steps."""
    row = query.one(context.connection, context.reader, offer_id)
    said = query.interests(context.connection, [offer_id]).get(offer_id, [])
    steps = [
        OfferStep(
            from_state=None if one["from_state"] is None else OfferState(one["from_state"]),
            to_state=OfferState(one["to_state"]),
            organisation=named(one["organisation_code"], one["organisation"]),
            role=one["role"],
            reason=one["reason"],
            taken_at=one["taken_at"],
        )
        for one in query.steps(context.connection, offer_id)
    ]
    return OfferWithSteps(
        offer=_offer(row, said, context.today),
        steps=steps,
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _offer(row: dict[str, Any], said: Rows, today: date) -> Offer:
    state, closes_on = OfferState(row["state"]), row["closes_on"]
    return Offer(
        id=row["offer_id"],
        number=row["number"],
        page=f"/offers/{row['offer_id']}",
        property_id=row["property_id"],
        name=row["name"],
        postcode=row["postcode"],
        owner=Named(row["organisation_code"], row["owner"]),
        decision=OwnersDecision(
            forum=row["forum"], decided_on=row["decided_on"], minute_ref=row["minute_ref"]
        ),
        terms=row["terms"],
        state=state,
        state_label=state.words,
        opened_on=row["opened_on"],
        closes_on=closes_on,
        working_days_left=days_left(today, closes_on) if state in RUNNING else None,
        reminder=reminder(state, today, closes_on),
        interests=[
            Interest(
                organisation=Named(one["organisation_code"], one["name"]),
                post=one["post"],
                what_for=one["what_for"],
                said_on=one["said_on"],
            )
            for one in said
        ],
        closed_on=row["closed_on"],
        taken_up_by=named(row["taken_up_by_organisation_code"], row["taken_up_by"]),
    )
