"""The pages of kept cases: the list, one version beside today, and several side by side."""

from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.business_case.query import SchemeQuery
from api.html.addresses import CONSULTATION_FILE as FILE
from api.html.addresses import consultation_query as query_of
from api.html.tables import Table, about, chosen, table_file
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import BearerIs, ContextIs, Slow, Writing
from api.http.parameters import NoQuery
from api.http.service import ServiceIs
from api.http.writing import DoingIs, form_token
from api.kept_cases import chart, page_model, routes, schemas
from api.notes import part as notes_part
from api.towns.options_query import TimedQuery
from estate.answers.cases import kept_cases
from estate.answers.cases.kept_cases import Opened
from estate.answers.cases.short_cases import short_address
from estate.answers.context import ReadContext
from estate.answers.opportunities.consultation_file import of_kept
from estate.answers.opportunities.opening import Resting, resting_on
from estate.club.kept_cases import TownQuestionKept
from estate.club.notes import NoteSubject
from estate.codes import Role
from estate.register.queries import organisations
from estate.register.queries.notes import On

pages = APIRouter(include_in_schema=False, route_class=PageRoute)

CalledTyped = Annotated[schemas.Called, Form()]
Compared = Annotated[schemas.CompareQuery, Query()]


def _file(context: ReadContext, table: Table, form: str, what: str) -> Response:
    told = about(context.county, context.reader.kind.value, context.today, what)
    return table_file(table, form, told)


@pages.get("/cases", response_class=HTMLResponse)
def cases_page(request: Request, context: ContextIs) -> HTMLResponse:
    """Every version kept, and which of them to put side by side."""
    rows = kept_cases.listed(context).cases
    return framed(
        request,
        context,
        "cases.html",
        table=page_model.listing(rows),
        rows=rows,
    )


@pages.get("/cases.{form}")
def cases_file(context: ContextIs, form: str) -> Response:
    """The list as a file."""
    return _file(
        context, page_model.listing(kept_cases.listed(context).cases), form, "Kept business cases"
    )


@pages.get("/cases/compare", response_class=HTMLResponse, dependencies=[Slow])
def compare_page(request: Request, context: ContextIs, query: Compared) -> HTMLResponse:
    """Kept cases side by side with no change."""
    found = kept_cases.compared(context, query.case)
    asked = urlencode([("case", str(one)) for one in query.case])
    return framed(
        request,
        context,
        "case_options.html",
        shown=found.answer,
        tables=page_model.options(found),
        words=chart.options_words(found.options),
        query=asked,
    )


@pages.get("/cases/compare/{table}.{form}", dependencies=[Slow])
def compare_file(context: ContextIs, query: Compared, table: str, form: str) -> Response:
    """One of its tables as a file."""
    wanted = chosen(page_model.options(kept_cases.compared(context, query.case)), table)
    return _file(context, wanted, form, wanted.title)


@pages.get("/cases/{case_id}", response_class=HTMLResponse, dependencies=[Slow])
def case_page(
    request: Request, context: ContextIs, service: ServiceIs, case_id: UUID
) -> HTMLResponse:
    """One version as it was, beside what it would be today."""
    found = kept_cases.opened(context, case_id)
    beside = kept_cases.today(context, found)
    may_sign = [] if found.shown is None else _bodies(request, context)
    return framed(
        request,
        context,
        "kept_case.html",
        short_address=None if found.shown is None else short_address(case_id),
        shown=kept_cases.kept_case(context, found, []),
        edition=None if found.shown is None else found.shown.edition,
        beside=beside,
        tables=page_model.tables(found, beside, _resting(context, found)),
        headline=page_model.headline(found, beside),
        may_sign=may_sign,
        notes=None
        if found.shown is None
        else notes_part.of_page(request, context, service, On(NoteSubject.KEPT_CASE, case_id)),
        csrf_token=sessions.form_token(request, service.settings),
        address=f"/cases/{case_id}",
        question_address=_question_address(found),
        consulting=None if found.shown is None else _consulting(context, case_id),
    )


