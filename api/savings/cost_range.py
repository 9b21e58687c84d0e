"""How sure the premises cost is, and which missing figure would narrow it most."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import responses
from api.http.values import sent
from estate.answers import cost_range as answers
from estate.answers.cost_range import CostRange

router = APIRouter(prefix="/savings", tags=["savings"], dependencies=[Slow])


@router.get("/cost-range", response_model=CostRange, responses=responses(403))
def cost_range(
    context: ContextIs,
    _: Annotated[parameters.NoQuery, Query()],
) -> Response:
    """P10, P50 and P90 of the premises cost, and the value of each missing field."""
    return sent(answers.cost_range(context))
