"""``/opportunities/bid-figures``: what bids for One Public Estate ask for, as tables."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.service import ServiceIs
from api.opportunities import bid_model
from api.opportunities.bid_routes import seen
from estate.register import visibility as v

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/opportunities/bid-figures"


@router.get(ADDRESS, response_class=HTMLResponse)
def bid_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """All that its reader is shown; the public edition holds none and says so."""
    if context.reader.level < v.Level.CLUB:
        return framed(request, context, "bid_figures.html", tables=None, for_members=FOR_MEMBERS)
    tables = bid_model.tables(seen(request, context, service))
    return framed(request, context, "bid_figures.html", tables=tables, address=ADDRESS)


@router.get(ADDRESS + "/{table}.{form}")
def bid_table(
    request: Request, context: ContextIs, service: ServiceIs, table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    made = bid_model.tables(seen(request, context, service))
    return download(context, chosen(made, table), form)
