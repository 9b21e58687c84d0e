"""Opportunities as pages, JSON and commands open them and show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Connection

from estate.answers import estate_wide
from estate.answers.club.meetings import Entry, minutes_of
from estate.answers.context import ReadContext
from estate.answers.opportunities.titles import title_of
from estate.club.codes import BodyReason, Part, Stage
from estate.club.decisions import Person
from estate.club.opportunities import OPPORTUNITY, OnRecord, may_open
from estate.club.tracks import Suggestion, TrackFacts, suggested
from estate.colocation import CandidateFilter
from estate.colocation.plain_language import lint
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.frames import is_null
from estate.register import visibility as v
from estate.register.queries import kept_cases, organisations
from estate.register.queries import opportunities as query
from estate.register.writes.opportunities import Opening
from estate.rows import Rows

#: More than anybody looks at together.
MOST_PROPERTIES = 60


@dataclass(frozen=True)
class Way:
    """A step that could be made from where it stands: to which stage, under what name, whether it
    needs a reason, and what is asked for first."""

    end: Stage
    name: str
    needs_reason: bool
    in_the_way: tuple[str, ...]


@dataclass(frozen=True)
class OpportunityAnswer:
    """One opportunity as its reader sees it.

    ``row`` as ``queries.opportunities.one``; ``records`` by the names of ``ON_RECORD``; ``agreed``
    the bodies whose agreement is in force; ``figures`` what parties see of its properties;
    ``sight`` as whom the reader looked; ``ways`` on from here, whoever may take them;
    ``minutes`` what meetings have minuted about it.
    """

    row: dict[str, Any]
    title: str
    bodies: Rows
    properties: Rows
    records: dict[str, Rows]
    shares: Rows
    steps: Rows
    agreed: frozenset[str]
    figures: Rows
    suggestion: Suggestion
    ways: tuple[Way, ...]
    record: OnRecord
    sight: v.Reader
    minutes: list[Entry]

    @property
    def shows_lead_name(self) -> bool:
        """Whether the reader is shown who leads it by name: the lead's own, and its parties."""
        return self.row["organisation_code"] in {self.sight.organisation, *self.sight.parties}


def opening_of_candidate(
    context: ReadContext, guest: UUID, host: UUID, lead: str, title: str | None = None
) -> Opening:
    """A candidate as a new opportunity, with what the whole club sees of it.

    ``guest`` is an occupation, or a property: then its best occupation for this host. Nothing that
    the club does not see goes in, whoever opens it. ``NotFound`` where the club sees no such pair.
    """
    demand_sayable(title)
    row = _candidate(context.seen_by(v.CLUB), str(guest), str(host))
    guest_property = UUID(str(row["guest_property_id"]))
    places = {guest_property: Part.GUEST, host: Part.HOST}
    owners = _owners(context, list(places))
    landlords = query.landlords_of(context.connection, [guest_property])
    bodies = dict.fromkeys(landlords, BodyReason.LANDLORD)
    bodies |= dict.fromkeys(owners.values(), BodyReason.OWNER)
    bodies.setdefault(str(row["guest_organisation"]), BodyReason.OCCUPIER)
    public = estate_wide.whole_estate(context.seen_by(v.CLUB)).properties.at[
        str(guest_property), "public_access"
    ]
    one_off, exit_on = row["one_off_gbp"], row["exit_date"]
    return Opening(
        lead=_lead(context, lead),
        properties=places,
        bodies=_members(context, bodies),
        title=title,
        guest_occupation_id=UUID(str(row["guest_occupation_id"])),
        first_saving_on=None if is_null(exit_on) else _day(exit_on),
        one_off_gbp=None
        if is_null(one_off)
        else round(float(one_off), -3),  # as the club is shown it
        changes_public_access=False if not is_null(public) and not public else None,
    )


def opening_of_set(
    context: ReadContext, property_ids: Sequence[UUID], lead: str, title: str | None
) -> Opening:
    """A set of properties that somebody has picked, as a new opportunity."""
    wanted = list(dict.fromkeys(property_ids))
    if not 1 <= len(wanted) <= MOST_PROPERTIES:
        raise BadQuestion(f"Pick between one and {MOST_PROPERTIES} properties.")
    if not title:
        raise BadQuestion("Give the set a title: what could be done with these properties.")
    demand_sayable(title)
    owners = _owners(context, wanted)
    return Opening(
        lead=_lead(context, lead),
        properties=dict.fromkeys(wanted, Part.MEMBER),
        bodies=dict.fromkeys(owners.values(), BodyReason.OWNER),
        title=title,
    )


def demand_sayable(title: str | None) -> None:
    """A title stands over what the service says, which would seem to say the same: it does not
    tell that a property will be sold or closed. ``BadQuestion`` names the words."""
    found = lint(title or "")
    if found:
        raise BadQuestion(
            f"A title cannot say {found[0]!r}: it would be printed as if that were decided. Say "
            "what could be done; what a body has decided is recorded with its minute."
        )


