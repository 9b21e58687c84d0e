"""``/services``: for residents, what is where, when it is open, and what is near a postcode."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import property_address
from api.html.tables import Column, Table, Withheld, chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from api.http.service import ServiceIs
from api.http.writing import TypedIs
from api.services.routes import ServicesQuery, ServicesQueryIs
from api.services.stops import stops_table
from estate.answers.context import ReadContext
from estate.answers.residents.services import ServicePlace, Services, ServiceStop
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/services"
_NOT_KNOWN = Withheld("not on record")
_TOO_FAR = Withheld("over 3 hours, or no way known")
_BOXES = {"kind": "Service", "town": "Town"}


def tables(found: Services) -> dict[str, Table]:
    """Places, and stops of mobile services where there are any on record."""
    made = [_places(found)]
    if found.stops or any(one.stops for one in found.kinds):
        made.append(_stops(found))
    return {one.name: one for one in made}


_MINUTES = (
    Column("walk_min", "Minutes on foot", "amount"),
    Column("car_min", "Minutes by car", "amount"),
)


def _places(found: Services) -> Table:
    """One place a row; with minutes where it was asked what is near."""
    columns = [
        Column("name", "Place", link="page", small="address"),
        Column("services", "Services", "long"),
        Column("opening_hours", "Open", "long"),
        Column("organisation", "Run by"),
        Column("town", "Town"),
        Column("longitude", "longitude", "file"),
        Column("latitude", "latitude", "file"),
    ]
    if found.nearest_first:
        columns[1:1] = _MINUTES
    return Table(
        "services",
        "Services open to the public",
        tuple(columns),
        [_row(one) for one in found.places],
        _note(found),
        "No place answers to this question. Try another service, or all towns.",
    )


def _stops(found: Services) -> Table:
    """One stop a row, with its days."""
    made = stops_table([one.stop for one in found.stops])
    if not found.nearest_first:
        return made
    rows = [{**row, **_minutes(one)} for row, one in zip(made.rows, found.stops, strict=True)]
    columns = (made.columns[0], *_MINUTES, *made.columns[1:])
    return replace(made, columns=columns, rows=rows)


def _note(found: Services) -> str:
    hours = "Services and hours are as each body has put on record. Ask there before you travel."
    if not found.basis:
        return hours
    said = (f"Minutes {one}." for one in found.basis)
    return " ".join((hours, *said))


def _row(one: ServicePlace) -> dict[str, Any]:
    services = one.services
    return {
        "name": one.name,
        "page": property_address(one.property_id),
        "address": ", ".join(filter(None, (one.address, one.postcode))),
        "services": services[:1].upper() + services[1:] if services else _NOT_KNOWN,
        "opening_hours": one.opening_hours or _NOT_KNOWN,
        "organisation": one.organisation.name,
        "town": one.town or "outside the towns",
        "longitude": one.longitude,
        "latitude": one.latitude,
        **_minutes(one),
    }


def _minutes(one: ServicePlace | ServiceStop) -> dict[str, Any]:
    return {
        name: _TOO_FAR if minutes is None else f"{minutes:.0f}"
        for name, minutes in (("walk_min", one.walk_min), ("car_min", one.car_min))
    }


@router.get(ADDRESS, response_class=HTMLResponse)
def services_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """The finder and its list; with what cannot be asked, the whole list and what to mend."""
    problem = ""
    try:
        found = question(request.query_params, ServicesQuery, _BOXES).ask(context)
    except BadQuestion as error:
        problem, found = str(error), ServicesQuery().ask(context)
    return _shown(request, context, service, found, problem=problem)


@router.post(ADDRESS, response_class=HTMLResponse)
def near_postcode(
    request: Request, typed: TypedIs, context: ContextIs, service: ServiceIs, asked: ServicesQueryIs
) -> HTMLResponse:
    """The same, the nearest to a resident's postcode first; it is not kept, and not shown again."""
    wrong = ""
    try:
        found = asked.ask(context, typed.get("postcode", ""))
    except BadQuestion as error:
        wrong, found = str(error), asked.ask(context)
    return _shown(request, context, service, found, wrong=wrong)


def _shown(
    request: Request,
    context: ReadContext,
    service: Any,
    found: Services,
    *,
    problem: str = "",
    wrong: str = "",
) -> HTMLResponse:
    """``problem`` is with the boxes of the list, ``wrong`` with the postcode."""
    made = framed(
        request,
        context,
        "services.html",
        found=found,
        problem=problem,
        wrong=wrong,
        tables=tables(found),
        address=ADDRESS,
        query=f"?{request.url.query}" if request.url.query and not problem else "",
        csrf_token=sessions.form_token(request, service.settings),
    )
    made.status_code = 422 if problem or wrong else 200
    made.headers["Cache-Control"] = "no-store"
    return made


@router.post(ADDRESS + "/near.{form}")
def near_file(typed: TypedIs, context: ContextIs, asked: ServicesQueryIs, form: str) -> Response:
    """The nearest first as a file, for the postcode of a form."""
    found = asked.ask(context, typed.get("postcode", ""))
    made = download(context, _places(found), form)
    made.headers["Cache-Control"] = "no-store"
    return made


@router.get(ADDRESS + "/{name}.{form}")
def services_file(context: ContextIs, asked: ServicesQueryIs, name: str, form: str) -> Response:
    """The list as a file."""
    return download(context, chosen(tables(asked.ask(context)), name), form)
