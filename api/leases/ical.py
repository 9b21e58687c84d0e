"""The calendar of lease events as rows, CSV and iCalendar (RFC 5545), for one reader."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pandas as pd
from icalendar import Calendar, Event

from estate import codes
from estate.answers.context import ReadContext
from estate.answers.leases import Leases, leases
from estate.colocation.plain_language import fit_name
from estate.exports.delimited_text import csv_bytes
from estate.frames import Estate, is_null
from estate.leases import events as lease_calendar
from estate.quarters import Quarter
from estate.register.queries import naming

Row = dict[str, Any]

HEADINGS = (
    "date",
    "precision",
    "kind",
    "kind_label",
    "of_kind",
    "of_date",
    "property",
    "property_ref",
    "manager",
    "tenant",
    "landlord",
    "notice_months",
    "notice_assumed",
    "penalty_gbp",
    "conditions",
    "urgency",
    "urgency_label",
    "lease_id",
    "property_id",
)
BY_QUARTER = "Only the quarter is shown to you: the entry stands on the quarter's last day."


def rows(
    context: ReadContext,
    *,
    organisation: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """Events by date: five years from today unless told otherwise; what is overdue is included."""
    held = leases(context)
    found, estate = held.dated, held.estate
    if organisation is not None:
        organisation = naming.organisation(context.connection, context.reader, organisation)
        managed = estate.properties["organisation"]
        found = lease_calendar.of_organisation(found, managed, organisation)
    first = since or context.today
    shown = lease_calendar.window(found, first, until or _five_years_on(first), context.today)
    return [_row(dict(row), estate) for _, row in shown.iterrows()]


def of_leases(found: Leases, today: date) -> list[Row]:
    """Events to come of some leases, and those that are overdue."""
    shown = lease_calendar.window(found.dated, today, date.max, today)
    return [_row(dict(row), found.estate) for _, row in shown.iterrows()]


def _five_years_on(day: date) -> date:
    """The same day, or the month's last; nothing lies after the year 9999."""
    if day.year > date.max.year - 5:
        return date.max
    return (pd.Timestamp(day) + pd.DateOffset(years=5)).date()


def _row(event: Row, estate: Estate) -> Row:
    place = estate.properties.loc[event["property_id"]]
    precision = "day" if event["exact"] else "quarter"
    words, colour = lease_calendar.URGENCY[event["urgency"]]
    notice = float(event["notice_months"])
    return {
        "lease_id": event["lease_id"],
        "property": {
            "id": event["property_id"],
            "name": place["name"],
            "ref": place["local_ref"],
            "organisation": place["organisation"],
        },
        "tenant": _text(event["tenant"]),
        "tenant_name": _name(event, "tenant", estate),
        "landlord": _text(event["landlord"]),
        "landlord_name": _name(event, "landlord", estate),
        "kind": {"code": event["kind"], "label": codes.label(event["kind"])},
        "precision": precision,
        "date": event["date"].date(),
        **({} if event["exact"] else {"quarter": Quarter.of(event["date"])}),
        "of": _exit(event),
        "notice_months": None if math.isnan(notice) else int(notice),
        "notice_assumed": bool(event["notice_assumed"]),
        "penalty_gbp": None if is_null(event["penalty_gbp"]) else float(event["penalty_gbp"]),
        "conditions": _text(event["conditions"]),
        "urgency": {"code": event["urgency"], "label": words, "colour": colour},
    }


def _name(event: Row, role: str, estate: Estate) -> str | None:
    """An organisation's name; of whoever is none of the register's, the text on record."""
    code = _text(event[role])
    if code is None:
        return _text(event[f"{role}_name"])
    return str(estate.organisations["name"].get(code, code))


def _exit(event: Row) -> Row | None:
    """Which exit a notice deadline or an act-by date belongs to."""
    if not isinstance(event["of_kind"], str):
        return None
    day = event["of_date"].date()
    return {
        "kind": {"code": event["of_kind"], "label": _exit_words(event)},
        **({"date": day} if event["exact"] else {"quarter": Quarter.of(day)}),
    }


def _exit_words(event: Row) -> str:
    """A lease that is past its end has no exit to come: it can be ended after notice."""
    if event["kind"] == lease_calendar.ACT_BY and event["of_date"] < event["date"]:
        return "Past its end, runs on"
    return codes.label(event["of_kind"])


def _text(value: Any) -> str | None:
    return None if is_null(value) else str(value)


def as_csv(events: Sequence[Row]) -> bytes:
    """One line an event; ``precision`` says whether the date is a day or its quarter's last."""
    return csv_bytes(map(_flat, events), HEADINGS)


def _flat(event: Row) -> Row:
    of = event["of"] or {"kind": {"code": None}}
    return event | {
        "kind": event["kind"]["code"],
        "kind_label": event["kind"]["label"],
        "of_kind": of["kind"]["code"],
        "of_date": of.get("date") or of.get("quarter"),
        "property": event["property"]["name"],
        "property_ref": event["property"]["ref"],
        "property_id": event["property"]["id"],
        "manager": event["property"]["organisation"],
        **{role: event[role] or event[f"{role}_name"] for role in ("tenant", "landlord")},
        "urgency": event["urgency"]["code"],
        "urgency_label": event["urgency"]["label"],
    }


def as_icalendar(events: Sequence[Row], today: date, name: str) -> bytes:
    """All-day entries that do not block the day; the same event keeps its identifier."""
    feed = Calendar()
    feed.add("prodid", "-//Common Estate//Lease calendar//EN")
    feed.add("version", "2.0")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    for event in events:
        feed.add_component(_entry(event, today))
    return bytes(feed.to_ical())


def _entry(event: Row, today: date) -> Event:
    entry = Event()
    entry.add("uid", f"{_identity(event)}@common-estate.invalid")
    entry.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
    entry.add("dtstart", event["date"])
    entry.add("dtend", event["date"] + timedelta(days=1))
    entry.add("summary", f"{_title(event)}: {_place(event)}")
    entry.add("description", _description(event))
    entry.add("categories", [event["kind"]["label"], event["urgency"]["label"]])
    entry.add("color", event["urgency"]["colour"])
    entry.add("transp", "TRANSPARENT")
    return entry


def _identity(event: Row) -> str:
    of = _flat(event)["of_date"] or event["date"]
    text = f"{event['lease_id']}|{event['kind']['code']}|{of}"
    return sha256(text.encode()).hexdigest()[:32]


def _title(event: Row) -> str:
    words = str(event["kind"]["label"])
    if event["of"]:
        words = f"{words} ({str(event['of']['kind']['label']).lower()})"
    return words if event["precision"] == "day" else f"{words}, {event['quarter'].words}"


def _place(event: Row) -> str:
    return fit_name(event["property"]["name"], event["property"]["ref"])


def _description(event: Row) -> str:
    parties = [
        f"{role}: {name}."
        for role in ("Tenant", "Landlord")
        if (name := event[f"{role.lower()}_name"])
    ]
    notice = event["notice_months"]
    assumed = " (assumed: not stated)" if event["notice_assumed"] else ""
    lines = [
        f"Managed by {event['property']['organisation']}, reference {event['property']['ref']}.",
        *parties,
        f"{event['urgency']['label']}.",
        "" if not notice else f"Notice: {notice} months{assumed}.",
        "" if event["penalty_gbp"] is None else f"Penalty: £{event['penalty_gbp']:,.2f}.",
        "" if not event["conditions"] else f"Conditions: {event['conditions']}",
        "" if event["precision"] == "day" else BY_QUARTER,
        codes.DISCLAIMER,
    ]
    return "\n".join(line for line in lines if line)
