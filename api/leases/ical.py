"""The calendar of lease events as CSV and iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from icalendar import Calendar, Event

from estate import codes
from estate.answers.leases import LeaseEvent
from estate.colocation.plain_language import fit_name
from estate.exports.delimited_text import csv_bytes

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


def as_csv(events: Sequence[LeaseEvent]) -> bytes:
    """One line an event; ``precision`` says whether the date is a day or its quarter's last."""
    return csv_bytes(map(_flat, events), HEADINGS)


def _flat(event: LeaseEvent) -> dict[str, Any]:
    of = event.of
    return vars(event) | {
        "kind": event.kind.code,
        "kind_label": event.kind.label,
        "of_kind": of and of.kind.code,
        "of_date": of and (of.date or of.quarter),
        "property": event.property.name,
        "property_ref": event.property.ref,
        "property_id": event.property.id,
        "manager": event.property.organisation,
        "tenant": event.tenant or event.tenant_name,
        "landlord": event.landlord or event.landlord_name,
        "urgency": event.urgency.code,
        "urgency_label": event.urgency.label,
    }


def as_icalendar(events: Sequence[LeaseEvent], today: date, name: str) -> bytes:
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


def _entry(event: LeaseEvent, today: date) -> Event:
    entry = Event()
    entry.add("uid", f"{_identity(event)}@common-estate.invalid")
    entry.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
    entry.add("dtstart", event.date)
    entry.add("dtend", event.date + timedelta(days=1))
    entry.add("summary", f"{_title(event)}: {_place(event)}")
    entry.add("description", _description(event))
    entry.add("categories", [event.kind.label, event.urgency.label])
    entry.add("color", event.urgency.colour)
    entry.add("transp", "TRANSPARENT")
    return entry


def _identity(event: LeaseEvent) -> str:
    of = _flat(event)["of_date"] or event.date
    text = f"{event.lease_id}|{event.kind.code}|{of}"
    return sha256(text.encode()).hexdigest()[:32]


def _title(event: LeaseEvent) -> str:
    words = event.kind.label
    if event.of:
        words = f"{words} ({event.of.kind.label.lower()})"
    return f"{words}, {event.quarter.words}" if event.quarter else words


def _place(event: LeaseEvent) -> str:
    return fit_name(event.property.name, event.property.ref)


def _description(event: LeaseEvent) -> str:
    parties = [
        f"{role}: {name}."
        for role, name in (("Tenant", event.tenant_name), ("Landlord", event.landlord_name))
        if name
    ]
    notice = event.notice_months
    assumed = " (assumed: not stated)" if event.notice_assumed else ""
    lines = [
        f"Managed by {event.property.organisation}, reference {event.property.ref}.",
        *parties,
        f"{event.urgency.label}.",
        "" if not notice else f"Notice: {notice} months{assumed}.",
        "" if event.penalty_gbp is None else f"Penalty: £{event.penalty_gbp:,.2f}.",
        "" if not event.conditions else f"Conditions: {event.conditions}",
        BY_QUARTER if event.quarter else "",
        codes.DISCLAIMER,
    ]
    return "\n".join(line for line in lines if line)
