"""What may become of an opportunity: its moves, who makes them, and what each stage asks for.

An opportunity passes its stages in order. Each stage asks for what stands in ``ASKED`` and for all
that the stages before it ask for, so that whatever has been changed since is seen again: nothing
comes to ``approved`` past a guard, whichever way it went.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from estate.club.codes import ACTIVE, ONWARD, OPEN, Outcome, Stage
from estate.club.decisions import DecisionKind, Move, Person, Process
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.quarters import day_words

#: Rejected pairs stay out of the lists so long, if nothing that a reader sees of them changes.
REJECTED_FOR_MONTHS = 12


@dataclass(frozen=True)
class BodyDecision:
    """The latest decision of one body that is on record."""

    outcome: Outcome
    decided_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class OnRecord:
    """What is on record of one opportunity, as far as rules and guards look at it.

    ``bodies`` are those affected, by code, with their names; ``is_pair``: whether it is about one
    guest and one host, of whom a business case can be kept; ``case_at`` is when the latest
    business case was recorded, with its assumption set, ``rests_on_kept`` whether that points at a
    kept case, and ``shares`` the bodies of its split; ``stage_of_other`` is where the one stands
    that ``superseded_by`` names; ``saves_not_before``: the date of first saving, where that lies
    ahead.
    """

    lead: str
    bodies: Mapping[str, str]
    stage: Stage = Stage.IDEA
    stage_before: Stage | None = None
    statements: int = 0
    is_pair: bool = False
    assumption_set: str | None = None
    rests_on_kept: bool = False
    case_at: datetime | None = None
    shares: frozenset[str] = frozenset()
    decisions: Mapping[str, BodyDecision] = field(default_factory=dict)
    changes_public_access: bool | None = None
    consultations: int = 0
    actuals: frozenset[str] = frozenset()
    saves_not_before: date | None = None
    superseded_by: str | None = None
    stage_of_other: Stage | None = None

    def named(self, codes: Collection[str]) -> str:
        """Bodies by name, in one order, as a sentence takes them."""
        names = sorted(self.bodies.get(code, code) for code in codes)
        return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


Guard = Callable[[OnRecord], str | None]


def has_statement(record: OnRecord) -> str | None:
    """Service needs come before property (principle 3 of the protocol)."""
    if record.statements:
        return None
    return (
        "Feasibility needs a service lead's statement: record who leads the service and what "
        "the service needs."
    )


def has_what_it_rests_on(record: OnRecord) -> str | None:
    """Figures rest on a case that is kept and sealed; those of a hand-picked set, which has none,
    on a named assumption set."""
    if record.rests_on_kept:
        return None
    if record.is_pair:
        return (
            "A business case needs a kept case. Keep one on the page of their business case, "
            "then record it here as what the figures rest on."
        )
    if record.assumption_set:
        return None
    return "A business case needs its assumption set: record the case with the set it rests on."


def has_split(record: OnRecord) -> str | None:
    """Who gains and who pays, body by body."""
    missing, strange = set(record.bodies) - record.shares, record.shares - set(record.bodies)
    if missing:
        return (
            "A business case needs its partner split: no share is on record for "
            f"{record.named(missing)}."
        )
    if strange:
        return (
            f"The partner split has a share of {record.named(strange)}, which no longer takes "
            "part. Record the business case again, with the shares of those that do."
        )
    return None


def all_have_decided(record: OnRecord) -> str | None:
    """Each body decides for itself, on the case as it stands."""
    missing = set(record.bodies) - set(record.decisions)
    if missing:
        return (
            "Approval needs a recorded decision of every body affected (body, forum, date, minute "
            f"reference): none is on record for {record.named(missing)}."
        )
    against = {
        code for code in record.bodies if record.decisions[code].outcome is not Outcome.AGREED
    }
    if against:
        return (
            f"Approval needs the agreement of every body affected: {record.named(against)} "
            f"{'has' if len(against) == 1 else 'have'} not agreed."
        )
    case_at = record.case_at
    before = {
        code
        for code in record.bodies
        if case_at is not None and record.decisions[code].recorded_at < case_at
    }
    if before:
        return (
            f"The business case has been changed since {record.named(before)} decided: that "
            "decision is wanted again."
        )
    return None


def access_is_said(record: OnRecord) -> str | None:
    """Not knowing is no answer."""
    if record.changes_public_access is not None:
        return None
    return "Approval needs to know whether public access changes: say so under the details."


def has_consultation(record: OnRecord) -> str | None:
    """Where the public is concerned it has been asked."""
    if not record.changes_public_access or record.consultations:
        return None
    return (
        "Public access changes: approval needs a consultation record (with whom, from when to "
        "when, and what came of it)."
    )


def has_actuals(record: OnRecord) -> str | None:
    """Every body tells what came of it."""
    missing = set(record.bodies) - record.actuals
    if not missing:
        return None
    return f"Delivered needs actual figures: none are on record for {record.named(missing)}."


def has_begun_to_save(record: OnRecord) -> str | None:
    """What is delivered saves; a date that lies ahead says that it does not yet."""
    if record.saves_not_before is None:
        return None
    return (
        "It cannot be marked delivered before it starts saving "
        f"({day_words(record.saves_not_before)}). If it saves already, change that date in the "
        "details."
    )


#: Stage → what it asks for, beside all that the stages before it do.
ASKED: dict[Stage, tuple[Guard, ...]] = {
    Stage.FEASIBILITY: (has_statement,),
    Stage.BUSINESS_CASE: (has_what_it_rests_on, has_split),
    Stage.APPROVED: (all_have_decided, access_is_said, has_consultation),
    Stage.DELIVERED: (has_actuals, has_begun_to_save),
}


def asked_for(stage: Stage) -> tuple[Guard, ...]:
    """All guards on the way to a stage, its own among them."""
    way = ONWARD[: ONWARD.index(stage) + 1]
    return tuple(guard for one in way for guard in ASKED.get(one, ()))


def names_the_other(record: OnRecord) -> str | None:
    """What supersedes it is on record too, and has itself come to no other end."""
    if record.superseded_by is None:
        return "Say which opportunity takes its place."
    other = record.stage_of_other
    if other in (*ONWARD, Stage.PARKED):
        return None
    return (
        f"The one that you name is {'not on record' if other is None else other.words}: name one "
        "that is on its way, parked or delivered."
    )


def _where_it_was(stage: Stage) -> Guard:
    def guard(record: OnRecord) -> str | None:
        if record.stage_before is stage:
            return None
        return f"It was not parked at “{stage.words}”: it is taken up where it was."

    return guard


def may_lead(person: Person, record: OnRecord) -> str | None:
    """Rule: editors of the organisation that leads it, and administrators."""
    if person.is_administrator or (
        person.role is Role.EDITOR and person.organisation == record.lead
    ):
        return None
    return (
        f"Only an editor of {record.named([record.lead])}, which leads this opportunity, or an "
        "administrator may move it and change its details."
    )


def may_take_part(person: Person, record: OnRecord) -> str | None:
    """Rule: editors of any body of it, and administrators."""
    is_editor = person.role is Role.EDITOR and person.organisation in record.bodies
    if person.is_administrator or is_editor:
        return None
    return "Only an editor of a body that takes part in this opportunity, or an administrator, may."


def may_speak_for(person: Person, record: OnRecord, organisation: str) -> str | None:
    """Rule: a body's own editors speak for it, and administrators; for nobody else."""
    may = person.role is Role.EDITOR and person.organisation == organisation
    if not (may or person.is_administrator):
        return (
            f"Only an editor of {record.named([organisation])} or an administrator may record "
            f"what {record.named([organisation])} says or decides."
        )
    return None


