"""Who manages which properties, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers.organisations import managing as answers
from estate.answers.organisations.managing import Managing
from estate.club.managing import Rates

router = APIRouter(tags=["organisations"])


class RatesQuery(parameters.FormQuery):
    """What one managing body would charge; there is no default."""

    percent_of_cost: float | None = Field(
        default=None, gt=0, le=100, description="per cent of the premises cost, a year"
    )
    gbp_per_m2_pa: float | None = Field(
        default=None, gt=0, le=1_000, description="GBP for each m² GIA, a year"
    )

    @property
    def rates(self) -> Rates:
        """The rates typed here, as the calculation of managing costs takes them."""
        return Rates(self.percent_of_cost, self.gbp_per_m2_pa)


@router.get("/managing-bodies", response_model=Managing, responses=responses(403))
def managing(context: ContextIs, asked: Annotated[RatesQuery, Query()]) -> Response:
    """Who manages how many properties and what these cost a year, as far as you are shown it; and
    all together, as if one body managed them, with what it would charge at rates that you state.
    Nothing changes hands; a charge is no saving. ``/managing-bodies/{table}.csv`` has it as a
    file."""
    return sent(answers.managing(context, asked.rates))
