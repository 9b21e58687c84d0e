"""Meetings of the club: who calls and minutes them, and what may become of an action.

The minutes say what the meeting decided and who does what by when. They are the meeting's: a
body's own decision on an opportunity is recorded by that body (``club.opportunities``), and no
minute takes its place. Nothing that was minuted is changed; a later entry corrects it.
"""

from dataclasses import dataclass
from datetime import date

from estate.club.codes import ActionState, EntryKind
from estate.club.decisions import DecisionKind, Move, Person, Process
from estate.codes import Role
from estate.errors import BadQuestion, Conflict, NotAllowed
from estate.quarters import day_words

#: Letters of one entry: a line that can be read out.
LONGEST_ENTRY = 1_000
#: The line that pages and packs carry wherever a minuted decision stands.
NO_BODYS_DECISION = (
    "A minuted decision is the meeting's. It does not take the place of a body's own decision on "
    "an opportunity, which each body records for itself."
)


@dataclass(frozen=True)
class Called:
    """A meeting as the rules look at it: which body called it (None: the club's administrators),
    with its name, for which day, whether it was cancelled since, and whether a decision or an
    action stands in its minutes."""

    organisation: str | None
    name: str
    held_on: date
    is_cancelled: bool = False
    is_minuted: bool = False


@dataclass(frozen=True)
class ActionOnRecord:
    """An action as the rules look at it: the body that has it, by code and name."""

    owner: str
    owner_name: str


def may_call(person: Person) -> str | None:
    """Rule: editors of members, and administrators."""
    if person.role in (Role.EDITOR, Role.ADMINISTRATOR):
        return None
    return "Editors of the club's members and administrators call meetings."


def may_minute(person: Person, meeting: Called) -> str | None:
    """Rule: editors of the body that called it, and administrators."""
    if person.is_administrator or (
        person.role is Role.EDITOR
        and person.organisation is not None
        and person.organisation == meeting.organisation
    ):
        return None
    return (
        f"Only an editor of {meeting.name}, which called this meeting, or an administrator may "
        "write in its papers."
        if meeting.organisation
        else "The club's administrators called this meeting: they write in its papers."
    )


def not_yet(kind: EntryKind, meeting: Called, today: date) -> str | None:
    """What is wrong with writing such an entry today; None on the day of the meeting."""
    if meeting.is_cancelled:
        return "The meeting was cancelled: nothing more is written in its papers."
    if kind is EntryKind.AGENDA and today > meeting.held_on:
        return "The meeting was held before today: its agenda stands as it was."
    if kind is not EntryKind.AGENDA and today < meeting.held_on:
        return (
            f"The meeting is on {day_words(meeting.held_on)}: decisions and actions are minuted on "
            "that day or after it."
        )
    return None


def may_cancel(person: Person, meeting: Called) -> str | None:
    """Rule: whoever may write in its papers."""
    return may_minute(person, meeting)


def not_to_cancel(meeting: Called) -> str | None:
    """Why a meeting cannot be cancelled: it was before, or what it minuted shows that it was
    held."""
    if meeting.is_cancelled:
        return "This meeting was cancelled already."
    if meeting.is_minuted:
        return "A decision or an action stands in its minutes: the meeting was held."
    return None


def wrong_owner(
    kind: EntryKind, organisation: str | None, due_on: date | None, held_on: date
) -> str | None:
    """What is wrong with an entry's owner and due date: an action has both, no other has any."""
    if kind is not EntryKind.ACTION:
        if organisation is None and due_on is None:
            return None
        return "Only an action has an owner and a due date: leave them out, or make it an action."
    if organisation is None or due_on is None:
        return "An action needs its owner (a body) and a due date."
    if due_on < held_on:
        return f"An action is due on the day of its meeting ({day_words(held_on)}) or after it."
    return None


def may_settle(person: Person, action: ActionOnRecord) -> str | None:
    """Rule: editors of the body that has the action, and administrators."""
    if person.is_administrator or (
        person.role is Role.EDITOR and person.organisation == action.owner
    ):
        return None
    return f"Only an editor of {action.owner_name}, which has this action, or an administrator may."


_OPEN = frozenset({ActionState.OPEN})
_ENDED = frozenset({ActionState.DONE, ActionState.DROPPED})


def _out_of_place(move: str, state: ActionState) -> str:
    return f"This action is {state.value}: there is no way to {move}."


ACTION: Process[ActionState, ActionOnRecord] = Process(
    DecisionKind.ACTION,
    ActionState.OPEN,
    (
        Move("mark it as done", _OPEN, ActionState.DONE, may_settle),
        Move("drop it", _OPEN, ActionState.DROPPED, may_settle, needs_reason=True),
        Move("open it again", _ENDED, ActionState.OPEN, may_settle, needs_reason=True),
    ),
    _out_of_place,
)


def demand_state(
    person: Person,
    action: ActionOnRecord,
    state: ActionState,
    end: ActionState,
    reason: str | None,
) -> Move[ActionState, ActionOnRecord]:
    """The move that leads an action to another state.

    ``NotAllowed`` for whose it is not; ``Conflict`` where it stands there already or no move leads
    there; ``BadQuestion`` where the reason is missing.
    """
    refusal = may_settle(person, action)  # first: others are not told what is missing
    if refusal is not None:
        raise NotAllowed(refusal)
    move = ACTION.between(state, end)
    if move is None:
        raise Conflict(f"This action is {state.value} already; it cannot be made {end.value}.")
    if move.needs_reason and not reason:
        raise BadQuestion(f"To {move.name} needs a reason, which is kept.")
    return move
