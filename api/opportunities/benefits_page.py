"""``/opportunities/benefits``: what opportunities brought, beside what had been estimated."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.service import ServiceIs
from api.opportunities import benefits_model
from api.opportunities.benefits_routes import seen
from estate.register import visibility as v

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/opportunities/benefits"


@router.get(ADDRESS, response_class=HTMLResponse)
def benefits_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """All that its reader is shown; the public edition holds none and says so."""
    if context.reader.level < v.Level.CLUB:
        return framed(request, context, "benefits.html", found=None, for_members=FOR_MEMBERS)
    found = seen(request, context, service)
    return framed(
        request,
        context,
        "benefits.html",
        found=found,
        address=ADDRESS,
        tables=benefits_model.tables(found),
        not_shown=benefits_model.not_shown_words(found),
        remarks=benefits_model.remarks(found),
    )


@router.get(ADDRESS + "/{table}.{form}")
def benefits_table(
    request: Request, context: ContextIs, service: ServiceIs, table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    made = benefits_model.tables(seen(request, context, service))
    return download(context, chosen(made, table), form)
