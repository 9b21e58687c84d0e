"""``/venues``: venues that are no public property, and the forms that offer and withdraw one."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import amount_of, said
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs, person_of
from api.venues import page_model, schemas, writing
from api.venues.routes import VenueQuery
from estate.answers.club import venues as answers
from estate.answers.context import ReadContext
from estate.codes import Role, VenueKind, label
from estate.register import visibility as v

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/venues"
_BOXES = {
    "name": "Name",
    "kind": "Kind",
    "address": "Address",
    "easting": "Easting",
    "northing": "Northing",
    "nia_m2": "Net area on offer, m²",
    "available_from": "From",
    "available_until": "Until",
    "charge_gbp_pa": "Charge, £ a year",
    "source": "Source",
    "organisation": "Code of the body",
}
_KINDS = [(one.value, label(one)) for one in VenueKind]
_NUMBERS = ("easting", "northing", "nia_m2", "charge_gbp_pa")


@router.get(ADDRESS, response_class=HTMLResponse)
def venues_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    asked: Annotated[VenueQuery, Query()],
) -> HTMLResponse:
    """All on offer; the public edition holds none and says so."""
    return _page(request, context, service, asked)


@router.get(ADDRESS + "/{name}.{form}")
def venues_file(
    context: ContextIs, asked: Annotated[VenueQuery, Query()], name: str, form: str
) -> Response:
    """The list as a file."""
    made = page_model.table(asked.ask(context))
    return download(context, chosen({made.name: made}, name), form)


@router.post(ADDRESS)
def offer_from_page(request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs) -> Response:
    """What the form that offers a venue sends."""

    def act() -> None:
        given = dict(typed) | {name: amount_of(typed[name]) for name in _NUMBERS if typed.get(name)}
        writing.offer(do, said(given, schemas.VenueOffered, _BOXES))

    return _done(request, do, service, typed, act)


@router.post(ADDRESS + "/{venue_id}/withdraw")
def withdraw_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, venue_id: UUID
) -> Response:
    """What the button beside a venue sends."""
    return _done(request, do, service, typed, lambda: writing.withdraw(do, venue_id))


def _done(
    request: Request,
    do: Doing,
    service: Service,
    typed: Mapping[str, str],
    act: Callable[[], None],
) -> Response:
    status, problem = do.tried(act)
    if not problem:
        return RedirectResponse(ADDRESS, 303)
    made = _page(request, do.context, service, VenueQuery(), problem, typed)
    made.status_code = status
    return made


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    asked: VenueQuery,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    is_shown = context.reader.level >= v.Level.CLUB
    found = asked.ask(context) if is_shown else None
    person = person_of(request)
    token = sessions.form_token(request, service.settings)
    offers = person is not None and (person.is_administrator or person.role is Role.EDITOR)
    may = is_shown and token is not None and offers
    mine = [
        one
        for one in (answers.venues(context).venues if may and person else [])
        if person and (person.is_administrator or one.offered_by.code == person.organisation)
    ]
    return framed(
        request,
        context,
        "venues.html",
        found=found,
        for_members=FOR_MEMBERS,
        table=page_model.table(found) if found else None,
        every=asked.every,
        address=ADDRESS,
        query=request.url.query,
        kinds=_KINDS,
        may=may,
        mine=mine,
        names_body=person is not None and person.organisation is None,
        csrf_token=token if may else None,
        problem=problem,
        typed=dict.fromkeys(_BOXES, "") | dict(typed or {}),
    )
