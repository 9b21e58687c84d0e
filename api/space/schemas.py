"""What is sent about space: standards, counts of people, a school's conditions as a host."""

from typing import Any

from pydantic import ConfigDict, Field

from api.http.bodies import Sent
from api.http.text_types import Day, Line
from estate.space.host_condition_files import LONGEST_NOTE
from estate.space.host_conditions import HostAnswer, HostCondition
from estate.space.need_by_standard import NAMES, TERMS, SpaceStandard
from estate.space.standard_files import checked, sourced


def _term(name: str) -> Any:
    term = TERMS[name]
    return Field(ge=term.low, le=term.high, description=f"{term.label}, {term.unit}")


class Standard(Sent):
    """A space standard that is set: from which day on, its figures, and where it comes from."""

    model_config = ConfigDict(allow_inf_nan=False)

    valid_from: Day = Field(description="from which day on it holds")
    m2_per_desk: float = _term("m2_per_desk")
    desks_per_post: float = _term("desks_per_post")
    mobile_attendance: float = _term("mobile_attendance")
    meeting_m2_per_desk: float = _term("meeting_m2_per_desk")
    storage_m2_per_desk: float = _term("storage_m2_per_desk")
    counter_m2: float = _term("counter_m2")
    source: Line = Field(min_length=3, max_length=300, description="where it comes from")

    def standard(self) -> SpaceStandard:
        """Its figures."""
        return checked({name: getattr(self, name) for name in NAMES})

    def sourced(self) -> str:
        """Its source."""
        return sourced(self.source)


class Reading(Sent):
    """People counted on one day over the workplaces of a property, or of one occupation of it."""

    counted_on: Day = Field(description="the day of the count, today at the latest")
    people: int = Field(ge=0, le=100_000, description="people counted, at the usual peak")
    workplaces: int = Field(ge=1, le=100_000, description="workplaces that there were")
    occupation_ref: Line | None = Field(
        default=None, max_length=200, description="the occupation that was counted; else all"
    )
    source: Line = Field(min_length=3, max_length=300, description="who counted, and how")
    withdrawn: bool = Field(default=False, description="this day's reading no longer counts")


class ConditionSaid(Sent):
    """What is put on record of one condition."""

    condition: HostCondition
    answer: HostAnswer = Field(description="met, not met, or the last answer is taken back")
    said_on: Day = Field(description="the day of the decision or survey, today at the latest")
    room_m2: float | None = Field(
        default=None,
        gt=0,
        le=100_000,
        description="m² net internal area of the shared part that is free for others; with zoning "
        "that is met",
    )
    note: Line = Field(
        min_length=3, max_length=LONGEST_NOTE, description="where it is written or agreed"
    )