def counts_still(record: OnRecord, organisation: str) -> str | None:
    """Why a body cannot be taken out: the business case as it stands gives it a share, or it has
    decided on it. So none is left out of what the others decide on because it refuses."""
    decision, case_at = record.decisions.get(organisation), record.case_at
    has_decided = decision is not None and (case_at is None or decision.recorded_at >= case_at)
    if organisation not in record.shares and not has_decided:
        return None
    return (
        f"{record.named([organisation])} has a share in the business case or has decided on it. "
        "First record a new business case without it, on which every other body decides again."
    )


def may_open(person: Person) -> str | None:
    """Rule: editors of members, and administrators."""
    if person.role in (Role.EDITOR, Role.ADMINISTRATOR):
        return None
    return "Editors of the club's members and administrators open opportunities."


def may_order(person: Person) -> str | None:
    """Rule: the order is the club's, so its administrators keep it."""
    if person.is_administrator:
        return None
    return "The order of the programme is the club's: its administrators record it."


def _moves() -> tuple[Move[Stage, OnRecord], ...]:
    found: list[Move[Stage, OnRecord]] = []
    for here, there in pairwise(ONWARD):
        found.append(Move("advance", frozenset({here}), there, may_lead, asked_for(there)))
    for there, here in pairwise(ONWARD[: ONWARD.index(Stage.APPROVED) + 1]):
        found.append(Move("go back", frozenset({here}), there, may_lead, needs_reason=True))
    for stage in ACTIVE:
        guards = (_where_it_was(stage), *asked_for(stage))
        found.append(Move("take up", frozenset({Stage.PARKED}), stage, may_lead, guards))
    undecided = frozenset(OPEN) - {Stage.APPROVED, Stage.IN_DELIVERY}
    beside = (
        Move("park", frozenset(ACTIVE), Stage.PARKED, may_lead, needs_reason=True),
        Move("reject", undecided, Stage.REJECTED, may_lead, needs_reason=True),
        Move("withdraw", frozenset(OPEN), Stage.WITHDRAWN, may_lead, needs_reason=True),
        Move(
            "supersede",
            frozenset(OPEN),
            Stage.SUPERSEDED,
            may_lead,
            (names_the_other,),
            needs_reason=True,
        ),
        Move("look again", frozenset({Stage.REJECTED}), Stage.IDEA, may_lead, needs_reason=True),
    )
    return (*found, *beside)


