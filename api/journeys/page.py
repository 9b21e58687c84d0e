"""``/journeys``: who goes how far before and after some moves, as a page with its files."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import CONSULTATION_FILE as FILE
from api.html.addresses import consultation_query as query_of
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from api.journeys import page_model as model
from api.journeys.query import ADDRESS, FoundIs, Ground, PageQuery
from estate.answers.context import ReadContext
from estate.answers.opportunities.consultation_file import of_moves
from estate.answers.residents.journeys import ENGINES_DIFFER, MODE_WORDS, told
from estate.answers.residents.journeys_worked_out import Moved, journeys_of, read_moves

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])


@router.get(ADDRESS, response_class=HTMLResponse)
def journeys_page(
    request: Request, context: ContextIs, query: Annotated[PageQuery, Query()]
) -> HTMLResponse:
    """The page; without a move it says how to ask."""
    if not query.move:
        return framed(request, context, "journeys.html", journeys=None)
    found = journeys_of(context, read_moves(context, query.move))
    mode = query.mode if query.mode in found.base.modes else found.base.modes[0]
    return framed(
        request,
        context,
        "journeys.html",
        journeys=model.part(found, told(found)),
        drawings=model.drawings(found, mode, query.ground),
        ground=query.ground,
        grounds=list(Ground),
        mode=mode,
        modes=[(one, MODE_WORDS[one]) for one in found.base.modes],
        consulting=_consulting(context, found.moves),
        engines_differ=ENGINES_DIFFER,
    )


def _consulting(context: ReadContext, moves: Sequence[Moved]) -> dict[str, Any]:
    """Which of the moves are out for consultation, and why others are not."""
    numbers, told = of_moves(context, moves)
    return {"numbers": numbers, "told": told, "address": f"{FILE}{query_of(numbers)}"}


@router.get(ADDRESS + "/{table}.{form}")
def journeys_table(context: ContextIs, found: FoundIs, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    answer = told(found)
    wanted = chosen({one.name: one for one in model.tables(answer)}, table)
    rests = {"Rests on": "; ".join(model.bases(answer)), "Residents": answer.residents}
    return download(context, wanted, form, f"{wanted.title}: residents' journeys", **rests)
