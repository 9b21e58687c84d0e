"""The pack of a meeting: all that the club looks at there, as the club sees it, in one answer.

Whoever asks for it, it is made through the eyes of the club, since it is read out, shown on a wall
and handed round: it holds nothing that a member may not be shown. Its figures are those of the
answers that the pages show, asked of the same register version on the same day.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from estate import colocation
from estate.answers import estate_wide
from estate.answers import leases as lease_answers
from estate.answers.answer import Answer, Named, answer
from estate.answers.candidates import candidate
from estate.answers.candidates.candidate import Candidate
from estate.answers.candidates.ranked import Candidates
from estate.answers.cases import kept_cases
from estate.answers.club import meetings as meeting_answers
from estate.answers.club.meetings import Action, Entry, Meeting, OfMeeting
from estate.answers.context import ReadContext
from estate.answers.leases import LeaseLine
from estate.answers.opportunities import schedule as schedule_answers
from estate.answers.opportunities.schedule import PlanYear, Schedule, Scheduled
from estate.club import licence
from estate.club.codes import OPEN, ActionState, EntryKind, Part, Stage
from estate.club.licence import LicenceItem, LicenceState
from estate.club.opportunities import OPPORTUNITY, OnRecord
from estate.club.sealed_record import Edition
from estate.club.tracks import months_later
from estate.codes import DISCLAIMER, RatingScheme
from estate.frames import is_null
from estate.leases.work_list import Wanted
from estate.register import visibility as v
from estate.register.queries import corrections, imports, ratings, versions
from estate.register.queries import meetings as query
from estate.register.queries import opportunities as listed
from estate.register.queries import schedule as schedule_query
from estate.rows import Row, Rows

#: Leases are in it whose act-by date comes within so many months, or is past with the exit ahead.
ACT_BY_MONTHS = 12
#: Of new candidates the best so many, and of kept plans of towns the newest.
MOST_CANDIDATES, MOST_PLANS = 20, 12


@answer
class Since(Answer):
    """With what the pack compares: the register as the meeting before found it."""

    meeting: OfMeeting
    taken_on: Annotated[date, Field(description="the day of that meeting's first minute")]
    register_version: int


@answer
class Received(Answer):
    """Files of one body that have been read since."""

    organisation: Named
    files: int
    records: int


@answer
class RatingChanged(Answer):
    """A property that is rated otherwise than then; null: not rated then."""

    property_id: UUID
    name: str
    organisation: Named
    scheme: RatingScheme
    was: str | None
    rating: str | None
    assessed_on: date | None


@answer
class CorrectionsWaiting(Answer):
    """Corrections that wait for the answer of one owner."""

    organisation: Named
    open: int
    oldest_on: date


@answer
class NewCandidates(Answer):
    """Candidates that are known to fit now and were not on the list then; the best of them."""

    matched: Annotated[int, Field(description="all candidates, as the list of candidates has it")]
    fitting: Annotated[int, Field(description="those of them that are known to fit")]
    new: int | None
    best: list[Candidate]
    price_base: str


@answer
class LicenceStanding(Answer):
    """How far a licence to share has come, by the names of the items of its checklist."""

    settled: list[str]
    not_needed: list[str]
    open: list[str]


@answer
class DecisionWanted(Answer):
    """An opportunity in the programme's order, and what its next stage asks for."""

    opportunity: Scheduled
    next_stage: Stage | None
    next_stage_label: str | None
    asked_for: Annotated[list[str], Field(description="what is in the way of that stage")]
    next_step: str | None
    next_step_by: date | None
    licence: Annotated[
        LicenceStanding | None,
        Field(description="null: nobody has put an answer on record of a licence to share"),
    ]


@answer
class OnMap(Answer):
    """A place of an opportunity, in metres of the British National Grid."""

    number: int
    name: str
    part: Part
    easting: float
    northing: float


@answer
class TownPlanKept(Answer):
    """A plan of a town that somebody has kept, as it was then and as the club is shown it."""

    town: str
    label: str
    version: int
    kept_on: date
    page: str
    sentence: str
    could_be_left: int
    moves: list[str]
    worth_gbp: Annotated[float, Field(description="present value to the club")]
    saving_gbp_pa: float
    one_off_gbp: float
    price_base: str


