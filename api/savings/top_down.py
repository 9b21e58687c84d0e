"""Savings: the top-down estimate."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import answers as shaped
from api.savings import serialise
from api.savings.schemas import TopDown
from estate.answers import county as answers_county

router = APIRouter(prefix="/savings", tags=["savings"])


@router.get("/top-down", responses=shaped(TopDown))
def top_down(context: ContextIs, _: Annotated[parameters.NoQuery, Query()]) -> dict[str, Any]:
    """Three labelled bases, the range it implies, and the readings of the factor five apart."""
    return serialise.top_down(answers_county.top_down(context))
