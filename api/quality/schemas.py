"""What answers look like where an import asks a person: matches and merges."""

from datetime import datetime
from uuid import UUID

from api.http.schemas import Answer
from estate import codes


class Proposed(Answer):
    """Something that an import asks a person about."""

    state: codes.ProposalState
    why: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class Match(Proposed):
    """A property that a file probably brings under another reference."""

    reference_match_id: UUID
    organisation_code: str
    new_reference: str
    property_id: UUID
    local_ref: str
    name: str


class Matches(Answer):
    """The oldest first."""

    matches: list[Match]


class Merge(Proposed):
    """Two properties that are probably one building."""

    property_merge_id: UUID
    kept_property_id: UUID
    kept_organisation_code: str
    kept_local_ref: str
    kept_name: str
    merged_property_id: UUID
    merged_organisation_code: str
    merged_local_ref: str
    merged_name: str


class Merges(Answer):
    """The oldest first."""

    merges: list[Merge]


class Decisions(Answer):
    """What has been decided of how many proposals at once."""

    decision: str
    count: int


class Decision(Answer):
    """What has been decided of which proposal."""

    id: UUID
    decision: str
