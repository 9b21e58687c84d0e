"""What members are told of the club's meetings: agenda, minutes, and who does what by when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from estate import colocation
from estate.answers import estate_wide
from estate.answers.answer import Answer, Named, answer, named
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.club.codes import ActionState, EntryKind
from estate.codes import DISCLAIMER
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import meetings as query
from estate.register.queries import opportunities
from estate.register.writes.meetings import Moment
from estate.rows import Row, Rows


@answer
class AboutOpportunity(Answer):
    """The opportunity that an entry is about."""

    id: UUID
    number: int
    title: str
    page: str


@answer
class AboutProperty(Answer):
    """The property that an entry is about."""

    id: UUID
    name: str


@answer
class OfMeeting(Answer):
    """A meeting as its entries name it."""

    id: UUID
    number: int
    title: str
    held_on: date
    page: str


@answer
class Entry(Answer):
    """A line of a meeting's papers; ``owner``, ``due_on`` and ``state`` of an action alone."""

    id: UUID
    meeting: OfMeeting
    position: Annotated[int, Field(description="its number in this meeting")]
    kind: EntryKind
    kind_label: str
    text: str
    owner: Named | None
    due_on: date | None
    state: ActionState | None
    opportunity: AboutOpportunity | None
    property: AboutProperty | None
    corrects: Annotated[int | None, Field(description="the number of the entry it corrects")]
    corrected_by: Annotated[int | None, Field(description="the number of its latest correction")]
    recorded_at: datetime

    def correction(self) -> str:
        """Which entry it corrects, and which corrects it, in words."""
        said = {"corrects": self.corrects, "corrected by": self.corrected_by}
        return "; ".join(f"{how} entry {number}" for how, number in said.items() if number)


@answer
class Meeting(Answer):
    """A meeting of the club, and what it has minuted as far as you are shown it."""

    id: UUID
    number: int
    title: str
    held_on: date
    place: str | None
    called_by: Annotated[Named | None, Field(description="null: the club's administrators")]
    page: str
    decisions: int
    actions: int
    open_actions: int
    cancelled_on: Annotated[date | None, Field(description="null: it stands")]
    cancelled_because: str | None


@answer
class Meetings(Answer):
    """All meetings, the latest day first."""

    meetings: list[Meeting]
    reader: str
    disclaimer: str


@answer
class MeetingWithEntries(Answer):
    """One meeting with its agenda and minutes, in the order in which they were written."""

    meeting: Meeting
    entries: list[Entry]
    reader: str
    disclaimer: str


@answer
class Action(Answer):
    """What a body is to do, and by when, as the latest correction of its entry has it."""

    id: UUID
    text: str
    owner: Named
    due_on: date
    overdue: Annotated[bool, Field(description="open, and due before today")]
    state: ActionState
    settled_on: Annotated[date | None, Field(description="when it was done or dropped")]
    reason: Annotated[str | None, Field(description="why it was dropped, or opened again")]
    meeting: OfMeeting
    position: int
    opportunity: AboutOpportunity | None
    property: AboutProperty | None


@answer
class Actions(Answer):
    """Actions by their owners, those due first before the others."""

    actions: list[Action]
    reader: str
    disclaimer: str


def meetings(context: ReadContext) -> Meetings:
    """All that this reader is shown; ``NotAllowed`` but for members of the club."""
    rows = query.listing(context.connection, context.reader)
    counted = query.counts(context.connection, context.reader)
    found = [_meeting(row, counted.get(row["meeting_id"], {})) for row in rows]
    return Meetings(meetings=found, reader=context.reader.kind.value, disclaimer=DISCLAIMER)


