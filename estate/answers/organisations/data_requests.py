"""What organisations are asked for, and how far each request has come."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.codes import RequestState
from estate.quality import GapReport
from estate.quality.data_requests import KINDS, progress
from estate.register.queries import data_requests as query
from estate.rows import Row


@answer
class Requested(Answer):
    """A request as it stands: how many rows it asked for and how many are answered since."""

    id: UUID
    organisation: str
    kind: str
    label: str
    property_id: UUID | None
    property_name: str | None
    wanted_by: date
    sentence: str
    asked_by: Annotated[
        str | None, Field(description="the organisation; none for an administrator")
    ]
    asked_at: datetime
    state: RequestState
    asked: int
    answered: int
    withdrawn_at: datetime | None


@answer
class Requests(Answer):
    """Requests to one organisation."""

    requests: list[Requested]


def requests(context: ReadContext, code: str, report: GapReport) -> list[Requested]:
    """Requests to an organisation, each answered as far as the rows that the reader sees are."""
    return [requested(row, report) for row in query.of(context.connection, context.reader, code)]


def requested(row: Row, report: GapReport) -> Requested:
    """One request of the register, beside its organisation's gap report."""
    ids = [str(one) for one in row["property_ids"]]
    far = progress(ids, row["kind"], report.missing, is_withdrawn=bool(row["withdrawn_at"]))
    return Requested.made_of(
        row,
        id=row["request_id"],
        organisation=row["organisation_code"],
        label=KINDS[row["kind"]].label,
        asked_by=row["asked_by_organisation_code"],
        state=far.state,
        asked=far.asked,
        answered=far.answered,
    )
