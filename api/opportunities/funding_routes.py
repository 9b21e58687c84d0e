"""Who pays for opportunities, and the funds of the club, over HTTP; before the routes of one
opportunity, whose address fits them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.http import audit_log
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.values import packed, sent
from api.http.writing import Doing, DoingIs
from api.opportunities import schemas, writing
from estate.answers.context import ReadContext
from estate.answers.opportunities import funding as answers
from estate.answers.opportunities.funding import Funding

router = APIRouter(tags=["opportunities"])


def seen(request: Request, context: ReadContext, service: Service) -> Funding:
    """What is to be seen; a party's look at what others show it is written down first."""
    found = answers.funding(context)
    if found.parties:
        audit_log.party_read(service.note_engine, request, sorted(found.parties))
    return found.funding


def _told(request: Request, do: Doing) -> Response:
    """What stands after a write; what others show a party in it is a look as any other is."""
    found = answers.funding(do.context)
    audit_log.party_read_within(do.connection, request, sorted(found.parties))
    return Response(packed(found.funding), status_code=201, media_type="application/json")


@router.get("/opportunities/funding", response_model=Funding, responses=responses(403))
def funding(request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs) -> Response:
    """What each opportunity needs once and what has been found for it, year by year, out of which
    source and whether it is to be paid back; and the funds of the club with their balance by year.
    A gap or a balance is null, never smaller, where an amount is not shown to you."""
    return sent(seen(request, context, service))


@router.post("/funds", response_model=Funding, status_code=201, responses=responses(403, 409))
def open_fund(request: Request, do: DoingIs, said: schemas.FundOpened, _: NoQueryIs) -> Response:
    """Open a fund that bodies pay into together: a revolving fund, or a single capital pot. For
    editors of the body that holds it, and administrators."""
    writing.open_fund(do, said)
    return _told(request, do)


@router.post(
    "/funds/{fund_id}/contributions",
    response_model=Funding,
    status_code=201,
    responses=responses(403, 404),
)
def contribute(
    request: Request, do: DoingIs, fund_id: UUID, said: schemas.ContributionSaid, _: NoQueryIs
) -> Response:
    """Say what a body pays into a fund in one financial year; the club is told. For its own
    editors, and administrators; what it said of that year before is kept."""
    writing.contribute(do, fund_id, said)
    return _told(request, do)