def _out_of_place(move: str, stage: Stage) -> str:
    return f"From “{stage.words}” there is no way to {move}."


OPPORTUNITY: Process[Stage, OnRecord] = Process(
    DecisionKind.OPPORTUNITY, Stage.IDEA, _moves(), _out_of_place
)


def demand_move(
    person: Person, record: OnRecord, expected: Stage, end: Stage, reason: str | None
) -> Move[Stage, OnRecord]:
    """The move that somebody asks for, if it can be made now.

    ``NotAllowed`` for who may not; ``Conflict`` where the opportunity is no longer where whoever
    asks thought, where no move leads there, and with what its guards ask for; ``BadQuestion``
    where the reason is missing.
    """
    refusal = may_lead(person, record)  # first: others are not told what is missing
    if refusal is not None:
        raise NotAllowed(refusal)
    if record.stage is not expected:
        raise Conflict(
            f"This opportunity has moved on: it stands at “{record.stage.words}” now, not at "
            f"“{expected.words}”. Look at it again before you decide."
        )
    move = OPPORTUNITY.between(expected, end)
    if move is None:
        raise Conflict(f"There is no step from “{expected.words}” to “{end.words}”.")
    move.demand(person, record)
    if move.needs_reason and not reason:
        raise BadQuestion(f"To {move.name} needs a reason, which is kept.")
    in_the_way = move.in_the_way(record)
    if in_the_way:
        raise Conflict(" ".join(in_the_way))
    return move
