"""``/search``: what the search in the masthead finds, as a page that needs no script."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.search.routes import MOST, SearchQuery, results

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/search"
KINDS = {
    "organisation": "Organisation",
    "town": "Town",
    "place": "Place",
    "street": "Street",
    "station": "Station",
    "postcode": "Postcode",
    "property": "Property",
}


@router.get(ADDRESS, response_class=HTMLResponse)
def search_page(
    request: Request, context: ContextIs, asked: Annotated[SearchQuery, Query()]
) -> HTMLResponse:
    """The page; without words it says what can be looked for."""
    found = results(context, asked.model_copy(update={"limit": MOST}))
    return framed(request, context, "search.html", found=found, kinds=KINDS, address=ADDRESS)
