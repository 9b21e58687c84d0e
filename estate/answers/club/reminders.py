"""What waits for a person: read through their own eyes, so that nobody is reminded of what they are
not shown.

Whoever belongs to a body is told what waits for that body. Whoever speaks for none (administrators,
critical friends, members of no organisation) is told what the club waits for: decisions, next
steps, offers; never of a body's leases, ratings or corrections.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate import clock
from estate.answers.answer import Answer, answer
from estate.answers.club.offers import Offer, offers
from estate.answers.context import ReadContext
from estate.answers.leases import LeaseEvent
from estate.answers.leases import calendar as lease_calendar
from estate.answers.opportunities.titles import title_of
from estate.club.codes import ActionState, ReminderKind, Stage
from estate.club.reminders import Reminder, in_order, is_told, told_from
from estate.codes import DISCLAIMER, CorrectionState, ProposalState, RatingScheme
from estate.leases.due_dates_and_urgency import ACT_BY
from estate.quarters import day_words
from estate.register import visibility as v
from estate.register.queries import corrections, meetings, opportunities, proposals, ratings
from estate.register.queries import reminders as query
from estate.who_sees_what.property_fields import FIELDS

ALL = tuple(ReminderKind)
_OVER = (Stage.DELIVERED, Stage.REJECTED, Stage.WITHDRAWN, Stage.SUPERSEDED, Stage.PARKED)
_LABELS = {one.name: one.label for one in FIELDS}


@answer
class ReminderShown(Answer):
    """One thing that waits."""

    key: str
    kind: ReminderKind
    label: str
    about: Annotated[str, Field(description="the property, opportunity or offer, by name")]
    what: Annotated[str, Field(description="what is asked, in a sentence")]
    due_on: Annotated[dt.date | None, Field(description="null where it has no day")]
    detail: Annotated[str, Field(description="as somebody typed it; often empty")]
    quarter: Annotated[
        str | None,
        Field(description="where you are shown the quarter alone; due_on is then its last day"),
    ]
    is_overdue: bool
    since: Annotated[dt.date, Field(description="the day from which it is told")]
    page: str


@answer
class Reminders(Answer):
    """What waits for you, by kind and then by day."""

    reminders: list[ReminderShown]
    today: dt.date
    reader: str
    disclaimer: str


def reminders(context: ReadContext, kinds: Collection[ReminderKind] = ALL) -> Reminders:
    """All that waits for this reader today, of some kinds."""
    return Reminders(
        reminders=[_shown(one, context.today) for one in due(context, kinds)],
        today=context.today,
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def due(context: ReadContext, kinds: Collection[ReminderKind] = ALL) -> list[Reminder]:
    """The same as the club's rules have it. A reader below the club's level is told of their own
    body's leases and corrections alone."""
    found: list[Reminder] = []
    for kind in ReminderKind:
        if kind in kinds and (context.reader.level >= v.Level.CLUB or kind in _OF_ONES_OWN):
            found.extend(_MADE[kind](context))
    return in_order(found)


def named_to_the_club(context: ReadContext, found: Collection[Reminder]) -> list[Reminder]:
    """The same for what leaves the service (mails, feeds): a property that the club is not shown
    goes without its name, even to its own people."""
    ids = {UUID(one.property_id) for one in found if one.property_id is not None}
    hidden = {str(one) for one in query.hidden_from_club(context.connection, ids)}
    return [_nameless(one) if one.property_id in hidden else one for one in found]


def _nameless(one: Reminder) -> Reminder:
    return replace(one, about="A property that the club is not shown")


def _shown(one: Reminder, today: dt.date) -> ReminderShown:
    return ReminderShown.made_of(one, label=one.kind.words, is_overdue=one.is_overdue(today))


def _leases(context: ReadContext) -> Iterator[Reminder]:
    """By when the reader's own body has to act on what it rents."""
    own, today = context.reader.organisation, context.today
    if own is None:
        return
    days = dt.timedelta(days=min(ReminderKind.LEASES.ahead_days, (dt.date.max - today).days))
    for event in lease_calendar(context, organisation=own, since=today, until=today + days):
        if event.kind.code == ACT_BY and event.tenant == own:
            yield _lease(event)


