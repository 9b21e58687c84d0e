"""Asking an organisation for what is missing in its rows: over HTTP and from its gap report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.html.addresses import organisation_address
from api.html.tables import download
from api.html.templates import PageRoute
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.writing import DoingIs, form_token
from api.quality import data_requests_serialise
from api.quality.data_requests_part import ASKS
from estate.answers import estate_wide
from estate.answers.organisations.data_requests import Requested, Requests, requests
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.quality import GapReport
from estate.quality.data_requests import KINDS, lacking
from estate.register.queries import data_requests as query
from estate.register.queries import organisations
from estate.register.writes.data_requests import RequestFacts, ask, withdraw

router = APIRouter(tags=["organisations"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)
_LONGEST_DAYS = 731


@router.get(
    "/organisations/{code}/requests", response_model=Requests, responses=responses(403, 404)
)
def listing(
    context: ContextIs,
    code: str,
    _: NoQueryIs,
) -> Requests:
    """What is asked of an organisation, and how many of the rows are answered since; for those who
    see its gap report."""
    report = estate_wide.quality(context, code)
    return Requests(requests=requests(context, code, report))


@router.post(
    "/organisations/{code}/requests",
    status_code=201,
    response_model=Requested,
    responses=responses(403, 404, 409),
)
def ask_for(do: DoingIs, code: str, sent: data_requests_serialise.Request) -> Requested:
    """Ask an organisation for what is missing: an editor of a member of the club, or an
    administrator. Nobody is sent a message; the request stands on the organisation's pages."""
    if do.bearer.role not in ASKS:
        raise NotAllowed("Editors and administrators ask organisations for what is missing.")
    report = estate_wide.quality(do.context, code)
    if not 0 <= (sent.wanted_by - do.today).days <= _LONGEST_DAYS:
        raise BadQuestion("Say by when it is wanted: a day between today and two years from now.")
    asker = None if do.bearer.is_administrator else do.bearer.organisation
    if query.stands(do.connection, code, asker, sent.kind, sent.property_id):
        raise Conflict("You have asked for this already: withdraw that request first.")
    request_id = ask(
        do.connection,
        RequestFacts(
            organisation_code=code,
            kind=sent.kind,
            property_id=sent.property_id,
            property_ids=_rows(report, sent),
            wanted_by=sent.wanted_by,
            sentence=sent.sentence,
            asked_by_organisation_code=asker,
            asked_by=do.bearer.by,
        ),
    )
    return next(one for one in requests(do.context, code, report) if one.id == request_id)


def _rows(report: GapReport, sent: data_requests_serialise.Request) -> list[UUID]:
    """The rows in which it is missing, as far as the asker sees them."""
    found = lacking(report.missing, sent.kind)
    if sent.property_id is not None:
        if str(sent.property_id) not in report.missing.index:
            raise BadQuestion("That property is none of this organisation's that you are shown.")
        found = [one for one in found if one == str(sent.property_id)]
    if not found:
        raise BadQuestion(f"{KINDS[sent.kind].label}: none of it is missing there.")
    return list(map(UUID, found))


@router.post(
    "/requests/{request_id}/withdraw",
    response_model=Requested,
    responses=responses(403, 404, 409),
)
def take_back(do: DoingIs, request_id: UUID, _: NoQueryIs) -> Requested:
    """Withdraw a request: an editor of the organisation that asked, or an administrator."""
    row = query.one(do.connection, request_id) if do.bearer.role in ASKS else {}
    own = row.get("asked_by_organisation_code")
    if not row or not (do.bearer.is_administrator or (own and own == do.bearer.organisation)):
        raise NotAllowed("There is no such request that you may withdraw.")
    if row["withdrawn_at"] is not None:
        raise Conflict("This request has been withdrawn already.")
    withdraw(do.connection, request_id, by=do.bearer.by)
    code = row["organisation_code"]
    found = requests(do.context, code, estate_wide.quality(do.context, code))
    return next(one for one in found if one.id == request_id)


@pages.get("/organisations/{code}/quality/requests.{form}")
def requests_file(context: ContextIs, code: str, form: str) -> Response:
    """The requests as a file."""
    report = estate_wide.quality(context, code)
    found = requests(context, code, report)
    name = organisations.one(context.connection, context.reader, code)["name"]
    table = data_requests_serialise.table(
        found, organisations.names(context.connection), context.today
    )
    return download(context, table, form, f"Asked of {name}")


@pages.post("/organisations/{code}/quality/ask", dependencies=[Depends(form_token)])
def ask_from_page(
    do: DoingIs,
    code: str,
    kind: Annotated[str, Form()] = "",
    wanted_by: Annotated[str, Form()] = "",
    sentence: Annotated[str, Form()] = "",
    property_id: Annotated[str, Form()] = "",
) -> Response:
    """What the form of the gap report sends."""
    try:
        sent = data_requests_serialise.Request.as_typed(
            {
                "kind": kind,
                "wanted_by": wanted_by,
                "sentence": sentence,
                "property_id": property_id or None,
            }
        )
    except ValidationError as error:
        named = ", ".join(str(one["loc"][0]).replace("_", " ") for one in error.errors())
        raise BadQuestion(
            f"Go back and fill in what is asked, by when it is wanted (a date), and why in a "
            f"sentence (to mend: {named})."
        ) from error
    ask_for(do, code, sent)
    return RedirectResponse(f"{organisation_address(code)}/quality#asked", 303)


@pages.post("/organisations/{code}/quality/withdraw", dependencies=[Depends(form_token)])
def withdraw_from_page(do: DoingIs, code: str, request_id: Annotated[UUID, Form()]) -> Response:
    """What a button of the gap report sends."""
    take_back(do, request_id, parameters.NoQuery())
    return RedirectResponse(f"{organisation_address(code)}/quality#asked", 303)
