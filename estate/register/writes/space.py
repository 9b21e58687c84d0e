"""Setting an organisation's space standard; what stood before is kept."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from estate.db import tables as t
from estate.register.writes.batches import bump_version
from estate.space.standards import NAMES, SpaceStandard

s = t.space_standard.c


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
    new = 0
    for facts in found:
        if not _stands(connection, facts):
            values = {
                **asdict(facts.standard),
                "source": facts.source,
                "set_by": by,
                "organisation_code": facts.organisation_code,
                "valid_from": facts.valid_from,
            }
            connection.execute(insert(t.space_standard).values(values))
            new += 1
    if new:
        codes = ", ".join(sorted({facts.organisation_code for facts in found}))
        bump_version(connection, f"space standard of {codes}")
    return new


def _stands(connection: Connection, facts: StandardFacts) -> bool:
    """Whether the latest of that day says the same already."""
    statement = (
        select(s.source, *(s[name] for name in NAMES))
        .where(s.organisation_code == facts.organisation_code, s.valid_from == facts.valid_from)
        .order_by(s.sequence.desc())
        .limit(1)
    )
    row = connection.execute(statement).mappings().one_or_none()
    told: dict[str, Any] = asdict(facts.standard)
    return (
        row is not None
        and row["source"] == facts.source
        and all(round(float(row[name]), 3) == round(float(told[name]), 3) for name in NAMES)
    )
