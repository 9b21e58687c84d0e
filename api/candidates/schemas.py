"""What answers about candidates look like: possibilities for discussion, best first."""

import datetime as dt
from typing import Literal

from pydantic import Field

from api.http.schemas import Answer, ForReader
from estate.answers.answer import Coded, Named


class Side(Answer):
    """The guest's or the host's property."""

    property_id: str
    name: str
    ref: str | None
    town: str | None
    tenure: Coded | None
    organisation: Named
    point: list[float] | None = Field(description="longitude, latitude")


class GuestSide(Side):
    """The guest's property, and which of its occupations could move."""

    occupation_id: str


class Component(Answer):
    """One of the eight parts of a score, 0 to 1; null where it is not known.

    ``expected`` then stands in the score: the mean of all pairs of which this part is known.
    """

    name: str
    label: str
    value: float | None
    expected: float | None
    weight: float
    assumptions: list[str]


class Saving(Answer):
    """Premises saving a year with its range; not additive over candidates."""

    low: float | None
    central: float | None
    high: float | None
    imputed_share: float | None
    whole_building: bool
    unit: Literal["GBP a year"]
    basis: str


class Part(Answer):
    """What goes and what stays where only a part of a need moves: m² and posts (FTE, whole; null
    where the need is not counted in people)."""

    goes_m2: float
    stays_m2: float
    posts_go: float | None
    posts_stay: float | None
    words: str


class OneOff(Answer):
    """One-off cost with what it holds; null where the need is not known."""

    central: float | None
    unit: Literal["GBP once"]
    basis: str


class Sorted(Answer):
    """By what a list is sorted; candidates of which that is not known come last."""

    by: str
    words: str
    order: Literal["ascending", "descending"]
    unknown_last: int


class Condition(Answer):
    """What must hold for it, by whose rule, and whether that is settled."""

    condition: str
    source: str
    state: Literal["open", "met", "not_met"]


class OtherHost(Answer):
    """A guest's next best host."""

    property_id: str
    name: str
    organisation: Named
    score: float
    fit: Literal["fits", "could_fit"]


class Candidate(Answer):
    """A possibility: who could move in with whom, when, and why that could be considered."""

    id: str
    rank: int
    kind: str
    kind_label: str
    guest: GuestSide
    host: Side
    fit: Literal["fits", "could_fit"]
    fit_label: str
    ask_for: list[str] = Field(description="what would show whether it fits; empty where it does")
    score: float
    score_spread: float | None = Field(
        description="standard deviation of the score from what is not known"
    )
    evidence: float
    low_evidence: bool
    components: list[Component]
    minutes: float | None
    distance_m: float | None
    distance_basis: str
    need_m2: float | None
    need_basis: Coded | None = Field(description="what the need was worked out from")
    spare_m2: float | None
    spare_basis: Coded | None = Field(description="what the spare space was worked out from")
    area_imputed: bool
    part: Part | None = Field(description="null of a whole move")
    saving: Saving
    one_off: OneOff
    exit_kind: str | None
    exit_kind_label: str | None
    exit_date: dt.date | None = None
    exit_date_quarter: str | None = None
    act_by: dt.date | None = None
    act_by_quarter: str | None = None
    access_change_min: float | None
    complexity: float | None
    explanation: str
    conditions: list[Condition]
    unknowns: list[str]
    protocol_pending: bool
    exact: bool
    scheme_page: str | None = Field(description="the business case; null without a known need")
    other_hosts: list[OtherHost] | None = Field(
        default=None, description="the guest's next hosts, where each guest is asked for once"
    )
    role: Literal["guest", "host"] | None = Field(
        default=None, description="of the property that was asked about"
    )


class Candidates(ForReader):
    """Ranked candidates with what they rest on."""

    number_matched: int = Field(alias="numberMatched")
    number_returned: int = Field(alias="numberReturned")
    number_fitting: int = Field(
        alias="numberFitting", description="of those matched, how many are known to fit"
    )
    sorted: Sorted
    candidates: list[Candidate]
    next: str | None = Field(description="address of the next page; null on the last")
    basis: str
    years: str
    price_base: str
    assumption_set: str
