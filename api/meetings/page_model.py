"""What the pages of meetings show, as tables."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.html.addresses import property_address
from api.html.tables import Column, Table
from estate.answers.club.meetings import Action, Entry, Meeting
from estate.club.codes import ActionState, EntryKind
from estate.club.meetings import NO_BODYS_DECISION
from estate.quarters import day_words
from estate.register.queries.meetings import CLUBS_ADMINISTRATORS

_ABOUT = Column("about", "About", link="about_page")


def listed(found: Sequence[Meeting]) -> Table:
    """Every meeting on record, as a table of the list's page."""
    columns = (
        Column("number", "No.", "number"),
        Column("title", "Meeting", link="page"),
        Column("held_on", "Date", "day", small="cancelled"),
        Column("place", "Place"),
        Column("called_by", "Called by"),
        Column("decisions", "Decisions", "number"),
        Column("actions", "Actions", "number"),
        Column("open_actions", "Open actions", "number"),
    )
    rows = [
        {
            "number": one.number,
            "title": one.title,
            "page": one.page,
            "held_on": one.held_on,
            "cancelled": "cancelled" if one.cancelled_on else "",
            "place": one.place or "not said",
            "called_by": caller(one),
            "decisions": one.decisions,
            "actions": one.actions,
            "open_actions": one.open_actions,
        }
        for one in found
    ]
    return Table("meetings", "Meetings", columns, rows, "", "No meeting has been called yet.")


def caller(one: Meeting) -> str:
    """Who called it, in words."""
    return one.called_by.name if one.called_by else CLUBS_ADMINISTRATORS.lower()


def tables(entries: Sequence[Entry]) -> dict[str, Table]:
    """The tables of one meeting, by their names."""
    found = (
        _of_kind(entries, EntryKind.AGENDA),
        _of_kind(entries, EntryKind.DECISION),
        _of_kind(entries, EntryKind.ACTION),
    )
    return {table.name: table for table in found}


_TITLES = {
    EntryKind.AGENDA: ("agenda", "Agenda", "No item is on the agenda."),
    EntryKind.DECISION: ("decisions", "Decisions", "No decision has been minuted."),
    EntryKind.ACTION: ("actions", "Actions", "No action has been minuted."),
}


def _of_kind(entries: Sequence[Entry], kind: EntryKind) -> Table:
    name, title, empty = _TITLES[kind]
    columns = [
        Column("position", "Entry", "number"),
        Column("text", title[:-1] if title.endswith("s") else "Item", "long", small="correction"),
        _ABOUT,
    ]
    if kind is EntryKind.ACTION:
        columns[2:2] = [
            Column("owner", "Owner"),
            Column("due_on", "Due", "day"),
            Column("state", "State"),
        ]
    rows = [_row(one) for one in entries if one.kind is kind]
    note = NO_BODYS_DECISION if kind is EntryKind.DECISION else ""
    return Table(name, title, tuple(columns), rows, note, empty)


def _row(one: Entry) -> dict[str, Any]:
    return {
        "anchor": f"entry-{one.position}",
        "position": one.position,
        "text": one.text,
        "correction": one.correction(),
        "owner": one.owner.name if one.owner else "",
        "due_on": one.due_on,
        "state": state_of(one),
        **_about(one),
    }


def state_of(one: Entry) -> str:
    """Where an action stands; a correction stands with the entry that it corrects."""
    if one.corrects is not None:
        return f"see entry {one.corrects}"
    return one.state.value if one.state else ""


def _about(one: Entry | Action) -> dict[str, Any]:
    if one.opportunity is not None:
        words = f"No. {one.opportunity.number}: {one.opportunity.title}"
        if one.property is not None:
            words += f"; {one.property.name}"
        return {"about": words, "about_page": one.opportunity.page}
    if one.property is not None:
        return {"about": one.property.name, "about_page": property_address(one.property.id)}
    return {"about": "the meeting", "about_page": None}


def actions(found: Sequence[Action], name: str = "actions", title: str = "Actions") -> Table:
    """Actions by their owners, as a table of all or of one body."""
    columns = (
        Column("text", "Action", "long", small="entry"),
        Column("owner", "Owner"),
        Column("due_on", "Due", "day", small="overdue"),
        Column("state", "State", small="settled"),
        Column("meeting", "Meeting", link="page"),
        _ABOUT,
        Column("action_id", "action_id", "file"),
    )
    rows = [
        {
            "text": one.text,
            "entry": f"{one.meeting.number}/{one.position}",
            "owner": one.owner.name,
            "due_on": one.due_on,
            "overdue": "overdue" if one.overdue else "",
            "state": one.state.value.capitalize(),
            "settled": _settled(one),
            "meeting": one.meeting.title,
            "page": f"{one.meeting.page}#entry-{one.position}",
            "action_id": one.id,
            **_about(one),
        }
        for one in found
    ]
    return Table(name, title, columns, rows, "", "No action answers to this question.")


def _settled(one: Action) -> str:
    if one.state is ActionState.OPEN:
        return ""
    day = "" if one.settled_on is None else day_words(one.settled_on)
    return f"{day}: {one.reason}" if one.reason else day


def by_owner(found: Sequence[Action]) -> list[Table]:
    """A table for each body that has an action, in the order of the list."""
    owners: dict[str, list[Action]] = {}
    for one in found:
        owners.setdefault(one.owner.name, []).append(one)
    tables = [actions(rows, f"of-{rows[0].owner.code}", name) for name, rows in owners.items()]
    return [
        replace(one, columns=tuple(c for c in one.columns if c.key != "owner")) for one in tables
    ]
