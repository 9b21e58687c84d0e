"""What imports ask a person: references that have changed, buildings that two bodies report."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.http import parameters
from api.http.dependencies import BearerIs, ReadOnly, Writing
from api.http.identity import Bearer
from api.http.problems import answers
from api.quality.schemas import Decision, Decisions, Matches, Merges
from estate import codes
from estate.club.proposals import MATCH, MERGE
from estate.errors import BadQuestion, NotAllowed, NotFound
from estate.register.queries import proposals
from estate.register.writes import proposals as writes

router = APIRouter(tags=["proposals"])


class ProposalQuery(parameters.Query):
    """Which proposals."""

    state: codes.ProposalState | None = codes.ProposalState.PROPOSED


class OwnerQuery(parameters.Query):
    """Whose proposals."""

    organisation: str | None = None


@router.get("/matches", responses=answers(Matches, 403))
def matches(
    connection: ReadOnly, bearer: BearerIs, query: Annotated[ProposalQuery, Query()]
) -> dict[str, Any]:
    """Properties of yours that a file probably brings under another reference."""
    return {"matches": proposals.matches(connection, query.state, _scope(bearer))}


@router.post("/matches/all/{decision}", responses=answers(Decisions, 403, 404, 409))
def decide_matches(
    connection: Writing,
    bearer: BearerIs,
    decision: Literal["accept", "undo"],
    query: Annotated[OwnerQuery, Query()],
) -> dict[str, Any]:
    """Accept every match of an organisation that waits, or undo those accepted together last."""
    organisation = query.organisation or bearer.organisation
    if organisation is None:
        raise BadQuestion("Say whose matches: organisation is missing.")
    MATCH.named(decision).demand(bearer.person, organisation)
    decide = {"accept": writes.accept_matches, "undo": writes.undo_matches}[decision]
    return {"decision": decision, "count": decide(connection, organisation, by=bearer.by)}


@router.post("/matches/{match_id}/{decision}", responses=answers(Decision, 403, 404, 409))
def decide_match(
    connection: Writing,
    bearer: BearerIs,
    match_id: UUID,
    decision: Literal["accept", "decline", "undo"],
) -> dict[str, Any]:
    """Accept: the next file finds the property under its new reference. Decline: it is another.
    Undo an accepted one: the references are what they were."""
    rows = proposals.matches(connection, organisation=_scope(bearer))
    row = next((row for row in rows if row["reference_match_id"] == match_id), None)
    if row is None and bearer.is_administrator:
        raise NotFound("There is no such proposal in this register.")
    if row is None:  # another's, or nobody's: the same words
        raise NotAllowed("There is no such proposal about your organisation's properties.")
    MATCH.named(decision).demand(bearer.person, row["organisation_code"])
    decide = {
        "accept": writes.accept_match,
        "decline": writes.decline_match,
        "undo": writes.undo_match,
    }[decision]
    decide(connection, match_id, by=bearer.by)
    return {"id": match_id, "decision": decision}


@router.get("/merges", responses=answers(Merges, 403))
def merges(
    connection: ReadOnly, bearer: BearerIs, query: Annotated[ProposalQuery, Query()]
) -> dict[str, Any]:
    """Pairs of properties, one of them yours, that are probably one building."""
    return {"merges": proposals.merges(connection, query.state, _scope(bearer))}


@router.post("/merges/{merge_id}/{decision}", responses=answers(Decision, 403, 404, 409))
def decide_merge(
    connection: Writing,
    bearer: BearerIs,
    merge_id: UUID,
    decision: Literal["accept", "decline", "undo"],
) -> dict[str, Any]:
    """Decide for two organisations at once: an administrator's word."""
    MERGE.named(decision).demand(bearer.person, None)
    decide = {
        "accept": writes.accept_merge,
        "decline": writes.decline_merge,
        "undo": writes.undo_merge,
    }[decision]
    decide(connection, merge_id, by=bearer.by)
    return {"id": merge_id, "decision": decision}


def _scope(bearer: Bearer) -> str | None:
    """Whose proposals the bearer sees; None = everybody's, for an administrator."""
    if bearer.is_administrator:
        return None
    if bearer.organisation is None:
        raise NotAllowed("Proposals concern organisations: use a token of one.")
    return bearer.organisation
