"""The sample county's club at work: opportunities at every stage, a meeting held and one to come.

Nothing here is anybody's: bodies, people and decisions are made up and say so. All of it goes in
by the doors that people use, each step by an editor of the body whose it is, so that every guard
is passed and none is gone round. Which opportunities there are follows from the county alone, and
every day from today.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Engine

from api.http.identity import Bearer
from api.http.writing import Doing
from api.meetings import schemas as meeting_schemas
from api.meetings import writing as meetings
from api.opportunities import schemas, writing
from estate import clock
from estate.answers import estate_wide
from estate.answers.cache import AnswerCache
from estate.answers.cases import keeping_cases
from estate.answers.cases.business_case import business_case_of
from estate.answers.club import meetings as meeting_answers
from estate.answers.context import ReadContext
from estate.assumptions.prices import financial_year
from estate.cli.asking import fresh_answers
from estate.cli.console import say
from estate.cli.writing import read
from estate.club.codes import ONWARD, Stage
from estate.club.licence import LicenceItem
from estate.codes import Role
from estate.db.engine import make_engine
from estate.register.queries import opportunities as query
from estate.register.queries import organisations
from estate.register.visibility import CLUB, owner
from estate.register.writes.audit import Actor, acting

#: How far each of the pairs comes, the furthest first; the last is parked where it stands.
STAGES = (
    Stage.DELIVERED,
    Stage.IN_DELIVERY,
    Stage.APPROVED,
    Stage.APPROVALS,
    Stage.BUSINESS_CASE,
    Stage.FEASIBILITY,
    Stage.FEASIBILITY,
    Stage.TRIAGE,
    Stage.IDEA,
)
#: What the lead does next, by how far it has come.
_NEXT_STEPS = {
    Stage.IN_DELIVERY: "agree who pays for the cabling",
    Stage.APPROVED: "give notice to the landlord",
    Stage.APPROVALS: "put the case before the second committee",
    Stage.BUSINESS_CASE: "send the case to both committees",
    Stage.FEASIBILITY: "walk through both buildings",
    Stage.TRIAGE: "ask the service what it needs",
}
_SAMPLE = "Sample, made up: "


@dataclass
class _Club:
    """The register, today, and what is kept of its answers meanwhile."""

    engine: Engine
    today: date
    cache: AnswerCache

    @contextmanager
    def asked(self) -> Iterator[ReadContext]:
        """A question as the club asks it."""
        with self.engine.connect() as connection:
            yield ReadContext(connection, CLUB, self.today, self.cache)

    @contextmanager
    def by(self, code: str | None) -> Iterator[Doing]:
        """One transaction of an editor of a body; None: of the club's administrator."""
        role = Role.ADMINISTRATOR if code is None else Role.EDITOR
        name = f"A. Synthetic of {code or 'the club'} (sample)"
        with self.engine.begin() as connection:
            acting(connection, Actor(name, role.value, code))
            reader = organisations.reader_for(connection, role.value, code)
            context = ReadContext(connection, reader, self.today, self.cache)
            yield Doing(connection, Bearer(role, code, name), reader, self.today, context)

    def ago(self, days: int) -> str:
        """So many days before today, as it is typed."""
        return (self.today - timedelta(days=days)).isoformat()


def bring(url: str) -> None:
    """Put the club's work into a sample county that has none of it."""
    engine = make_engine(url)
    try:
        club = _Club(engine, clock.today(), fresh_answers())
        with club.asked() as context:
            if query.listing(context.connection, CLUB):
                return
            pairs = _pairs(context)
            consulted = _visited_pair(context, pairs)
        say(f"Opening {len(pairs) + 1 + len(consulted)} sample opportunities …")
        numbers = [
            _opportunity(club, pair, stage) for pair, stage in zip(pairs, STAGES, strict=False)
        ]
        numbers.append(_picked(club, pairs))
        for pair in consulted:
            _consulted(club, pair)
        _meetings(club, pairs, numbers)
    finally:
        engine.dispose()


