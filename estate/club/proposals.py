"""Merges, matches and corrections, each as a process of the one mechanism (``decisions``)."""

from typing import Any

from estate.club.decisions import DecisionKind, Move, Person, Process, nobody, only_writers
from estate.codes import CorrectionState, ProposalState

_PROPOSED, _ACCEPTED = ProposalState.PROPOSED, ProposalState.ACCEPTED
_DECLINED, _UNDONE = ProposalState.DECLINED, ProposalState.UNDONE


def _for_two_organisations(person: Person, _: Any) -> str | None:
    if person.is_administrator:
        return None
    return "A merge concerns two organisations: an administrator decides it."


def _decided_merge(move: str, state: ProposalState) -> str:
    return _decided(move, state, "merge")


def _decided_match(move: str, state: ProposalState) -> str:
    return _decided(move, state, "match")


def _decided(move: str, state: ProposalState, noun: str) -> str:
    if move == "undo":
        return f"This {noun} is {state}: there is nothing to undo."
    return f"This proposal has been decided already: {state}."


def _answered(_: str, state: CorrectionState) -> str:
    return f"This correction has been answered already: {state}."


def _proposal(kind: DecisionKind, may: Any, out_of_place: Any) -> Process[ProposalState, Any]:
    """Accepted, declined, or accepted and undone; what was undone can be accepted after all."""
    waiting = frozenset({_PROPOSED})
    moves = (
        Move("accept", waiting | {_UNDONE}, _ACCEPTED, may),
        Move("decline", waiting, _DECLINED, may),
        Move("undo", frozenset({_ACCEPTED}), _UNDONE, may),
        # What fell away with an accepted match waits again once that is undone.
        Move("wait again", frozenset({_DECLINED}), _PROPOSED, nobody),
    )
    return Process(kind, _PROPOSED, moves, out_of_place)


#: An administrator decides; what it is about (the matter) plays no part.
MERGE = _proposal(DecisionKind.MERGE, _for_two_organisations, _decided_merge)
#: The matter is the organisation whose reference it is.
MATCH = _proposal(DecisionKind.MATCH, only_writers, _decided_match)
#: The matter is the organisation whose figure it is.
CORRECTION: Process[CorrectionState, str] = Process(
    DecisionKind.CORRECTION,
    CorrectionState.OPEN,
    (
        Move("accept", frozenset({CorrectionState.OPEN}), CorrectionState.ACCEPTED, only_writers),
        Move("decline", frozenset({CorrectionState.OPEN}), CorrectionState.DECLINED, only_writers),
    ),
    _answered,
)
