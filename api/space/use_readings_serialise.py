"""Counts of people in a property, in the shapes that their routes take and show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.html.tables import Column, Table
from api.http.schemas import Answer
from api.http.text_types import Day, Line

Row = Mapping[str, Any]


class Reading(BaseModel):
    """People counted on one day over the workplaces of a property, or of one occupation of it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    counted_on: Day = Field(description="the day of the count, today at the latest")
    people: int = Field(ge=0, le=100_000, description="people counted, at the usual peak")
    workplaces: int = Field(ge=1, le=100_000, description="workplaces that there were")
    occupation_ref: Line | None = Field(
        default=None, max_length=200, description="the occupation that was counted; else all"
    )
    source: Line = Field(min_length=3, max_length=300, description="who counted, and how")
    withdrawn: bool = Field(default=False, description="this day's reading no longer counts")


class ReadingOut(Answer):
    """One count: ``used`` is people over workplaces, 0 to 1, more where people stood."""

    counted_on: dt.date
    people: int
    workplaces: int
    used: float
    occupation_ref: str | None
    source: str
    withdrawn: bool
    recorded_by: str
    recorded_at: dt.datetime


class Readings(Answer):
    """All counts of one property, in the order in which they were recorded."""

    readings: list[ReadingOut]


def shown(rows: Sequence[Row]) -> dict[str, Any]:
    """As ``Readings``."""
    names = (
        "counted_on",
        "people",
        "workplaces",
        "occupation_ref",
        "source",
        "withdrawn",
        "recorded_by",
        "recorded_at",
    )
    return {
        "readings": [
            {
                **{name: row[name] for name in names},
                "used": round(row["people"] / row["workplaces"], 4),
            }
            for row in rows
        ]
    }


def table(rows: Sequence[Row]) -> Table:
    """A property's counts, the latest day first, as its own people see them."""
    columns = (
        Column("counted_on", "Counted on", "day"),
        Column("part", "Of"),
        Column("people", "People", "number"),
        Column("workplaces", "Workplaces", "number"),
        Column("used", "Used", "per_cent"),
        Column("source", "Source", "long"),
        Column("state", "State"),
    )
    last = {(row["occupation_ref"], row["counted_on"]): row["use_reading_id"] for row in rows}
    lines = [
        {
            "counted_on": row["counted_on"],
            "part": row["occupation_ref"] or "the whole building",
            "people": row["people"],
            "workplaces": row["workplaces"],
            "used": row["people"] / row["workplaces"],
            "source": row["source"],
            "state": _state(row, last),
        }
        for row in sorted(rows, key=lambda one: one["counted_on"], reverse=True)
    ]
    return Table(
        "use-readings",
        "People counted",
        columns,
        lines,
        "Your own; nobody else sees them. A building counted below 60% twice or more, at least "
        "24 months apart, is looked at again when its rating is next reviewed.",
        "Nobody has counted yet.",
    )


def _state(row: Row, last: Mapping[Any, Any]) -> str:
    if last[(row["occupation_ref"], row["counted_on"])] != row["use_reading_id"]:
        return "was replaced"
    return "withdrawn" if row["withdrawn"] else "counts"
