"""``/meetings`` and ``/actions``: what was called, its papers with the line where the next entry is
typed, and who does what by when."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from api.html.row_access import FOR_MEMBERS
from api.html.tables import chosen, download
from api.html.templates import PageRoute, fragment, framed
from api.http import parameters, sessions
from api.http.dependencies import ContextIs
from api.http.form_errors import said
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs, TypedIs, person_of
from api.meetings import page_model, schemas, writing
from api.meetings.routes import ActionQuery, asked_for
from estate.answers.cache_until_written import until_written
from estate.answers.club import meetings as answers
from estate.answers.club.meetings import Action, MeetingWithEntries
from estate.answers.context import ReadContext
from estate.club.codes import ActionState, EntryKind
from estate.club.decisions import Person
from estate.club.meetings import (
    LONGEST_ENTRY,
    NO_BODYS_DECISION,
    ActionOnRecord,
    Called,
    may_call,
    may_cancel,
    may_minute,
    may_settle,
    not_to_cancel,
)
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register import visibility as v
from estate.register.queries import organisations

router = APIRouter(include_in_schema=False, route_class=PageRoute)

#: What an entry or a meeting is about may not be there: that is told beside its form.
_REFUSALS = (Conflict, BadQuestion, NotFound)
_LABELS = {
    "title": "Title",
    "held_on": "Date",
    "place": "Place",
    "kind": "Kind",
    "text": "What",
    "organisation": "Owner",
    "due_on": "Due",
    "opportunity": "About opportunity number",
    "property": "About property",
    "corrects": "Corrects entry",
    "to": "State",
    "reason": "Why",
}
_NOTHING_TYPED = dict.fromkeys(_LABELS, "")


class EntryKept(parameters.Query):
    """What stays in the form from the entry before: its kind, and what it was about."""

    kind: EntryKind | None = None
    opportunity: int | None = None


@router.get("/meetings", response_class=HTMLResponse)
def meetings_page(request: Request, context: ContextIs, service: ServiceIs) -> HTMLResponse:
    """All meetings; the public edition holds none and says so."""
    return _list_page(request, context, service)


def _list_page(
    request: Request,
    context: ReadContext,
    service: Service,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    is_shown = context.reader.level >= v.Level.CLUB
    person = person_of(request)
    made = framed(
        request,
        context,
        "meetings.html",
        shown=is_shown,
        for_members=FOR_MEMBERS,
        table=page_model.listed(answers.meetings(context).meetings if is_shown else []),
        may_call=is_shown and person is not None and may_call(person) is None,
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=_NOTHING_TYPED | dict(typed or {}),
    )
    made.status_code = status
    return made


@router.get("/meetings/meetings.{form}")
def meetings_file(context: ContextIs, form: str) -> Response:
    """The list as a file."""
    return download(context, page_model.listed(answers.meetings(context).meetings), form)


@router.post("/meetings")
def call_from_page(request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs) -> Response:
    """What the form for a new meeting sends."""
    made: list[UUID] = []
    status, problem = do.tried(
        lambda: made.append(writing.call(do, said(typed, schemas.MeetingCalled, _LABELS))),
        _REFUSALS,
    )
    if not problem:
        return RedirectResponse(f"/meetings/{made[0]}", 303)
    return _list_page(request, do.context, service, status, problem, typed)


@router.get("/meetings/{meeting_id}", response_class=HTMLResponse)
def meeting_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    meeting_id: UUID,
    kept: Annotated[EntryKept, Query()],
) -> HTMLResponse:
    """One meeting; the form keeps kind and opportunity of the entry before."""
    typed = {
        "kind": kept.kind.value if kept.kind else "",
        "opportunity": "" if kept.opportunity is None else str(kept.opportunity),
    }
    answer = answers.meeting(context, meeting_id)
    return _page(request, context, service, answer, typed=typed, goes_on=kept.kind is not None)


@router.get("/meetings/{meeting_id}/{table}.{form}")
def meeting_table(context: ContextIs, meeting_id: UUID, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    answer = answers.meeting(context, meeting_id)
    wanted = chosen(page_model.tables(answer.entries), table)
    return download(context, wanted, form, f"{wanted.title}: {answer.meeting.title}")


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    answer: MeetingWithEntries,
    status: int = 200,
    problem: str = "",
    typed: Mapping[str, str] | None = None,
    goes_on: bool = False,
) -> HTMLResponse:
    told, person = answer.meeting, person_of(request)
    made = framed(
        request,
        context,
        "meeting.html",
        told=told,
        caller=page_model.caller(told),
        tables=page_model.tables(answer.entries),
        may_minute=person is not None and _may_minute(person, answer),
        may_cancel=person is not None and _may_cancel(person, answer),
        is_before=context.today < told.held_on,
        is_after=context.today > told.held_on,
        kinds=_kinds(context, answer),
        bodies=_bodies(context),
        longest=LONGEST_ENTRY,
        no_bodys_decision=NO_BODYS_DECISION,
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=_NOTHING_TYPED | dict(typed or {}),
        goes_on=goes_on or bool(problem),
    )
    made.status_code = status
    return made


def _called(answer: MeetingWithEntries) -> Called:
    told = answer.meeting
    return Called(
        None if told.called_by is None else told.called_by.code,
        page_model.caller(told),
        told.held_on,
        told.cancelled_on is not None,
        bool(told.decisions or told.actions),
    )


def _may_minute(person: Person, answer: MeetingWithEntries) -> bool:
    called = _called(answer)
    return not called.is_cancelled and may_minute(person, called) is None


def _may_cancel(person: Person, answer: MeetingWithEntries) -> bool:
    called = _called(answer)
    return may_cancel(person, called) is None and not_to_cancel(called) is None


def _kinds(context: ReadContext, answer: MeetingWithEntries) -> list[EntryKind]:
    """What can be written today."""
    if context.today < answer.meeting.held_on:
        return [EntryKind.AGENDA]
    minuted = [EntryKind.DECISION, EntryKind.ACTION]
    return minuted if context.today > answer.meeting.held_on else [*minuted, EntryKind.AGENDA]


def _bodies(context: ReadContext) -> list[tuple[str, str]]:
    """Members of the club, by name."""
    found = organisations.listing(context.connection, context.reader)
    return [(row["code"], row["name"]) for row in found if row["signed_on"] is not None]


@router.post("/meetings/{meeting_id}/cancel")
def cancel_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, meeting_id: UUID
) -> Response:
    """What the form beneath the papers sends."""
    status, problem = do.tried(
        lambda: writing.cancel(do, meeting_id, said(typed, schemas.MeetingCancelled, _LABELS)),
        _REFUSALS,
    )
    if not problem:
        return RedirectResponse(f"/meetings/{meeting_id}", 303)
    answer = answers.meeting(do.context, meeting_id)
    return _page(request, do.context, service, answer, status, problem, typed)


@router.post("/meetings/{meeting_id}/entries")
def write_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, meeting_id: UUID
) -> Response:
    """What the form for the next entry sends; the page comes back with the focus in it."""

    def act() -> None:
        given = typed
        if typed.get("kind") != EntryKind.ACTION:  # boxes of an action say nothing of others
            given = {key: typed[key] for key in typed if key not in ("organisation", "due_on")}
        writing.write(do, meeting_id, said(given, schemas.EntrySaid, _LABELS))

    status, problem = do.tried(act, _REFUSALS)
    if not problem:
        kept = {key: typed[key] for key in ("kind", "opportunity") if typed.get(key)}
        return RedirectResponse(f"/meetings/{meeting_id}?{urlencode(kept)}#entry-text", 303)
    answer = answers.meeting(do.context, meeting_id)
    return _page(request, do.context, service, answer, status, problem, typed)


@router.get("/actions", response_class=HTMLResponse)
def actions_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    asked: Annotated[ActionQuery, Query()],
) -> HTMLResponse:
    """Who does what by when: the open ones, unless others are asked for."""
    return _actions_page(request, context, service, asked)


def _actions_page(
    request: Request,
    context: ReadContext,
    service: Service,
    asked: ActionQuery,
    status: int = 200,
    problem: str = "",
) -> HTMLResponse:
    is_shown = context.reader.level >= v.Level.CLUB
    files = request.url.query if request.method == "GET" else ""
    found, body = _of_question(context, asked, files, bool(problem)) if is_shown else ([], "")
    person = person_of(request)
    made = framed(
        request,
        context,
        "actions.html",
        shown=is_shown,
        for_members=FOR_MEMBERS,
        body=body,
        mine=[one for one in found if person is not None and _may_settle(person, one)],
        bodies=_bodies(context) if is_shown else [],
        asked=asked,
        asked_states=_open_unless_said(asked).state,
        states=list(ActionState),
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
    )
    made.status_code = status
    return made


def _of_question(
    context: ReadContext, asked: ActionQuery, files: str, anew: bool
) -> tuple[Sequence[Action], Markup]:
    """The actions of a question and their tables as text, kept until somebody writes; ``files``:
    the query of their files' addresses; ``anew``: after a write that was refused."""

    def make() -> tuple[Sequence[Action], Markup]:
        found = asked_for(context, _open_unless_said(asked)).actions
        tables = page_model.by_owner(found)
        return found, fragment("actions_body.html", tables=tables, query=files)

    if anew:
        return make()
    question = (*_open_unless_said(asked).state, asked.organisation, files)
    return until_written(context, "actions", question, make)


