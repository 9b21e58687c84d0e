"""The county in figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers import county
from estate.answers.county import Stats

router = APIRouter(tags=["stats"])


@router.get("/stats", response_model=Stats, responses=responses())
def stats(context: ContextIs, _: Annotated[parameters.NoQuery, Query()]) -> Response:
    """Counts for everyone; ratings, cost and value totals for club members."""
    return sent(county.stats(context))
