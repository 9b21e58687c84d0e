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
from api.http.form_errors import to_mend
from api.http.identity import Bearer
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs, TypedIs
from api.quality import corrections_writing as writing
from estate.answers.changes.corrections import Correction, correction
from estate.answers.context import ReadContext
from estate.club.corrections import TOLD_FACTS, waiting_by_owner
from estate.club.proposals import CORRECTION
from estate.codes import CorrectionState, RecordKind
from estate.errors import BadQuestion, Conflict
from estate.intake.by_hand.fields import FIELDS
from estate.register.queries import corrections as query
from estate.register.queries import organisations
from estate.rows import Row

router = APIRouter(include_in_schema=False, route_class=PageRoute)

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
    told = [correction(row, today) for row in rows]
    listed = sorted(told, key=lambda one: one.state != CorrectionState.OPEN)
    found = (
        Table(
            "corrections",
            "What was told",
            _LISTED,
            [_line(one, names) for one in listed],
            empty="Nobody has told anything yet.",
        ),
        Table("waiting", "What waits for an answer", _WAITING, waiting, empty="Nothing waits."),
    )
    return {one.name: one for one in found}


_UNITS = {one.name: one.unit for one in FIELDS[RecordKind.PROPERTY] if one.unit}


def _line(one: Correction, names: Mapping[str, str]) -> dict[str, Any]:
    unit, days = _UNITS.get(one.field), one.waiting_days
    return {
        "field": f"{one.field_label} ({unit})" if unit else one.field_label,
        "page": f"/corrections/{one.id}",
        "property": one.property.name or "a property that is not shown to you",
        "property_page": property_address(one.property.id),
        "owner": names.get(one.owner, one.owner),
        "raised_by": names.get(one.raised_by_organisation or "", "an administrator"),
        "raised_on": one.raised_at.date(),
        "state": one.state_label.capitalize(),
        "waiting_days": "answered" if days is None else days,
        "proposed_value": one.proposed_value,
        "answer": one.answer or ("waiting" if days is not None else "accepted"),
        "correction_id": str(one.id),
        "property_id": str(one.property.id),
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
    rows = query.listing(context.connection, writing.scope(bearer))
    return tables(rows, organisations.names(context.connection), context)


@router.get("/corrections/{correction_id}", response_class=HTMLResponse)
def correction_page(
    request: Request, context: ContextIs, bearer: BearerIs, service: ServiceIs, correction_id: UUID
) -> HTMLResponse:
    """One, with the owner's forms while it waits."""
    return _page(request, context, service, bearer, correction_id)


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
            said = writing.Acceptance.as_typed(given)
            writing.accepted(do.connection, do.bearer, correction_id, said)
        else:
            refusal = writing.Refusal.as_typed(given)
            writing.declined(do.connection, do.bearer, correction_id, refusal)
    except (ValidationError, BadQuestion, Conflict) as error:
        problem = (
            to_mend(error, lambda _: "Answer") if isinstance(error, ValidationError) else str(error)
        )
        return _page(
            request,
            do.context,
            service,
            do.bearer,
            correction_id,
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
    correction_id: UUID,
    *,
    problem: str = "",
    typed: str = "",
    status: int = 200,
) -> HTMLResponse:
    row = query.one(context.connection, writing.scope(bearer), correction_id)
    one, names = correction(row, context.today), organisations.names(context.connection)
    is_open = one.state == CorrectionState.OPEN
    answers = CORRECTION.named("accept").may(bearer.person, one.owner) is None
    return framed(
        request,
        context,
        "correction.html",
        one=one,
        line=_line(one, names),
        is_open=is_open,
        in_words=one.field in TOLD_FACTS,
        answers=answers and is_open,
        change=f"{property_address(row['property_id'])}/change",
        csrf_token=sessions.form_token(request, service.settings),
        problem=problem,
        typed=typed,
        status=status,
    )
