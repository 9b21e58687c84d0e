"""What imports ask a person: references that have changed, buildings that two bodies report."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate.answers.answer import Answer, Made, answer
from estate.codes import ProposalState
from estate.register.queries import proposals


@answer
class Match(Answer):
    """A property that a file probably brings under another reference."""

    reference_match_id: UUID
    organisation_code: str
    state: ProposalState
    why: str
    new_reference: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    property_id: UUID
    local_ref: str
    name: str


@answer
class Matches(Answer):
    """The oldest first."""

    matches: list[Match]


@answer
class Merge(Answer):
    """Two properties that are probably one building."""

    property_merge_id: UUID
    state: ProposalState
    why: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    kept_property_id: UUID
    kept_organisation_code: str
    kept_local_ref: str
    kept_name: str
    merged_property_id: UUID
    merged_organisation_code: str
    merged_local_ref: str
    merged_name: str


@answer
class Merges(Answer):
    """The oldest first."""

    merges: list[Merge]


@answer
class ProposalDecision(Answer):
    """What has been decided of which proposal."""

    id: UUID
    decision: str


@answer
class ProposalDecisions(Answer):
    """What has been decided of how many proposals at once."""

    decision: str
    count: int


def matches(
    connection: Connection, state: ProposalState | None = None, organisation: str | None = None
) -> Matches:
    """Of an organisation or, for an administrator, of all."""
    return Matches(matches=_all(Match, proposals.matches(connection, state, organisation)))


def merges(
    connection: Connection, state: ProposalState | None = None, organisation: str | None = None
) -> Merges:
    """Of an organisation, with what is not hidden from it, or, for an administrator, of all."""
    return Merges(merges=_all(Merge, proposals.merges(connection, state, organisation)))


def _all(shape: type[Made], rows: Iterable[dict[str, Any]]) -> list[Made]:
    return [shape.made_of(row, state=ProposalState(row["state"])) for row in rows]