def _candidate(context: ReadContext, guest: str, host: str) -> dict[str, Any]:
    question = CandidateFilter(host_property_id=host)
    try:
        found = estate_wide.candidates(context, question, with_rejected=True).found
    except BadQuestion:
        raise NotFound("The club sees no sharing option of these two.") from None
    mine = found["guest_occupation_id"].eq(guest) | found["guest_property_id"].eq(guest)
    if not mine.any():
        raise NotFound("The club sees no sharing option of these two.")
    return {str(name): value for name, value in found[mine].iloc[0].items()}


def _day(value: Any) -> date:
    found: date = pd.Timestamp(value).date()
    return found


def _owners(context: ReadContext, wanted: Sequence[UUID]) -> dict[UUID, str]:
    found = query.owners_of(context.connection, wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        raise BadQuestion(
            "Only properties that the whole club is shown, of organisations that have signed the "
            f"protocol, can be part of an opportunity; not {missing[0]}."
        )
    return found


def _lead(context: ReadContext, code: str) -> str:
    if not organisations.has_signed(context.connection, code):
        raise BadQuestion(f"{code} cannot lead it: no member of the club has that code.")
    return code


def _members(context: ReadContext, bodies: dict[str, BodyReason]) -> dict[str, BodyReason]:
    signed = organisations.has_signed
    return {code: why for code, why in bodies.items() if signed(context.connection, code)}


def demand_opening(person: Person, reader: v.Reader, lead: str) -> None:
    """``NotAllowed`` unless this person may open an opportunity that this organisation leads."""
    query.demand_club(reader)
    refusal = may_open(person)
    if refusal is None and not person.is_administrator and person.organisation != lead:
        refusal = "An editor opens opportunities that their own organisation leads."
    if refusal is not None:
        raise NotAllowed(refusal)


def opportunity(context: ReadContext, opportunity_id: UUID) -> OpportunityAnswer:
    """One opportunity with all that this reader may see of it."""
    connection, today = context.connection, context.today
    sight = query.sight(connection, context.reader, opportunity_id, today)
    row = query.one(connection, sight, opportunity_id)
    places = query.properties(connection, sight, opportunity_id)
    bodies = query.bodies(connection, opportunity_id)
    record = query.whole_record(connection, row, today)
    records = {
        name: query.on_record(connection, sight, name, opportunity_id) for name in query.ON_RECORD
    }
    _name_kept(connection, records["cases"])
    return OpportunityAnswer(
        row=row,
        title=title_of(row, places),
        bodies=bodies,
        properties=places,
        records=records,
        shares=query.shares(connection, sight, opportunity_id),
        steps=query.steps(connection, sight, opportunity_id),
        agreed=frozenset(query.agreed_on(connection, opportunity_id, today)),
        figures=query.party_figures(connection, sight, [one["property_id"] for one in places]),
        suggestion=track_of(row, len(bodies)),
        ways=_ways(record),
        record=record,
        sight=sight,
        minutes=minutes_of(context, opportunity_id),
    )


def _name_kept(connection: Connection, cases: Rows) -> None:
    """Adds to each case (``kept_case``) what is told of the kept one that it rests on, or None."""
    keys = {one["kept_case_id"] for one in cases if one["kept_case_id"] is not None}
    told = kept_cases.always_told(connection, keys)
    for one in cases:
        one["kept_case"] = told.get(one["kept_case_id"])


@dataclass(frozen=True)
class Resting:
    """An opportunity whose business case was recorded on a kept case; ``rests_still``: whether
    none was recorded since."""

    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    rests_still: bool


def resting_on(context: ReadContext, kept_case_id: UUID) -> list[Resting]:
    """The opportunities that rest, or rested, on a kept case, as far as this reader sees them."""
    rows = query.resting_on(context.connection, context.reader, kept_case_id)
    keys = [row["opportunity_id"] for row in rows]
    places = query.places_of(context.connection, context.reader, keys)
    return [
        Resting(
            row["number"],
            title_of(row, places.get(row["opportunity_id"], [])),
            f"/opportunities/{row['opportunity_id']}",
            Stage(row["stage"]),
            Stage(row["stage"]).words,
            row["rests_still"],
        )
        for row in rows
    ]


def track_of(row: dict[str, Any], bodies: int) -> Suggestion:
    """Which track the rule suggests."""
    one_off = row["one_off_gbp"]
    facts = TrackFacts(
        bodies,
        row["first_saving_on"],
        None if one_off is None else float(one_off),
        row["needs_construction"],
        row["changes_public_access"],
    )
    return suggested(facts, row["opened_at"].date())


def _ways(record: OnRecord) -> tuple[Way, ...]:
    found = []
    for move in OPPORTUNITY.onward(record.stage):
        if move.name == "take up" and move.ends is not record.stage_before:
            continue
        asked = () if move.ends is Stage.SUPERSEDED else move.in_the_way(record)
        found.append(Way(move.ends, move.name, move.needs_reason, asked))
    return tuple(found)