@answer
class Pack(Answer):
    """All parts of a meeting's pack."""

    meeting: Meeting
    made_on: date
    register_version: int
    agenda: list[Entry]
    places: list[OnMap]
    since: Annotated[Since | None, Field(description="null: no meeting before this one")]
    register_changes: int | None
    received: list[Received] | None
    ratings: list[RatingChanged] | None
    leases_from: date
    leases_until: date
    leases: list[LeaseLine]
    candidates: NewCandidates
    corrections: list[CorrectionsWaiting]
    opportunities: list[DecisionWanted]
    schedule: Schedule
    town_plans: list[TownPlanKept]
    actions: list[Action]
    reader: str
    disclaimer: str

    @property
    def years(self) -> list[PlanYear]:
        """The plan of all opportunities that are counted."""
        return self.schedule.years


def pack(context: ReadContext, meeting_id: UUID) -> Pack:
    """The pack of one meeting, for members of the club, whoever of them asks."""
    query.demand_club(context.reader)
    context = context.seen_by(v.CLUB)
    connection, today = context.connection, context.today
    told = meeting_answers.meeting(context, meeting_id)
    since, snapshot = _since(context, meeting_id)
    until = months_later(today, ACT_BY_MONTHS)
    schedule = schedule_answers.schedule(context).schedule
    rows = listed.listing(connection, context.reader)
    return Pack(
        meeting=told.meeting,
        made_on=today,
        register_version=context.version,
        agenda=[one for one in told.entries if one.kind is EntryKind.AGENDA],
        places=_places(context, rows),
        since=since,
        register_changes=None
        if snapshot is None
        else versions.changes_since(connection, snapshot.register_version),
        received=None if snapshot is None else _received(context, snapshot),
        ratings=None if snapshot is None else _ratings(context, snapshot),
        leases_from=today,
        leases_until=until,
        leases=_leases(context, until),
        candidates=_new_candidates(context, snapshot),
        corrections=_corrections(context),
        opportunities=_wanted(context, rows, schedule),
        schedule=schedule,
        town_plans=_town_plans(context),
        actions=meeting_answers.actions(context, states=[ActionState.OPEN]).actions,
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
    )


def _town_plans(context: ReadContext) -> list[TownPlanKept]:
    """The newest kept plans of towns, as they were sealed for the club."""
    rows = [one for one in kept_cases.listed(context).cases if one.town is not None]
    opened = [(one, kept_cases.opened(context, one.id).shown) for one in rows[:MOST_PLANS]]
    return [_town_plan(row, shown.edition) for row, shown in opened if shown is not None]


def _town_plan(row: kept_cases.KeptCaseRow, edition: Edition) -> TownPlanKept:
    figures = edition.amounts
    return TownPlanKept(
        town=row.town or "",
        label=row.label,
        version=row.version,
        kept_on=row.kept_on,
        page=f"/cases/{row.id}",
        sentence=edition.explanation,
        could_be_left=sum(one["role"] == "left" for one in edition.case["buildings"]),
        moves=list(edition.moves or ()),
        worth_gbp=figures["club.npv"],
        saving_gbp_pa=figures["club.run_rate"],
        one_off_gbp=figures["club.one_off"],
        price_base=edition.price_base,
    )


def _leases(context: ReadContext, until: date) -> list[LeaseLine]:
    """Those to act on by ``until``, by act-by date: first those whose date is past while their
    exit is still to come, since they are the most urgent of all."""
    due = lease_answers.leases(context, Wanted(act_by_until=until)).lines()
    return sorted(due, key=lambda one: one.exit is None or not one.exit.act_by_passed)


def _since(context: ReadContext, meeting_id: UUID) -> tuple[Since | None, query.Snapshot | None]:
    before = query.before(context.connection, context.reader, meeting_id)
    if before is None:
        return None, None
    found = query.snapshot(context.connection, before["meeting_id"])
    if found is None:
        return None, None
    since = Since(
        meeting=OfMeeting(
            id=before["meeting_id"],
            number=before["number"],
            title=before["title"],
            held_on=before["held_on"],
            page=f"/meetings/{before['meeting_id']}",
        ),
        taken_on=found.taken_at.date(),
        register_version=found.register_version,
    )
    return since, found


def _received(context: ReadContext, then: query.Snapshot) -> list[Received]:
    rows = imports.received_since(context.connection, context.reader, then.taken_at)
    return [
        Received(
            organisation=Named(row["organisation_code"], row["organisation"]),
            files=row["files"],
            records=int(row["records"] or 0),
        )
        for row in rows
    ]


