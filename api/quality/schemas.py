"""What answers look like where organisations ask each other: quality, corrections, proposals."""

from datetime import datetime
from uuid import UUID

from api.http.schemas import Answer
from estate import codes


class PropertyNamed(Answer):
    """A property as its owner knows it; no name, nor a reference, where it is hidden from you."""

    id: UUID
    ref: str | None
    name: str | None


class Correction(Answer):
    """Another value that was proposed, and what its owner said."""

    id: UUID
    property: PropertyNamed
    owner: str
    field: str
    field_label: str
    proposed_value: str | None
    note: str
    raised_by_organisation: str | None
    raised_by: str
    raised_at: datetime
    state: codes.CorrectionState
    state_label: str
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    waiting_days: int | None


class Corrections(Answer):
    """The oldest first."""

    corrections: list[Correction]


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