def _question_address(found: Opened) -> str:
    """Where a town's question can be asked again."""
    asked = found.shown and found.shown.known.question
    if not isinstance(asked, TownQuestionKept):
        return ""
    return f"/towns/{quote(asked.town)}/options?{urlencode(asked.asked)}"


def _consulting(context: ReadContext, case_id: UUID) -> dict[str, Any]:
    """How many of its moves are out for consultation, their file, and why others are not."""
    numbers, told, _ = of_kept(context, case_id)
    return {"numbers": numbers, "told": told, "address": f"{FILE}{query_of((), case_id)}"}


def _resting(context: ReadContext, found: Opened) -> list[Resting]:
    """The opportunities that rest on a version, where that is shown."""
    return [] if found.shown is None else resting_on(context, found.id)


def _bodies(request: Request, context: ReadContext) -> list[tuple[str, str]]:
    """For which bodies whoever asks may sign a version off: code and name."""
    actor = getattr(request.state, "actor", None)
    if actor is None or actor.role not in (Role.EDITOR, Role.ADMINISTRATOR):
        return []
    names = organisations.names(context.connection)
    if actor.role == Role.ADMINISTRATOR:
        return sorted(names.items())
    return [(actor.organisation, names.get(actor.organisation, actor.organisation))]


@pages.get("/cases/{case_id}/{table}.{form}", dependencies=[Slow])
def case_file(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    case_id: UUID,
    table: str,
    form: str,
) -> Response:
    """One of its tables as a file, with the hash of the record on its second sheet."""
    found = kept_cases.opened(context, case_id)
    beside = kept_cases.today(context, found)
    made = page_model.tables(found, beside, _resting(context, found))
    if made:
        noted = On(NoteSubject.KEPT_CASE, case_id)
        made["notes"] = notes_part.table_of(request, context, service, noted)
    wanted = chosen(made, table)
    label = "" if found.shown is None else found.shown.known.label
    what = f"{wanted.title}: {label}, version {found.version}, kept {found.kept_on}"
    return _file(context, wanted, form, f"{what}; sealed record SHA-256 {found.sha256}")


@pages.post("/schemes/{guest_id}/{host_id}/keep", dependencies=[Depends(form_token), Slow])
def keep_from_page(
    bearer: BearerIs,
    context: ContextIs,
    connection: Writing,
    guest_id: UUID,
    host_id: UUID,
    label: Annotated[schemas.CaseTitle, Form()],
    query: Annotated[SchemeQuery, Query()],
) -> Response:
    """What the form of a business case's page sends."""
    sent = schemas.KeepIn(label=label)
    made = routes.keep_from(
        context, connection, bearer, (guest_id, host_id), sent.label, query.changes()
    )
    return RedirectResponse(f"/cases/{made}", 303)


@pages.post("/towns/{name:path}/options/keep", dependencies=[Depends(form_token), Slow])
def keep_town_from_page(
    bearer: BearerIs,
    context: ContextIs,
    connection: Writing,
    name: str,
    label: Annotated[schemas.CaseTitle, Form()],
    query: Annotated[TimedQuery, Query()],
) -> Response:
    """What the form of a town's options sends."""
    sent = schemas.KeepIn(label=label)
    made = routes.keep_town_from(context, connection, bearer, query, name, sent.label)
    return RedirectResponse(f"/cases/{made}", 303)


@pages.post("/cases/{case_id}/sign-off", dependencies=[Depends(form_token)])
def sign_off_from_page(
    do: DoingIs,
    case_id: UUID,
    person: CalledTyped,
    post: CalledTyped,
    organisation: Annotated[schemas.CodeOfBody, Form()],
    sha256: Annotated[schemas.Hash, Form()],
) -> Response:
    """What the form of a version's page sends."""
    sent = schemas.SignOffIn(person=person, post=post, organisation=organisation, sha256=sha256)
    routes.sign_off(do, case_id, sent, NoQuery())
    return RedirectResponse(f"/cases/{case_id}#sign-offs", 303)