def meeting(context: ReadContext, meeting_id: UUID) -> MeetingWithEntries:
    """One of them, with its agenda and minutes."""
    row = query.one(context.connection, context.reader, meeting_id)
    counted = query.counts(context.connection, context.reader)
    rows = query.entries(context.connection, context.reader, meeting_id=meeting_id)
    return MeetingWithEntries(
        meeting=_meeting(row, counted.get(meeting_id, {})),
        entries=_entries(context, rows),
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def minutes_of(context: ReadContext, opportunity_id: UUID) -> list[Entry]:
    """What meetings have minuted about an opportunity that this reader is shown."""
    kinds = (EntryKind.DECISION, EntryKind.ACTION)
    rows = query.entries(
        context.connection, context.reader, opportunity_id=opportunity_id, kinds=kinds
    )
    return _entries(context, rows)


def minutes_of_property(context: ReadContext, property_id: UUID) -> list[Entry]:
    """What meetings have minuted about a property that this reader is shown."""
    kinds = (EntryKind.DECISION, EntryKind.ACTION)
    rows = query.entries(context.connection, context.reader, property_id=property_id, kinds=kinds)
    return _entries(context, rows)


def actions(
    context: ReadContext,
    *,
    states: Collection[ActionState] = (),
    organisation: str | None = None,
    action_id: UUID | None = None,
) -> Actions:
    """Actions in some states, of one body, or one alone."""
    rows = query.actions(
        context.connection,
        context.reader,
        states=states,
        organisation=organisation,
        action_id=action_id,
    )
    ended = [row["meeting_entry_id"] for row in rows]
    steps = query.latest_steps(context.connection, ended)
    titles = _titles(context, rows)
    found = [
        _action(row, steps.get(row["meeting_entry_id"]), titles, context.today) for row in rows
    ]
    return Actions(actions=found, reader=context.reader.kind.value, disclaimer=DISCLAIMER)


def action(context: ReadContext, action_id: UUID) -> Action:
    """One action; ``NotFound`` to whom it is not shown."""
    found = actions(context, action_id=action_id).actions
    if not found:
        raise NotFound("There is no such action in this register.")
    return found[0]


def moment_now(context: ReadContext) -> Moment:
    """What the next meeting's pack is to compare with: the register's version, and the candidates
    that fit, as the club sees them."""
    ranking = estate_wide.candidates(context.seen_by(v.CLUB), with_rejected=True).ranking
    return Moment(context.version, sorted(colocation.table(ranking.by_fit()[0])["candidate_id"]))


def _titles(context: ReadContext, rows: Iterable[Row]) -> dict[UUID, str]:
    """What opportunities without a title of their own are called, for this reader."""
    ids = {row["opportunity_id"] for row in rows if row["opportunity_id"] is not None}
    if not ids:
        return {}
    named = opportunities.places_of(context.connection, context.reader, sorted(ids))
    return {
        row["opportunity_id"]: title_of(
            {"title": row["opportunity_title"], "number": row["opportunity_number"]},
            named.get(row["opportunity_id"], []),
        )
        for row in rows
        if row["opportunity_id"] is not None
    }


def _entries(context: ReadContext, rows: Rows) -> list[Entry]:
    titles = _titles(context, rows)
    corrections = {(row["meeting_id"], row["corrects"]): row["position"] for row in rows}
    return [
        Entry(
            id=row["meeting_entry_id"],
            meeting=_of(row),
            position=row["position"],
            kind=EntryKind(row["kind"]),
            kind_label=EntryKind(row["kind"]).words,
            text=row["text"],
            owner=named(row["organisation_code"], row["owner"]),
            due_on=row["due_on"],
            state=None if row["state"] is None else ActionState(row["state"]),
            **_about(row, titles),
            corrects=row["corrects"],
            corrected_by=corrections.get((row["meeting_id"], row["position"])),
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]


def _action(row: Row, step: Any, titles: Mapping[UUID, str], today: date) -> Action:
    state = ActionState(row["state"])
    is_open = state is ActionState.OPEN
    return Action(
        id=row["meeting_entry_id"],
        text=row["text"],
        owner=Named(row["organisation_code"], row["owner"]),
        due_on=row["due_on"],
        overdue=is_open and row["due_on"] < today,
        state=state,
        settled_on=None if is_open or step is None else step.taken_at.date(),
        reason=None if step is None else step.reason,
        meeting=_of(row),
        position=row["position"],
        **_about(row, titles),
    )


def _about(row: Row, titles: Mapping[UUID, str]) -> dict[str, Any]:
    key, place = row["opportunity_id"], row["place_id"]
    return {
        "opportunity": None
        if key is None
        else AboutOpportunity(
            id=key,
            number=row["opportunity_number"],
            title=titles[key],
            page=f"/opportunities/{key}",
        ),
        "property": None if place is None else AboutProperty(id=place, name=row["place"]),
    }


def _of(row: Row) -> OfMeeting:
    return OfMeeting(
        id=row["meeting_id"],
        number=row["number"],
        title=row["title"],
        held_on=row["held_on"],
        page=f"/meetings/{row['meeting_id']}",
    )


def _meeting(row: Row, counted: Mapping[str, Any]) -> Meeting:
    return Meeting(
        id=row["meeting_id"],
        number=row["number"],
        title=row["title"],
        held_on=row["held_on"],
        place=row["place"],
        called_by=named(row["organisation_code"], row["organisation"]),
        page=f"/meetings/{row['meeting_id']}",
        decisions=counted.get("decisions", 0),
        actions=counted.get("actions", 0),
        open_actions=counted.get("open_actions", 0),
        cancelled_on=row["cancelled_on"],
        cancelled_because=row["cancelled_because"],
    )
