"""The portfolio: which candidates together, without counting anything twice."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import packed
from estate.answers import portfolio as answers_portfolio
from estate.answers import portfolio_answer
from estate.answers.portfolio_answer import Portfolio

router = APIRouter(prefix="/savings", tags=["savings"], dependencies=[Slow])


class PortfolioQuery(parameters.Query):
    """Which part of the county; the whole without either."""

    organisation: Line | None = Field(
        default=None, max_length=60, description="buildings this organisation manages or uses"
    )
    town: Line | None = Field(default=None, max_length=200, description="buildings of this town")


@router.get("/portfolio", response_model=Portfolio, responses=responses(403))
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
