"""What is on record of a school's conditions as a host, as a reader may see it."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from estate.answers.answer import Answer, answer
from estate.codes import SCHOOL_TYPES
from estate.frames import as_number
from estate.register.queries import host_conditions as query
from estate.register.visibility import Reader
from estate.rows import Row
from estate.space.host_condition_files import standing
from estate.space.host_conditions import WORDS, HostAnswer, HostCondition


@answer
class ConditionState(Answer):
    """One condition as it stands: the latest answer, ``open`` where none does."""

    condition: HostCondition
    label: str
    state: Literal["open", "met", "not_met"]
    said_on: dt.date | None
    room_m2: float | None


@answer
class ConditionOnRecord(Answer):
    """One answer; note and names are shown to its own organisation."""

    condition: HostCondition
    answer: HostAnswer
    said_on: dt.date
    room_m2: float | None
    note: str | None
    recorded_by: str | None
    recorded_at: dt.datetime | None
    stands: Annotated[bool, Field(description="no later answer has taken its place")]


@answer
class HostConditions(Answer):
    """A school's four conditions, none of another building. ``all_met``: it may host, where its
    sharing rating says so too. ``history``: all answers in the order in which they were
    recorded."""

    conditions: list[ConditionState]
    all_met: bool
    history: list[ConditionOnRecord]


def host_conditions(
    connection: Connection, reader: Reader, property_id: UUID, type_code: str | None
) -> HostConditions:
    """Of one property that the reader sees, by its type."""
    rows = query.of(connection, reader, property_id)
    latest = standing(rows)
    last = {condition: row for (_, condition), row in latest.items()}
    is_school = type_code in SCHOOL_TYPES
    found = [_state(one, last.get(one.value)) for one in HostCondition] if is_school else []
    stand = {row["host_condition_id"] for row in latest.values()}
    return HostConditions(
        conditions=found,
        all_met=is_school and all(one.state == "met" for one in found),
        history=[_on_record(row, row["host_condition_id"] in stand) for row in rows],
    )


def _state(one: HostCondition, row: Row | None) -> ConditionState:
    told = None if row is None or row["answer"] == HostAnswer.WITHDRAWN else row
    return ConditionState(
        condition=one,
        label=WORDS[one].label,
        state="open" if told is None else told["answer"],
        said_on=None if told is None else told["said_on"],
        room_m2=None if told is None else as_number(told["room_m2"]),
    )


def _on_record(row: Row, stands: bool) -> ConditionOnRecord:
    return ConditionOnRecord(
        condition=HostCondition(row["condition"]),
        answer=HostAnswer(row["answer"]),
        said_on=row["said_on"],
        room_m2=as_number(row["room_m2"]),
        note=row.get("note"),
        recorded_by=row.get("recorded_by"),
        recorded_at=row.get("recorded_at"),
        stands=stands,
    )
