"""Requests for what is missing, in the shapes that their routes take and show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.html.tables import Column, Table
from api.http.schemas import Answer
from api.http.text_types import Day, Line
from estate.codes import RequestState
from estate.quality import GapReport
from estate.quality.requests import KINDS, progress


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return kind


Kind = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(KINDS)})]
Row = Mapping[str, Any]
WORDS = {
    RequestState.OPEN: "open",
    RequestState.ANSWERED: "answered",
    RequestState.WITHDRAWN: "withdrawn",
}

_COLUMNS = (
    Column("what", "Asked for"),
    Column("of", "Of", link="of_page"),
    Column("progress", "So far"),
    Column("wanted_by", "Wanted by", "day"),
    Column("asked_by", "Asked by"),
    Column("asked_on", "Asked on", "day"),
    Column("sentence", "In their words", "long"),
    Column("asked", "Rows asked for", "file"),
    Column("answered", "Rows answered", "file"),
    Column("state", "State", "file"),
)


class Request(BaseModel):
    """What is asked, for which property if for one, until when, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Kind = Field(description="a kind of fact, or one field of the gap report")
    property_id: UUID | None = Field(default=None, description="of this property alone")
    wanted_by: Day = Field(description="until when, between today and two years from now")
    sentence: Line = Field(min_length=3, max_length=500, description="why it is wanted")


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
    asked_by: str | None = Field(description="the organisation; none for an administrator")
    asked_at: datetime
    state: RequestState
    asked: int
    answered: int
    withdrawn_at: datetime | None


class Requests(Answer):
    """Requests to one organisation."""

    requests: list[Requested]


def shown(found: Sequence[Row], report: GapReport) -> list[dict[str, Any]]:
    """Requests with how far each has come, from the rows that the reader sees."""
    return [_one(row, report) for row in found]


def _one(row: Row, report: GapReport) -> dict[str, Any]:
    ids = [str(one) for one in row["property_ids"]]
    far = progress(ids, row["kind"], report.missing, is_withdrawn=bool(row["withdrawn_at"]))
    return {
        "id": row["request_id"],
        "organisation": row["organisation_code"],
        "kind": row["kind"],
        "label": KINDS[row["kind"]].label,
        "property_id": row["property_id"],
        "property_name": row["property_name"],
        "wanted_by": row["wanted_by"],
        "sentence": row["sentence"],
        "asked_by": row["asked_by_organisation_code"],
        "asked_at": row["asked_at"],
        "state": far.state,
        "asked": far.asked,
        "answered": far.answered,
        "withdrawn_at": row["withdrawn_at"],
    }


def so_far(one: Row, today: date) -> str:
    """“Open: 3 of 12 answered, overdue”."""
    state = RequestState(one["state"])
    if state is RequestState.WITHDRAWN:
        return "Withdrawn"
    numbers = f"{one['answered']:,} of {one['asked']:,} answered"
    if state is RequestState.ANSWERED:
        return f"Answered ({numbers})"
    return f"Open: {numbers}{', overdue' if one['wanted_by'] < today else ''}"


def table(found: Sequence[Row], names: Mapping[str, str], today: date) -> Table:
    """The same as a table."""
    rows = [
        {
            **one,
            "what": one["label"],
            "of": one["property_name"] or "all its properties",
            "of_page": f"/properties/{one['property_id']}" if one["property_id"] else None,
            "progress": so_far(one, today),
            "asked_by": names.get(one["asked_by"] or "", "an administrator"),
            "asked_on": one["asked_at"].date(),
            "state": WORDS[RequestState(one["state"])],
        }
        for one in found
    ]
    return Table(
        "requests",
        "What is asked for",
        _COLUMNS,
        rows,
        "A row is answered once the register has the fact, by a file or by hand. Nobody is sent a "
        "message: share the address of this page with those who are asked.",
        "Nothing is asked for.",
    )