def _pairs(context: ReadContext) -> list[dict[str, Any]]:
    """Candidates of the two bodies that could share most, no building in two of them."""
    found = estate_wide.candidates(context).found
    bodies = ["guest_organisation", "host_organisation"]
    signed = set(organisations.members(context.connection))
    known = found["one_off_gbp"].notna() & found[bodies].isin(signed).all(axis=1)
    fits = found[known & (found[bodies[0]] != found[bodies[1]])]
    most: tuple[int, Any] = (0, None)
    for between, rows in fits.groupby(bodies, sort=True):
        count = len(_each_building_once(rows))
        most = (count, between) if count > most[0] else most
    if most[1] is None:
        return []
    lead, other = most[1]
    # What the lead sees of its own may put one out: it has to be a candidate for both.
    own = estate_wide.candidates(context.seen_by(owner(str(lead)))).found
    between_two = fits[fits[bodies[0]].eq(lead) & fits[bodies[1]].eq(other)]
    shared = between_two[between_two["candidate_id"].isin(own["candidate_id"])]
    return [
        {str(name): value for name, value in row.items()}
        for row in _each_building_once(shared).head(len(STAGES)).to_dict("records")
    ]


def _visited_pair(context: ReadContext, taken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best pair of two signed bodies whose service residents visit, of buildings that no other
    sample has; none where there is no such pair."""
    found = estate_wide.candidates(context).found
    sides = ["guest_property_id", "host_property_id"]
    bodies = found[["guest_organisation", "host_organisation"]]
    used = {str(one[side]) for one in taken for side in sides}
    fits = found[
        bodies.isin(set(organisations.members(context.connection))).all(axis=1)
        & bodies.iloc[:, 0].ne(bodies.iloc[:, 1])
        & ~found[sides].isin(used).any(axis=1)
        & found["access_change_min"].notna()
        & found["need_m2"].notna()
    ]
    for row in fits.to_dict("records"):
        # What the lead sees of its own may put one out: it has to be a candidate for both.
        own = estate_wide.candidates(context.seen_by(owner(str(row["guest_organisation"])))).found
        if row["candidate_id"] in set(own["candidate_id"]):
            return [{str(name): value for name, value in row.items()}]
    return []


def _each_building_once(rows: pd.DataFrame) -> pd.DataFrame:
    used: set[str] = set()
    kept = []
    for at, (guest, host) in enumerate(
        zip(rows["guest_property_id"], rows["host_property_id"], strict=True)
    ):
        if not used & {guest, host}:
            used |= {guest, host}
            kept.append(at)
    return rows.iloc[kept]


def _opportunity(club: _Club, pair: dict[str, Any], end: Stage) -> int:
    """One that comes as far as ``end``; its number."""
    lead = str(pair["guest_organisation"])
    with club.by(lead) as do:
        opened = schemas.Opened(
            guest_id=UUID(str(pair["guest_occupation_id"])),
            host_id=UUID(str(pair["host_property_id"])),
        )
        key = writing.open_one(do, opened)
        number = query.number_of(do.connection, key)
        bodies = [one["organisation_code"] for one in query.bodies(do.connection, key)]
    way = _Way(club, key, lead, bodies, pair, _NEXT_STEPS.get(end))
    for here, there in pairwise(ONWARD[: ONWARD.index(end) + 1]):
        for step in way.before.get(there, ()):
            step()
        way.move(here, there)
    if end in (Stage.FEASIBILITY, Stage.TRIAGE):
        way.barrier()
    return number


def _consulted(club: _Club, pair: dict[str, Any]) -> None:
    """One whose owners and occupier have each decided to consult the public, so that it is out for
    consultation and anybody can read it."""
    number = _opportunity(club, pair, Stage.FEASIBILITY)
    lead = str(pair["guest_organisation"])
    with club.by(lead) as do:
        key = query.by_number(do.connection, do.reader, number)
        bodies = [str(one["organisation_code"]) for one in query.bodies(do.connection, key)]
        row = query.one(do.connection, do.reader, key)
        concerned = schemas.Details(revision=row["revision"], changes_public_access=True)
        writing.change(do, key, concerned)
    way = _Way(club, key, lead, bodies, pair, None)
    for code in bodies:
        way.put(
            code,
            "decisions_to_consult",
            schemas.ConsultDecisionSaid,
            forum="Sample committee",
            decided_on=club.ago(6),
            minute_ref="SYN minute 9",
            begins_on=club.today.isoformat(),
            ends_on=(club.today + timedelta(days=84)).isoformat(),
            alternatives=f"{_SAMPLE}to stay as today, or to share with another body in the town.",
        )


def _step(here: Stage, there: Stage, reason: str | None = None) -> schemas.StageMove:
    return schemas.StageMove(to=there, expected=here, reason=reason)


@dataclass
class _Way:
    """What is put on record of one opportunity, on its way from stage to stage."""

    club: _Club
    key: UUID
    lead: str
    bodies: list[str]
    pair: dict[str, Any]
    next_step: str | None

    @property
    def before(self) -> dict[Stage, tuple[Callable[[], None], ...]]:
        """What goes on record before it comes to a stage."""
        return {
            Stage.TRIAGE: (self.details,),
            Stage.FEASIBILITY: (self.statement,),
            Stage.BUSINESS_CASE: (self.case,),
            Stage.APPROVALS: (self.first_decision,),
            Stage.APPROVED: (self.other_decisions, self.funding),
            Stage.IN_DELIVERY: (self.agreements, self.licence),
            Stage.DELIVERED: (self.actuals,),
        }

    def say(self, code: str, act: Callable[[Doing], Any]) -> None:
        """One step, by an editor of a body."""
        with self.club.by(code) as do:
            act(do)

    def move(self, here: Stage, there: Stage) -> None:
        """The lead's step to the next stage."""
        self.say(self.lead, lambda do: writing.move(do, self.key, _step(here, there)))

    def put(self, code: str, what: str, shape: type[schemas.SaidBy], **said: Any) -> None:
        """What a body says goes on record."""
        self.say(code, lambda do: writing.put(do, self.key, what, read(shape, said)))

    def details(self) -> None:
        """Next step, and whether the public is concerned."""
        with self.club.by(self.lead) as do:
            row = query.one(do.connection, do.reader, self.key)
            begins = row["first_saving_on"] or self.club.today + timedelta(days=400)
            said = schemas.Details(
                revision=row["revision"],
                next_step=None if self.next_step is None else f"{_SAMPLE}{self.next_step}",
                next_step_organisation=None if self.next_step is None else self.lead,
                next_step_by=None
                if self.next_step is None
                else self.club.today + timedelta(days=28),
                needs_construction=False,
                changes_public_access=False,
                first_saving_on=begins,
                lead_name="A. Synthetic",
            )
            writing.change(do, self.key, said)

    def statement(self) -> None:
        self.put(
            self.lead,
            "statements",
            schemas.StatementSaid,
            service="Sample service",
            service_lead="A. Synthetic",
            said_on=self.club.ago(40),
            statement=f"{_SAMPLE}the service needs desks and a room to meet visitors.",
        )

    def barrier(self) -> None:
        self.put(
            self.lead,
            "barriers",
            schemas.BarrierSaid,
            barrier="space_standards",
            note=f"{_SAMPLE}the two bodies count desks in different ways.",
        )

    def case(self) -> None:
        """Today's case is kept, and the split is what it brings each body, to £1,000."""
        guest = UUID(str(self.pair["guest_occupation_id"]))
        host = UUID(str(self.pair["host_property_id"]))
        with self.club.by(self.lead) as do:
            context = do.context.seen_by(CLUB)
            found = business_case_of(context, guest, host, {}).case
            lenses = {str(one.party): one for one in found.partners}
            kept = keeping_cases.keep(do.context, do.connection, guest, host, {}, "Sample")
            shares = [
                schemas.ShareSaid(
                    organisation=code,
                    saving_gbp_pa=round(float(lenses[code].run_rate_gbp_pa), -3)
                    if code in lenses
                    else 0,
                    one_off_gbp=abs(round(float(lenses[code].one_off_gbp), -3))
                    if code in lenses
                    else 0,
                )
                for code in self.bodies
            ]
            said = schemas.CaseSaid(
                kept_case_id=kept,
                saving_gbp_pa=sum(one.saving_gbp_pa for one in shares),
                shares=shares,
                note=f"{_SAMPLE}to the nearest £1,000.",
            )
            writing.put_case(do, self.key, said)

    def first_decision(self) -> None:
        self._decision(self.bodies[0])

    def other_decisions(self) -> None:
        for code in self.bodies[1:]:
            self._decision(code)

    def _decision(self, code: str) -> None:
        self.put(
            code,
            "decisions",
            schemas.DecisionSaid,
            outcome="agreed",
            forum="Sample committee",
            decided_on=self.club.ago(10),
            minute_ref="SYN minute 7",
        )

    def funding(self) -> None:
        self.put(
            self.lead,
            "funding",
            schemas.FundingSaid,
            source="own_capital",
            name="Sample budget",
            financial_year=financial_year(self.club.today),
            amount_gbp=20_000,
        )

    def agreements(self) -> None:
        for code in self.bodies[:2]:
            self.put(
                code,
                "agreements",
                schemas.AgreementSaid,
                agreed_on=self.club.ago(9),
                ends_on=(self.club.today + timedelta(days=356)).isoformat(),
                document_ref="SYN deed 4",
            )

    def licence(self) -> None:
        """Some items are settled, one is open, one is not needed."""
        said = (
            (LicenceItem.PARTIES, "settled", "The two bodies sign, each by its estates lead."),
            (LicenceItem.PERIOD, "settled", "Two years from the move."),
            (LicenceItem.PARKING, "not_needed", "No spaces go with it."),
            (LicenceItem.ICT, "open", "Who pays for the cabling is to be settled."),
        )
        for item, state, words in said:
            self.put(
                self.lead,
                "licence_answers",
                schemas.LicenceAnswerSaid,
                item=item,
                state=state,
                answer=f"{_SAMPLE}{words}",
            )

    def actuals(self) -> None:
        """It has saved since the beginning of the last financial year."""
        year = financial_year(self.club.today - timedelta(days=365))
        with self.club.by(self.lead) as do:
            row = query.one(do.connection, do.reader, self.key)
            began = date(int(year[:4]), 4, 1)
            writing.change(
                do, self.key, schemas.Details(revision=row["revision"], first_saving_on=began)
            )
        for code in self.bodies:
            self.put(
                code,
                "actuals",
                schemas.ActualSaid,
                financial_year=year,
                saving_gbp=9_000,
                one_off_gbp=4_000,
                saving_reason="later",
                note=f"{_SAMPLE}the keys came late.",
            )


def _picked(club: _Club, pairs: list[dict[str, Any]]) -> int:
    """A set of properties that somebody has picked by hand, parked; its number."""
    lead = str(pairs[0]["guest_organisation"])
    with club.by(lead) as do:
        opened = schemas.Opened(
            property_ids=[UUID(str(one["guest_property_id"])) for one in pairs[-2:]],
            title="Two sample buildings looked at together",
        )
        key = writing.open_one(do, opened)
        writing.move(do, key, _step(Stage.IDEA, Stage.TRIAGE))
        reason = f"{_SAMPLE}parked until the leases are read."
        writing.move(do, key, _step(Stage.TRIAGE, Stage.PARKED, reason))
        return query.number_of(do.connection, key)


def _meetings(club: _Club, pairs: list[dict[str, Any]], numbers: list[int]) -> None:
    """One that was held five weeks ago, with decisions and actions, and one in three weeks."""
    caller, other = (str(pairs[0][f"{side}_organisation"]) for side in ("guest", "host"))
    held_on = club.today - timedelta(days=35)
    said: list[dict[str, Any]] = [
        {"kind": "decision", "text": f"{_SAMPLE}to look at the first three in order."},
        {
            "kind": "decision",
            "text": f"{_SAMPLE}to ask both bodies for their leases.",
            "opportunity": numbers[5],
        },
    ]
    for number, (words, whose, days) in enumerate(_ACTIONS):
        said.append(
            {
                "kind": "action",
                "text": f"{_SAMPLE}{words}",
                "organisation": caller if whose == "guest" else other,
                "due_on": held_on + timedelta(days=days),
                "opportunity": numbers[number],
            }
        )
    with club.by(caller) as do:
        title = "Property club, sample meeting"
        meeting = meetings.call(
            do, meeting_schemas.MeetingCalled(title=title, held_on=held_on, place="Sample hall")
        )
        for one in said:
            meetings.write(do, meeting, read(meeting_schemas.EntrySaid, one))
    with club.by(caller) as do:
        actions = meeting_answers.actions(do.context, organisation=caller).actions
        done = meeting_schemas.ActionSettled.model_validate({"to": "done"})
        meetings.settle(do, actions[0].id, done)
    with club.by(caller) as do:
        coming = meetings.call(
            do,
            meeting_schemas.MeetingCalled(
                title="Property club, next sample meeting",
                held_on=club.today + timedelta(days=21),
                place="Sample hall",
            ),
        )
        agenda = {"what has become of the actions": None, "approval of this one": numbers[3]}
        for words, about in agenda.items():
            entry = {"kind": "agenda", "text": f"{_SAMPLE}{words}", "opportunity": about}
            meetings.write(do, coming, read(meeting_schemas.EntrySaid, entry))


#: What is to be done, whose it is, and so many days after the meeting.
_ACTIONS = (
    ("measure the ground floor", "guest", 14),
    ("send the plans of the host building", "host", 20),
    ("ask the landlord for consent", "guest", 49),
    ("list who needs a pass", "host", 63),
    ("find out when the lease can end", "guest", 77),
)
