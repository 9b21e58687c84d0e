"""Any partner may propose another value; the property's owner accepts or declines it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import parameters
from api.http.dependencies import BearerIs, ReaderIs, ReadOnly, Writing
from api.http.identity import Bearer
from api.http.problems import answers
from api.http.text_types import Line, Paragraphs
from api.quality import serialise
from api.quality.schemas import Correction, Corrections
from estate import codes
from estate.club.proposals import CORRECTION
from estate.errors import NotAllowed, NotFound
from estate.intake.rows.corrections import read_value
from estate.register.queries import corrections, properties
from estate.register.writes import quality as writes

router = APIRouter(tags=["corrections"])

#: Corrections of one token or person that may wait for an answer at the same time.
MAX_OPEN = 100


class Body(BaseModel):
    """Base of what is sent: an unknown member is a 422 that names it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Proposal(Body):
    """Another value for one field of a property, and why."""

    field: Line = Field(max_length=40, examples=["gia_m2"])
    proposed_value: Paragraphs = Field(min_length=1, max_length=1_000, examples=["1,250"])
    note: Paragraphs = Field(min_length=1, max_length=2_000, examples=["Measured on 3 March"])


class Acceptance(Body):
    """The owner agrees."""

    answer: Paragraphs | None = Field(default=None, max_length=2_000)


class Refusal(Body):
    """The owner says why not."""

    answer: Paragraphs = Field(min_length=1, max_length=2_000)


class CorrectionQuery(parameters.Query):
    """Which corrections."""

    state: codes.CorrectionState | None = None


@router.post(
    "/properties/{property_id}/corrections",
    status_code=201,
    responses=answers(Correction, 403, 404, status=201),
)
def propose(
    connection: Writing, bearer: BearerIs, reader: ReaderIs, property_id: UUID, sent: Proposal
) -> dict[str, Any]:
    """Propose another value; it is shown to the property's owner and to you alone."""
    if bearer.organisation is None:
        raise NotAllowed("Corrections are proposed by an organisation: use a token of one.")
    properties.visible_id(connection, reader, property_id)
    read_value(sent.field, sent.proposed_value)
    _refuse_heaps(connection, bearer)
    correction_id = writes.raise_correction(
        connection,
        property_id=property_id,
        field=sent.field,
        proposed_value=sent.proposed_value,
        note=sent.note,
        organisation=bearer.organisation,
        by=bearer.by,
    )
    return serialise.correction(corrections.one(connection, bearer.organisation, correction_id))


def _refuse_heaps(connection: Writing, bearer: Bearer) -> None:
    """More open questions than anybody answers help nobody: 429."""
    waiting = corrections.open_count(connection, bearer.by)
    if waiting >= MAX_OPEN:
        raise HTTPException(
            429,
            f"{waiting:,} corrections that you have proposed still wait for an answer; propose "
            "more once their owners have answered some.",
        )


@router.get("/corrections", responses=answers(Corrections, 403))
def listing(
    connection: ReadOnly, bearer: BearerIs, query: Annotated[CorrectionQuery, Query()]
) -> dict[str, Any]:
    """Corrections of your properties and those that you have raised, the oldest first."""
    found = corrections.listing(connection, _scope(bearer), state=query.state)
    return {"corrections": [serialise.correction(row) for row in found]}


@router.post("/corrections/{correction_id}/accept", responses=answers(Correction, 403, 404, 409))
def accept(
    connection: Writing, bearer: BearerIs, correction_id: UUID, sent: Acceptance
) -> dict[str, Any]:
    """Accept it: the value is written, with its history."""
    row = _owned(connection, bearer, correction_id, "accept")
    value = read_value(row["field"], row["proposed_value"] or "")
    writes.accept_correction(connection, correction_id, value, answer=sent.answer, by=bearer.by)
    return serialise.correction(corrections.one(connection, _scope(bearer), correction_id))


@router.post("/corrections/{correction_id}/decline", responses=answers(Correction, 403, 404, 409))
def decline(
    connection: Writing, bearer: BearerIs, correction_id: UUID, sent: Refusal
) -> dict[str, Any]:
    """Decline it: the value stays, and the answer says why."""
    _owned(connection, bearer, correction_id, "decline")
    writes.decline_correction(connection, correction_id, answer=sent.answer, by=bearer.by)
    return serialise.correction(corrections.one(connection, _scope(bearer), correction_id))


def _scope(bearer: Bearer) -> str | None:
    """Whose corrections the bearer sees; None = everybody's, for an administrator."""
    if bearer.is_administrator:
        return None
    if bearer.organisation is None:
        raise NotAllowed("Corrections concern organisations: use a token of one.")
    return bearer.organisation


def _owned(connection: Writing, bearer: Bearer, correction_id: UUID, move: str) -> dict[str, Any]:
    scope = _scope(bearer)
    try:
        row = corrections.one(connection, scope, correction_id)
    except NotFound:
        if scope is None:
            raise
        raise NotAllowed("There is no such correction for your organisation to answer.") from None
    CORRECTION.named(move).demand(bearer.person, row["owner"])
    return row
