"""Meetings of the club, their agenda and minutes, and the actions that they gave, for members.

An entry about an opportunity or a property is shown to whoever is shown that: one that has become
hidden since takes its entries with it. A property that has been merged into another stands as that
one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from estate.club.codes import ActionState, EntryKind
from estate.club.decisions import DecisionKind
from estate.club.meetings import Called
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import opportunities
from estate.register.queries.subqueries import merged_with
from estate.rows import Rows

m, e, a, x = t.meeting.c, t.meeting_entry.c, t.meeting_action.c, t.meeting_snapshot.c
o, p, s = t.opportunity.c, t.property_.c, t.decision_step.c
_caller = t.organisation.alias("caller").c
_owner = t.organisation.alias("owner").c
_as_minuted = t.property_.alias("as_minuted").c
_STANDS_AS = func.coalesce(_as_minuted.merged_into_property_id, _as_minuted.property_id)
_corrected = t.meeting_entry.alias("corrected").c
CLUBS_ADMINISTRATORS = "The club's administrators"


@dataclass(frozen=True)
class Snapshot:
    """What the register held at a moment: its version, and the fitting candidates by their ids."""

    register_version: int
    fitting_candidates: frozenset[str]
    taken_at: datetime


def demand_club(reader: v.Reader) -> None:
    """``NotAllowed`` for who sees nothing at the club's level."""
    v.demand(reader, v.Level.CLUB, "meetings")


def _listed(reader: v.Reader) -> Select[Any]:
    names = [one.name for one in t.meeting.c if one.name != "called_by"]
    return (
        select(*v.select_list(reader, t.meeting, names), _caller.name.label("organisation"))
        .select_from(t.meeting)
        .outerjoin(_caller.code.table, _caller.code == m.organisation_code)
        .order_by(m.held_on.desc(), m.number.desc())
    )


def listing(connection: Connection, reader: v.Reader) -> Rows:
    """All meetings, the latest day first."""
    demand_club(reader)
    return [dict(row) for row in connection.execute(_listed(reader)).mappings()]


