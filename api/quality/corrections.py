"""Any partner may propose another value; the property's owner accepts or declines it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from api.http import parameters
from api.http.dependencies import BearerIs, ReadOnly, Today
from api.http.identity import Bearer
from api.http.problems import responses
from api.http.writing import DoingIs
from api.quality.corrections_writing import (
    Acceptance,
    Proposal,
    Refusal,
    accepted,
    declined,
    scope,
    tell,
)
from estate import codes
from estate.answers.changes.corrections import Correction, Corrections, correction
from estate.register.queries import corrections

router = APIRouter(tags=["corrections"])


class CorrectionQuery(parameters.Query):
    """Which corrections."""

    state: codes.CorrectionState | None = None


@router.post(
    "/properties/{property_id}/corrections",
    status_code=201,
    response_model=Correction,
    responses=responses(403, 404),
)
def propose(do: DoingIs, property_id: UUID, sent: Proposal) -> Correction:
    """Propose another value; it is shown to the property's owner and to you alone."""
    correction_id = tell(do.connection, do.bearer, do.reader, property_id, sent)
    return _told(do.connection, do.bearer, correction_id, do.today)


def _told(connection: Connection, bearer: Bearer, correction_id: UUID, today: date) -> Correction:
    return correction(corrections.one(connection, scope(bearer), correction_id), today)


@router.get("/corrections", response_model=Corrections, responses=responses(403))
def listing(
    connection: ReadOnly,
    bearer: BearerIs,
    today: Today,
    query: Annotated[CorrectionQuery, Query()],
) -> Corrections:
    """Corrections of your properties and those that you have raised, the oldest first."""
    found = corrections.listing(connection, scope(bearer), state=query.state)
    return Corrections(corrections=[correction(row, today) for row in found])


@router.post(
    "/corrections/{correction_id}/accept",
    response_model=Correction,
    responses=responses(403, 404, 409),
)
def accept(do: DoingIs, correction_id: UUID, sent: Acceptance) -> Correction:
    """Accept it: the value is written, with its history. What was told in words is put right by
    the owner, whose answer says how."""
    accepted(do.connection, do.bearer, correction_id, sent)
    return _told(do.connection, do.bearer, correction_id, do.today)


@router.post(
    "/corrections/{correction_id}/decline",
    response_model=Correction,
    responses=responses(403, 404, 409),
)
def decline(do: DoingIs, correction_id: UUID, sent: Refusal) -> Correction:
    """Decline it: the value stays, and the answer says why."""
    declined(do.connection, do.bearer, correction_id, sent)
    return _told(do.connection, do.bearer, correction_id, do.today)
