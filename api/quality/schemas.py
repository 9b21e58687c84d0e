"""What answers look like where organisations ask each other: quality, corrections, proposals."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer
from estate import codes
from estate.answers.answer import Named


class FieldKnown(Answer):
    """How much is known of one field, and how much the club wants to be known."""

    field: str
    label: str
    group: str
    of: str
    applies: int
    known: int
    share: float | None
    acceptance_level: float | None
    passed: bool | None
    weight: float | None
    agreed_on: date | None
    source: str | None


class Checked(Answer):
    """How many rows a check failed; ``properties`` names them to their owner."""

    check: str
    label: str
    tested: int
    failed: int
    share: float | None
    properties: list[str] = Field(default=[])


class Ages(Answer):
    """How old the facts are, by colour."""

    green: int
    amber: int
    red: int
    undated: int
    share: float | None


class CorrectionAges(Answer):
    """Corrections by state, and how long the open ones have waited, in days."""

    open: int
    accepted: int
    declined: int
    oldest_open_days: int | None
    median_open_days: float | None


class Gap(Answer):
    """A missing field, and the premises cost that is judged without it."""

    field: str
    label: str
    missing: int
    value_gbp_pa: float | None


class PropertyGap(Answer):
    """What one property lacks."""

    id: UUID
    ref: str | None
    name: str
    missing: list[str]
    value_gbp_pa: float | None


class Rule(Answer):
    """A named figure of the rules by which data are judged."""

    name: str
    value: float
    unit: str
    source: str
    note: str | None


class QualityReport(Answer):
    """How good one organisation's data are; shares from 0 to 1, the score from 0 to 100."""

    organisation: Named
    today: date
    properties: int
    score: float | None
    passed: bool | None
    parts: dict[str, float | None]
    fields: list[FieldKnown]
    validity: list[Checked]
    timeliness: Ages
    consistency: list[Checked]
    duplicates: dict[str, int]
    corrections: CorrectionAges
    imputed_share: float | None
    gaps: list[Gap]
    assumptions: list[Rule]
    about: str
    property_gaps: list[PropertyGap] = Field(default=[])


class PropertyNamed(Answer):
    """A property as its owner knows it."""

    id: UUID
    ref: str | None
    name: str


class Correction(Answer):
    """Another value that was proposed, and what its owner said."""

    id: UUID
    property: PropertyNamed
    owner: str
    field: str
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
