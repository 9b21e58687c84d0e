"""What answers about ratings look like."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.http.schemas import Answer, ForDiscussion, ForReader
from estate import codes


class RatingAppended(ForDiscussion):
    """Where a new rating stands."""

    rating_id: UUID
    property_id: UUID
    organisation: str
    assessed_on: date


class RatingOnRecord(Answer):
    """One rating; ``note`` is for the owner alone."""

    scheme: codes.RatingScheme
    rating: codes.Rating | None
    basis: codes.RatingBasis
    reason_codes: list[str]
    note: str | None = None
    evidence_ref: str | None
    assessor: str | None
    organisation_code: str | None
    assessed_on: date | None
    review_by: date | None
    recorded_at: datetime
    file_name: str | None
    counts: bool = Field(description="no longer, where its import was reverted")


class RatingHistory(ForReader):
    """Every rating of one property, the newest first."""

    ratings: list[RatingOnRecord]


class Reviewed(Answer):
    """A rating on one of the lists; ``page`` is the property's address."""

    name: str
    page: str
    organisation: str
    organisation_code: str
    organisation_page: str
    scheme: str
    rating: str | None
    assessed_on: date | None


class Overdue(Reviewed):
    """Its review was due."""

    by: str
    review_by: date
    overdue_days: int


class Disagreement(Reviewed):
    """The rules would give it otherwise."""

    suggested: str
    reasons: str


class Reviews(ForReader):
    """Ratings to look at again."""

    overdue: list[Overdue]
    disagreements: list[Disagreement]
    today: date
