"""An organisation's space standards: read, set after a look at what changes, taken home."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy import Connection

from api.html.addresses import organisation_address
from api.html.tables import download
from api.html.templates import PageRoute, framed
from api.http import parameters, sessions
from api.http.csv_body import CSV_BODY, FileKept, sent_csv
from api.http.dependencies import ContextIs, Today
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service, ServiceIs
from api.http.writing import DoingIs
from api.space import schemas, standards_table
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.answers.organisations import space as answers_space
from estate.answers.organisations.space_standards import (
    SpaceStandards,
    StandardChange,
    space_standards,
    standard_change,
)
from estate.codes import Role
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import organisations
from estate.register.writes.space_standards import StandardFacts
from estate.space import standard_files as space_files
from estate.space.need_by_standard import NAMES, TERMS

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


class SetQuery(parameters.Query):
    """Whether it is only asked what would change."""

    preview: bool = False


def _seen(connection: Connection, reader: v.Reader, code: str) -> None:
    organisations.one(connection, reader, code)
    v.demand(reader, v.Level.CLUB, "space standards", of_own=reader.organisation == code)


@router.get(
    "/organisations/{code}/space-standards",
    response_model=SpaceStandards,
    responses=responses(403, 404),
)
def listing(
    context: ContextIs,
    code: str,
    _: NoQueryIs,
) -> SpaceStandards:
    """How an organisation plans its space: every standard it ever set, the newest first, beside
    the county's default of 2026 and the flat standard of 2007."""
    _seen(context.connection, context.reader, code)
    return space_standards(context, code)


@router.get(
    "/organisations/{code}/space-standards.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def as_file(
    context: ContextIs,
    code: str,
    _: NoQueryIs,
) -> Response:
    """What holds from each day on, as a file that ``estate standards import`` reads back without a
    change."""
    _seen(context.connection, context.reader, code)
    rows = answers_space.standards(context, code)
    body = space_files.written(answers_space.of_each_day(rows))
    return file_answer(body, f"space-standards-{code}.csv")


@router.post(
    "/organisations/{code}/space-standards.csv",
    response_model=FileKept,
    responses=responses(403, 404),
    openapi_extra=CSV_BODY,
)
def bring_file(
    do: DoingIs, code: str, body: Annotated[bytes, Depends(sent_csv)], _: NoQueryIs
) -> FileKept:
    """Keep the standards of a CSV as it is given out here, all or none; what stands already
    changes nothing. For the organisation's own editors and importers."""
    do.bearer.demand_write(code)
    organisations.one(do.connection, v.owner(code), code)
    found = space_files.read(body, code)
    for facts in found:
        space_files.day_in_bounds(facts.valid_from, do.today)
    new = answers_space.keep(do.connection, found, by=do.bearer.by, own=code)
    return FileKept(read=len(found), new=new)


@router.post(
    "/organisations/{code}/space-standards",
    response_model=StandardChange,
    responses=responses(403, 404),
)
def set_standard(
    do: DoingIs,
    code: str,
    sent: schemas.Standard,
    query: Annotated[SetQuery, Query()],
) -> StandardChange:
    """Set an organisation's space standard from a day on, for its own editors and importers, or
    (``preview=true``) only say what would change. Earlier ones are kept."""
    do.bearer.demand_write(code)
    facts = _facts(do.connection, code, sent, do.today)
    # Everything is asked before anything is kept: what is kept makes the answers anew.
    context = do.context.seen_by(v.owner(code))
    found, names = answers_space.preview(context, facts), _names(context)
    kept = None if query.preview else answers_space.keep(do.connection, [facts], by=do.bearer.by)
    return standard_change(found, names, facts.valid_from, do.today, kept)


def _facts(
    connection: Connection, code: str, sent: schemas.Standard, today: Today
) -> StandardFacts:
    organisations.one(connection, v.owner(code), code)
    day = space_files.day_in_bounds(sent.valid_from, today)
    return StandardFacts(code, day, sent.standard(), sent.sourced())


