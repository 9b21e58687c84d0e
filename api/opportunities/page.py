"""``/opportunities``: all of them, and one with its forms; what forms send goes the routes' way."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.documents import part as documents_part
from api.html.format import day
from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import to_mend
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs, person_of
from api.notes import part as notes_part
from api.opportunities import forms, page_model, schemas, writing
from api.opportunities.part import promotion
from api.opportunities.routes import OpportunityQuery, listed, seen
from estate.answers.context import ReadContext
from estate.answers.opportunities import opportunity
from estate.answers.opportunities.opening import OpportunityAnswer
from estate.answers.opportunities.opening import opportunity as ask
from estate.club.codes import ONWARD, Stage, Track
from estate.club.decisions import Person
from estate.club.notes import NoteSubject
from estate.club.opportunities import may_lead
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import funding, kept_cases, organisations
from estate.register.queries.notes import On

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_MOVE_BOXES = {
    "to": "Stage",
    "expected": "Stage",
    "reason": "Why",
    "superseded_by": "Number of the opportunity that replaces it",
}


@router.get("/opportunities", response_class=HTMLResponse)
def opportunities_page(
    request: Request, context: ContextIs, asked: Annotated[OpportunityQuery, Query()]
) -> HTMLResponse:
    """All opportunities; the public edition holds none and says so."""
    return _list_page(request, context, asked)


def _list_page(
    request: Request,
    context: ReadContext,
    asked: OpportunityQuery,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    is_shown = context.reader.level >= v.Level.CLUB
    found = listed(context, asked) if is_shown else []
    made = framed(
        request,
        context,
        "opportunities.html",
        shown=is_shown,
        for_members=FOR_MEMBERS,
        table=page_model.listed(found, narrowed=any(asked.model_dump().values())),
        asked=asked,
        stages=list(Stage),
        tracks=list(Track),
        query="" if typed else request.url.query,
        promotion=promotion(request),
        problem=problem,
        typed={"title": "", "properties": ""} | dict(typed or {}),
    )
    made.status_code = 422 if problem else 200
    return made


@router.get("/opportunities/opportunities.{form}")
def opportunities_file(
    context: ContextIs, asked: Annotated[OpportunityQuery, Query()], form: str
) -> Response:
    """The list as a file."""
    table = page_model.listed(listed(context, asked))
    return download(context, table, form)


@router.get("/opportunities/{opportunity_id}", response_class=HTMLResponse)
def opportunity_page(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID
) -> HTMLResponse:
    """The page of one opportunity: bodies, stage, case, decisions, barriers, documents."""
    return _page(request, context, service, seen(request, context, service, opportunity_id))


@router.get("/opportunities/{opportunity_id}/{table}.{form}")
def opportunity_table(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    opportunity_id: UUID,
    table: str,
    form: str,
) -> Response:
    """One of the page's tables as a file."""
    answer = seen(request, context, service, opportunity_id)
    on = On(NoteSubject.OPPORTUNITY, opportunity_id)
    hung = (part.table_of(request, context, service, on) for part in (notes_part, documents_part))
    made = page_model.tables(opportunity.opportunity(answer), answer.sight) | {
        one.name: one for one in hung
    }
    wanted = chosen(made, table)
    return download(context, wanted, form, f"{wanted.title}: {answer.title}")


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    answer: OpportunityAnswer,
    status: int = 200,
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    told = opportunity.opportunity(answer)
    person = person_of(request)
    refusal = "Sign in." if person is None else may_lead(person, answer.record)
    made = framed(
        request,
        context,
        "opportunity.html",
        told=told,
        tables=page_model.tables(told, answer.sight),
        not_recorded=page_model.not_recorded(told),
        kept_case=told.cases[-1].kept_case if told.cases else None,
        case_today=page_model.case_today(answer.row, told),
        address=told.page,
        onward=ONWARD,
        here_stage=told.stage,
        track=None if told.track is None else told.track.words,
        suggested=None if answer.suggestion.track is None else answer.suggestion.track.words,
        ways=answer.ways,
        may_lead=refusal is None,
        may_not_lead=refusal if person is not None else "",
        forms=forms.of_page(
            answer, person, _choices(context, person, answer.row["opportunity_id"])
        ),
        documents=documents_part.of_page(
            request, context, service, On(NoteSubject.OPPORTUNITY, answer.row["opportunity_id"])
        ),
        notes=notes_part.of_page(
            request, context, service, On(NoteSubject.OPPORTUNITY, answer.row["opportunity_id"])
        ),
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed={"form": ""} | (typed or {}),
    )
    made.status_code = status
    return made


