"""From a town's plan to an opportunity in one step: the plan is kept, an opportunity is opened
about the buildings that its moves touch, and rests on the kept plan."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.html.addresses import town_address
from api.html.templates import PageRoute, framed
from api.http.bodies import Sent
from api.http.dependencies import ContextIs, Slow
from api.http.form_errors import said
from api.http.problems import responses
from api.http.text_types import Line
from api.http.writing import Doing, DoingIs, TypedIs
from api.kept_cases.routes import demand_keeper
from api.opportunities import schemas
from api.opportunities import writing as opportunities
from api.towns.options_query import TimedQuery
from estate.answers.cases import keeping_cases
from estate.answers.context import ReadContext
from estate.answers.opportunities.opening import demand_opening, demand_sayable
from estate.answers.towns.question import TownQuestion, solve, town_question
from estate.errors import BadQuestion

router = APIRouter(tags=["schemes"], dependencies=[Slow])
pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

_BOXES = {"title": "Title", "lead": "Code of the body that leads it"}
_NOTE = "Opened from the plan of a town; how the saving divides is still to be agreed."


class PlanOpened(Sent):
    """The opportunity's title, and which body leads it."""

    title: Annotated[Line, Field(min_length=1, max_length=120)] = Field(
        description="what could be done; the kept plan is called the same"
    )
    lead: Annotated[Line, Field(max_length=20)] | None = Field(
        default=None, description="code of who leads it; whoever sends it, if left"
    )


class OpenedFromPlan(BaseModel):
    """What was opened, and the kept plan that it rests on."""

    opportunity_id: UUID
    kept_case_id: UUID
    page: str


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
    asked = f"?{request.url.query}" if request.url.query else ""
    page = framed(
        request,
        context,
        "town_refused.html",
        problem=problem,
        what="The opportunity was not opened",
        back=f"{town_address(name)}/options{asked}",
        town=name,
    )
    page.status_code = status
    return page


def _asked(
    do: Doing, context: ReadContext, name: str, query: TimedQuery, sent: PlanOpened
) -> TownQuestion:
    """The plan, looked for once it is known that it may be opened."""
    demand(do, sent)
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    return question


def demand(do: Doing, sent: PlanOpened) -> str:
    """The body that would lead; ``NotAllowed`` where whoever asks may not."""
    demand_keeper(do.bearer)
    lead = sent.lead or do.bearer.organisation
    demand_opening(do.bearer.person, do.reader, lead or "")
    demand_sayable(sent.title)
    if lead is None:
        raise BadQuestion("Say which organisation leads it: `lead` is missing.")
    return lead


def opened(
    do: Doing, context: ReadContext, question: TownQuestion, sent: PlanOpened
) -> OpenedFromPlan:
    """All three in one transaction: kept, opened, the one resting on the other."""
    lead = demand(do, sent)
    kept = keeping_cases.keep_town(context, do.connection, question, sent.title)
    places = [UUID(one) for one in touched(question)]
    opening = schemas.Opened(property_ids=places, title=sent.title, lead=lead)
    opportunity_id = opportunities.open_one(do, opening)
    resting = schemas.CaseSaid(kept_case_id=kept, saving_gbp_pa=0, shares=[], note=_NOTE)
    opportunities.put_case(do, opportunity_id, resting)
    return OpenedFromPlan(
        opportunity_id=opportunity_id,
        kept_case_id=kept,
        page=f"/opportunities/{opportunity_id}",
    )


def touched(question: TownQuestion) -> list[str]:
    """Ids of the properties that somebody moves out of or into; what is offered besides is none."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return []
    moves = town.problem.moves.iloc[plan.moves]
    home = town.problem.occupations["home"].to_numpy()
    at = dict.fromkeys([*home[moves["occupation"]].tolist(), *moves["host"].tolist()])
    ids = (town.property_ids[one] for one in at)
    return [one for one in ids if one not in town.hosts_offered]
