"""What could happen in the whole county, by parts, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import responses
from api.http.values import sent
from estate.answers.county_plan import CountyPlan, county_plan

router = APIRouter(tags=["towns"], dependencies=[Slow])


class CountyPlanQuery(parameters.Query):
    """What may take part."""

    unrated: bool = Field(default=False, description="let buildings that are not rated take part")


@router.get("/county/options", response_model=CountyPlan, responses=responses(403))
def county_options(context: ContextIs, query: Annotated[CountyPlanQuery, Query()]) -> Response:
    """The plan of the whole county, part by part: what no move connects is asked apart, so most
    towns are proved. From what you may see; nothing is decided."""
    return sent(county_plan(context, query.unrated))
