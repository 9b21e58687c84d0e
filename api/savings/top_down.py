"""Savings: the top-down estimate."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers import top_down as answers
from estate.answers.top_down import TopDown

router = APIRouter(prefix="/savings", tags=["savings"])


@router.get("/top-down", response_model=TopDown, responses=responses())
def top_down(context: ContextIs, _: Annotated[parameters.NoQuery, Query()]) -> Response:
    """Three labelled bases, the range it implies, and the readings of the factor five apart."""
    return sent(answers.top_down(context))
