"""Wishes of bodies about a town's plan, over HTTP: on record, withdrawn, and what each costs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import packed, sent
from api.http.writing import Doing, DoingIs
from api.towns import wishes_writing as doing
from api.towns.options_query import TimedQuery
from estate.answers.towns.partner_wishes import PartnerWishes, partner_wishes
from estate.answers.towns.question import town_question
from estate.answers.towns.wish_prices import WishPrices, priced, wish_prices

router = APIRouter(prefix="/towns", tags=["towns"], dependencies=[Slow])


class WishesQuery(parameters.Query):
    """Which wishes."""

    every: bool = Field(default=False, description="as well those withdrawn")


# Before the wishes of a town, whose address fits it too.
@router.get("/{name:path}/options/wishes", response_model=WishPrices, responses=responses(403, 404))
def prices(context: ContextIs, name: str, query: Annotated[TimedQuery, Query()]) -> Response:
    """What each wish on record costs beside the plan without any, within the seconds given, and the
    cheapest plan that all can live with; where none keeps to all, the fewest that have to give way.
    From what you may see."""
    question = town_question(context, query.asked(name))
    return sent(wish_prices(question, priced(question, query.within_s)))


@router.get("/{name:path}/wishes", response_model=PartnerWishes, responses=responses(403, 404))
def wishes(context: ContextIs, name: str, asked: Annotated[WishesQuery, Query()]) -> Response:
    """What bodies wish of a town's plan, by body: who, what, since when. For members of the club;
    a wish about something that you are not shown is left out."""
    return sent(partner_wishes(context, name, only_open=not asked.every))


@router.post(
    "/{name:path}/wishes",
    response_model=PartnerWishes,
    status_code=201,
    responses=responses(403, 404, 409),
)
def record(do: DoingIs, name: str, said: doing.WishSaid, _: NoQueryIs) -> Response:
    """Put on record what a body wishes of a town's plan, for the club to read. For editors of that
    body, a member of the club, and administrators."""
    doing.record(do, name, said)
    return _told(do, name, 201)


@router.post(
    "/{name:path}/wishes/{wish_id}/withdraw",
    response_model=PartnerWishes,
    responses=responses(403, 404, 409),
)
def withdraw(do: DoingIs, name: str, wish_id: UUID, _: NoQueryIs) -> Response:
    """Withdraw a wish: it stays on record, and counts no longer."""
    doing.withdraw(do, wish_id)
    return _told(do, name, 200)


def _told(do: Doing, name: str, status: int) -> Response:
    body = packed(partner_wishes(do.context, name))
    return Response(body, status_code=status, media_type="application/json")
