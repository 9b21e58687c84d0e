"""The leases that a reader sees, as a list and as a calendar: what page, JSON and files show.

Of a lease that the reader sees by quarters each date is the last day of its quarter; its
``precision`` says so.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from uuid import UUID

import pandas as pd
from pydantic import Field

from estate import codes
from estate.answers.answer import ABSENT, Answer, Coded, QuarterText, answer
from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.frames import Estate, as_number, is_null
from estate.leases import due_dates_and_urgency
from estate.leases import work_list as leases_work_list
from estate.leases.work_list import Wanted
from estate.quarters import Quarter, seen
from estate.register.queries import naming
from estate.rows import Row

Precision = Literal["day", "quarter"]


@answer
class LeasePlace(Answer):
    """A property as a calendar names it; ``organisation`` is its manager's code."""

    id: UUID
    name: str
    ref: str | None
    organisation: str


@answer
class TenantBreak(Answer):
    """The tenant's next break; live while its notice can still be served."""

    date: dt.date
    live: bool
    notice_months: int
    notice_assumed: bool
    notice_by: dt.date
    penalty_gbp: float | None = ABSENT
    conditions: str | None = ABSENT


@answer
class WayOut(Answer):
    """The next exit of a tenant of the register, and by when somebody must act."""

    kind: Coded
    date: dt.date
    notice_months: int
    notice_assumed: bool
    notice_by: dt.date
    act_by: dt.date
    act_by_passed: bool


@answer
class LeaseLine(Answer):
    """One lease; ``precision`` says whether its dates are days or last days of quarters."""

    lease_id: UUID
    property: LeasePlace
    town: str | None
    tenant: str | None
    landlord: str | None
    tenant_name: str | None
    landlord_name: str | None
    state: Coded
    precision: Precision
    inside_1954_act: bool | None
    start_date: dt.date | None = ABSENT
    passing_rent_gbp_pa: float | None = ABSENT
    repairing_basis: str | None = ABSENT
    expiry: dt.date | None
    holding_over_since: dt.date | None
    next_break: Annotated[TenantBreak | None, Field(alias="break")]
    landlord_break: dt.date | None
    rent_review: dt.date | None
    exit: WayOut | None

    def seen(self, day: dt.date | None) -> dt.date | Quarter | None:
        """One of its days as the reader sees it."""
        return seen(day, self.precision == "day")

    def json(self) -> Any:
        """With its members as JSON names them: ``break`` is no name in Python."""
        own = vars(self)
        return {"break" if name == "next_break" else name: own[name] for name in own}


@answer
class LeaseList(Answer):
    """Leases by act-by date, those without one last."""

    numberMatched: int
    leases: list[LeaseLine]
    by_quarter: str
    reader: str
    disclaimer: str = codes.DISCLAIMER


@answer
class Exit(Answer):
    """Which exit a deadline belongs to: its day, or its quarter where only that is shown."""

    kind: Coded
    date: dt.date | None = ABSENT
    quarter: QuarterText | None = ABSENT


@dataclass(frozen=True)
class Urgency(Coded):
    """How soon somebody must act; the colour is never the only sign."""

    colour: str


@answer
class LeaseEvent(Answer):
    """What falls due; ``quarter`` where the day itself is not for the reader."""

    lease_id: UUID
    property: LeasePlace
    tenant: str | None
    tenant_name: str | None
    landlord: str | None
    landlord_name: str | None
    kind: Coded
    precision: Precision
    date: dt.date
    quarter: QuarterText | None = ABSENT
    of: Exit | None
    notice_months: int | None
    notice_assumed: bool
    penalty_gbp: float | None
    conditions: str | None
    urgency: Urgency


@answer
class LeaseCalendar(Answer):
    """Lease events by date."""

    numberReturned: int
    events: list[LeaseEvent]
    by_quarter: str
    reader: str
    disclaimer: str = codes.DISCLAIMER


@dataclass(frozen=True)
class Leases:
    """``listed``: one row a lease (``leases/work_list.COLUMNS``); ``dated``: the events of the same
    leases (``leases/events.COLUMNS``), all of them; ``estate``: what both were made from."""

    listed: pd.DataFrame
    dated: pd.DataFrame
    estate: Estate

    def lines(self) -> list[LeaseLine]:
        """One lease each: what the reader may not see is absent, what is not known null."""
        rows = self.listed.reset_index().to_dict("records")
        return [_line({str(k): value for k, value in row.items()}, self.estate) for row in rows]

    def falling_due(self, first: dt.date, last: dt.date, today: dt.date) -> list[LeaseEvent]:
        """Events by date between two days, and those that are overdue."""
        shown = due_dates_and_urgency.window(self.dated, first, last, today)
        return [_event(dict(row), self.estate) for _, row in shown.iterrows()]

    def chosen(self, wanted: Wanted) -> "Leases":
        """Only the leases that a question is about, with all their events."""
        kept = leases_work_list.chosen(self.listed, self.dated, wanted)
        return replace(self, listed=kept, dated=self.dated[self.dated["lease_id"].isin(kept.index)])


def leases(
    context: ReadContext,
    wanted: Wanted | None = None,
) -> Leases:
    """Leases as this reader may see them; town and organisation of the question may be written
    in any case of letters, and are refused by name where they name nothing."""
    asked = named(context, wanted or Wanted())
    assumptions, today = context.assumptions, context.today
    estate = whole_estate(context)

    def make() -> Leases:
        listed = leases_work_list.work_list(estate, today, assumptions)
        dated = due_dates_and_urgency.calendar(
            estate.leases, estate.lease_events, today, assumptions
        )
        return Leases(listed, dated, estate)

    key = ("leases", estate.version, context.reader.edition, today, assumptions)
    return context.cache.once(key, make).chosen(asked)