def _names(context: ReadContext) -> dict[str, str]:
    frame = estate_wide.whole_estate(context).properties
    return {str(key): str(name) for key, name in frame["name"].items()}


def may_set(request: Request, code: str) -> bool:
    """Whether whoever looks at a page may set this organisation's standard."""
    actor = getattr(request.state, "actor", None)
    if actor is None:
        return False
    own = actor.organisation == code and actor.role in (Role.EDITOR, Role.IMPORTER)
    return bool(own or actor.role == Role.ADMINISTRATOR)


@pages.get("/organisations/{code}/space", response_class=HTMLResponse)
def space_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    code: str,
) -> HTMLResponse:
    """How an organisation plans its space, and a form for its own people."""
    _seen(context.connection, context.reader, code)
    return _page(request, context, service, code)


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    code: str,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    told = space_standards(context, code)
    start = next((one for one in told.standards if one.holds), told.county_default)
    typed = {name: f"{getattr(start, name):g}" for name in NAMES}
    typed |= {"valid_from": context.today.isoformat(), "source": ""}
    secret = sessions.secret_of(request, service.settings)
    held = getattr(request.state, "session", None) is not None
    return framed(
        request,
        context,
        "space.html",
        owner=organisations.one(context.connection, context.reader, code),
        table=standards_table.table(told),
        may_set=may_set(request, code),
        terms=[(name, TERMS[name]) for name in NAMES],
        typed=more.pop("typed", typed),
        address=f"{organisation_address(code)}/space",
        answers_by=told.answers_by,
        flat_m2=told.flat_m2_per_post,
        csrf_token=sessions.csrf_token(secret) if secret and held else None,
        **({"problem": "", "change": None, "done": "done" in request.query_params} | more),
        status=status,
    )


@pages.get("/organisations/{code}/space/space-standards.{form}")
def standards_file(context: ContextIs, code: str, form: str) -> Response:
    """The standards as a file of the page."""
    _seen(context.connection, context.reader, code)
    table = standards_table.table(space_standards(context, code))
    return download(context, table, form, f"Space standards: {code}")


async def _typed(request: Request) -> dict[str, str]:
    """What the form sends, and its token, which is looked at before anything is written."""
    form = await request.form()
    request.state.csrf_token = str(form.get("csrf_token", ""))
    names = (*NAMES, "valid_from", "source", "step")
    return {name: str(form.get(name, "")).strip()[:400] for name in names}


@pages.post("/organisations/{code}/space", response_class=HTMLResponse)
def set_from_page(
    request: Request,
    typed: Annotated[dict[str, str], Depends(_typed)],
    do: DoingIs,
    service: ServiceIs,
    code: str,
) -> Response:
    """Say what would change, then keep it on a second word; the form again where it is wrong."""
    do.bearer.demand_write(code)
    step = typed.pop("step")
    context = do.context
    try:
        sent = schemas.Standard.as_typed(typed)
        facts = _facts(do.connection, code, sent, do.today)
    except (ValidationError, BadQuestion) as error:
        problem = _to_mend(error) if isinstance(error, ValidationError) else str(error)
        return _page(request, context, service, code, 422, typed=typed, problem=problem)
    if step == "keep":
        answers_space.keep(do.connection, [facts], by=do.bearer.by)
        return RedirectResponse(f"{organisation_address(code)}/space?done=1", 303)
    owners = context.seen_by(v.owner(code))
    found = answers_space.preview(owners, facts)
    told = standard_change(found, _names(owners), facts.valid_from, do.today, None)
    change = vars(told) | {"table": standards_table.change_table(told)}
    return _page(request, context, service, code, typed=typed, change=change)


def _to_mend(error: ValidationError) -> str:
    """Which fields cannot be taken, by the names that the form has."""
    called = {name: term.label for name, term in TERMS.items()}
    called |= {"valid_from": "Valid from (a date)", "source": "Source (3 to 300 letters)"}
    named = dict.fromkeys(called.get(str(one["loc"][0]), "the form") for one in error.errors())
    return f"To mend: {', '.join(named)}. Nothing was kept."
