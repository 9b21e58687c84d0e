"""From a town's plan to its consultation file in one step: the plan is kept, and the file holds
those of its moves that are out for consultation."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.html.addresses import CONSULTATION_FILE as FILE
from api.html.addresses import consultation_query, town_address
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.http.form_errors import said
from api.http.writing import DoingIs, TypedIs
from api.kept_cases import schemas
from api.kept_cases.routes import demand_keeper
from api.towns.options_query import TimedQuery
from estate.answers.cases import keeping_cases
from estate.answers.context import ReadContext
from estate.answers.opportunities.consultation_file import of_moves
from estate.answers.residents.journeys_worked_out import Moved
from estate.answers.towns.question import TownQuestion, solve, town_question
from estate.errors import BadQuestion

pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
_BOXES = {"label": "What it is called"}


def consulting(context: ReadContext, question: TownQuestion) -> dict[str, Any]:
    """Of the plan that was found: which of its moves are out for consultation, why others are not,
    and the file of the first."""
    numbers, told = of_moves(context, moves_of(question))
    return {"numbers": numbers, "told": told, "address": f"{FILE}{consultation_query(numbers)}"}


def moves_of(question: TownQuestion) -> Sequence[Moved]:
    """The moves of the plan that was found; none without a plan."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return ()
    rows = town.problem.moves.iloc[plan.moves]
    return [
        Moved(town.occupation_ids[who], town.property_ids[host])
        for who, host in zip(rows["occupation"], rows["host"], strict=True)
    ]


@pages.post("/towns/{name:path}/options/consultation-file")
def file_from_page(
    request: Request,
    typed: TypedIs,
    context: ContextIs,
    do: DoingIs,
    name: str,
    query: Annotated[TimedQuery, Query()],
) -> Response:
    """What the form of a plan's page sends. Without a move in consultation nothing is kept."""
    made: list[UUID] = []

    def act() -> None:
        demand_keeper(do.bearer)
        given = {key: value for key, value in typed.items() if key in _BOXES and value}
        sent = said(given, schemas.KeepIn, _BOXES)
        question = town_question(context, query.asked(name))
        solve(question, query.within_s)
        numbers, told = of_moves(context, moves_of(question))
        if not numbers:
            raise BadQuestion(" ".join(["No move of this plan is out for consultation.", *told]))
        made.append(keeping_cases.keep_town(context, do.connection, question, sent.label.strip()))

    status, problem = do.tried(act)
    if not problem:
        return RedirectResponse(f"{FILE}{consultation_query((), made[0])}", 303)
    asked = f"?{request.url.query}" if request.url.query else ""
    page = framed(
        request,
        context,
        "town_refused.html",
        problem=problem,
        what="No consultation file was made",
        back=f"{town_address(name)}/options{asked}",
        town=name,
    )
    page.status_code = status
    return page
