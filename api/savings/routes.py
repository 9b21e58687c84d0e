"""Savings over the county: from the top down, the best set, and how sure the cost is."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import packed, sent
from estate.answers.county import cost_range as answers_cost_range
from estate.answers.county import portfolio as answers_portfolio
from estate.answers.county import portfolio_answer
from estate.answers.county import top_down as answers_top_down
from estate.answers.county.cost_range import CostRange
from estate.answers.county.portfolio_answer import Portfolio
from estate.answers.county.top_down import TopDown

router = APIRouter(prefix="/savings", tags=["savings"])


@router.get("/top-down", response_model=TopDown, responses=responses())
def top_down(context: ContextIs, _: NoQueryIs) -> Response:
    """Three labelled bases, the range it implies, and the readings of the factor five apart."""
    return sent(answers_top_down.top_down(context))


@router.get("/cost-range", response_model=CostRange, responses=responses(403), dependencies=[Slow])
def cost_range(context: ContextIs, _: NoQueryIs) -> Response:
    """P10, P50 and P90 of the premises cost, and the value of each missing field."""
    return sent(answers_cost_range.cost_range(context))


class PortfolioQuery(parameters.Query):
    """Which part of the county; the whole without either."""

    organisation: Line | None = Field(
        default=None, max_length=60, description="buildings this organisation manages or uses"
    )
    town: Line | None = Field(default=None, max_length=200, description="buildings of this town")


@router.get("/portfolio", response_model=Portfolio, responses=responses(403), dependencies=[Slow])
def portfolio(
    context: ContextIs,
    query: Annotated[PortfolioQuery, Query()],
) -> Response:
    """The best set of candidates that can all happen together, beside the naive sum and, for
    the whole county, beside the top-down range with the gap named."""
    key = (
        context.version,
        context.reader.edition,
        context.today,
        context.assumptions,
        query.organisation,
        query.town,
    )

    def make() -> bytes:
        found = answers_portfolio.best_set(
            context, organisation=query.organisation, town=query.town
        )
        return packed(portfolio_answer.portfolio(found))

    return Response(context.cache.part("portfolio", key, make), media_type="application/json")
