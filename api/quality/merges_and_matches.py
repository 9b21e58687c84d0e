"""What imports ask a person: references that have changed, buildings that two bodies report."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.http import parameters
from api.http.dependencies import BearerIs, ReadOnly, Writing
from api.http.identity import Bearer
from api.http.problems import responses
from estate import codes
from estate.answers.changes import merges_and_matches as told
from estate.answers.changes.merges_and_matches import (
    Matches,
    Merges,
    ProposalDecision,
    ProposalDecisions,
)
from estate.club.proposals import MATCH, MERGE
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.register.writes import proposals as writes

router = APIRouter(tags=["proposals"])


class ProposalQuery(parameters.Query):
    """Which proposals."""

    state: codes.ProposalState | None = codes.ProposalState.PROPOSED


class OwnerQuery(parameters.Query):
    """Whose proposals."""

    organisation: str | None = None


@router.get("/matches", response_model=Matches, responses=responses(403))
def matches(
    connection: ReadOnly, bearer: BearerIs, query: Annotated[ProposalQuery, Query()]
) -> Matches:
    """Properties of yours that a file probably brings under another reference."""
    return told.matches(connection, query.state, _scope(bearer))


@router.post(
    "/matches/all/{decision}",
    response_model=ProposalDecisions,
    responses=responses(403, 404, 409),
)
def decide_matches(
    connection: Writing,
    bearer: BearerIs,
    decision: Literal["accept", "undo"],
    query: Annotated[OwnerQuery, Query()],
) -> ProposalDecisions:
    """Accept every match of an organisation that waits, or undo those accepted together last."""
    organisation = query.organisation or bearer.organisation
    if organisation is None:
        raise BadQuestion("Say whose matches: organisation is missing.")
    MATCH.named(decision).demand(bearer.person, organisation)
    decide = {"accept": writes.accept_matches, "undo": writes.undo_matches}[decision]
    count = decide(connection, organisation, by=bearer.by)
    return ProposalDecisions(decision=decision, count=count)


@router.post(
    "/matches/{match_id}/{decision}",
    response_model=ProposalDecision,
    responses=responses(403, 404, 409),
)
def decide_match(
    connection: Writing,
    bearer: BearerIs,
    match_id: UUID,
    decision: Literal["accept", "decline", "undo"],
) -> ProposalDecision:
    """Accept: the next file finds the property under its new reference. Decline: it is another.
    Undo an accepted one: the references are what they were."""
    waiting = told.matches(connection, organisation=_scope(bearer)).matches
    match = next((one for one in waiting if one.reference_match_id == match_id), None)
    if match is None and bearer.is_administrator:
        raise NotFound("There is no such proposal in this register.")
    if match is None:  # another's, or nobody's: the same words
        raise NotAllowed("There is no such proposal about your organisation's properties.")
    MATCH.named(decision).demand(bearer.person, match.organisation_code)
    decide = {
        "accept": writes.accept_match,
        "decline": writes.decline_match,
        "undo": writes.undo_match,
    }[decision]
    decide(connection, match_id, by=bearer.by)
    return ProposalDecision(id=match_id, decision=decision)


@router.get("/merges", response_model=Merges, responses=responses(403))
def merges(
    connection: ReadOnly, bearer: BearerIs, query: Annotated[ProposalQuery, Query()]
) -> Merges:
    """Pairs of properties, one of them yours, that are probably one building."""
    return told.merges(connection, query.state, _scope(bearer))


@router.post(
    "/merges/{merge_id}/{decision}",
    response_model=ProposalDecision,
    responses=responses(403, 404, 409),
)
def decide_merge(
    connection: Writing,
    bearer: BearerIs,
    merge_id: UUID,
    decision: Literal["accept", "decline", "undo"],
) -> ProposalDecision:
    """Decide for two organisations at once: an administrator's word."""
    MERGE.named(decision).demand(bearer.person, None)
    decide = {
        "accept": writes.accept_merge,
        "decline": writes.decline_merge,
        "undo": writes.undo_merge,
    }[decision]
    decide(connection, merge_id, by=bearer.by)
    return ProposalDecision(id=merge_id, decision=decision)


def _scope(bearer: Bearer) -> str | None:
    """Whose proposals the bearer sees; None = everybody's, for an administrator."""
    if bearer.is_administrator:
        return None
    if bearer.organisation is None:
        raise NotAllowed("Proposals concern organisations: use a token of one.")
    return bearer.organisation
