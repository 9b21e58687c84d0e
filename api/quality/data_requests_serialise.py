"""Requests for what is missing, in the shapes that their routes take and show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from api.html.addresses import property_address
from api.html.tables import Column, Table
from api.http.bodies import Sent
from api.http.text_types import Day, Line
from estate.answers.organisations.data_requests import Requested
from estate.codes import RequestState
from estate.quality.data_requests import KINDS


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return kind


KindAsked = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(KINDS)})]
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


class Request(Sent):
    """What is asked, for which property if for one, until when, and why."""

    kind: KindAsked = Field(description="a kind of fact, or one field of the gap report")
    property_id: UUID | None = Field(default=None, description="of this property alone")
    wanted_by: Day = Field(description="until when, between today and two years from now")
    sentence: Line = Field(min_length=3, max_length=500, description="why it is wanted")


def so_far(one: Requested, today: date) -> str:
    """“Open: 3 of 12 answered, overdue”."""
    if one.state is RequestState.WITHDRAWN:
        return "Withdrawn"
    numbers = f"{one.answered:,} of {one.asked:,} answered"
    if one.state is RequestState.ANSWERED:
        return f"Answered ({numbers})"
    return f"Open: {numbers}{', overdue' if one.wanted_by < today else ''}"


def table(found: Sequence[Requested], names: Mapping[str, str], today: date) -> Table:
    """The same as a table."""
    rows = [
        {
            **vars(one),
            "what": one.label,
            "of": one.property_name or "all its properties",
            "of_page": property_address(one.property_id) if one.property_id else None,
            "progress": so_far(one, today),
            "asked_by": names.get(one.asked_by or "", "an administrator"),
            "asked_on": one.asked_at.date(),
            "state": WORDS[one.state],
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
