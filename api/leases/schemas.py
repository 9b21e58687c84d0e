"""What the list of leases looks like, for the OpenAPI (``http/schemas``)."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer, ForReader
from estate.answers.answer import Coded


class Place(Answer):
    """A property as a calendar names it; ``organisation`` is its manager's code."""

    id: UUID
    name: str
    ref: str | None
    organisation: str


class TenantBreak(Answer):
    """The tenant's next break; live while its notice can still be served."""

    date: dt.date
    live: bool
    notice_months: int
    notice_assumed: bool
    notice_by: dt.date
    penalty_gbp: float | None = None
    conditions: str | None = None


class WayOut(Answer):
    """The next exit of a tenant of the register, and by when somebody must act."""

    kind: Coded
    date: dt.date
    notice_months: int
    notice_assumed: bool
    notice_by: dt.date
    act_by: dt.date
    act_by_passed: bool


class Lease(Answer):
    """One lease; ``precision`` says whether its dates are days or last days of quarters."""

    lease_id: UUID
    property: Place
    town: str | None
    tenant: str | None
    tenant_name: str | None
    landlord: str | None
    landlord_name: str | None
    state: Coded
    precision: Literal["day", "quarter"]
    inside_1954_act: bool | None
    start_date: dt.date | None = None
    passing_rent_gbp_pa: float | None = None
    repairing_basis: str | None = None
    expiry: dt.date | None
    holding_over_since: dt.date | None
    next_break: TenantBreak | None = Field(alias="break")
    landlord_break: dt.date | None
    rent_review: dt.date | None
    exit: WayOut | None


class LeaseList(ForReader):
    """Leases by act-by date, those without one last."""

    number_matched: int = Field(alias="numberMatched")
    leases: list[Lease]
    by_quarter: str


class Exit(Answer):
    """Which exit a deadline belongs to: its day, or its quarter where only that is shown."""

    kind: Coded
    date: dt.date | None = None
    quarter: str | None = None


@dataclass(frozen=True)
class Urgency(Coded):
    """How soon somebody must act; the colour is never the only sign."""

    colour: str


class LeaseEvent(Answer):
    """What falls due; ``quarter`` where the day itself is not for the reader."""

    lease_id: UUID
    property: Place
    tenant: str | None
    tenant_name: str | None
    landlord: str | None
    landlord_name: str | None
    kind: Coded
    precision: Literal["day", "quarter"]
    date: dt.date
    quarter: str | None = None
    of: Exit | None
    notice_months: int | None
    notice_assumed: bool
    penalty_gbp: float | None
    conditions: str | None
    urgency: Urgency


class LeaseCalendar(ForReader):
    """Lease events by date."""

    number_returned: int = Field(alias="numberReturned")
    events: list[LeaseEvent]
    by_quarter: str