def named(context: ReadContext, wanted: Wanted) -> Wanted:
    """The question with town and organisation as the register spells them."""
    town, organisation = wanted.town, wanted.organisation
    if town is not None:
        town = naming.town(context.connection, town)
    if organisation is not None:
        organisation = naming.organisation(context.connection, context.reader, organisation)
    return replace(wanted, town=town, organisation=organisation)


def calendar(
    context: ReadContext,
    *,
    organisation: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> list[LeaseEvent]:
    """Events by date: five years from today unless told otherwise; what is overdue is included."""
    held = leases(context)
    if organisation is not None:
        organisation = naming.organisation(context.connection, context.reader, organisation)
        managed = held.estate.properties["organisation"]
        held = replace(
            held, dated=due_dates_and_urgency.of_organisation(held.dated, managed, organisation)
        )
    first = since or context.today
    return held.falling_due(first, until or _five_years_on(first), context.today)


def _five_years_on(day: dt.date) -> dt.date:
    """The same day, or the month's last; nothing lies after the year 9999."""
    if day.year > dt.date.max.year - 5:
        return dt.date.max
    return (pd.Timestamp(day) + pd.DateOffset(years=5)).date()


def _line(row: Row, estate: Estate) -> LeaseLine:
    terms: dict[str, Any] = {}
    if row["exact"]:
        terms = {
            "start_date": _day(row["start"]),
            "passing_rent_gbp_pa": as_number(row["passing_rent_gbp_pa"]),
            "repairing_basis": _text(row["repairing_basis"]),
        }
    return LeaseLine(
        **_of_lease(row, estate),
        town=_text(row["town"]),
        state=Coded(row["state"], leases_work_list.STATES[row["state"]]),
        inside_1954_act=None if is_null(row["inside_1954_act"]) else row["inside_1954_act"],
        **terms,
        expiry=_day(row["expiry"]),
        holding_over_since=_day(row["holding_over_since"]),
        next_break=None if is_null(row["break_date"]) else _break(row),
        landlord_break=_day(row["landlord_break"]),
        rent_review=_day(row["rent_review"]),
        exit=None if is_null(row["exit_date"]) else _way_out(row),
    )


def _of_lease(row: Row, estate: Estate) -> dict[str, Any]:
    """What a line of the list and an event of the calendar both say of their lease."""
    place = estate.properties.loc[row["property_id"]]
    return {
        "lease_id": UUID(row["lease_id"]),
        "property": LeasePlace(
            id=UUID(row["property_id"]),
            name=place["name"],
            ref=place["local_ref"],
            organisation=place["organisation"],
        ),
        **{role: _text(row[role]) for role in ("tenant", "landlord")},
        **{f"{role}_name": _party(row, role, estate) for role in ("tenant", "landlord")},
        "precision": "day" if row["exact"] else "quarter",
    }


def _break(row: Row) -> TenantBreak:
    told: dict[str, Any] = {}
    if row["exact"]:
        told["penalty_gbp"] = as_number(row["break_penalty_gbp"])
        told["conditions"] = _text(row["break_conditions"])
    return TenantBreak(
        date=_day(row["break_date"]),
        live=row["break_state"] == "live",
        notice_months=int(row["break_notice_months"]),
        notice_assumed=bool(row["break_notice_assumed"]),
        notice_by=_day(row["break_notice_by"]),
        **told,
    )


def _way_out(row: Row) -> WayOut:
    return WayOut(
        kind=Coded.of(row["exit_kind"]),
        date=_day(row["exit_date"]),
        notice_months=int(row["notice_months"]),
        notice_assumed=bool(row["notice_assumed"]),
        notice_by=_day(row["notice_by"]),
        act_by=_day(row["act_by"]),
        act_by_passed=bool(row["act_by_passed"]),
    )


def _event(row: Row, estate: Estate) -> LeaseEvent:
    words, colour = due_dates_and_urgency.URGENCY[row["urgency"]]
    day = _day(row["date"])
    return LeaseEvent(
        **_of_lease(row, estate),
        kind=Coded.of(row["kind"]),
        date=day,
        quarter=ABSENT if row["exact"] else Quarter.of(day),
        of=_of(row) if isinstance(row["of_kind"], str) else None,
        notice_months=None if is_null(row["notice_months"]) else int(row["notice_months"]),
        notice_assumed=bool(row["notice_assumed"]),
        penalty_gbp=as_number(row["penalty_gbp"]),
        conditions=_text(row["conditions"]),
        urgency=Urgency(row["urgency"], words, colour),
    )


def _of(row: Row) -> Exit:
    """Which exit a notice deadline or an act-by date belongs to: a lease that is past its end has
    none to come, it can be ended after notice."""
    is_past = row["kind"] == due_dates_and_urgency.ACT_BY and row["of_date"] < row["date"]
    label = "Expired, tenant still there" if is_past else codes.label(row["of_kind"])
    day, kind = _day(row["of_date"]), Coded(row["of_kind"], label)
    return Exit(kind=kind, date=day) if row["exact"] else Exit(kind=kind, quarter=Quarter.of(day))


def _party(row: Row, role: str, estate: Estate) -> str | None:
    """An organisation's name; of whoever is none of the register's, the text on record."""
    code = _text(row[role])
    if code is None:
        return _text(row[f"{role}_name"])
    return str(estate.organisations["name"].get(code, code))


def _text(value: Any) -> str | None:
    return None if is_null(value) else str(value)


def _day(value: Any) -> Any:
    return None if is_null(value) else pd.Timestamp(value).date()
