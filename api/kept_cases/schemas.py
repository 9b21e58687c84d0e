"""What answers about kept cases look like."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.business_case.scheme_request import Name
from api.html.charts.serving import ChartQuery
from api.http.parameters import Query
from api.http.schemas import Answer, ForReader
from api.http.text_types import Line as LineOfText
from estate.answers.answer import Line
from estate.club.codes import Stage

Called = Annotated[LineOfText, Field(min_length=1, max_length=120, pattern=r"\S")]
#: It stands in sentences of ours, so it says nothing that those may not say.
Title = Annotated[Name, Field(max_length=120, pattern=r"\S")]
Code = Annotated[LineOfText, Field(min_length=1, max_length=60)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class KeepIn(BaseModel):
    """What a version is called, so that it can be told from others: "Option A"."""

    model_config = ConfigDict(extra="forbid")

    label: Title


class Place(Answer):
    """A property by its identity, and its name today."""

    property_id: str
    name: str | None


class KeptCaseRow(Answer):
    """One version in the list; ``intact``: whether its text still has its hash."""

    id: str
    version: int
    label: str
    town: str | None = Field(description="of a town's plan; guest and host are null then")
    guest: Place | None
    host: Place | None
    guest_occupation_id: str | None
    kept_on: str
    kept_at: str
    organisation: str | None
    register_version: int
    product_version: str
    sha256: str
    intact: bool
    sign_offs: int


class KeptCases(ForReader):
    """The versions that are there for a reader, the newest first."""

    cases: list[KeptCaseRow]


class Audience(Answer):
    """For which class of reader an edition was worked out."""

    kind: str
    organisation: str | None
    parties: list[str]


class KeptFigure(Answer):
    """One figure; ``value`` is null where the sign of money is not known, and ``low`` to ``high``
    its range; figures of energy have both."""

    key: str
    label: str
    value: float | int | None
    unit: str
    basis: str
    low: float | None = None
    high: float | None = None


class SignOff(Answer):
    """Who put their name to a version, for which body and in which post; ``of_this``: whether the
    hash they signed is this record's."""

    person: str
    post: str
    organisation: str
    signed_at: str
    sha256: str
    of_this: bool


class Resting(Answer):
    """An opportunity whose business case was recorded on this version; ``rests_still``: whether
    none was recorded since."""

    number: int
    title: str
    page: str
    stage: Stage
    stage_label: str
    rests_still: bool


class NetworkKey(Answer):
    """What minutes rested on: a key that is another for another network, and words for it."""

    key: str
    words: str


class KeptCase(ForReader):
    """A version as one reader may see it. ``state``: sealed (shown), withheld (not, or no longer,
    for this reader) or altered (it is not what was sealed); ``sentence`` says so. All figures are
    as they were when it was kept."""

    id: str
    version: int
    kept_on: str
    sha256: str
    state: str
    sentence: str
    label: str | None = None
    organisation: str | None = None
    register_version: int | None = None
    product_version: str | None = None
    network: NetworkKey | None = Field(
        default=None, description="null in records sealed before it stood in them"
    )
    rendering_sha256: str | None = Field(
        default=None,
        description="SHA-256 of what is shown here: this edition and what is told with it",
    )
    seen_as: Audience | None = None
    question: dict[str, Any] | None = None
    assumptions: dict[str, Any] | None = Field(
        default=None, description="the whole set, every value and price index as it was"
    )
    figures: list[KeptFigure] | None = None
    yearly: list[dict[str, Any]] | None = None
    inputs: list[dict[str, Any]] | None = None
    unpriced: list[str] | None = Field(default=None, description="what is not costed")
    statement: list[Line] | None = None
    case: dict[str, Any] | None = Field(default=None, description="the whole answer as it was")
    energy: dict[str, Any] | None = Field(
        default=None,
        description="what the moves change of energy (kWh and tCO2e a year, with tiers, ranges "
        "and factors), beside the money; null in records sealed before it stood in them",
    )
    sign_offs: list[SignOff] | None = None
    opportunities: list[Resting] | None = Field(
        default=None, description="those that rest, or rested, on it and that you see"
    )


class FigureMoved(Answer):
    """A figure as it was kept and as it is today; ``difference`` is null where either is told as a
    range."""

    key: str
    label: str
    was: float | int | None
    now: float | int | None
    was_range: list[float] | None
    now_range: list[float] | None
    difference: float | None
    unit: str
    basis: str
    moved: bool
    why: str


class InputMoved(Answer):
    """An input that differs, and why."""

    label: str
    was: Any
    now: Any
    unit: str
    why: str


class AssumptionMoved(Answer):
    """An assumption that the case rests on and that differs."""

    name: str
    was: Any
    now: Any
    unit: str


class Today(ForReader):
    """A kept case beside the same question asked today."""

    id: str
    version: int
    kept_on: str
    today: str
    state: str
    sentence: str
    register_version: int
    figures: list[FigureMoved]
    inputs: list[InputMoved]
    assumptions: list[AssumptionMoved]


class SignOffIn(BaseModel):
    """Who signs off, in which post, for which body, and the hash of what they have before them."""

    model_config = ConfigDict(extra="forbid")

    person: Called
    post: Called
    organisation: Code
    sha256: Hash


class CompareQuery(Query):
    """Which kept cases stand side by side, in which order."""

    case: Annotated[
        list[UUID], Field(min_length=1, max_length=6, description="ids, as /api/v1/cases has them")
    ]


class CompareChartQuery(CompareQuery, ChartQuery):
    """The same for its chart."""


class OptionShown(Answer):
    """One option: a kept case by its letter."""

    letter: str
    id: str
    version: int
    label: str
    guest: str
    host: str | None
    kept_on: str
    register_version: int
    price_base: str
    horizon_years: int
    sha256: str
    sign_offs: int


class Measure(Answer):
    """One figure of every option, by letter. ``do_minimum``: no change; nought where the
    figure is the difference that a move makes, null where there is no one figure for all."""

    key: str
    label: str
    unit: str
    basis: str
    do_minimum: float | None
    values: dict[str, float | int | None]
    ranges: dict[str, list[float]]


class Unpriced(Answer):
    """What is not costed, and the options that it is said of."""

    text: str
    options: list[str]


class Appraisal(ForReader):
    """Kept cases side by side with no change."""

    options: list[OptionShown]
    rows: list[Measure]
    unpriced: list[Unpriced]
    warnings: list[str]
    left_out: int = Field(description="of those asked for, how many are not shown to you")