def _open_unless_said(asked: ActionQuery) -> ActionQuery:
    return asked if asked.state else asked.model_copy(update={"state": [ActionState.OPEN]})


def _may_settle(person: Person, one: Action) -> bool:
    return may_settle(person, ActionOnRecord(one.owner.code, one.owner.name)) is None


@router.get("/actions/{table}.{form}")
def actions_file(
    context: ContextIs, asked: Annotated[ActionQuery, Query()], table: str, form: str
) -> Response:
    """All of them as a file, or those of one body."""
    found = asked_for(context, _open_unless_said(asked)).actions
    if table == "actions":
        return download(context, page_model.actions(found), form)
    tables = {one.name: one for one in page_model.by_owner(found)}
    if table not in tables:
        raise NotFound("No action of this body answers to the question.")
    return download(context, tables[table], form, f"Actions of {tables[table].title}")


@router.post("/actions/{action_id}/state")
def settle_from_page(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, action_id: UUID
) -> Response:
    """What the form beneath the list sends."""
    status, problem = do.tried(
        lambda: writing.settle(do, action_id, said(typed, schemas.ActionSettled, _LABELS)),
        _REFUSALS,
    )
    if not problem:
        return RedirectResponse("/actions", 303)
    return _actions_page(request, do.context, service, ActionQuery(), status, problem)
