"""Recording counts of people in buildings; what was recorded before is kept."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, insert, select

from estate.db import tables as t
from estate.register.writes.batches import bump_version

u = t.use_reading.c


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
    new = 0
    for facts in found:
        if not _stands(connection, facts):
            values = {**asdict(facts), "recorded_by": by}
            connection.execute(insert(t.use_reading).values(values))
            new += 1
    if new:
        bump_version(connection, f"measured use of {found[0].organisation_code}")
    return new


def _stands(connection: Connection, facts: ReadingFacts) -> bool:
    """Whether the latest of that day says the same already."""
    statement = (
        select(u.people, u.workplaces, u.source, u.withdrawn)
        .where(
            u.organisation_code == facts.organisation_code,
            u.property_id == facts.property_id,
            u.occupation_ref.is_not_distinct_from(facts.occupation_ref),
            u.counted_on == facts.counted_on,
        )
        .order_by(u.sequence.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    same = (facts.people, facts.workplaces, facts.source, facts.withdrawn)
    return row is not None and tuple(row) == same
