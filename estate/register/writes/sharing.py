"""Recording what parties say about sharing a building; what was recorded before is kept."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from estate.db import tables as t
from estate.register.writes.appending import append_new, latest
from estate.register.writes.batches import next_version
from estate.space.host_conditions import HostAnswer, HostCondition


def ask_for_split(
    connection: Connection, property_id: UUID, code: str, *, on: date, by: str
) -> bool:
    """A party asks that its shared front desk may be split; whether that says something new."""
    return _say(connection, property_id, code, on, by, withdrawn=False)


def withdraw_split(
    connection: Connection, property_id: UUID, code: str, *, on: date, by: str
) -> bool:
    """A party takes back what it asked; whether it had asked."""
    return _say(connection, property_id, code, on, by, withdrawn=True)


def _say(
    connection: Connection, property_id: UUID, code: str, on: date, by: str, *, withdrawn: bool
) -> bool:
    series = {"property_id": property_id, "organisation_code": code}
    # Who never asked stands as who withdrew.
    if withdrawn and latest(connection, t.desk_split, series, ("withdrawn",)) is None:
        return False
    says, beside = {"withdrawn": withdrawn}, {"said_on": on, "recorded_by": by}
    is_new = append_new(connection, t.desk_split, series, says, beside)
    if is_new:
        next_version(connection, f"shared front desk: {code}")
    return is_new


@dataclass(frozen=True)
class ConditionFacts:
    """What is put on record of one condition of a school as a host, from which day, by what paper;
    of the zoning, where it is met, also how much of the shared part is free (m² NIA)."""

    organisation_code: str
    property_id: UUID
    condition: HostCondition
    answer: HostAnswer
    said_on: date
    room_m2: float | None
    note: str


def record_conditions(connection: Connection, found: list[ConditionFacts], *, by: str) -> int:
    """Keep those that say something new, in order; how many those were."""
    new = sum(_kept(connection, facts, by) for facts in found)
    if new:
        next_version(connection, f"conditions of a school as host: {found[0].organisation_code}")
    return new


def _kept(connection: Connection, facts: ConditionFacts, by: str) -> bool:
    told = asdict(facts) | {"condition": facts.condition.value, "answer": facts.answer.value}
    series = {name: told.pop(name) for name in ("organisation_code", "property_id", "condition")}
    return append_new(connection, t.host_condition, series, told, {"recorded_by": by})
