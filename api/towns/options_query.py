"""A question about a town's plan as addresses and forms put it."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import Field, field_validator

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.search_stream import Steps
from api.http.service import Service
from api.http.text_types import Line
from estate.answers.towns.question import MOST_OFFERED, TownAsked, TownQuestion, town_question
from estate.answers.towns.search import Step, search

MOST_SECONDS = 5.0
_MOST_GBP = 1e10


class OptionsQuery(parameters.Query):
    """What the plan is asked to keep to."""

    property: list[Annotated[Line, Field(max_length=80)]] = Field(
        default=[],
        max_length=200,
        description="a hand-picked set instead of the whole town: by id or organisation/reference",
    )
    keep: int | None = Field(
        default=None, ge=0, le=100_000, description="buildings kept, at most; all of the set count"
    )
    unrated: bool = Field(default=False, description="let buildings that are not rated take part")
    dates: Literal["one", "two", "yearly"] = Field(
        default="two",
        description="days that each step may have: its usual one, that or as soon as can be, or "
        "one a year besides",
    )
    wish: list[Annotated[Line, Field(max_length=200)]] = Field(
        default=[],
        max_length=60,
        description="stays:PROPERTY, left:PROPERTY, unmoved:OCCUPATION, not-before:2029-04-01, "
        "apart:ORGANISATION:ORGANISATION, not-into:OCCUPATION:PROPERTY, "
        "partner:ORGANISATION:POUNDS (its own result at least), "
        "journeys:OCCUPATION:MINUTES (the mean journey to that service grows by no more), "
        "minutes:NUMBER (change of "
        "residents' minutes at most)",
    )
    on_record: bool = Field(
        default=False,
        description="keep besides to every wish that bodies have put on record (`/wishes`)",
    )
    capital_gbp: float | None = Field(
        default=None, ge=0, le=_MOST_GBP, description="one-off cost in all, at most, GBP"
    )
    capital_gbp_pa: float | None = Field(
        default=None, ge=0, le=_MOST_GBP, description="one-off cost in each year, at most, GBP"
    )

    within_m: float | None = Field(
        default=None,
        gt=0,
        le=50_000,
        description="only buildings within so many metres of the town's centre",
    )
    hub: list[Annotated[Line, Field(max_length=400)]] = Field(
        default=[],
        max_length=MOST_OFFERED,
        description="a new hub as a host: at=PROPERTY, EASTING,NORTHING or TOWN; area_m2=ROOM; "
        "capital_gbp=POUNDS ONCE; ready=2029 Q2; running_gbp_pa=POUNDS A YEAR; by=ORGANISATION "
        "that would hold it (else the property's); name=WORDS",
    )
    venue: list[Annotated[Line, Field(max_length=36)]] = Field(
        default=[],
        max_length=MOST_OFFERED,
        description="a venue of the register as a host, by its id (`/venues`)",
    )

    @field_validator("keep", "capital_gbp", "capital_gbp_pa", "within_m", mode="before")
    @classmethod
    def _blank_is_unsaid(cls, value: Any) -> Any:
        """An empty box of a form asks nothing."""
        return None if value == "" else value

    @field_validator("wish", "property", "hub", "venue", mode="before")
    @classmethod
    def _blanks_are_left_out(cls, value: Any) -> Any:
        """A switch that stands at "no wish" sends an empty one."""
        return [one for one in value if one != ""] if isinstance(value, list) else value

    def asked(self, town: str) -> TownAsked:
        """What was asked of a town's plan, as the search for it takes it."""
        return TownAsked(
            town,
            tuple(self.property),
            self.keep,
            self.unrated,
            self.dates,
            tuple(self.wish),
            self.capital_gbp,
            self.capital_gbp_pa,
            self.within_m,
            tuple(self.hub),
            tuple(self.venue),
            self.on_record,
        )


class TimedQuery(OptionsQuery):
    """The same with the seconds in which the answer is wanted."""

    within_s: float = Field(
        default=3.0,
        gt=0,
        le=MOST_SECONDS,
        description="seconds of search; what is not proved by then comes with its gap",
    )


TimedQueryIs = Annotated[TimedQuery, Query()]


def question_of(
    context: ContextIs, name: str, query: Annotated[OptionsQuery, Query()]
) -> TownQuestion:
    """The problem behind an address; a dependency of what looks for longer than a request."""
    return town_question(context, query.asked(name))


def searching(service: Service, question: TownQuestion) -> Steps[Step]:
    """All that is looked for around the plan of a town, within the service's time."""
    seconds = service.settings.town_search_seconds
    return lambda progress, watch: search(question, seconds, progress, watch)


QuestionIs = Annotated[TownQuestion, Depends(question_of, scope="function")]
