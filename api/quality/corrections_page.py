"""``/corrections``: what was told owners, how long it waits, and the owner's answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from api.html.addresses import property_address
from api.html.tables import Column, Table, chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import BearerIs, ContextIs
from api.http.doing import Doing, DoingIs, TypedIs
from api.http.form_errors import to_mend
from api.http.identity import Bearer
from api.http.service import Service, ServiceIs
from api.quality import corrections as routes
from api.quality.serialise import field_label
from estate import codes
from estate.answers.context import ReadContext
from estate.club.corrections import TOLD_FACTS, waiting_by_owner, waiting_days
from estate.club.proposals import CORRECTION
from estate.codes import CorrectionState, RecordKind
from estate.errors import BadQuestion, Conflict
from estate.intake.by_hand.fields import FIELDS
from estate.register.queries import by_hand
from estate.register.queries import corrections as query

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Row = Mapping[str, Any]
_LISTED = (
    Column("field", "Figure", link="page"),
    Column("property", "Property", link="property_page"),
    Column("owner", "Owner"),
    Column("raised_by", "Told by"),
    Column("raised_on", "Told on", "day"),
    Column("state", "State"),
    Column("waiting_days", "Waiting, days", "number"),
    Column("proposed_value", "What it should say", "long"),
    Column("answer", "Answer", "long"),
    Column("correction_id", "correction_id", "file"),
    Column("property_id", "property_id", "file"),
)
_WAITING = (
    Column("owner", "Owner"),
    Column("waiting", "Waiting", "number"),
    Column("oldest_days", "Oldest, days", "number"),
    Column("median_days", "Median, days", "number"),
)


def tables(rows: Sequence[Row], names: Mapping[str, str], context: ReadContext) -> dict[str, Table]:
    """All corrections, those that wait first and longest; and what waits, owner by owner."""
    today = context.today
    waiting = [
        {**vars(one), "owner": names.get(one.owner, one.owner)}
        for one in waiting_by_owner(rows, today)
    ]
    listed = sorted(rows, key=lambda row: row["state"] != CorrectionState.OPEN)
    found = (
        Table(
            "corrections",
            "What was told",
            _LISTED,
            [_line(row, names, context) for row in listed],
            empty="Nobody has told anything yet.",
        ),
        Table("waiting", "What waits for an answer", _WAITING, waiting, empty="Nothing waits."),
    )
    return {one.name: one for one in found}


_UNITS = {one.name: one.unit for one in FIELDS[RecordKind.PROPERTY] if one.unit}


def _figure(field: str) -> str:
    """What a correction is about, with the unit of its value."""
    unit = _UNITS.get(field)
    return f"{field_label(field)} ({unit})" if unit else field_label(field)


def _line(row: Row, names: Mapping[str, str], context: ReadContext) -> dict[str, Any]:
    days = waiting_days(row, context.today)
    return {
        "field": _figure(row["field"]),
        "page": f"/corrections/{row['correction_id']}",
        "property": row["name"] or "a property that is not shown to you",
        "property_page": property_address(row["property_id"]),
        "owner": names.get(row["owner"], row["owner"]),
        "raised_by": names.get(row["raised_by_organisation_code"], "an administrator"),
        "raised_on": row["raised_at"].date(),
        "state": codes.label(row["state"]).capitalize(),
        "waiting_days": "answered" if days is None else days,
        "proposed_value": row["proposed_value"],
        "answer": row["answer"] or ("waiting" if days is not None else "accepted"),
        "correction_id": str(row["correction_id"]),
        "property_id": str(row["property_id"]),
    }


@router.get("/corrections", response_class=HTMLResponse)
def corrections_page(request: Request, context: ContextIs, bearer: BearerIs) -> HTMLResponse:
    """What your organisation was told, and what it told others; all, for an administrator."""
    return framed(request, context, "corrections.html", tables=_tables(context, bearer))


@router.get("/corrections/{table}.{form}")
def corrections_file(context: ContextIs, bearer: BearerIs, table: str, form: str) -> Response:
    """One of the page's tables as a file."""
    return download(context, chosen(_tables(context, bearer), table), form)


def _tables(context: ReadContext, bearer: Bearer) -> dict[str, Table]:
    rows = query.listing(context.connection, routes.scope(bearer))
    return tables(rows, by_hand.names(context.connection), context)


@router.get("/corrections/{correction_id}", response_class=HTMLResponse)
def correction_page(
    request: Request, context: ContextIs, bearer: BearerIs, service: ServiceIs, correction_id: UUID
) -> HTMLResponse:
    """One, with the owner's forms while it waits."""
    row = query.one(context.connection, routes.scope(bearer), correction_id)
    return _page(request, context, service, bearer, row)


@router.post("/corrections/{correction_id}/accept")
def accept(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, correction_id: UUID
) -> Response:
    """What the owner's first button sends."""
    return _answer(request, typed, do, service, correction_id, "accept")


@router.post("/corrections/{correction_id}/decline")
def decline(
    request: Request, typed: TypedIs, do: DoingIs, service: ServiceIs, correction_id: UUID
) -> Response:
    """What the owner's second button sends."""
    return _answer(request, typed, do, service, correction_id, "decline")


def _answer(
    request: Request,
    typed: Mapping[str, str],
    do: Doing,
    service: Service,
    correction_id: UUID,
    move: str,
) -> Response:
    """Back to the page; where something is in the way, the page with what was typed."""
    given = {"answer": typed.get("answer") or None}
    try:
        if move == "accept":
            said = routes.Acceptance.model_validate(given)
            routes.accepted(do.connection, do.bearer, correction_id, said)
        else:
            refusal = routes.Refusal.model_validate(given)
            routes.declined(do.connection, do.bearer, correction_id, refusal)
    except (ValidationError, BadQuestion, Conflict) as error:
        problem = (
            to_mend(error, lambda _: "Answer") if isinstance(error, ValidationError) else str(error)
        )
        row = query.one(do.connection, routes.scope(do.bearer), correction_id)
        return _page(
            request,
            do.context,
            service,
            do.bearer,
            row,
            problem=problem,
            typed=typed.get("answer", ""),
            status=409 if isinstance(error, Conflict) else 422,
        )
    return RedirectResponse(f"/corrections/{correction_id}", 303)


def _page(
    request: Request,
    context: ReadContext,
    service: Service,
    bearer: Bearer,
    row: Row,
    *,
    problem: str = "",
    typed: str = "",
    status: int = 200,
) -> HTMLResponse:
    names = by_hand.names(context.connection)
    is_open = row["state"] == CorrectionState.OPEN
    answers = CORRECTION.named("accept").may(bearer.person, row["owner"]) is None
    return framed(
        request,
        context,
        "correction.html",
        line=_line(row, names, context),
        note=row["note"],
        raised_by=row["raised_by"],
        answered_by=row["answered_by"],
        answered_on=row["answered_at"] and row["answered_at"].date(),
        is_open=is_open,
        in_words=row["field"] in TOLD_FACTS,
        answers=answers and is_open,
        change=f"{property_address(row['property_id'])}/change",
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=typed,
        status=status,
    )
