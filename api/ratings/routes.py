"""Ratings: given by the organisation that manages a property, never changed, listed for review."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, model_validator
from sqlalchemy import Connection

from api.http.bodies import Sent
from api.http.dependencies import ContextIs
from api.http.identity import Bearer
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.text_types import Day, Line
from api.http.values import sent as as_sent
from api.http.writing import DoingIs
from api.ratings.page_model import ReviewQuery
from estate import codes
from estate.answers.need.public_spending import directions_at
from estate.answers.properties.ratings import RatingAppended, RatingHistory, Reviews
from estate.answers.properties.ratings import history as all_of_property
from estate.answers.properties.ratings import reviews as all_to_review
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.register import visibility as v
from estate.register.queries import properties, ratings
from estate.register.writes.ratings import append_rating

router = APIRouter(tags=["ratings"])

LONGEST_REVIEW_YEARS = 10


class RatingGiven(Sent):
    """One judgement in one scheme; ``rating`` null withdraws the earlier one."""

    scheme: codes.RatingScheme
    rating: codes.Rating | None
    reasons: list[codes.RatingReason] = Field(min_length=1, max_length=len(codes.RatingReason))
    note: Line | None = Field(default=None, max_length=2_000, description="for the owner alone")
    evidence: Line | None = Field(
        default=None, max_length=200, description="the decision's reference; green needs one"
    )
    assessor: Line | None = Field(
        default=None, min_length=2, max_length=200, description="who judges; else the token's name"
    )
    review_by: Day | None = Field(default=None, description="when to look again")

    @model_validator(mode="after")
    def _evidence_for_green(self) -> "RatingGiven":
        green = self.rating is codes.Rating.GREEN
        if green and self.scheme is codes.RatingScheme.AVAILABILITY and not self.evidence:
            raise ValueError("Enter the reference of the decision. A green rating needs one.")
        return self


@router.post(
    "/properties/{property_id}/ratings",
    status_code=201,
    response_model=RatingAppended,
    responses=responses(403, 404),
)
def rate(do: DoingIs, property_id: UUID, sent: RatingGiven) -> RatingAppended:
    """Append a rating: an editor or importer of the organisation that owns or manages the
    property, or an administrator. Earlier ratings stay on record."""
    organisation = _speaks_for(do.connection, do.bearer, do.reader, property_id)
    if sent.review_by is not None and not do.today <= sent.review_by <= _latest(do.today):
        raise BadQuestion(
            f"A review date lies between today and {LONGEST_REVIEW_YEARS} years from now."
        )
    rating_id = append_rating(
        do.connection,
        property_id=property_id,
        scheme=sent.scheme,
        rating=sent.rating,
        basis=codes.RatingBasis.HUMAN,
        organisation_code=organisation,
        assessed_on=do.today,
        reason_codes=tuple(sorted({one.value for one in sent.reasons})),
        note=sent.note,
        evidence_ref=sent.evidence,
        assessor=sent.assessor or do.bearer.by,
        review_by=sent.review_by,
    )
    return RatingAppended(
        rating_id=rating_id,
        property_id=property_id,
        organisation=organisation,
        assessed_on=do.today,
        disclaimer=codes.DISCLAIMER,
    )


def _speaks_for(connection: Connection, bearer: Bearer, reader: v.Reader, property_id: UUID) -> str:
    """The organisation in whose name the bearer rates; NotAllowed when there is none.

    A property that the bearer is not shown is refused in the same way, whether it exists or not.
    """
    try:
        properties.visible_id(connection, reader, property_id)
    except NotFound:
        if bearer.is_administrator:
            raise
        raise NotAllowed("There is no such property that your token may rate.") from None
    entitled = ratings.may_rate(connection, property_id)
    if bearer.organisation in entitled:
        bearer.demand_write(str(bearer.organisation))
        return str(bearer.organisation)
    bearer.demand_write(entitled[0])
    return entitled[0]


def _latest(today: date) -> date:
    year = today.year + LONGEST_REVIEW_YEARS
    return today.replace(year=year, day=28) if today.month == 2 else today.replace(year=year)


@router.get(
    "/properties/{property_id}/ratings",
    response_model=RatingHistory,
    responses=responses(403, 404),
)
def history(context: ContextIs, property_id: UUID, _: NoQueryIs) -> Response:
    """Every rating ever given to the property, the newest first, and of the services that it holds
    which of their buildings have a change on record: when, and by whom."""
    connection, reader = context.connection, context.reader
    v.demand(reader, v.Level.CLUB, "ratings", of_own=True)
    properties.visible_id(connection, reader, property_id)
    found = all_of_property(connection, reader, property_id)
    return as_sent(replace(found, directions=directions_at(context, str(property_id))))


@router.get("/ratings/reviews", response_model=Reviews, responses=responses(403))
def to_review(
    context: ContextIs,
    query: Annotated[ReviewQuery, Query()],
) -> Reviews:
    """Ratings whose review is overdue, those that the rules would give differently, and changes of
    services that are on record as the reason of a rating."""
    return all_to_review(context, query.organisation)
