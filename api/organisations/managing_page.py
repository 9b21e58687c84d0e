"""``/managing-bodies``: who manages what, and one managing body for all as a view."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from api.organisations.managing_routes import RatesQuery
from api.organisations.managing_tables import tables
from estate.answers.organisations import managing as answers
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/managing-bodies"
_BOXES = {
    "percent_of_cost": "It would charge, % of the premises cost",
    "gbp_per_m2_pa": "It would charge as well, £ for each m² a year",
}


@router.get(ADDRESS, response_class=HTMLResponse)
def managing_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The whole view; with rates that cannot be, without a charge and with what to mend."""
    problem, rates = "", RatesQuery()
    try:
        rates = question(request.query_params, RatesQuery, _BOXES)
    except BadQuestion as error:
        problem = str(error)
    found = answers.managing(context, rates.rates)
    made = framed(
        request,
        context,
        "managing.html",
        found=found,
        tables=tables(found),
        asked={name: request.query_params.get(name, "") for name in _BOXES},
        problem=problem,
        address=ADDRESS,
        query="" if problem else request.url.query,
    )
    made.status_code = 422 if problem else 200
    return made


@router.get(ADDRESS + "/{table}.{form}")
def managing_table(
    context: ContextIs, asked: Annotated[RatesQuery, Query()], table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(tables(answers.managing(context, asked.rates)), table), form)
