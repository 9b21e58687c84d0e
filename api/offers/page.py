"""``/offers``: all of them, one with its forms, and the form with which an owner opens one."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import said
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs, person_of
from api.offers import page_model, schemas, writing
from api.offers.part import may_open
from api.offers.routes import OfferQuery
from estate.answers.club import offers as answers
from estate.answers.club.offers import Offer, OfferWithSteps
from estate.answers.context import ReadContext
from estate.club.decisions import Person
from estate.club.offers import WORKING_DAYS, OfferOnRecord, last_day, may_offer
from estate.codes import Role
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.register.queries import offers as query
from estate.register.queries import organisations

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_LABELS = {
    "forum": "Forum",
    "decided_on": "Date of that decision",
    "minute_ref": "Minute reference",
    "terms": "What is offered",
    "post": "Contact (job title, not a name)",
    "what_for": "What your body would use it for",
    "outcome": "Outcome",
    "taken_up_by": "Taken up by",
    "reason": "Why",
}
_NOTHING_TYPED = dict.fromkeys(_LABELS, "")


@router.get("/offers", response_class=HTMLResponse)
def offers_page(
    request: Request, context: ContextIs, asked: Annotated[OfferQuery, Query()]
) -> HTMLResponse:
    """All offers; the public edition holds none and says so."""
    is_shown = context.reader.level >= v.Level.CLUB
    found = answers.offers(context, states=tuple(asked.state)).offers if is_shown else []
    return framed(
        request,
        context,
        "offers.html",
        shown=is_shown,
        for_members=FOR_MEMBERS,
        table=page_model.listed(found),
        working_days=WORKING_DAYS,
        query=request.url.query,
    )


@router.get("/offers/offers.{form}")
def offers_file(context: ContextIs, asked: Annotated[OfferQuery, Query()], form: str) -> Response:
    """The list as a file."""
    found = answers.offers(context, states=tuple(asked.state)).offers
    return download(context, page_model.listed(found), form)


@router.get("/offers/{offer_id}", response_class=HTMLResponse)
def offer_page(
    request: Request, context: ContextIs, service: ServiceIs, offer_id: UUID
) -> HTMLResponse:
    """The page of one offer, with what bodies have said of it."""
    return _page(request, context, service, answers.offer(context, offer_id))


@router.get("/offers/{offer_id}/{table}.{form}")
def offer_table(context: ContextIs, offer_id: UUID, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    answer = answers.offer(context, offer_id)
    wanted = chosen(page_model.tables(answer.offer, answer.steps), table)
    return download(context, wanted, form, f"{wanted.title}: {answer.offer.name}")


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    answer: OfferWithSteps,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    one, person = answer.offer, person_of(request)
    owns, speaks = _roles(context.connection, one, person)
    mine = next(
        (
            said
            for said in one.interests
            if person and said.organisation.code == person.organisation
        ),
        None,
    )
    made = framed(
        request,
        context,
        "offer.html",
        told=one,
        tables=page_model.tables(one, answer.steps),
        decision=page_model.decision_words(one),
        property_page=page_model.property_page(one),
        is_over=one.working_days_left is None,
        owns=owns,
        speaks=speaks,
        mine=mine,
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=_NOTHING_TYPED | dict(typed or {}),
    )
    made.status_code = status
    return made


def _roles(connection: Connection, one: Offer, person: Person | None) -> tuple[bool, bool]:
    """Whether this person may end it, and whether their own body may express an interest."""
    if person is None or not one.is_running:
        return False, False
    record = OfferOnRecord(one.owner.code, one.owner.name, one.state, one.closes_on, one.opened_on)
    code = person.organisation
    others = person.role is Role.EDITOR and code not in (None, one.owner.code)
    return may_offer(person, record) is None, (
        others and organisations.has_signed(connection, code or "")
    )


@router.post("/offers/{offer_id}/interest")
def interest_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, offer_id: UUID
) -> Response:
    """What the form for an expression of interest sends, or that for its withdrawal."""

    def act() -> None:
        if typed.get("withdrawn") == "true":
            writing.take_back(do, offer_id, do.whose(None))
        else:
            writing.say_interest(do, offer_id, said(typed, schemas.InterestSaid, _LABELS))

    return _done(request, do, service, offer_id, typed, act)


@router.post("/offers/{offer_id}/outcome")
def outcome_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, offer_id: UUID
) -> Response:
    """What its owner's form sends."""

    def act() -> None:
        writing.end(do, offer_id, said(typed, schemas.Ended, _LABELS))

    return _done(request, do, service, offer_id, typed, act)


def _done(
    request: Request,
    do: Doing,
    service: Service,
    offer_id: UUID,
    typed: Mapping[str, str],
    act: Callable[[], None],
) -> Response:
    status, problem = do.tried(act)
    if not problem:
        return RedirectResponse(f"/offers/{offer_id}", 303)
    answer = writing.told(do, offer_id)
    return _page(request, do.context, service, answer, status, problem, typed)


@router.get("/properties/{property_id}/offer", response_class=HTMLResponse)
def opening_page(
    request: Request, context: ContextIs, service: ServiceIs, property_id: UUID
) -> HTMLResponse:
    """The form with which an owner offers a property to the other bodies."""
    return _opening(request, context, service, property_id)


@router.post("/properties/{property_id}/offer")
def open_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, property_id: UUID
) -> Response:
    """What that form sends."""
    made: list[UUID] = []
    status, problem = do.tried(
        lambda: made.append(
            writing.open_one(do, property_id, said(typed, schemas.Offered, _LABELS))
        )
    )
    if not problem:
        return RedirectResponse(f"/offers/{made[0]}", 303)
    return _opening(request, do.context, service, property_id, status, problem, typed)


def _opening(
    request: Request,
    context: ReadContext,
    service: Service,
    property_id: UUID,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    query.demand_club(context.reader)
    place = query.place(context.connection, context.reader, property_id)
    if not may_open(context, place, person_of(request)):
        raise NotAllowed(
            f"Only an editor of {place['owner']}, whose property it is, or an administrator may "
            "offer it."
        )
    made = framed(
        request,
        context,
        "offer_opening.html",
        place=place["name"],
        owner=place["owner"],
        address=f"/properties/{property_id}",
        last_day=last_day(context.today),
        working_days=WORKING_DAYS,
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=_NOTHING_TYPED | dict(typed or {}),
    )
    made.status_code = status
    return made
