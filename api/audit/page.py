"""``/audit`` for administrators, ``/organisations/{code}/record`` for an organisation itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from api.audit import page_model
from api.html.addresses import organisation_address
from api.html.tables import Table, download
from api.html.templates import PageRoute, framed, record_page
from api.http.dependencies import BearerIs, ContextIs, ReaderIs
from api.http.identity import Bearer
from estate.answers.context import ReadContext
from estate.codes import AuditAction
from estate.errors import NotAllowed, NotFound
from estate.register.queries import audit, audit_search, organisations
from estate.register.queries.audit_search import CHANGES, Wanted

router = APIRouter(include_in_schema=False, route_class=PageRoute)

RecordQueryIs = Annotated[page_model.RecordQuery, Query()]

LINES_SHOWN = 50
LINES_IN_A_FILE = 100_000
PEOPLE_SHOWN = 200
#: So many lines are reckoned anew for each look at the page, which takes some 0.3 s.
CHECKED = 10_000


def _administrators_alone(bearer: Bearer) -> None:
    if not bearer.is_administrator:
        raise NotAllowed(
            "The whole record is for administrators. What concerns your organisation's figures "
            "stands on its own page, under Organisations."
        )


def _people(connection: Connection, code: str | None) -> dict[str, Table]:
    """Who looked at figures, and who changed them: an organisation's, or anybody's."""
    names = organisations.names(connection)
    asked = {
        "looks": ([AuditAction.READ], "Who looked", "Nobody has looked at these figures yet."),
        "changes": (CHANGES, "Who changed something", "Nothing has been changed yet."),
    }
    found = {}
    for name, (actions, title, empty) in asked.items():
        wanted = Wanted(about=code, actions=actions)
        rows = audit_search.people(connection, wanted, PEOPLE_SHOWN)
        found[name] = page_model.people_table(rows, names, name, title=title, empty=empty)
    return found


def _content(
    context: ReadContext,
    asked: page_model.RecordQuery,
    code: str | None,
) -> dict[str, Any]:
    """What both pages show: the lines asked for, people, and whether the chain is whole."""
    wanted = asked.wanted(concerns=code)
    rows = audit_search.lines(context.connection, wanted, limit=LINES_SHOWN, before=asked.before)
    chain = audit.verify(context.connection, CHECKED)
    is_cut = len(rows) == LINES_SHOWN
    return {
        "asked": asked,
        "lines": page_model.shown(context, rows),
        "matched": audit_search.count(context.connection, wanted),
        "older": asked.address(before=rows[-1]["position"]) if is_cut else None,
        "newest": asked.address() if asked.before else None,
        "tables": _people(context.connection, code),
        "actions": page_model.DID,
        "organisations": organisations.names(context.connection),
        "chain": chain,
        "chain_words": page_model.chain_words(chain, CHECKED),
        "most_in_a_file": LINES_IN_A_FILE,
        "marks": {},
    }


@router.get("/record")
def to_the_record(request: Request, reader: ReaderIs, _: BearerIs) -> Response:
    """To the record that whoever asks may read."""
    address = record_page(request, reader)
    if address is None:
        raise NotAllowed("The record is open to administrators and to an organisation's people.")
    return RedirectResponse(address, 303)


@router.get("/audit", response_class=HTMLResponse)
def whole_record(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    asked: RecordQueryIs,
) -> HTMLResponse:
    """The whole record of changes, for administrators."""
    _administrators_alone(bearer)
    content = _content(context, asked, None)
    return framed(request, context, "audit.html", **content, owner=None, address="/audit")


@router.get("/audit/{table}.{form}")
def whole_record_file(
    context: ContextIs,
    bearer: BearerIs,
    table: str,
    form: str,
    asked: RecordQueryIs,
) -> Response:
    """Lines under the same filters, or a table of people, as a file."""
    _administrators_alone(bearer)
    return _file(context, asked, None, table, form)


@router.get("/organisations/{code}/record", response_class=HTMLResponse)
def own_record(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    code: str,
    asked: RecordQueryIs,
) -> HTMLResponse:
    """Who looked at one organisation's figures, and what was done to them."""
    bearer.demand_own(code)
    owner = organisations.one(context.connection, context.reader, code)
    content = _content(context, asked, code)
    address = f"{organisation_address(code)}/record"
    return framed(request, context, "audit.html", **content, owner=owner, address=address)


@router.get("/organisations/{code}/record/{table}.{form}")
def own_record_file(
    context: ContextIs,
    bearer: BearerIs,
    code: str,
    table: str,
    form: str,
    asked: RecordQueryIs,
) -> Response:
    """The same as files."""
    bearer.demand_own(code)
    organisations.one(context.connection, context.reader, code)
    return _file(context, asked, code, table, form)


def _file(
    context: ReadContext,
    asked: page_model.RecordQuery,
    code: str | None,
    name: str,
    form: str,
) -> Response:
    if name == "lines":
        wanted = asked.wanted(concerns=code)
        found = page_model.lines_table(
            audit_search.lines(
                context.connection, wanted, limit=LINES_IN_A_FILE, before=asked.before
            )
        )
    else:
        tables = _people(context.connection, code)
        if name not in tables:
            raise NotFound(f"The tables of this page are lines, {', '.join(tables)}.")
        found = tables[name]
    return download(context, found, form, f"{found.title}, {code or 'whole register'}")
