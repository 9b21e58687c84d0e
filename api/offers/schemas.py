"""What is sent about offers; what is answered stands in ``estate.answers.club.offers``."""

from typing import Annotated

from pydantic import Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line, Text, Words
from estate.club.codes import OfferState

OfferedTo = Annotated[Line, Field(max_length=20)]


class Offered(Sent):
    """The owner's decision, without which nothing is offered, and what is offered."""

    forum: Words = Field(description="cabinet, board, committee")
    decided_on: Day
    minute_ref: Words
    terms: Text | None = Field(
        default=None,
        description="what is offered, in its owner's words: all of it or a floor, "
        "freehold or lease, from when",
    )


class InterestSaid(Sent):
    """An expression of interest: what a body would use it for, and whom to contact."""

    organisation: OfferedTo | None = Field(
        default=None, description="code of the body; whoever sends it, if left"
    )
    post: Words = Field(description="contact: job title, not a name")
    what_for: Text


class Ended(Sent):
    """What came of it, or that it is withdrawn."""

    outcome: OfferState = Field(
        description="taken_up or not_taken_up, once its last day has passed; withdrawn at any time"
    )
    taken_up_by: OfferedTo | None = Field(
        default=None, description="code of the body, of those that have expressed an interest"
    )
    reason: Text | None = Field(
        default=None,
        description="needed for withdrawn, and for not_taken_up while an expression of interest "
        "stands; kept",
    )
