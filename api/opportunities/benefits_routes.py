"""Estimates beside actual figures over HTTP; before the routes of one opportunity, whose address
fits them."""

from fastapi import APIRouter, Request, Response

from api.http import audit_log
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from api.opportunities import benefits_model
from estate.answers.context import ReadContext
from estate.answers.opportunities import benefits as answers
from estate.answers.opportunities.benefits import Benefits
from estate.exports.delimited_text import csv_bytes

router = APIRouter(prefix="/opportunities", tags=["opportunities"])


def seen(request: Request, context: ReadContext, service: Service) -> Benefits:
    """What is to be seen; a party's look at what others show it is written down first."""
    found = answers.benefits(context)
    if found.parties:
        audit_log.party_read(service.note_engine, request, sorted(found.parties))
    return found.benefits


@router.get("/benefits", response_model=Benefits, responses=responses(403))
def benefits(request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs) -> Response:
    """Estimates as they stood at approval beside actual figures: by opportunity, body, year and
    kind, with the reason for each difference; sums of estimates and sums of actual figures, never
    added; and how far estimates were off. Figures that are not shown to you count for nothing, and
    of how many opportunities that is so is said. GBP at one year's prices."""
    return sent(seen(request, context, service))


@router.get("/benefits.csv", response_class=Response, responses=files("text/csv", problems=(403,)))
def benefits_csv(
    request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs
) -> Response:
    """Every line that is shown to you: one kind of benefit of one body, opportunity and year.
    Further tables are at ``/opportunities/benefits/{table}.csv``."""
    table = benefits_model.lines(seen(request, context, service))
    body = csv_bytes(table.lines(), table.headings)
    return file_answer(body, "benefits.csv")
