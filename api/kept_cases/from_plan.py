"""From a town's plan to an opportunity in one step: the plan is kept, an opportunity is opened
about the buildings that its moves touch, and rests on the kept plan."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.html.templates import PageRoute
from api.http.dependencies import ContextIs, Slow
from api.http.form_errors import said
from api.http.problems import responses
from api.http.writing import Doing, DoingIs, TypedIs
from api.kept_cases.opening_from_plan import OpenedFromPlan, PlanOpened, demand, opened
from api.towns.options_query import TimedQuery
from api.towns.refused import refused
from estate.answers.context import ReadContext
from estate.answers.towns.question import TownQuestion, solve, town_question

router = APIRouter(tags=["schemes"], dependencies=[Slow])
pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
_BOXES = {"title": "Title", "lead": "Code of the body that leads it"}


@router.post(
    "/towns/{name:path}/options/opportunity",
    status_code=201,
    response_model=OpenedFromPlan,
    responses=responses(403, 404, 409),
)
def open_from_plan(
    context: ContextIs,
    do: DoingIs,
    name: str,
    sent: PlanOpened,
    query: Annotated[TimedQuery, Query()],
) -> OpenedFromPlan:
    """Keep the plan that is found for a question, and open an opportunity about the buildings that
    its moves touch, which rests on it. For editors of members, whose organisation leads it, and
    administrators."""
    return opened(do, context, _asked(do, context, name, query, sent), sent)


@pages.post("/towns/{name:path}/options/open")
def open_from_page(
    request: Request,
    typed: TypedIs,
    context: ContextIs,
    do: DoingIs,
    name: str,
    query: Annotated[TimedQuery, Query()],
) -> Response:
    """What the form of a plan's page sends."""
    made: list[OpenedFromPlan] = []

    def act() -> None:
        given = {key: value for key, value in typed.items() if key in _BOXES and value}
        sent = said(given, PlanOpened, _BOXES)
        made.append(opened(do, context, _asked(do, context, name, query, sent), sent))

    status, problem = do.tried(act)
    if not problem:
        return RedirectResponse(made[0].page, 303)
    return refused(
        request,
        context,
        name,
        what="The opportunity was not opened",
        problem=problem,
        status=status,
    )


def _asked(
    do: Doing, context: ReadContext, name: str, query: TimedQuery, sent: PlanOpened
) -> TownQuestion:
    """The plan, looked for once it is known that it may be opened."""
    demand(do, sent)
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    return question