def _lease(event: LeaseEvent) -> Reminder:
    of = event.of
    ends = None if of is None else of.date or of.quarter
    runs_on = of is not None and of.date is not None and of.date < event.date
    due_on = None if runs_on else event.date
    words = "" if of is None else f"{of.kind.label[0].lower()}{of.kind.label[1:]}"
    day = day_words(ends) if isinstance(ends, dt.date) else "" if ends is None else ends.words
    what = (
        f"The lease is past its end and runs on since {day}: it can be acted on at any time."
        if runs_on
        else f"Decide whether to use the lease's exit ({words}, {day})."
    )
    return Reminder(
        key=f"lease:{event.lease_id}:{event.kind.code}:{ends}",
        kind=ReminderKind.LEASES,
        about=event.property.name,
        what=what,
        due_on=due_on,
        since=told_from(ReminderKind.LEASES, event.date)
        if of is None or not runs_on
        else (of.date or event.date),
        page=f"/properties/{event.property.id}",
        quarter=None if event.quarter is None or runs_on else event.quarter.words,
        property_id=str(event.property.id),
    )


def _reviews(context: ReadContext) -> Iterator[Reminder]:
    """Ratings of the reader's own body whose review was due."""
    own = context.reader.organisation
    for row in ratings.overdue(context.connection, context.reader, context.today):
        if own is None or row["organisation_code"] != own:
            continue
        scheme = RatingScheme(row["scheme"])
        yield Reminder(
            key=f"review:{row['property_id']}:{scheme.value}:{row['review_by']}",
            kind=ReminderKind.REVIEWS,
            about=row["name"],
            what=f"The review of its rating for {scheme.value} is overdue.",
            due_on=row["review_by"],
            since=row["review_by"] + dt.timedelta(days=1),
            page=f"/properties/{row['property_id']}",
            property_id=str(row["property_id"]),
        )


def _corrections(context: ReadContext) -> Iterator[Reminder]:
    """Corrections that others have proposed of the reader's own body's properties."""
    own = context.reader.organisation
    if own is None:
        return
    for row in corrections.listing(context.connection, own, state=CorrectionState.OPEN):
        if row["owner"] == own:
            field = _LABELS.get(row["field"], row["field"])
            yield Reminder(
                key=f"correction:{row['correction_id']}",
                kind=ReminderKind.CORRECTIONS,
                about=row["name"],
                what=f"A proposed correction waits for your body's answer ({field}).",
                due_on=None,
                since=clock.local(row["raised_at"]).date(),
                page=f"/properties/{row['property_id']}",
                property_id=str(row["property_id"]),
            )


def _decisions(context: ReadContext) -> Iterator[Reminder]:
    """Opportunities that wait for a body's decision, and references that have probably changed."""
    connection, own = context.connection, context.reader.organisation
    rows = opportunities.listing(connection, context.reader, stages=(Stage.APPROVALS,))
    keys = [row["opportunity_id"] for row in rows]
    places = opportunities.places_of(connection, context.reader, keys)
    waits, since = query.undecided(connection, keys), query.in_stage_since(connection, keys)
    for row in rows:
        key = row["opportunity_id"]
        bodies = waits.get(key, set())
        if not bodies or (own is not None and own not in bodies):
            continue
        yield Reminder(
            key=f"decision:{key}:{since[key]:%Y%m%d%H%M%S}",
            kind=ReminderKind.DECISIONS,
            about=title_of(row, places.get(key, [])),
            what="It waits for your body's decision."
            if own is not None
            else f"It waits for the decision of {', '.join(sorted(bodies))}.",
            due_on=None,
            since=clock.local(since[key]).date(),
            page=f"/opportunities/{key}",
        )
    if own is not None:
        yield from _matches(context, own)