def _choices(context: ReadContext, person: Person | None, opportunity_id: UUID) -> forms.Choices:
    if person is None:
        return forms.Choices()
    found = funding.funds(context.connection, context.reader)
    return forms.Choices(
        tuple((str(one["fund_id"]), one["name"]) for one in found),
        tuple(organisations.members(context.connection).items()),
        tuple(
            (
                str(one["kept_case_id"]),
                f"{one['label']}, version {one['version']}, kept {day(one['kept_on'])}",
            )
            for one in kept_cases.listing(context.connection, context.reader, opportunity_id)
        ),
    )


@router.post("/opportunities")
def promote_from_page(request: Request, typed: TypedIs, do: DoingIs) -> Response:
    """What the button of a business case sends, or the form for a set on the list's page, which
    comes back with the sentence and what was typed where something is in the way."""
    try:
        opened = writing.open_one(do, _opened(do, typed))
    except BadQuestion as error:
        if "properties" not in typed:
            raise
        return _list_page(request, do.context, OpportunityQuery(), str(error), typed)
    return RedirectResponse(f"/opportunities/{opened}", 303)


def _opened(do: Doing, typed: Mapping[str, str]) -> schemas.Opened:
    picked = [line.strip() for line in typed.get("properties", "").splitlines() if line.strip()]
    said = {name: typed.get(name) or None for name in ("guest_id", "host_id", "title", "lead")}
    try:
        return schemas.Opened.as_typed(said | {"property_ids": writing.property_ids(do, picked)})
    except ValidationError as error:
        if any(one["loc"] == ("title",) for one in error.errors()):
            raise BadQuestion(to_mend(error, lambda _: "Title")) from error
        raise BadQuestion("Say which sharing option, or which properties and a title.") from error


@router.post("/opportunities/{opportunity_id}/move")
def move_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, opportunity_id: UUID
) -> Response:
    """What a button that leads to another stage sends."""

    def act() -> None:
        try:
            step = schemas.StageMove.as_typed(
                {
                    name: typed[name]
                    for name in ("to", "expected", "reason", "superseded_by")
                    if typed.get(name)
                }
            )
        except ValidationError as error:
            raise BadQuestion(to_mend(error, lambda where: _MOVE_BOXES[str(where[0])])) from error
        writing.move(do, opportunity_id, step)

    return _done(request, do, service, opportunity_id, typed, act)


@router.post("/opportunities/{opportunity_id}/record/{name}")
def record_from_page(
    request: Request,
    typed: TypedIs,
    do: DoingIs,
    service: ServiceIs,
    opportunity_id: UUID,
    name: str,
) -> Response:
    """What a form of the page sends: details, bodies, a case, or what a body says."""

    def act() -> None:
        if name not in forms.NAMES:
            raise BadQuestion("There is no such form on this page.")
        said = forms.read(name, typed, lambda: ask(do.context, opportunity_id))
        if name == "details":
            writing.change(do, opportunity_id, said)
        elif name == "cases":
            writing.put_case(do, opportunity_id, said)
        elif name == "bid_figures":
            writing.put_bid_figure(do, opportunity_id, said)
        elif name == "add_body":
            writing.add_body(do, opportunity_id, said.organisation)
        elif name == "remove_body":
            writing.remove_body(do, opportunity_id, said.organisation)
        else:
            writing.put(do, opportunity_id, name, said)

    return _done(request, do, service, opportunity_id, typed | {"form": name}, act)


def _done(
    request: Request,
    do: Doing,
    service: Service,
    opportunity_id: UUID,
    typed: dict[str, str],
    act: Any,
) -> Response:
    """The page anew; where something is in the way, with the sentence and what was typed."""
    status, problem = do.tried(act)
    if problem:
        # What the write had locked is free again, so that the look outlives what becomes of this.
        answer = seen(request, do.context, service, opportunity_id)
        return _page(request, do.context, service, answer, status, problem, typed)
    return RedirectResponse(f"/opportunities/{opportunity_id}", 303)
