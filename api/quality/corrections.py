"""Any partner may propose another value; the property's owner accepts or declines it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from pydantic import Field
from sqlalchemy import Connection

from api.http import parameters
from api.http.bodies import Sent
from api.http.dependencies import BearerIs, ReadOnly, Today
from api.http.identity import Bearer
from api.http.problems import responses
from api.http.text_types import Line, Paragraphs
from api.http.writing import DoingIs
from estate import codes
from estate.answers.changes.corrections import Correction, Corrections, correction
from estate.club.corrections import TOLD_FACTS
from estate.club.proposals import CORRECTION
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.intake.rows.corrections import read_value
from estate.register.queries import corrections, properties
from estate.register.visibility import Reader
from estate.register.writes import corrections as writes

router = APIRouter(tags=["corrections"])

#: Corrections of one token or person that may wait for an answer at the same time.
MAX_OPEN = 100


class Proposal(Sent):
    """Another value for one field of a property, and why."""

    field: Line = Field(
        max_length=40,
        examples=["gia_m2"],
        description="a field of the property, or one of "
        f"{', '.join(TOLD_FACTS)}, which are told in words",
    )
    proposed_value: Paragraphs = Field(min_length=1, max_length=1_000, examples=["1,250"])
    note: Paragraphs = Field(min_length=1, max_length=2_000, examples=["Measured on 3 March"])


class Acceptance(Sent):
    """The owner agrees."""

    answer: Paragraphs | None = Field(default=None, max_length=2_000)


class Refusal(Sent):
    """The owner says why not."""

    answer: Paragraphs = Field(min_length=1, max_length=2_000)


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


def tell(
    connection: Connection, bearer: Bearer, reader: Reader, property_id: UUID, sent: Proposal
) -> UUID:
    """The owner is told; the correction's key. What the register holds plays no part in the
    answer, so that it says nothing of a figure that whoever tells is not shown."""
    demand_teller(bearer)
    properties.visible_id(connection, reader, property_id)
    read_value(sent.field, sent.proposed_value)
    _refuse_heaps(connection, bearer)
    return writes.raise_correction(
        connection,
        property_id=property_id,
        field=sent.field,
        proposed_value=sent.proposed_value,
        note=sent.note,
        organisation=str(bearer.organisation),
        by=bearer.by,
    )


def demand_teller(bearer: Bearer) -> None:
    """``NotAllowed`` unless it is of an organisation: the owner knows who asks."""
    if bearer.organisation is None:
        raise NotAllowed("Corrections are proposed by an organisation: use a token of one.")


def _told(connection: Connection, bearer: Bearer, correction_id: UUID, today: date) -> Correction:
    return correction(corrections.one(connection, scope(bearer), correction_id), today)


def _refuse_heaps(connection: Connection, bearer: Bearer) -> None:
    """More open questions than anybody answers help nobody: 429."""
    waiting = corrections.open_count(connection, bearer.by)
    if waiting >= MAX_OPEN:
        raise HTTPException(
            429,
            f"{waiting:,} corrections that you have proposed still wait for an answer; propose "
            "more once their owners have answered some.",
        )


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


def accepted(connection: Connection, bearer: Bearer, correction_id: UUID, sent: Acceptance) -> None:
    """The owner agrees."""
    row = _owned(connection, bearer, correction_id, "accept")
    value = read_value(row["field"], row["proposed_value"] or "")
    if row["field"] not in TOLD_FACTS:
        writes.accept_correction(connection, correction_id, value, answer=sent.answer, by=bearer.by)
    elif sent.answer is None:
        raise BadQuestion(
            "Nothing is written by accepting this: put it right in the register, and say in the "
            "answer what you have done."
        )
    else:
        writes.take_notice(connection, correction_id, answer=sent.answer, by=bearer.by)


@router.post(
    "/corrections/{correction_id}/decline",
    response_model=Correction,
    responses=responses(403, 404, 409),
)
def decline(do: DoingIs, correction_id: UUID, sent: Refusal) -> Correction:
    """Decline it: the value stays, and the answer says why."""
    declined(do.connection, do.bearer, correction_id, sent)
    return _told(do.connection, do.bearer, correction_id, do.today)


def declined(connection: Connection, bearer: Bearer, correction_id: UUID, sent: Refusal) -> None:
    """The owner says why not."""
    _owned(connection, bearer, correction_id, "decline")
    writes.decline_correction(connection, correction_id, answer=sent.answer, by=bearer.by)


def scope(bearer: Bearer) -> str | None:
    """Whose corrections the bearer sees; None = everybody's, for an administrator."""
    if bearer.is_administrator:
        return None
    if bearer.organisation is None:
        raise NotAllowed("Corrections concern organisations: use a token of one.")
    return bearer.organisation


def _owned(
    connection: Connection, bearer: Bearer, correction_id: UUID, move: str
) -> dict[str, Any]:
    whose = scope(bearer)
    try:
        row = corrections.one(connection, whose, correction_id)
    except NotFound:
        if whose is None:
            raise
        raise NotAllowed("There is no such correction for your organisation to answer.") from None
    CORRECTION.named(move).demand(bearer.person, row["owner"])
    return row
