"""``/touch-down``: where staff of any body may drop in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.county.touch_down_routes import TouchDownQuery
from api.county.touch_down_table import table
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from estate.errors import BadQuestion
from estate.register.queries import areas

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/touch-down"
_BOXES = {
    "near": "Near which property",
    "town": "Town",
    "at_least": "Desks needed",
    "max_minutes": "Most minutes on foot",
}


@router.get(ADDRESS, response_class=HTMLResponse)
def touch_down_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The finder and its list; with what cannot be asked, the whole list and what to mend."""
    problem = ""
    try:
        found = question(request.query_params, TouchDownQuery, _BOXES).ask(context)
    except BadQuestion as error:
        problem, found = str(error), TouchDownQuery().ask(context)
    made = framed(
        request,
        context,
        "touch_down.html",
        found=found,
        asked={name: request.query_params.get(name, "") for name in _BOXES},
        problem=problem,
        table=table(found),
        towns=sorted(areas.town_names(context.connection)),
        address=ADDRESS,
        query="" if problem else request.url.query,
    )
    made.status_code = 422 if problem else 200
    return made


@router.get(ADDRESS + "/{name}.{form}")
def touch_down_file(
    context: ContextIs, asked: Annotated[TouchDownQuery, Query()], name: str, form: str
) -> Response:
    """The list as a file."""
    made = table(asked.ask(context))
    return download(context, chosen({made.name: made}, name), form)
