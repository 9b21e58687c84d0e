"""``/land``: parcels of different owners that lie together."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.rating_marks import rating_marks
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from api.land import page_model
from api.land.routes import LandQuery
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/land"
_BOXES = {"town": "Town", "across_road": "Across a road as well"}


@router.get(ADDRESS, response_class=HTMLResponse)
def land_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The list; with what cannot be asked, the whole list and what to mend."""
    problem = ""
    try:
        found = question(request.query_params, LandQuery, _BOXES).ask(context)
    except BadQuestion as error:
        problem, found = str(error), LandQuery().ask(context)
    made = framed(
        request,
        context,
        "land.html",
        found=found,
        asked={name: request.query_params.get(name, "") for name in _BOXES},
        problem=problem,
        marks=rating_marks(),
        tables=page_model.tables(found),
        basis=page_model.basis(found),
        address=ADDRESS,
        query="" if problem else request.url.query,
    )
    made.status_code = 422 if problem else 200
    return made


@router.get(ADDRESS + "/{table}.{form}")
def land_table(
    context: ContextIs, asked: Annotated[LandQuery, Query()], table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(page_model.tables(asked.ask(context)), table), form)
