"""``/managing-bodies``: who manages what, and one managing body for all as a view."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html import format as words
from api.html.addresses import organisation_address
from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from api.organisations.managing_routes import RatesQuery
from estate.answers.organisations import managing as answers
from estate.answers.organisations.managing import Managing, ManagingBody
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/managing-bodies"
_BOXES = {
    "percent_of_cost": "It would charge, % of the premises cost",
    "gbp_per_m2_pa": "It would charge as well, £ for each m² a year",
}
_TOO_FEW = Withheld("not shown: too few")


def tables(found: Managing) -> dict[str, Table]:
    """The tables of the page, by their names."""
    columns = [
        Column("name", "Managing body", link="page"),
        Column("properties", "Properties", "number", small="said"),
        Column("area_m2", "Area, GIA", "square_metres", small="known"),
        Column("cost_gbp_pa", "Premises cost a year", "estimate", small="range"),
        Column("cost_low_gbp_pa", "Cost, low", "file"),
        Column("cost_high_gbp_pa", "Cost, high", "file"),
    ]
    if found.percent_of_cost is not None or found.gbp_per_m2_pa is not None:
        columns.append(Column("charge_gbp_pa", "One body would charge a year", "estimate"))
    note = (
        f"Amounts in £ a year at {found.price_base} prices. Who is not on record as managing body "
        "is taken to be the body that reports the property. A cost is shown for ten properties or "
        "more, or where all are yours."
    )
    of_bodies = Table(
        "managing-bodies",
        "Who manages what",
        tuple(columns),
        [_row(one) for one in found.bodies],
        note,
        "No property is shown to you.",
    )
    whole = Table(
        "together",
        "All together",
        tuple(columns),
        [_row(found.together)],
        "All properties together, as if one body managed them.",
    )
    return {one.name: one for one in (of_bodies, whole)}


def _row(one: ManagingBody) -> dict[str, Any]:
    cost = one.cost
    row = {
        "name": one.name,
        "page": None if one.code is None else organisation_address(one.code),
        "properties": one.properties,
        "said": f"{one.on_record} on record",
        "area_m2": one.area_m2,
        "known": f"{one.areas_known} measured",
        "charge_gbp_pa": _TOO_FEW if one.charge_gbp_pa is None else one.charge_gbp_pa,
    }
    if cost is None:
        return row | {"cost_gbp_pa": _TOO_FEW, "range": ""}
    return row | {
        "cost_gbp_pa": cost.central_gbp_pa,
        "cost_low_gbp_pa": cost.low_gbp_pa,
        "cost_high_gbp_pa": cost.high_gbp_pa,
        "range": words.pounds_range(cost.low_gbp_pa, cost.high_gbp_pa),
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
