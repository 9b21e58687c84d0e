"""What the pages of offers show, as tables."""

from collections.abc import Sequence

from api.html.addresses import property_address
from api.html.tables import Column, Table
from estate.answers.club.offers import Interest, Offer, OfferStep
from estate.quarters import day_words

_LISTED = (
    Column("number", "No.", "number"),
    Column("name", "Property", link="page"),
    Column("owner", "Owner"),
    Column("state", "State", small="reminder"),
    Column("closes_on", "Last day", "day"),
    Column("working_days_left", "Working days left", "number"),
    Column("interested", "Expressions of interest"),
    Column("decision", "Owner's decision"),
    Column("property_id", "property_id", "file"),
)
_NOTE = "Offered by its owner on its own decision; no outcome is settled before its owner says so."


def listed(found: Sequence[Offer]) -> Table:
    """All offers of a question."""
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "page": one.page,
            "owner": one.owner.name,
            "state": one.state_label.capitalize(),
            "reminder": one.reminder if one.is_running else _ended(one),
            "closes_on": one.closes_on,
            "working_days_left": _left(one),
            "interested": ", ".join(said.organisation.name for said in one.interests) or "none",
            "decision": decision_words(one),
            "property_id": one.property_id,
        }
        for one in found
    ]
    return Table("offers", "Offers", _LISTED, rows, _NOTE, "No property is on offer.")


def _left(one: Offer) -> int | str:
    if not one.is_running:
        return "ended"
    return "over" if one.working_days_left is None else one.working_days_left


def _ended(one: Offer) -> str:
    day = "" if one.closed_on is None else day_words(one.closed_on)
    return f"{day}, {one.taken_up_by.name}" if one.taken_up_by else day


def decision_words(one: Offer) -> str:
    """The decision on which an offer rests, in one line."""
    said = one.decision
    return f"{said.forum}, {day_words(said.decided_on)}, {said.minute_ref}"


def tables(one: Offer, steps: Sequence[OfferStep]) -> dict[str, Table]:
    """The tables of one offer, by their names."""
    return {table.name: table for table in (_interests(one.interests), _steps(steps))}


def _interests(said: Sequence[Interest]) -> Table:
    columns = (
        Column("body", "Body"),
        Column("post", "Contact (job title)"),
        Column("said_on", "Date", "day"),
        Column("what_for", "What it would use it for", "long"),
    )
    rows = [
        {
            "body": one.organisation.name,
            "post": one.post,
            "said_on": one.said_on,
            "what_for": one.what_for,
        }
        for one in said
    ]
    empty = "No expression of interest is on record."
    return Table("interests", "Expressions of interest", columns, rows, "", empty)


def _steps(steps: Sequence[OfferStep]) -> Table:
    columns = (
        Column("day", "Date", "day"),
        Column("to", "Changed to"),
        Column("body", "By", small="role"),
        Column("reason", "Why", "long"),
    )
    rows = [
        {
            "day": one.taken_at.date(),
            "to": one.to_state.words,
            "body": one.organisation.name if one.organisation else "an administrator",
            "role": one.role or "",
            "reason": one.reason or "",
        }
        for one in reversed(steps)
    ]
    return Table("steps", "Every step", columns, rows)


def property_page(one: Offer) -> str:
    """Where the page of the property is."""
    return property_address(one.property_id)
