"""``/methods``: how each figure is worked out, in words, with its source."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import chosen, table_file
from api.html.templates import PageRoute, for_who_is_here
from api.http.service import ServiceIs
from api.methods import defaults as default_tables
from api.methods import method_pages

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_ABOUT = {
    "What": "Defaults of Common Estate, as shipped",
    "Units": "in the column “unit”; shares are fractions, money in £",
}


@router.get("/methods", response_class=HTMLResponse)
def opening(request: Request, service: ServiceIs) -> HTMLResponse:
    """The list of methods."""
    return for_who_is_here(request, service, "method.html", method=method_pages.page(""))


@router.get(default_tables.ADDRESS, response_class=HTMLResponse)
def defaults(request: Request, service: ServiceIs) -> HTMLResponse:
    """Every default with its unit, year and source."""
    tables = default_tables.tables().values()
    return for_who_is_here(
        request,
        service,
        "defaults.html",
        method=method_pages.page("defaults"),
        tables=tables,
        address=default_tables.ADDRESS,
    )


@router.get(default_tables.ADDRESS + "/{name}.{form}")
def defaults_file(name: str, form: str) -> Response:
    """One table of defaults, as a file."""
    tables = {key: table for key, (table, _) in default_tables.tables().items()}
    return table_file(chosen(tables, name), form, _ABOUT)


@router.get("/methods/{name}", response_class=HTMLResponse)
def one(request: Request, service: ServiceIs, name: str) -> HTMLResponse:
    """The page of one method, with the links to what it rests on."""
    return for_who_is_here(request, service, "method.html", method=method_pages.page(name))
