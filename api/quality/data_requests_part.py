"""What pages of an organisation and a property tell of requests for data."""

from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import Connection

from api.html.addresses import organisation_address
from api.http import sessions
from api.http.service import Service
from api.quality import data_requests_serialise
from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.answers.organisations.data_requests import Requested, requested, requests
from estate.codes import RequestState, Role
from estate.quality import GapReport
from estate.quality.data_requests import KINDS, lacking
from estate.register.queries import by_hand, organisations
from estate.register.queries import data_requests as query

ASKS = (Role.EDITOR, Role.ADMINISTRATOR)


def may_ask(request: Request) -> bool:
    """Whether whoever looks at a page may ask for what is missing."""
    actor = getattr(request.state, "actor", None)
    return actor is not None and actor.role in {one.value for one in ASKS}


def _about(
    connection: Connection, report: GapReport, property_id: UUID | None
) -> dict[str, Any] | None:
    """The one property that the form asks about, if it is one that the reader sees."""
    if property_id is None or str(property_id) not in report.missing.index:
        return None
    return {"id": property_id, "name": by_hand.home(connection, property_id).name}


def section(
    request: Request,
    context: ReadContext,
    service: Service,
    code: str,
    report: GapReport,
    about: UUID | None = None,
) -> dict[str, Any]:
    """What a page shows of the requests to an organisation, and its form for who may ask, for all
    its properties or ``about`` one of them."""
    found = requests(context, code, report)
    actor = getattr(request.state, "actor", None)
    organisation = None if actor is None else actor.organisation
    is_administrator = actor is not None and actor.role == Role.ADMINISTRATOR
    secret = sessions.secret_of(request, service.settings)
    held = getattr(request.state, "session", None) is not None
    return {
        "address": f"{organisation_address(code)}/quality",
        "name": organisations.one(context.connection, context.reader, code)["name"],
        "requests": data_requests_serialise.table(
            found, organisations.names(context.connection), context.today
        ),
        "may_ask": may_ask(request),
        "about": _about(context.connection, report, about),
        "mine": [
            one
            for one in found
            if one.state is not RequestState.WITHDRAWN
            and (is_administrator or (organisation and one.asked_by == organisation))
        ],
        "kinds": [
            (one.name, one.label, len(lacking(report.missing, one.name))) for one in KINDS.values()
        ],
        "csrf_token": sessions.csrf_token(secret) if secret and held else None,
        "so_far": lambda one: data_requests_serialise.so_far(one, context.today),
    }


def open_to(context: ReadContext, code: str, report: GapReport) -> list[tuple[Requested, str]]:
    """Open requests to an organisation, each with how far it has come in words."""
    found = requests(context, code, report)
    return _with_words(context, [one for one in found if one.state is RequestState.OPEN])


def _with_words(context: ReadContext, found: list[Requested]) -> list[tuple[Requested, str]]:
    return [(one, data_requests_serialise.so_far(one, context.today)) for one in found]


def open_of(
    context: ReadContext,
    code: str,
    property_id: UUID,
) -> list[tuple[Requested, str]]:
    """Open requests that concern a property: those for it alone, and to its owner also those for
    all its organisation's rows, as far as it is one of those; asked where there is any
    (``queries.hanging``)."""
    report = estate_wide.quality(context, code)
    found = []
    for row in query.of(context.connection, context.reader, code):
        one = requested(row, report)
        is_open = one.state is RequestState.OPEN
        lacks = str(property_id) in lacking(report.missing, row["kind"])
        whole = context.reader.organisation == code and row["property_id"] is None
        concerned = row["property_id"] == property_id or (
            whole and property_id in row["property_ids"]
        )
        if is_open and lacks and concerned:
            found.append(one)
    return _with_words(context, found)
