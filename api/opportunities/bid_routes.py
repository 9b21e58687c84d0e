"""The figures that bids ask for, over HTTP; before the routes of one opportunity, whose address
fits them."""

from fastapi import APIRouter, Request, Response

from api.http import audit_log
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from estate.answers.context import ReadContext
from estate.answers.opportunities import bid_figures as answers
from estate.answers.opportunities.bid_figures import BidFigures

router = APIRouter(prefix="/opportunities", tags=["opportunities"])


def seen(request: Request, context: ReadContext, service: Service) -> BidFigures:
    """What is to be seen; a party's look at what others show it is written down first."""
    found = answers.bid_figures(context)
    if found.parties:
        audit_log.party_read(service.note_engine, request, sorted(found.parties))
    return found.bid_figures


@router.get("/bid-figures", response_model=BidFigures, responses=responses(403))
def bid_figures(request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs) -> Response:
    """Figures that One Public Estate reports of and its bids ask for, of each opportunity: running
    cost and capital receipts of the latest case, where all its shares are shown to you; jobs,
    homes, land and inward investment as they were typed, with their source."""
    return sent(seen(request, context, service))
