"""Leases: a calendar of what falls due, as JSON, CSV and a feed that calendars subscribe to."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field, model_validator

from api.html.tables import download
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.text_types import Day, Line
from api.http.values import sent
from api.leases import ical
from api.leases import work_list as listed
from estate.answers.context import ReadContext
from estate.answers.leases import LeaseCalendar, LeaseEvent, LeaseList, leases
from estate.answers.leases import calendar as lease_events
from estate.errors import NotFound
from estate.exports import property_files

router = APIRouter(prefix="/leases", tags=["leases"])
#: The list as a file has the list's own address.
files_router = APIRouter(tags=["leases"])


class CalendarQuery(parameters.Query):
    """Whose leases, and between which days."""

    organisation: Line | None = Field(
        default=None, max_length=60, description="code of the tenant, the landlord or the manager"
    )
    since: Day | None = Field(default=None, alias="from", description="first day; today if left")
    until: Day | None = Field(default=None, description="last day; five years on if left")

    @model_validator(mode="after")
    def _in_order(self) -> "CalendarQuery":
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("until must not lie before from")
        return self


def events(
    context: ReadContext,
    query: Annotated[CalendarQuery, Query()],
) -> list[LeaseEvent]:
    """What all three forms show."""
    return lease_events(context, **query.model_dump(exclude_none=True))


CalendarQueryIs = Annotated[CalendarQuery, Query()]


@router.get("/calendar", response_model=LeaseCalendar, responses=responses(403))
def calendar(context: ContextIs, query: CalendarQueryIs) -> Response:
    """Expiries, breaks, reviews, notice deadlines and act-by dates, by date."""
    found, reader = events(context, query), context.reader.kind.value
    return sent(
        LeaseCalendar(
            numberReturned=len(found), events=found, by_quarter=ical.BY_QUARTER, reader=reader
        )
    )


@router.get("/calendar.csv", response_class=Response, responses=files("text/csv", problems=(403,)))
def calendar_csv(context: ContextIs, query: CalendarQueryIs) -> Response:
    """The same as a file for a spreadsheet."""
    found = events(context, query)
    return file_answer(ical.as_csv(found), "lease-calendar.csv", "text/csv; charset=utf-8")


@router.get(
    "/calendar.ics", response_class=Response, responses=files("text/calendar", problems=(403,))
)
def calendar_ics(context: ContextIs, query: CalendarQueryIs) -> Response:
    """The same as an iCalendar feed (RFC 5545); quarters stand on their last day."""
    found = events(context, query)
    name = f"Lease events {query.organisation}" if query.organisation else "Lease events"
    body = ical.as_icalendar(found, context.today, name)
    return file_answer(body, "lease-calendar.ics", "text/calendar; charset=utf-8")


ListAsked = Annotated[listed.LeaseQuery, Query()]


@router.get("", response_model=LeaseList, responses=responses(403))
def lease_list(context: ContextIs, query: ListAsked) -> Response:
    """Leases with their terms, next break, review and exit, by act-by date."""
    found = [one.json() for one in leases(context, query.wanted()).lines()]
    return sent(
        LeaseList(
            numberMatched=len(found),
            leases=found,
            by_quarter=listed.BY_QUARTER,
            reader=context.reader.kind.value,
        )
    )


@files_router.get(
    "/leases.{form}",
    response_class=Response,
    responses=files(
        property_files.FORMATS["csv"],
        property_files.FORMATS["xlsx"],
        "text/calendar",
        problems=(403, 404),
    ),
)
def lease_list_file(
    context: ContextIs,
    form: str,
    query: ListAsked,
) -> Response:
    """The same as csv or xlsx, one lease a line; as ics all dates to come of these leases."""
    if form not in ("csv", "xlsx", "ics"):
        raise NotFound("Leases are exported as csv, xlsx or ics.")
    found = leases(context, query.wanted())
    if form == "ics":
        due = found.falling_due(context.today, date.max, context.today)
        body = ical.as_icalendar(due, context.today, "Leases")
        return file_answer(body, "leases.ics", "text/calendar; charset=utf-8")
    return download(context, listed.file_table(found), form)
