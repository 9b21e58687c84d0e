"""Setting an organisation's space standard; what stood before is kept."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from estate.db import tables as t
from estate.register.writes.appending import append_new
from estate.register.writes.batches import next_version
from estate.space.need_by_standard import SpaceStandard


@dataclass(frozen=True)
class StandardFacts:
    """A standard, whose it is, from which day on it holds, and by what source."""

    organisation_code: str
    valid_from: date
    standard: SpaceStandard
    source: str


def set_standards(connection: Connection, found: list[StandardFacts], *, by: str) -> int:
    """Keep those that say something new, in order; how many those were. Of one day the latest
    holds: the same again changes nothing."""
    new = sum(_kept(connection, facts, by) for facts in found)
    if new:
        codes = ", ".join(sorted({facts.organisation_code for facts in found}))
        next_version(connection, f"space standard of {codes}")
    return new


def _kept(connection: Connection, facts: StandardFacts, by: str) -> bool:
    series = {"organisation_code": facts.organisation_code, "valid_from": facts.valid_from}
    says = asdict(facts.standard) | {"source": facts.source}
    return append_new(connection, t.space_standard, series, says, {"set_by": by})