def one(connection: Connection, reader: v.Reader, meeting_id: UUID) -> dict[str, Any]:
    """One of them; ``NotFound``."""
    demand_club(reader)
    statement = _listed(reader).where(m.meeting_id == meeting_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such meeting in this register.")
    return dict(row)


def by_number(connection: Connection, number: int) -> UUID:
    """The one that people call by this number; ``NotFound``."""
    key = connection.execute(select(m.meeting_id).where(m.number == number)).scalar_one_or_none()
    if key is None:
        raise NotFound(f"There is no meeting number {number}.")
    return UUID(str(key))


def held(connection: Connection, meeting_id: UUID) -> Called:
    """A meeting as the rules look at it, its row held until the transaction ends; ``NotFound``."""
    statement = (
        select(m.organisation_code, m.held_on, m.cancelled_on)
        .where(m.meeting_id == meeting_id)
        .with_for_update()
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such meeting in this register.")
    named = select(t.organisation.c.name).where(t.organisation.c.code == row.organisation_code)
    name = connection.execute(named).scalar_one_or_none()
    return Called(
        row.organisation_code,
        name or CLUBS_ADMINISTRATORS,
        row.held_on,
        row.cancelled_on is not None,
        is_minuted(connection, meeting_id),
    )


def before(connection: Connection, reader: v.Reader, meeting_id: UUID) -> dict[str, Any] | None:
    """The meeting that was held before this one, cancelled ones left out; None for the first."""
    this = one(connection, reader, meeting_id)
    statement = (
        _listed(reader)
        .where(
            m.cancelled_on.is_(None),
            or_(
                m.held_on < this["held_on"],
                (m.held_on == this["held_on"]) & (m.number < this["number"]),
            ),
        )
        .limit(1)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def snapshot(connection: Connection, meeting_id: UUID) -> Snapshot | None:
    """The latest of a meeting, for no reader: what is made of it is shown (``answers.pack``)."""
    statement = (
        select(x.register_version, x.fitting_candidates, x.taken_at)
        .where(x.meeting_id == meeting_id)
        .order_by(x.sequence.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    return Snapshot(row.register_version, frozenset(row.fitting_candidates), row.taken_at)


def is_shown(reader: v.Reader) -> ColumnElement[bool]:
    """Whether the reader is shown what an entry is about, or it is about the meeting alone."""
    # On their own, not correlated: the lists that ask have these tables as well.
    open_ones = select(o.opportunity_id).where(opportunities.open_to(reader)).correlate(None)
    places = (
        select(_as_minuted.property_id)
        .join(t.property_, p.property_id == _STANDS_AS)
        .where(v.rows(reader))
        .correlate(None)
    )
    return or_(e.opportunity_id.is_(None), e.opportunity_id.in_(open_ones)) & or_(
        e.property_id.is_(None), e.property_id.in_(places)
    )


def _places(reader: v.Reader) -> Any:
    """Names of the properties that entries are about, as far as they are shown."""
    return (
        select(
            _as_minuted.property_id.label("minuted_id"),
            p.property_id,
            *v.select_list(reader, t.property_, ["name"], p.organisation_code),
        )
        .select_from(t.property_)
        .join(_as_minuted.property_id.table, p.property_id == _STANDS_AS)
        .where(v.rows(reader))
        .subquery("place")
    )


def entries(
    connection: Connection,
    reader: v.Reader,
    *,
    meeting_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    property_id: UUID | None = None,
    kinds: Collection[EntryKind] = (),
) -> Rows:
    """Entries in the order in which they were written: of one meeting, about one opportunity, or
    about one property or one that was merged into it.

    Beside the columns of ``meeting_entry``: ``owner`` and ``state`` of an action, ``corrects``
    (the position of the entry that it corrects), ``place_id`` and ``place`` (a property),
    ``opportunity_number`` and ``opportunity_title``; of the meeting its ``number``, ``title`` and
    ``held_on``.
    """
    demand_club(reader)
    wanted: list[ColumnElement[bool]] = [is_shown(reader)]
    if meeting_id is not None:
        wanted.append(e.meeting_id == meeting_id)
    if opportunity_id is not None:
        wanted.append(e.opportunity_id == opportunity_id)
    if property_id is not None:
        wanted.append(e.property_id.in_(merged_with(property_id)))
    if kinds:
        wanted.append(e.kind.in_(sorted(one.value for one in kinds)))
    place = _places(reader)
    names = [one.name for one in t.meeting_entry.c if one.name != "recorded_by"]
    statement = (
        select(
            *v.select_list(reader, t.meeting_entry, names),
            _owner.name.label("owner"),
            a.state,
            _corrected.position.label("corrects"),
            place.c.property_id.label("place_id"),
            place.c.name.label("place"),
            o.number.label("opportunity_number"),
            o.title.label("opportunity_title"),
            m.number,
            m.title,
            m.held_on,
        )
        .select_from(t.meeting_entry)
        .join(t.meeting, m.meeting_id == e.meeting_id)
        .outerjoin(t.meeting_action, a.meeting_entry_id == e.meeting_entry_id)
        .outerjoin(_owner.code.table, _owner.code == e.organisation_code)
        .outerjoin(_corrected.position.table, _corrected.meeting_entry_id == e.corrects_id)
        .outerjoin(t.opportunity, o.opportunity_id == e.opportunity_id)
        .outerjoin(place, place.c.minuted_id == e.property_id)
        .where(*wanted)
        .order_by(m.held_on, m.number, e.position)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def actions(
    connection: Connection,
    reader: v.Reader,
    *,
    states: Collection[ActionState] = (),
    organisation: str | None = None,
    action_id: UUID | None = None,
) -> Rows:
    """Actions by their owners' names and due dates, as the latest correction of each has them.

    Columns as ``entries``; ``text``, ``organisation_code``, ``owner`` and ``due_on`` of today.
    """
    demand_club(reader)
    wanted: list[ColumnElement[bool]] = [is_shown(reader)]
    if states:
        wanted.append(a.state.in_(sorted(one.value for one in states)))
    if organisation is not None:
        wanted.append(a.organisation_code == organisation)
    if action_id is not None:
        wanted.append(a.meeting_entry_id == action_id)
    place = _places(reader)
    now = ["meeting_entry_id", "organisation_code", "text", "due_on", "state"]
    then = ["meeting_id", "position", "kind", "opportunity_id", "property_id", "recorded_at"]
    statement = (
        select(
            *v.select_list(reader, t.meeting_action, now),
            *v.select_list(reader, t.meeting_entry, then),
            _owner.name.label("owner"),
            place.c.property_id.label("place_id"),
            place.c.name.label("place"),
            o.number.label("opportunity_number"),
            o.title.label("opportunity_title"),
            m.number,
            m.title,
            m.held_on,
        )
        .select_from(t.meeting_action)
        .join(t.meeting_entry, e.meeting_entry_id == a.meeting_entry_id)
        .join(t.meeting, m.meeting_id == e.meeting_id)
        .join(_owner.code.table, _owner.code == a.organisation_code)
        .outerjoin(t.opportunity, o.opportunity_id == e.opportunity_id)
        .outerjoin(place, place.c.minuted_id == e.property_id)
        .where(*wanted)
        .order_by(_owner.name, a.due_on, m.number, e.position)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def latest_steps(connection: Connection, action_ids: Collection[UUID]) -> dict[UUID, Any]:
    """The last step of some actions, by action: ``taken_at``, ``reason``, ``organisation``. For
    who is shown these actions."""
    statement = (
        select(s.subject_id, s.taken_at, s.reason, t.organisation.c.name.label("organisation"))
        .ext(distinct_on(s.subject_id))
        .select_from(t.decision_step)
        .outerjoin(t.organisation, t.organisation.c.code == s.organisation_code)
        .where(s.subject_id.in_(action_ids), s.kind == DecisionKind.ACTION.value)
        .order_by(s.subject_id, s.sequence.desc())
    )
    return {row.subject_id: row for row in connection.execute(statement)}


def counts(connection: Connection, reader: v.Reader) -> dict[UUID, dict[str, int]]:
    """How many decisions and actions each meeting has minuted, and how many of these are open, as
    far as the reader is shown them."""
    first = e.corrects_id.is_(None)
    statement = (
        select(
            e.meeting_id,
            func.count().filter(e.kind == EntryKind.DECISION.value, first).label("decisions"),
            func.count().filter(e.kind == EntryKind.ACTION.value, first).label("actions"),
            func.count().filter(a.state == ActionState.OPEN.value).label("open_actions"),
        )
        .select_from(t.meeting_entry)
        .outerjoin(t.meeting_action, a.meeting_entry_id == e.meeting_entry_id)
        .where(is_shown(reader), true())
        .group_by(e.meeting_id)
    )
    return {row["meeting_id"]: dict(row) for row in connection.execute(statement).mappings()}


def entry_at(connection: Connection, meeting_id: UUID, position: int) -> dict[str, Any]:
    """An entry of a meeting by its number there, for whoever writes; of one that corrects another,
    that one. ``NotFound``."""
    statement = select(t.meeting_entry).where(e.meeting_id == meeting_id, e.position == position)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(f"This meeting has no entry {position}.")
    if row["corrects_id"] is None:
        return dict(row)
    first = select(t.meeting_entry).where(e.meeting_entry_id == row["corrects_id"])
    return dict(connection.execute(first).mappings().one())


def next_position(connection: Connection, meeting_id: UUID) -> int:
    """The number of a meeting's next entry, while its row is held."""
    found = select(func.coalesce(func.max(e.position), 0) + 1).where(e.meeting_id == meeting_id)
    return int(connection.execute(found).scalar_one())


def is_minuted(connection: Connection, meeting_id: UUID) -> bool:
    """Whether a decision or an action stands in its minutes."""
    found = exists(
        select(e.meeting_entry_id).where(
            e.meeting_id == meeting_id, e.kind != EntryKind.AGENDA.value
        )
    )
    return bool(connection.execute(select(found)).scalar_one())


def owner_name(connection: Connection, code: str) -> str:
    """The name of the body that has an action."""
    named = select(t.organisation.c.name).where(t.organisation.c.code == code)
    return str(connection.execute(named).scalar_one())


def shown_to_all(
    connection: Connection, *, opportunity_id: UUID | None, property_id: UUID | None
) -> bool:
    """Whether every member of the club is shown what an entry is to be about."""
    if opportunity_id is not None:
        found = select(o.opportunity_id).where(
            o.opportunity_id == opportunity_id, opportunities.open_to(v.CLUB)
        )
        if connection.execute(found).scalar_one_or_none() is None:
            return False
    if property_id is not None:
        return property_id in opportunities.owners_of(connection, [property_id])
    return True