def _ratings(context: ReadContext, then: query.Snapshot) -> list[RatingChanged]:
    rows = ratings.changed_since(context.connection, context.reader, then.taken_at)
    return [
        RatingChanged(
            property_id=row["property_id"],
            name=row["name"],
            organisation=Named(row["organisation_code"], row["organisation_name"]),
            scheme=RatingScheme(row["scheme"]),
            was=row["was"],
            rating=row["rating"],
            assessed_on=row["assessed_on"],
        )
        for row in rows
    ]


def _new_candidates(context: ReadContext, then: query.Snapshot | None) -> NewCandidates:
    found = estate_wide.candidates(context)
    fitting, _ = found.ranking.by_fit()
    new = None
    if then is not None:
        ids = colocation.table(fitting)["candidate_id"]
        is_new = ~ids.isin(then.fitting_candidates).to_numpy(dtype=bool)
        fitting, new = fitting.only(is_new), int(is_new.sum())
    best = Candidates(
        fitting.head(MOST_CANDIDATES), found.assumptions, found.question, found.lonlat
    )
    return NewCandidates(
        matched=found.matched,
        fitting=found.fitting,
        new=new,
        best=[] if new is None else candidate.candidates(best),
        price_base=found.assumptions.text("price_base"),
    )


def _corrections(context: ReadContext) -> list[CorrectionsWaiting]:
    return [
        CorrectionsWaiting(
            organisation=Named(row["organisation_code"], row["organisation"]),
            open=row["open"],
            oldest_on=row["oldest_at"].date(),
        )
        for row in corrections.waiting(context.connection, context.reader)
    ]


def _wanted(context: ReadContext, rows: Rows, schedule: Schedule) -> list[DecisionWanted]:
    """Those that are open, in the programme's order."""
    by_key = {row["opportunity_id"]: row for row in rows}
    open_ones = [one for one in schedule.opportunities if one.rank is not None]
    records = listed.whole_records(
        context.connection, [by_key[one.id] for one in open_ones], context.today
    )
    said = listed.licence_states(context.connection, [one.id for one in open_ones])
    return [
        _decision(one, by_key[one.id], records[one.id], _standing(said.get(one.id)))
        for one in open_ones
    ]


def _standing(
    said: list[tuple[LicenceItem, str, LicenceState]] | None,
) -> LicenceStanding | None:
    if not said:
        return None
    by_state: dict[LicenceState, list[str]] = {state: [] for state in LicenceState}
    for item, state in licence.states(said).items():
        by_state[state].append(item.words)
    return LicenceStanding(
        settled=by_state[LicenceState.SETTLED],
        not_needed=by_state[LicenceState.NOT_NEEDED],
        open=by_state[LicenceState.OPEN],
    )


def _decision(
    one: Scheduled,
    row: Row,
    record: OnRecord,
    standing: LicenceStanding | None,
) -> DecisionWanted:
    moves = OPPORTUNITY.onward(record.stage)
    onward = next((move for move in moves if move.name == "advance"), None)
    return DecisionWanted(
        opportunity=one,
        next_stage=None if onward is None else onward.ends,
        next_stage_label=None if onward is None else onward.ends.words,
        asked_for=[] if onward is None else list(onward.in_the_way(record)),
        next_step=row["next_step"],
        next_step_by=row["next_step_by"],
        licence=standing,
    )


def _places(context: ReadContext, rows: Rows) -> list[OnMap]:
    """Where the places of open opportunities are; of those that have a place."""
    numbers = {row["opportunity_id"]: row["number"] for row in rows if Stage(row["stage"]) in OPEN}
    found = schedule_query.places(context.connection, context.reader, list(numbers))
    rows_of = [(numbers[key], one) for key, places in found.items() for one in places]
    grid = estate_wide.whole_estate(context).properties[["easting", "northing"]].astype(float)
    points = grid.reindex([str(one["property_id"]) for _, one in rows_of]).to_numpy().tolist()
    made = [
        OnMap(
            number=number,
            name=one["name"],
            part=Part(one["part"]),
            easting=easting,
            northing=northing,
        )
        for (number, one), (easting, northing) in zip(rows_of, points, strict=True)
        if not is_null(easting)
    ]
    return sorted(made, key=lambda one: (one.number, one.part, one.name))
