"""``/methods``: how each figure is worked out, in words, with its source."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import method_pages
from api.dependencies import ServiceIs
from api.templates import PageRoute, for_who_is_here

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/methods", response_class=HTMLResponse)
def opening(request: Request, here: ServiceIs) -> HTMLResponse:
    """The list of methods."""
    return for_who_is_here(request, here, "method.html", method=method_pages.page(""))


@router.get("/methods/{name}", response_class=HTMLResponse)
def one(request: Request, here: ServiceIs, name: str) -> HTMLResponse:
    """One method."""
    return for_who_is_here(request, here, "method.html", method=method_pages.page(name))
