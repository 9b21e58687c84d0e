"""Chosen properties over HTTP: together, and two to six side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import responses
from api.http.values import sent
from estate.answers.properties import chosen as answers
from estate.answers.properties.chosen import Chosen, Compared

router = APIRouter(tags=["properties"], dependencies=[Slow])


class ChosenQuery(parameters.Query):
    """Which properties."""

    ids: parameters.Ids = Field(
        min_length=1,
        description="at most 200 properties, commas between: whole ids, or the short ones of "
        "`/chosen` (eight letters each)",
    )


ChosenQueryIs = Annotated[ChosenQuery, Query()]


@router.get("/chosen", response_model=Chosen, responses=responses(422))
def chosen(context: ContextIs, asked: ChosenQueryIs) -> Response:
    """Chosen properties together: how many, whose, where, and for members area, need, spare space,
    premises cost, ratings and when leases can end. Sums are of what you see of each property."""
    return sent(answers.chosen(context, asked.ids))


@router.get("/compare", response_model=Compared, responses=responses(422))
def compare(context: ContextIs, asked: ChosenQueryIs) -> Response:
    """Two to six properties side by side, each with everything of it that you may see."""
    return sent(answers.compared(context, asked.ids).answer)
