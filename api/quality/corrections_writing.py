"""What becomes of a correction: told to the owner of a figure, accepted or declined."""

from typing import Any
from uuid import UUID

from fastapi import HTTPException
from pydantic import Field
from sqlalchemy import Connection

from api.http.bodies import Sent
from api.http.identity import Bearer
from api.http.text_types import Line, Paragraphs
from estate.club.corrections import TOLD_FACTS
from estate.club.proposals import CORRECTION
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.intake.rows.corrections import read_value
from estate.register.queries import corrections, properties
from estate.register.visibility import Reader
from estate.register.writes import corrections as writes

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


def _refuse_heaps(connection: Connection, bearer: Bearer) -> None:
    """More open questions than anybody answers help nobody: 429."""
    waiting = corrections.open_count(connection, bearer.by)
    if waiting >= MAX_OPEN:
        raise HTTPException(
            429,
            f"{waiting:,} corrections that you have proposed still wait for an answer; propose "
            "more once their owners have answered some.",
        )


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
