"""Opportunities over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from api.http import audit_log, parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.writing import Doing, DoingIs
from api.opportunities import schemas, writing
from estate.answers.context import ReadContext
from estate.answers.opportunities import opportunity as told
from estate.answers.opportunities.opening import OpportunityAnswer
from estate.answers.opportunities.opening import opportunity as ask
from estate.club.codes import Stage, Track
from estate.register.queries import naming
from estate.register.queries import opportunities as query

router = APIRouter(prefix="/opportunities", tags=["opportunities"])

_ONE: dict[str, Any] = {
    "response_model": told.Opportunity,
    "responses": responses(403, 404, 409),
}
_NEW = _ONE | {"status_code": 201}


class OpportunityQuery(parameters.FormQuery):
    """Which opportunities."""

    stage: list[Stage] = Field(default=[], max_length=12)
    track: Track | None = None
    organisation: str | None = None


def listed(context: ReadContext, asked: OpportunityQuery) -> list[told.Listed]:
    """Those that a question is about."""
    connection, reader = context.connection, context.reader
    query.demand_club(reader)
    code = asked.organisation
    if code is not None:
        code = naming.organisation(connection, reader, code)
    rows = query.listing(
        connection, reader, stages=asked.stage, track=asked.track, organisation=code
    )
    return told.listed(context, rows)


def seen(
    request: Request, context: ReadContext, service: Service, opportunity_id: UUID
) -> OpportunityAnswer:
    """One opportunity; a party's look at what others show it is written down first."""
    answer = ask(context, opportunity_id)
    if answer.sight.parties:
        audit_log.party_read(service.note_engine, request, sorted(answer.sight.parties))
    return answer


@router.get("", response_model=told.Opportunities, responses=responses(403))
def listing(context: ContextIs, asked: Annotated[OpportunityQuery, Query()]) -> told.Opportunities:
    """All opportunities that you are shown, by their numbers."""
    return told.opportunities(listed(context, asked), context.reader)


@router.post("", **_NEW)
def open_one(request: Request, do: DoingIs, sent: schemas.Opened, _: NoQueryIs) -> told.Opportunity:
    """Promote a candidate, or a set of properties that you have picked, in one step. For editors
    of members, whose organisation leads it, and administrators."""
    return _told(request, do, writing.open_one(do, sent))


@router.get("/{opportunity_id}", response_model=told.Opportunity, responses=responses(403, 404))
def one(
    request: Request, context: ContextIs, service: ServiceIs, opportunity_id: UUID, _: NoQueryIs
) -> told.Opportunity:
    """One opportunity: where it stands, what is on record, every step, and what is asked for on
    each possible next step. Exact figures and working notes for the bodies under agreement."""
    return told.opportunity(seen(request, context, service, opportunity_id))


def _told(request: Request, do: Doing, opportunity_id: UUID) -> told.Opportunity:
    """What stands after a write; what others show a party in it is a look as any other is."""
    answer = ask(do.context, opportunity_id)
    audit_log.party_read_within(do.connection, request, sorted(answer.sight.parties))
    return told.opportunity(answer)


@router.post("/{opportunity_id}/stage", **_ONE)
def move(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.StageMove, _: NoQueryIs
) -> told.Opportunity:
    """Lead it to another stage. 409 says what is asked for first, or that it has moved on since
    you looked. For editors of the lead, and administrators."""
    writing.move(do, opportunity_id, sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/details", **_ONE)
def change(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.Details, _: NoQueryIs
) -> told.Opportunity:
    """Change track, next step, dependencies and what the track rests on; for its lead."""
    writing.change(do, opportunity_id, sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/statements", **_NEW)
def put_statement(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.StatementSaid, _: NoQueryIs
) -> told.Opportunity:
    """What a service needs, as whoever leads it says."""
    writing.put(do, opportunity_id, "statements", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/cases", **_NEW)
def put_case(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.CaseSaid, _: NoQueryIs
) -> told.Opportunity:
    """The business case's assumption set and partner split; for its lead. Decisions that were
    recorded before it are asked for again."""
    writing.put_case(do, opportunity_id, sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/decisions", **_NEW)
def put_decision(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.DecisionSaid, _: NoQueryIs
) -> told.Opportunity:
    """What a body has decided: by its own editors, or an administrator who names it."""
    writing.put(do, opportunity_id, "decisions", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/decisions-to-consult", **_NEW)
def put_decision_to_consult(
    request: Request,
    do: DoingIs,
    opportunity_id: UUID,
    sent: schemas.ConsultDecisionSaid,
    _: NoQueryIs,
) -> told.Opportunity:
    """That a body has decided to consult the public: by its own editors, or an administrator who
    names it. Once the owners of both places and the occupier have, the move is public."""
    writing.put(do, opportunity_id, "decisions_to_consult", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/consultations", **_NEW)
def put_consultation(
    request: Request,
    do: DoingIs,
    opportunity_id: UUID,
    sent: schemas.ConsultationSaid,
    _: NoQueryIs,
) -> told.Opportunity:
    """Who was consulted, when, and what came of it."""
    writing.put(do, opportunity_id, "consultations", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/actuals", **_NEW)
def put_actual(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.ActualSaid, _: NoQueryIs
) -> told.Opportunity:
    """What a body has in fact saved and paid in a financial year."""
    writing.put(do, opportunity_id, "actuals", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/funding", **_NEW)
def put_funding(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.FundingSaid, _: NoQueryIs
) -> told.Opportunity:
    """What a body finances of it in a financial year, out of which source, or pays back. A body
    that neither owns nor occupies is added as a partner first."""
    writing.put(do, opportunity_id, "funding", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/bid-figures", **_NEW)
def put_bid_figure(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.BidFigureSaid, _: NoQueryIs
) -> told.Opportunity:
    """A figure that a bid is asked for and that no case holds, with its source; for its lead."""
    writing.put_bid_figure(do, opportunity_id, sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/licence-answers", **_NEW)
def put_licence_answer(
    request: Request,
    do: DoingIs,
    opportunity_id: UUID,
    sent: schemas.LicenceAnswerSaid,
    _: NoQueryIs,
) -> told.Opportunity:
    """What a body says of an item of the checklist of a licence to share (``…/licence``)."""
    writing.put(do, opportunity_id, "licence_answers", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/barriers", **_NEW)
def put_barrier(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.BarrierSaid, _: NoQueryIs
) -> told.Opportunity:
    """What stands in the way, or no longer does, with a note."""
    writing.put(do, opportunity_id, "barriers", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/agreements", **_NEW)
def put_agreement(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.AgreementSaid, _: NoQueryIs
) -> told.Opportunity:
    """A body lets the others that have agreed likewise see its exact figures of these properties
    and its working notes, until a day; or takes that back."""
    writing.put(do, opportunity_id, "agreements", sent)
    return _told(request, do, opportunity_id)


@router.post("/{opportunity_id}/bodies", **_NEW)
def add_partner(
    request: Request, do: DoingIs, opportunity_id: UUID, sent: schemas.PartnerSaid, _: NoQueryIs
) -> told.Opportunity:
    """One more body takes part, and its decision is asked for; by its lead."""
    writing.add_body(do, opportunity_id, sent.organisation)
    return _told(request, do, opportunity_id)


@router.delete("/{opportunity_id}/bodies/{code}", **_ONE)
def remove_partner(
    request: Request, do: DoingIs, opportunity_id: UUID, code: str, _: NoQueryIs
) -> told.Opportunity:
    """A body that was added as a partner takes part no more; by its lead."""
    writing.remove_body(do, opportunity_id, code)
    return _told(request, do, opportunity_id)
