"""``…/licence``: what a licence to share must settle, of an opportunity and of a sharing option; as
pages, JSON and files."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import download
from api.html.templates import PageRoute, framed
from api.http import audit_log
from api.http.dependencies import ContextIs, Slow
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from api.opportunities import licence_model
from estate.answers.context import ReadContext
from estate.answers.opportunities.licence import LicenceChecklist, of_opportunity, of_pair

router = APIRouter(tags=["opportunities"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)


def seen(
    request: Request, context: ReadContext, service: Service, opportunity_id: UUID
) -> LicenceChecklist:
    """What is to be seen; a party's look at what others show it is written down first."""
    found = of_opportunity(context, opportunity_id)
    if found.parties:
        audit_log.party_read(service.note_engine, request, sorted(found.parties))
    return found.checklist


@router.get(
    "/opportunities/{opportunity_id}/licence",
    response_model=LicenceChecklist,
    responses=responses(403, 404),
)
def of_one(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID, _: NoQueryIs
) -> Response:
    """What a licence to share must settle for an opportunity, item by item: what the register
    knows of it, where it stands, and what each body has put on record, the words for the parties.
    No legal advice."""
    return sent(seen(request, context, service, opportunity_id))


@router.get(
    "/schemes/{guest_id}/{host_id}/licence",
    response_model=LicenceChecklist,
    dependencies=[Slow],
    responses=responses(403, 404),
)
def of_move(context: ContextIs, guest_id: UUID, host_id: UUID, _: NoQueryIs) -> Response:
    """The same of any guest (an occupation or a property) and host, with what the register knows
    of each item."""
    return sent(of_pair(context, guest_id, host_id))


@pages.get("/opportunities/{opportunity_id}/licence", response_class=HTMLResponse)
def opportunity_page(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID
) -> HTMLResponse:
    """The checklist of an opportunity."""
    return _page(request, context, seen(request, context, service, opportunity_id))


@pages.get("/opportunities/{opportunity_id}/licence/checklist.{form}")
def opportunity_file(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID, form: str
) -> Response:
    """The same as a file."""
    found = seen(request, context, service, opportunity_id)
    return download(context, licence_model.checklist(found), form)


@pages.get(
    "/schemes/{guest_id}/{host_id}/licence", response_class=HTMLResponse, dependencies=[Slow]
)
def pair_page(request: Request, context: ContextIs, guest_id: UUID, host_id: UUID) -> HTMLResponse:
    """The checklist of a sharing option."""
    return _page(request, context, of_pair(context, guest_id, host_id))


@pages.get("/schemes/{guest_id}/{host_id}/licence/checklist.{form}", dependencies=[Slow])
def pair_file(context: ContextIs, guest_id: UUID, host_id: UUID, form: str) -> Response:
    """The same as a file."""
    found = of_pair(context, guest_id, host_id)
    return download(context, licence_model.checklist(found), form)


def _page(request: Request, context: ReadContext, found: LicenceChecklist) -> HTMLResponse:
    return framed(
        request,
        context,
        "licence.html",
        found=found,
        table=licence_model.checklist(found),
        address=request.url.path,
    )
