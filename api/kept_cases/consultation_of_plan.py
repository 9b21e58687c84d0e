"""From a town's plan to its consultation file in one step: the plan is kept, and the file holds
those of its moves that are out for consultation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.html.addresses import CONSULTATION_FILE as FILE
from api.html.addresses import consultation_query
from api.html.templates import PageRoute
from api.http.dependencies import ContextIs, Slow
from api.http.form_errors import said
from api.http.writing import DoingIs, TypedIs
from api.kept_cases import schemas
from api.kept_cases.who_may_keep import demand_keeper
from api.towns.consultation_part import moves_of
from api.towns.options_query import TimedQuery
from api.towns.refused import refused
from estate.answers.cases import keeping_cases
from estate.answers.opportunities.consultation_file import of_moves
from estate.answers.towns.question import solve, town_question
from estate.errors import BadQuestion

pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
_BOXES = {"label": "What it is called"}


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
    return refused(
        request, context, name, what="No consultation file was made", problem=problem, status=status
    )
