"""Recording counts of people in buildings; what was recorded before is kept."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from estate.db import tables as t
from estate.register.writes.appending import append_new
from estate.register.writes.batches import next_version

_SERIES = ("organisation_code", "property_id", "occupation_ref", "counted_on")


@dataclass(frozen=True)
class ReadingFacts:
    """People counted on one day over the workplaces of a property, or of one occupation of it."""

    organisation_code: str
    property_id: UUID
    occupation_ref: str | None
    counted_on: date
    people: int
    workplaces: int
    source: str
    withdrawn: bool = False


def record_readings(connection: Connection, found: list[ReadingFacts], *, by: str) -> int:
    """Keep those that say something new, in order; how many those were."""
    new = sum(_kept(connection, facts, by) for facts in found)
    if new:
        next_version(connection, f"measured use of {found[0].organisation_code}")
    return new


def _kept(connection: Connection, facts: ReadingFacts, by: str) -> bool:
    told = asdict(facts)
    series = {name: told.pop(name) for name in _SERIES}
    return append_new(connection, t.use_reading, series, told, {"recorded_by": by})
