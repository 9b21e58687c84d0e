"""``/public-spending``: the whole purse, and what of it premises cost."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.need.spending_tables import tables
from estate.answers.need.public_spending import purse

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/public-spending"


@router.get(ADDRESS, response_class=HTMLResponse)
def spending_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The page of what bodies have published of their spending."""
    found = purse(context)
    return framed(
        request, context, "public_spending.html", found=found, tables=tables(found), address=ADDRESS
    )


@router.get(ADDRESS + "/{name}.{form}")
def spending_file(context: ContextIs, name: str, form: str) -> Response:
    """One of its tables as a file."""
    return download(context, chosen(tables(purse(context)), name), form)
