"""Meetings of the club: called, minuted entry by entry, and the state of their actions.

Nothing that was written in a meeting's papers is changed: a later entry corrects it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, update

from estate.club import meetings as rules
from estate.club.codes import ActionState, EntryKind
from estate.club.decisions import Person
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.register.queries import meetings as query
from estate.register.queries.organisations import has_signed
from estate.register.writes.decisions import Kept, held, note_step

ACTIONS = Kept(rules.ACTION, t.meeting_action, unknown="There is no such action in this register.")
a = t.meeting_action.c


@dataclass(frozen=True)
class Entry:
    """A line of a meeting's papers: of an action its owner (code) and due date, what it is about
    if anything, and the number of the entry that it corrects."""

    kind: EntryKind
    text: str
    organisation: str | None = None
    due_on: date | None = None
    opportunity_id: UUID | None = None
    property_id: UUID | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class Moment:
    """What the register holds now: its version, and the fitting candidates by their ids."""

    register_version: int
    fitting_candidates: Collection[str]


def call(
    connection: Connection,
    person: Person,
    title: str,
    held_on: date,
    place: str | None,
    *,
    moment: Moment,
    by: str,
) -> UUID:
    """A new meeting; its key. ``NotAllowed`` but for editors of members and administrators."""
    refusal = rules.may_call(person)
    if refusal is not None:
        raise NotAllowed(refusal)
    meeting_id = uuid4()
    connection.execute(
        insert(t.meeting).values(
            meeting_id=meeting_id,
            organisation_code=person.organisation,
            title=title,
            held_on=held_on,
            place=place,
            called_by=by,
        )
    )
    keep_moment(connection, meeting_id, moment)
    return meeting_id


def cancel(
    connection: Connection, meeting_id: UUID, person: Person, reason: str, *, today: date
) -> None:
    """A meeting will not be held; its papers stay. ``NotAllowed`` but for who writes in them,
    ``Conflict`` where it was cancelled before, or its minutes show that it was held."""
    meeting = query.held(connection, meeting_id)
    refusal = rules.may_cancel(person, meeting)
    if refusal is not None:
        raise NotAllowed(refusal)
    too_late = rules.not_to_cancel(meeting)
    if too_late is not None:
        raise Conflict(too_late)
    connection.execute(
        update(t.meeting)
        .where(t.meeting.c.meeting_id == meeting_id)
        .values(cancelled_on=today, cancelled_because=reason)
    )


def keep_moment(connection: Connection, meeting_id: UUID, moment: Moment) -> None:
    """What the next meeting's pack compares with."""
    connection.execute(
        insert(t.meeting_snapshot).values(
            meeting_id=meeting_id,
            register_version=moment.register_version,
            fitting_candidates=list(moment.fitting_candidates),
        )
    )


def write(
    connection: Connection,
    meeting_id: UUID,
    person: Person,
    entry: Entry,
    *,
    today: date,
    by: str,
) -> UUID:
    """Append a line to a meeting's papers; its key.

    ``NotAllowed`` but for editors of the body that called it and administrators; ``Conflict``
    before or after its time; ``BadQuestion`` where owner, due date or what it is about will not do.
    """
    meeting = query.held(connection, meeting_id)
    refusal = rules.may_minute(person, meeting)
    if refusal is not None:
        raise NotAllowed(refusal)
    too_soon = rules.not_yet(entry.kind, meeting, today)
    if too_soon is not None:
        raise Conflict(too_soon)
    first = _corrected(connection, meeting_id, entry)
    _demand_sound(connection, entry, meeting)
    return _appended(connection, meeting_id, entry, first, by)


def _corrected(connection: Connection, meeting_id: UUID, entry: Entry) -> dict[str, Any] | None:
    if entry.corrects is None:
        return None
    first = query.entry_at(connection, meeting_id, entry.corrects)
    if first["kind"] != entry.kind.value:
        raise BadQuestion(
            f"Entry {first['position']} is of another kind ({EntryKind(first['kind']).words}): "
            "what corrects it is of the same."
        )
    if first["kind"] == EntryKind.ACTION.value:
        state = held(connection, ACTIONS, first["meeting_entry_id"])["state"]
        if state != ActionState.OPEN.value:
            raise Conflict(f"This action is {state}: open it again before you correct it.")
    return first


def _demand_sound(connection: Connection, entry: Entry, meeting: rules.Called) -> None:
    wrong = rules.wrong_owner(entry.kind, entry.organisation, entry.due_on, meeting.held_on)
    if wrong is not None:
        raise BadQuestion(wrong)
    if entry.organisation is not None and not has_signed(connection, entry.organisation):
        raise BadQuestion(
            f"{entry.organisation} is no member of the club: no action can be given to it."
        )
    if not query.shown_to_all(
        connection, opportunity_id=entry.opportunity_id, property_id=entry.property_id
    ):
        raise BadQuestion(
            "The minutes are the club's: an entry can only be about an opportunity or a property "
            "that every member is shown."
        )


def _appended(
    connection: Connection,
    meeting_id: UUID,
    entry: Entry,
    first: dict[str, Any] | None,
    by: str,
) -> UUID:
    entry_id = uuid4()
    about = entry if first is None or entry.opportunity_id or entry.property_id else None
    connection.execute(
        insert(t.meeting_entry).values(
            meeting_entry_id=entry_id,
            meeting_id=meeting_id,
            position=query.next_position(connection, meeting_id),
            kind=entry.kind.value,
            text=entry.text,
            organisation_code=entry.organisation,
            due_on=entry.due_on,
            # What corrects an entry is about the same, unless it says otherwise.
            opportunity_id=about.opportunity_id if about else (first or {})["opportunity_id"],
            property_id=about.property_id if about else (first or {})["property_id"],
            corrects_id=None if first is None else first["meeting_entry_id"],
            recorded_by=by,
        )
    )
    if entry.kind is EntryKind.ACTION:
        _keep_action(connection, entry_id, entry, first, by)
    return entry_id


def _keep_action(
    connection: Connection, entry_id: UUID, entry: Entry, first: dict[str, Any] | None, by: str
) -> None:
    says = {"organisation_code": entry.organisation, "text": entry.text, "due_on": entry.due_on}
    if first is None:
        connection.execute(insert(t.meeting_action).values(meeting_entry_id=entry_id, **says))
        note_step(connection, ACTIONS, entry_id, None, ActionState.OPEN.value, by=by)
    else:
        where = a.meeting_entry_id == first["meeting_entry_id"]
        connection.execute(update(t.meeting_action).where(where).values(says))


def settle(
    connection: Connection,
    action_id: UUID,
    person: Person,
    end: ActionState,
    reason: str | None,
    *,
    by: str,
) -> None:
    """Lead an action to another state; refuses as ``rules.demand_state`` does."""
    row = held(connection, ACTIONS, action_id)
    owner = row["organisation_code"]
    record = rules.ActionOnRecord(owner, query.owner_name(connection, owner))
    rules.demand_state(person, record, ActionState(row["state"]), end, reason)
    new = {"state": end.value, "decided_by": by, "decided_at": func.now()}
    connection.execute(update(t.meeting_action).where(a.meeting_entry_id == action_id).values(new))
    note_step(connection, ACTIONS, action_id, row["state"], end.value, by=by, reason=reason)
