"""What may be asked of the candidates, alike in JSON, in files and on the pages."""

from typing import Annotated, Literal

from pydantic import Field

from api.http.parameters import MAX_PAGE, FormQuery
from api.http.text_types import Day, Line
from estate import codes
from estate.colocation.question import CandidateFilter
from estate.errors import BadQuestion

Fit = Literal["fits", "could_fit"]
WayOut = Literal["dated", "owned", "unknown"]
Sort = Literal["rank", "fit", "act_by", "exit", "saving", "saving_low", "one_off", "guest", "host"]
Direction = Literal["ascending", "descending"]

_ID = "id, or its organisation's reference (SYN-XX/17 where several use it)"
_UNKNOWN = "; of whom it is not known is left out"
_CURSOR = "where the page before ended: from its link `next`"
#: Parameter → the field of the question that it fills, where the two differ.
_FIELDS = {
    "property": "property_id",
    "guest": "guest_property_id",
    "host": "host_property_id",
    "exit": "ways_out",
}


class CandidateFilters(FormQuery):
    """Filters on candidates, combined with AND; they mean the figures as they are shown, and the
    ranking is always made before any limit."""

    organisation: Line | None = Field(default=None, description="code of the guest or the host")
    guest_organisation: Line | None = Field(default=None, description="code of the guest")
    host_organisation: Line | None = Field(default=None, description="code of the host")
    town: Line | None = Field(default=None, description="town of the guest or the host")
    property: Line | None = Field(
        default=None, max_length=200, description=f"guest's or host's property: {_ID}"
    )
    guest: Line | None = Field(
        default=None, max_length=200, description=f"property that could be left: {_ID}"
    )
    host: Line | None = Field(
        default=None, max_length=200, description=f"property that could host: {_ID}"
    )
    kind: codes.CandidateKind | None = None
    fit: Fit | None = Field(
        default=None, description="known to fit, or could fit once what is missing is known"
    )
    max_minutes: float | None = Field(default=None, ge=0, le=120)
    min_score: float | None = Field(default=None, ge=0, le=1)
    min_evidence: float | None = Field(default=None, ge=0, le=1)
    act_by_from: Day | None = Field(
        default=None, description=f"act-by date on or after this day{_UNKNOWN}"
    )
    act_by_until: Day | None = Field(default=None, description="act-by date on or before this day")
    exit_from: Day | None = Field(
        default=None, description="the guest can leave by a lease on or after this day"
    )
    exit_until: Day | None = Field(default=None, description="… on or before this day")
    exit: list[WayOut] = Field(
        default=[],
        description="guests with a date on record, in a place of their own (no date to wait for), "
        "or of whom no date is known; only those with a date where exit_from or exit_until is set "
        "and nothing is said here",
    )
    min_saving_gbp_pa: float | None = Field(
        default=None, description=f"least central saving, GBP a year{_UNKNOWN}"
    )
    min_saving_low_gbp_pa: float | None = Field(
        default=None, description=f"least saving at the low end of its range, GBP a year{_UNKNOWN}"
    )
    max_one_off_gbp: float | None = Field(
        default=None,
        description="most one-off cost, GBP, before project management and optimism bias"
        f"{_UNKNOWN}",
    )
    moves: Literal["whole", "part"] = Field(
        default="whole",
        description="whole moves, or, apart from them, parts of a need where the host is known to "
        "lack room for the whole",
    )
    per_guest: bool | None = Field(
        default=None, description="each guest once, with its best host and its next ones"
    )
    sort: Sort = Field(
        default="rank",
        description="order by the figure shown; candidates without one come last either way, and "
        "equal ones stand by rank",
    )
    order: Direction | None = Field(
        default=None, description="largest savings first if left, everything else ascending"
    )

    def question(self) -> CandidateFilter:
        """As the core asks it; ``BadQuestion`` where two conditions contradict each other."""
        given = self.model_dump(include=set(CandidateFilters.model_fields), exclude_none=True)
        order = given.pop("order", None)
        asked = {_FIELDS.get(name, name): value for name, value in given.items()}
        asked["ways_out"] = tuple(asked["ways_out"])
        asked["kind"] = None if self.kind is None else self.kind.value
        return CandidateFilter(**asked, descending=None if order is None else order == "descending")

    def in_words(self) -> str:
        """What was asked for, as it was written, for whoever reads a file later."""
        given = self.model_dump(
            mode="json", include=set(CandidateFilters.model_fields), exclude_defaults=True
        )
        words = [
            f"{name} = {', '.join(value) if isinstance(value, list) else value}"
            for name, value in given.items()
        ]
        return "; ".join(words) or "none"


class CandidateQuery(CandidateFilters):
    """Filters, and how much of what they leave."""

    limit: int = Field(default=100, ge=1, le=MAX_PAGE)
    cursor: Annotated[str | None, Field(max_length=2_000, description=_CURSOR)] = None


class CandidatePageQuery(CandidateFilters):
    """Filters, and which part of the page's list."""

    limit: int = Field(default=30, ge=1, le=500)
    cursor: Annotated[str | None, Field(max_length=2_000, description=_CURSOR)] = None


class CandidateFileQuery(CandidateFilters):
    """Filters, and how many of the first a file holds."""

    limit: int | None = Field(default=None, ge=1, description="all of them if left")


class OneCandidateQuery(CandidateFilters):
    """Filters on the candidates of one property, and how many to show."""

    limit: int = Field(default=10, ge=1, le=1_000)

    def question_of(self, property_id: str) -> CandidateFilter:
        """The question, of this property alone."""
        if self.property is not None:
            raise BadQuestion("The address names the property already: leave `property` out.")
        self.property = property_id
        return self.question()