def _matches(context: ReadContext, own: str) -> Iterator[Reminder]:
    found = proposals.matches(context.connection, ProposalState.PROPOSED, own)
    if found:
        first = min(clock.local(row["proposed_at"]).date() for row in found)
        are = "reference has" if len(found) == 1 else "references have"
        yield Reminder(
            key=f"matches:{own}:{first}:{len(found)}",
            kind=ReminderKind.DECISIONS,
            about="References of your properties",
            what=f"{len(found)} {are} probably changed: accept or decline each.",
            due_on=None,
            since=first,
            page=f"/organisations/{own}/quality",
        )


def _actions(context: ReadContext) -> Iterator[Reminder]:
    """Next steps of opportunities, and actions that meetings have given, that are due within a
    fortnight, or overdue."""
    yield from _next_steps(context)
    own, kind = context.reader.organisation, ReminderKind.ACTIONS
    rows = meetings.actions(
        context.connection, context.reader, states=(ActionState.OPEN,), organisation=own
    )
    for row in rows:
        if is_told(kind, row["due_on"], context.today):
            yield Reminder(
                key=f"action:{row['meeting_entry_id']}:{row['due_on']}",
                kind=kind,
                about=f"Meeting {row['number']} of {day_words(row['held_on'])}",
                what=f"Action {row['position']} of {row['owner']} is due.",
                detail=row["text"] or "",
                due_on=row["due_on"],
                since=told_from(kind, row["due_on"]),
                page=f"/meetings/{row['meeting_id']}",
            )


def _next_steps(context: ReadContext) -> Iterator[Reminder]:
    """Next steps of opportunities that are due within a fortnight, or overdue."""
    own, kind = context.reader.organisation, ReminderKind.ACTIONS
    rows = opportunities.listing(context.connection, context.reader)
    mine = [
        row
        for row in rows
        if row["next_step_by"] is not None
        and Stage(row["stage"]) not in _OVER
        and is_told(kind, row["next_step_by"], context.today)
        and (own is None or row["next_step_organisation_code"] == own)
    ]
    keys = [row["opportunity_id"] for row in mine]
    places = opportunities.places_of(context.connection, context.reader, keys) if keys else {}
    for row in mine:
        key, day = row["opportunity_id"], row["next_step_by"]
        whose = row["next_step_organisation"]
        yield Reminder(
            key=f"step:{key}:{day}",
            kind=kind,
            about=title_of(row, places.get(key, [])),
            what=f"The next step of {whose} is due." if whose else "Its next step is due.",
            detail=row["next_step"] or "",
            due_on=day,
            since=told_from(kind, day),
            page=f"/opportunities/{key}",
        )


def _offers(context: ReadContext) -> Iterator[Reminder]:
    """Offers of others that close within a fortnight and in which the reader's body has expressed
    no interest; its own whose round is over."""
    own, today, kind = context.reader.organisation, context.today, ReminderKind.OFFERS
    for one in offers(context).offers:
        if not one.is_running:
            continue
        is_over = one.closes_on < today
        if is_over and own in (None, one.owner.code):
            yield _offer(one, "Its round is over: the owner has yet to say what came of it.")
        elif is_over or one.owner.code == own or not is_told(kind, one.closes_on, today):
            continue
        elif own not in {said.organisation.code for said in one.interests}:
            yield _offer(one, f"{one.owner.name} offers it to the other bodies until this day.")


def _offer(one: Offer, what: str) -> Reminder:
    return Reminder(
        key=f"offer:{one.id}:{what[:3]}",
        kind=ReminderKind.OFFERS,
        about=one.name,
        what=what,
        due_on=one.closes_on,
        since=told_from(ReminderKind.OFFERS, one.closes_on),
        page=one.page,
        property_id=str(one.property_id),
    )


_OF_ONES_OWN = frozenset({ReminderKind.LEASES, ReminderKind.CORRECTIONS})
_MADE = {
    ReminderKind.LEASES: _leases,
    ReminderKind.REVIEWS: _reviews,
    ReminderKind.CORRECTIONS: _corrections,
    ReminderKind.DECISIONS: _decisions,
    ReminderKind.ACTIONS: _actions,
    ReminderKind.OFFERS: _offers,
}
