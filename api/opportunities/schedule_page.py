"""``/opportunities/schedule``: the programme as a board, a plan over years and tables."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, fragment, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs, TypedIs, person_of
from api.opportunities import schedule_model, schemas, writing
from api.opportunities.schedule_routes import seen
from estate.answers.cache_until_written import until_written
from estate.answers.context import ReadContext
from estate.answers.opportunities.schedule import AreaEffect, Schedule
from estate.club.opportunities import may_order
from estate.errors import BadQuestion, NotFound
from estate.register import visibility as v

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/opportunities/schedule"


@router.get(ADDRESS, response_class=HTMLResponse)
def schedule_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """The whole schedule; the public edition holds none and says so."""
    if context.reader.level < v.Level.CLUB:
        return framed(
            request, context, "schedule.html", body="", problem="", for_members=FOR_MEMBERS
        )
    found = seen(request, context, service)
    body = until_written(context, "schedule body", (), lambda: _body(found))
    return _page(request, context, service, found, body)


def _body(found: Schedule) -> Markup:
    """Board, plan and tables: the same for everybody who sees the same."""
    return fragment(
        "schedule_body.html",
        found=found,
        address=ADDRESS,
        board=schedule_model.board(found),
        tables=schedule_model.tables(found),
        chart_words=schedule_model.cash_words(found),
        nothing_counted=schedule_model.nothing_counted_words(found),
    )


@router.get(ADDRESS + "/{table}.{form}")
def schedule_table(
    request: Request, context: ContextIs, service: ServiceIs, table: str, form: str
) -> Response:
    """One of the page's tables as a file."""
    made = schedule_model.tables(seen(request, context, service))
    return download(context, chosen(made, table), form)


@router.get("/opportunities/areas/{area}", response_class=HTMLResponse)
def area_page(request: Request, context: ContextIs, service: ServiceIs, area: str) -> HTMLResponse:
    """All that touches one area of need."""
    found = seen(request, context, service)
    one = _area(found, area)
    return framed(
        request,
        context,
        "need_area.html",
        area=one,
        tables=schedule_model.area_tables(found, one),
        schedule_page=ADDRESS,
    )


@router.get("/opportunities/areas/{area}/{table}.{form}")
def area_table(
    request: Request, context: ContextIs, service: ServiceIs, area: str, table: str, form: str
) -> Response:
    """One of its tables as a file."""
    found = seen(request, context, service)
    one = _area(found, area)
    wanted = chosen(schedule_model.area_tables(found, one), table)
    return download(context, wanted, form, f"{wanted.title}: {one.name}")


def _area(found: Schedule, name: str) -> AreaEffect:
    for one in found.areas:
        if one.name == name:
            return one
    raise NotFound("No opportunity or kept case that you are shown stands in an area of that name.")


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    found: Schedule,
    body: Markup,
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    person = person_of(request)
    token = sessions.form_token(request, service.settings)
    may = token is not None and person is not None and may_order(person) is None
    return framed(
        request,
        context,
        "schedule.html",
        body=body,
        in_order=[one for one in found.opportunities if one.rank] if may else [],
        address=ADDRESS,
        csrf_token=token if may else None,
        problem=problem,
        typed={"opportunity_id": "", "position": "", "reason": ""} | (typed or {}),
    )


@router.post(ADDRESS + "/position")
def position_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs
) -> Response:
    """What the form of one opportunity's position sends; where it cannot be, the page with the
    sentence and what was typed."""
    status, problem = do.tried(lambda: writing.give_position(do, *_said(typed)))
    if problem:
        found = seen(request, do.context, service)
        made = _page(request, do.context, service, found, _body(found), problem, typed)
        made.status_code = status
        return made
    return RedirectResponse(f"{ADDRESS}#order", 303)


def _said(typed: dict[str, str]) -> tuple[UUID, schemas.PositionSaid]:
    """Of which opportunity, and what."""
    given = {"position": typed.get("position") or None, "reason": typed.get("reason", "")}
    try:
        opportunity_id = UUID(typed.get("opportunity_id", ""))
        return opportunity_id, schemas.PositionSaid.as_typed(given)
    except ValueError as error:
        raise BadQuestion(
            "Choose an opportunity, give a position from 1 (blank to order by stage and date), "
            "and the reason, of at least three letters. Nothing was kept."
        ) from error
