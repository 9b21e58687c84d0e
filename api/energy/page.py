"""``/energy``: what all buildings use and emit."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.energy import page_model
from api.energy.routes import FactorsQueryIs
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from estate.answers.energy import county_energy

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/energy"


@router.get(ADDRESS, response_class=HTMLResponse)
def energy_page(request: Request, context: ContextIs, query: FactorsQueryIs) -> HTMLResponse:
    """The page of what all moves that can happen together change of energy and carbon."""
    found = county_energy(context, query.factors)
    return framed(
        request,
        context,
        "energy.html",
        found=found,
        tables=page_model.county_tables(found),
        address=ADDRESS,
        query="" if query.factors is None else f"?factors={query.factors}",
        kwh=page_model.rough(found.whole.kwh_pa.middle, "GWh", by=1e6),
        tonnes=page_model.rough(found.whole.tco2e_pa.middle, "tCO₂e"),
        kwh_range=page_model.between(found.whole.kwh_pa, "GWh", by=1e6),
        tonnes_range=page_model.between(found.whole.tco2e_pa, "tCO₂e"),
    )


@router.get(ADDRESS + "/{table}.{form}")
def energy_table(context: ContextIs, table: str, form: str, query: FactorsQueryIs) -> Response:
    """One of the page's tables as a file."""
    tables = page_model.county_tables(county_energy(context, query.factors))
    return download(context, chosen(tables, table), form)
