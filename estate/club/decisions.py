"""One mechanism for all that is proposed and then decided by a named person.

A ``Process`` names the states of one kind of thing and the moves between them: from which states
to which, who may make it, and which guards must be satisfied. Rules and guards are functions that
return a sentence saying what is in the way, or None. Nothing here knows where a state is kept; the
register holds the row, asks here, writes the new state, and appends the step to the record
(``estate.register.writes.decisions``).

Merges, matches and corrections are in ``estate.club.proposals``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from estate.codes import Role
from estate.errors import Conflict, NotAllowed

State = TypeVar("State", bound=StrEnum)
#: What a rule or a guard looks at: whose thing it is, what is on record of it.
Matter = TypeVar("Matter")


class DecisionKind(StrEnum):
    """What is decided; the word under which the record keeps its steps."""

    MERGE = "merge"
    MATCH = "match"
    CORRECTION = "correction"
    OPPORTUNITY = "opportunity"
    OFFER = "offer"
    ACTION = "action"


@dataclass(frozen=True)
class Person:
    """Who decides: in which role, and for which organisation; None speaks for the whole club."""

    role: Role
    organisation: str | None

    @property
    def is_administrator(self) -> bool:
        """Whether this person acts for the whole club."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True)
class Move(Generic[State, Matter]):
    """One way on: from any of ``starts`` to ``ends``, by whom it is allowed to, past its guards.

    ``may`` and each of ``guards`` return the sentence that refuses, or None.
    """

    name: str
    starts: frozenset[State]
    ends: State
    may: Callable[[Person, Matter], str | None]
    guards: tuple[Callable[[Matter], str | None], ...] = ()
    needs_reason: bool = False

    def demand(self, person: Person, matter: Matter) -> None:
        """``NotAllowed`` unless this person may make this move."""
        refusal = self.may(person, matter)
        if refusal is not None:
            raise NotAllowed(refusal)

    def in_the_way(self, matter: Matter) -> tuple[str, ...]:
        """What the guards ask for first, each in one sentence."""
        found = (guard(matter) for guard in self.guards)
        return tuple(sentence for sentence in found if sentence is not None)


@dataclass(frozen=True)
class Process(Generic[State, Matter]):
    """The states of one kind of thing, and all moves there are between them.

    ``out_of_place`` says why a move cannot be made from a state that it does not start from.
    """

    kind: DecisionKind
    first: State
    moves: tuple[Move[State, Matter], ...]
    out_of_place: Callable[[str, State], str]

    def named(self, name: str) -> Move[State, Matter]:
        """The one move of this name."""
        (found,) = (move for move in self.moves if move.name == name)
        return found

    def between(self, start: State, end: State) -> Move[State, Matter] | None:
        """The move that leads from one state to another, if there is one."""
        found = (move for move in self.moves if start in move.starts and move.ends is end)
        return next(found, None)

    def onward(self, start: State) -> tuple[Move[State, Matter], ...]:
        """All moves that start from a state."""
        return tuple(move for move in self.moves if start in move.starts)

    def demand_place(self, move: Move[State, Matter], state: State) -> None:
        """``Conflict`` unless the move starts from this state."""
        if state not in move.starts:
            raise Conflict(self.out_of_place(move.name, state))


def only_writers(person: Person, organisation: str) -> str | None:
    """Rule: whoever may change an organisation's rows, and administrators."""
    writes = person.role in (Role.IMPORTER, Role.EDITOR) and person.organisation == organisation
    if writes or person.is_administrator:
        return None
    return (
        f"Only a token of {organisation} with the role importer or editor, or an "
        "administrator's, may do this."
    )


def nobody(_: Person, __: Any) -> str | None:
    """Rule: a move that follows from another one, and is made by nobody."""
    return "This follows from another decision; nobody makes it."
