"""Venues over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import packed, sent
from api.http.writing import Doing, DoingIs
from api.venues import schemas, writing
from estate.answers.club import venues as answers
from estate.answers.club.venues import Venues, VenueWithHistory
from estate.answers.context import ReadContext

router = APIRouter(tags=["venues"])


class VenueQuery(parameters.Query):
    """Which venues."""

    every: bool = Field(
        default=False, description="as well those withdrawn, or past their last day"
    )

    def ask(self, context: ReadContext) -> Venues:
        """Venues on offer, as this question asks for them."""
        return answers.venues(context, only_open=not self.every)


@router.get("/venues", response_model=Venues, responses=responses(403))
def venues(context: ContextIs, asked: Annotated[VenueQuery, Query()]) -> Response:
    """Venues that are no public property (shops, supermarkets, church halls), offered by member
    bodies as possible hosts, by name. For members of the club."""
    return sent(asked.ask(context))


@router.get("/venues/{venue_id}", response_model=VenueWithHistory, responses=responses(403, 404))
def venue(context: ContextIs, venue_id: UUID, _: NoQueryIs) -> Response:
    """One venue, and all that has been said of it, the latest first."""
    return sent(answers.venue(context, venue_id))


@router.post("/venues", response_model=VenueWithHistory, status_code=201, responses=responses(403))
def offer(do: DoingIs, said: schemas.VenueOffered, _: NoQueryIs) -> Response:
    """Offer a venue as a possible host. For editors of the body that offers it, a member of the
    club, and administrators."""
    return _told(do, writing.offer(do, said), 201)


@router.post("/venues/{venue_id}", response_model=VenueWithHistory, responses=responses(403, 404))
def change(do: DoingIs, venue_id: UUID, said: schemas.VenueSaid, _: NoQueryIs) -> Response:
    """Say anew what a venue is and offers; what was said before is kept. For editors of the body
    that offers it, and administrators."""
    writing.change(do, venue_id, said)
    return _told(do, venue_id, 200)


@router.post(
    "/venues/{venue_id}/withdraw",
    response_model=VenueWithHistory,
    responses=responses(403, 404, 409),
)
def withdraw(do: DoingIs, venue_id: UUID, _: NoQueryIs) -> Response:
    """Withdraw a venue: it stays on record and is offered no longer."""
    writing.withdraw(do, venue_id)
    return _told(do, venue_id, 200)


def _told(do: Doing, venue_id: UUID, status: int) -> Response:
    body = packed(answers.venue(do.context, venue_id))
    return Response(body, status_code=status, media_type="application/json")
