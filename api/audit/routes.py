"""The record: all of it for administrators, for an organisation what concerns its figures."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.http import parameters
from api.http.dependencies import BearerIs, ReadOnly
from api.http.downloads import file_answer
from api.http.identity import Bearer
from api.http.problems import files, responses
from estate import codes
from estate.errors import NotAllowed
from estate.exports.delimited_text import csv_bytes
from estate.register.queries import audit

router = APIRouter(prefix="/audit", tags=["the record"])


class AuditQuery(parameters.Query):
    """Which lines."""

    action: codes.AuditAction | None = None
    before: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="lines older than this one alone"
    )
    limit: int = Field(default=100, ge=1, le=10_000)


class AuditLine(BaseModel):
    """Who did what, when; ``about`` is the organisation concerned."""

    position: int
    recorded_at: str
    actor: str
    role: str | None
    organisation_code: str | None
    request_id: str | None
    action: str
    about: str | None
    subject: str
    subject_key: str | None
    details: dict[str, Any]


class AuditPage(BaseModel):
    """Lines of the record, the newest first."""

    lines: list[AuditLine]
    next: str | None = Field(description="address of the older lines")


AuditQueryIs = Annotated[AuditQuery, Query()]


def _lines(connection: ReadOnly, bearer: Bearer, asked: AuditQuery) -> list[dict[str, Any]]:
    if not bearer.is_administrator and bearer.organisation is None:
        raise NotAllowed("The record is open to administrators and to an organisation's own token.")
    organisation = None if bearer.is_administrator else bearer.organisation
    found = audit.listing(connection, organisation, **asked.model_dump())
    return [{**line, "recorded_at": line["recorded_at"].isoformat()} for line in found]


@router.get("", responses=responses(403))
def lines(connection: ReadOnly, bearer: BearerIs, asked: AuditQueryIs) -> AuditPage:
    """Writes, confidential reads and refusals: who looked at our figures, and who changed them."""
    found = _lines(connection, bearer, asked)
    more = None
    if len(found) == asked.limit:
        kind = f"&action={asked.action.value}" if asked.action else ""
        more = f"/api/v1/audit?limit={asked.limit}{kind}&before={found[-1]['position']}"
    return AuditPage(lines=[AuditLine(**line) for line in found], next=more)


@router.get(
    ".csv",
    response_class=Response,
    responses=files("text/csv", problems=(403,)),
)
def lines_csv(connection: ReadOnly, bearer: BearerIs, asked: AuditQueryIs) -> Response:
    """The same as CSV."""
    body = csv_bytes(_lines(connection, bearer, asked), audit.NAMES)
    return file_answer(body, "record.csv")
