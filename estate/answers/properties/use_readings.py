"""Counts of people in a property, as its own people are told of them."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from estate.answers.answer import Answer, answer
from estate.register.queries import use_readings as query
from estate.register.visibility import Reader


@answer
class UseReading(Answer):
    """One count: ``used`` is people over workplaces, 0 to 1, more where people stood."""

    counted_on: dt.date
    people: int
    workplaces: int
    occupation_ref: str | None
    source: str
    withdrawn: bool
    recorded_by: str
    recorded_at: dt.datetime
    used: float
    replaced: Annotated[bool, Field(description="by a later word on the same day")]


@answer
class UseReadings(Answer):
    """All counts of one property, in the order in which they were recorded."""

    readings: list[UseReading]


def use_readings(connection: Connection, reader: Reader, property_id: UUID) -> UseReadings:
    """What is on record of one property, for the organisation whose it is."""
    rows = query.of(connection, reader, property_id)
    last = {(row["occupation_ref"], row["counted_on"]): row["use_reading_id"] for row in rows}
    return UseReadings(
        readings=[
            UseReading.made_of(
                row,
                used=round(row["people"] / row["workplaces"], 4),
                replaced=last[row["occupation_ref"], row["counted_on"]] != row["use_reading_id"],
            )
            for row in rows
        ]
    )
