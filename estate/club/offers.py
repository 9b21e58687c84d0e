"""The surplus offered round: an owner offers a property to the other bodies before anybody else.

Only what its owner has decided, with forum, day and minute reference on record, can be offered, by
that owner's own editors; nothing is offered by the program. Any other member may register its
interest while the offer runs, for ``WORKING_DAYS`` after the day on which it was opened. Then the
owner says what came of it. Neither an offer nor its outcome says that a property will be sold.
"""

from dataclasses import dataclass
from datetime import date

from estate.club import working_days
from estate.club.codes import OfferState
from estate.club.decisions import DecisionKind, Move, Person, Process
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.quarters import day_words

#: How long it runs: as central government's register of surplus land circulates it.
WORKING_DAYS = 40
#: States in which it runs, or waits for its outcome.
RUNNING = frozenset({OfferState.OPEN, OfferState.INTEREST})


@dataclass(frozen=True)
class OfferOnRecord:
    """What rules and guards look at.

    ``owner``: code of who offers it, ``owner_name`` its name; ``interested``: bodies whose
    interest stands, by code; ``speaking``: the body whose interest is said or taken back;
    ``taken_up_by``: the body that takes it up, as its owner says.
    """

    owner: str
    owner_name: str
    state: OfferState
    closes_on: date
    today: date
    interested: frozenset[str] = frozenset()
    speaking: str | None = None
    taken_up_by: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.today > self.closes_on


def last_day(opened_on: date) -> date:
    """The last day on which a body can express its interest."""
    return working_days.after(opened_on, WORKING_DAYS)


def days_left(today: date, closes_on: date) -> int | None:
    """Working days after today until its last one, and with it; 0 on that day (or the weekend
    before none is left), None once it has passed."""
    return None if today > closes_on else working_days.between(today, closes_on)


def reminder(state: OfferState, today: date, closes_on: date) -> str:
    """What is to be remembered of it today; of one that has ended, its outcome."""
    if state not in RUNNING:
        return state.words
    left = days_left(today, closes_on)
    if left is None:
        return "its round is over; its owner has yet to say what came of it"
    if left == 0:
        return "closes today"
    return f"closes in {left} working day{'' if left == 1 else 's'}"


def may_offer(person: Person, record: OfferOnRecord) -> str | None:
    """Rule: the owner's own editors, and administrators."""
    if person.is_administrator or (
        person.role is Role.EDITOR and person.organisation == record.owner
    ):
        return None
    return (
        f"Only an editor of {record.owner_name}, whose property it is, or an administrator may do "
        "this."
    )


def may_be_interested(person: Person, record: OfferOnRecord) -> str | None:
    """Rule: each body's own editors speak for it, and administrators; never for another."""
    if person.is_administrator or (
        person.role is Role.EDITOR and person.organisation == record.speaking
    ):
        return None
    return "Only an editor of the body itself, or an administrator, may express its interest."


def still_runs(record: OfferOnRecord) -> str | None:
    """Bodies express their interest until the last day."""
    if not record.is_over:
        return None
    return (
        f"The round was over on {day_words(record.closes_on)}: expressions of interest are closed."
    )


def is_for_others(record: OfferOnRecord) -> str | None:
    """Who offers it cannot want it."""
    if record.speaking != record.owner:
        return None
    return f"{record.owner_name} offers it itself: only the other bodies express an interest."


def has_an_interest(record: OfferOnRecord) -> str | None:
    """Only what stands can be taken back."""
    if record.speaking in record.interested:
        return None
    return "No expression of interest of this body stands: there is nothing to withdraw."


def round_is_over(record: OfferOnRecord) -> str | None:
    """Every body has the whole time that it was told."""
    if record.is_over:
        return None
    return (
        f"Every body has until {day_words(record.closes_on)} to express its interest: say what "
        "came of it after that day, or withdraw the offer with a reason."
    )


def is_taken_by_one_of_them(record: OfferOnRecord) -> str | None:
    """Who takes it up has said so."""
    if record.taken_up_by in record.interested:
        return None
    return "Say which of the bodies that have expressed an interest takes it up."


_RUNS = frozenset(RUNNING)
_WANTED = frozenset({OfferState.INTEREST})
REGISTER, TAKE_BACK, TAKE_BACK_LAST = (
    "express an interest",
    "withdraw an expression of interest",
    "withdraw the last expression of interest",
)


def _moves() -> tuple[Move[OfferState, OfferOnRecord], ...]:
    said = (still_runs, is_for_others)
    left = (has_an_interest,)
    done = (round_is_over,)
    return (
        Move(REGISTER, _RUNS, OfferState.INTEREST, may_be_interested, said),
        Move(TAKE_BACK, _WANTED, OfferState.INTEREST, may_be_interested, left),
        Move(TAKE_BACK_LAST, _WANTED, OfferState.OPEN, may_be_interested, left),
        Move(
            "close as taken up",
            _WANTED,
            OfferState.TAKEN_UP,
            may_offer,
            (*done, is_taken_by_one_of_them),
        ),
        Move(
            "close without an expression of interest",
            frozenset({OfferState.OPEN}),
            OfferState.NOT_TAKEN_UP,
            may_offer,
            done,
        ),
        Move(
            "close although an expression of interest stands",
            _WANTED,
            OfferState.NOT_TAKEN_UP,
            may_offer,
            done,
            needs_reason=True,
        ),
        Move("withdraw", _RUNS, OfferState.WITHDRAWN, may_offer, needs_reason=True),
    )


def _out_of_place(move: str, state: OfferState) -> str:
    if state in RUNNING:
        return f"No body has expressed an interest: there is no way to {move}."
    return f"This offer has ended ({state.words}): there is no way to {move}."


OFFER: Process[OfferState, OfferOnRecord] = Process(
    DecisionKind.OFFER, OfferState.OPEN, _moves(), _out_of_place
)


def demand_interest(
    person: Person, record: OfferOnRecord, *, withdrawn: bool
) -> Move[OfferState, OfferOnRecord]:
    """The move by which a body expresses its interest, or withdraws that.

    ``NotAllowed`` for who may not speak for it; ``Conflict`` where the offer has ended or
    something is in the way.
    """
    name = REGISTER
    if withdrawn:
        others = record.interested - {record.speaking}
        name = TAKE_BACK if others else TAKE_BACK_LAST
    return _demanded(OFFER.named(name), person, record)


def demand_end(
    person: Person, record: OfferOnRecord, end: OfferState, reason: str | None
) -> Move[OfferState, OfferOnRecord]:
    """The move by which its owner ends it.

    ``NotAllowed`` for others; ``Conflict`` where it has ended, or while its round runs;
    ``BadQuestion`` where the reason is missing.
    """
    refusal = may_offer(person, record)  # first: others are not told what is missing
    if refusal is not None:
        raise NotAllowed(refusal)
    if end in RUNNING:
        raise BadQuestion("An offer ends as taken up, not taken up or withdrawn.")
    move = OFFER.between(record.state, end)
    if move is None:
        raise Conflict(_out_of_place(f"close it as “{end.words}”", record.state))
    found = _demanded(move, person, record)
    if found.needs_reason and not reason:
        raise BadQuestion(f"To {found.name} needs a reason, which is kept.")
    return found


def _demanded(
    move: Move[OfferState, OfferOnRecord], person: Person, record: OfferOnRecord
) -> Move[OfferState, OfferOnRecord]:
    move.demand(person, record)
    OFFER.demand_place(move, record.state)
    in_the_way = move.in_the_way(record)
    if in_the_way:
        raise Conflict(" ".join(in_the_way))
    return move
