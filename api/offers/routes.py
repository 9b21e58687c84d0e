"""Offers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from api.http.writing import DoingIs
from api.offers import schemas, writing
from estate.answers.club import offers as answers
from estate.answers.club.offers import Offers, OfferWithSteps
from estate.club.codes import OfferState

router = APIRouter(tags=["offers"])


class OfferQuery(parameters.Query):
    """Which offers."""

    state: list[OfferState] = Field(default=[], max_length=5)


@router.get("/offers", response_model=Offers, responses=responses(403))
def all_offers(context: ContextIs, asked: Annotated[OfferQuery, Query()]) -> Response:
    """Every property on offer to the other bodies, those that close soonest first, and what came
    of those offered before. For members of the club."""
    return sent(answers.offers(context, states=tuple(asked.state)))


@router.get(
    "/properties/{property_id}/offers", response_model=Offers, responses=responses(403, 404)
)
def offers_of_property(context: ContextIs, property_id: UUID, _: NoQueryIs) -> Response:
    """Whether a property is on offer to the other bodies, and whether it has been before."""
    return sent(answers.offers_of_property(context, property_id))


@router.post(
    "/properties/{property_id}/offers",
    response_model=OfferWithSteps,
    status_code=201,
    responses=responses(403, 404, 409),
)
def open_one(do: DoingIs, property_id: UUID, said: schemas.Offered, _: NoQueryIs) -> Response:
    """Offer a property to the other bodies for 40 working days, on a decision of its owner. For
    editors of its owner, and administrators."""
    return sent(writing.told(do, writing.open_one(do, property_id, said)), 201)


@router.get("/offers/{offer_id}", response_model=OfferWithSteps, responses=responses(403, 404))
def one(context: ContextIs, offer_id: UUID, _: NoQueryIs) -> Response:
    """One offer: the decision it rests on, its last day, expressions of interest, every step."""
    return sent(answers.offer(context, offer_id))


@router.post(
    "/offers/{offer_id}/interests",
    response_model=OfferWithSteps,
    status_code=201,
    responses=responses(403, 404, 409),
)
def say_interest(do: DoingIs, offer_id: UUID, said: schemas.InterestSaid, _: NoQueryIs) -> Response:
    """Express the interest of a body, by its own editors, until the last day; said again, the
    latest counts."""
    writing.say_interest(do, offer_id, said)
    return sent(writing.told(do, offer_id), 201)


@router.delete(
    "/offers/{offer_id}/interests/{code}",
    response_model=OfferWithSteps,
    responses=responses(403, 404, 409),
)
def take_back(do: DoingIs, offer_id: UUID, code: str, _: NoQueryIs) -> Response:
    """A body withdraws its expression of interest, by its own editors; that there was one stays
    on record."""
    writing.take_back(do, offer_id, code)
    return sent(writing.told(do, offer_id))


@router.post(
    "/offers/{offer_id}/outcome", response_model=OfferWithSteps, responses=responses(403, 404, 409)
)
def end(do: DoingIs, offer_id: UUID, said: schemas.Ended, _: NoQueryIs) -> Response:
    """What came of it, once its last day has passed, or that its owner withdraws it. For editors
    of its owner, and administrators."""
    writing.end(do, offer_id, said)
    return sent(writing.told(do, offer_id))
