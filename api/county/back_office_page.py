"""``/back-office``: services that bodies could combine, by the county's list of 2010."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.county.back_office_tables import tables
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from estate.answers.candidates.sharing import back_office

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/back-office"


@router.get(ADDRESS, response_class=HTMLResponse)
def back_office_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The whole list."""
    made = tables(back_office(context))
    return framed(request, context, "back_office.html", tables=made, address=ADDRESS)


@router.get(ADDRESS + "/{table}.{form}")
def back_office_table(context: ContextIs, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(tables(back_office(context)), table), form)
