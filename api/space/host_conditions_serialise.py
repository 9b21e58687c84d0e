"""What is on record of a school's conditions as a host, in the shapes of its routes and page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.html.tables import Column, Table
from api.http.schemas import Answer
from api.http.text_types import Day, Line
from estate.space.host_condition_files import LONGEST_NOTE, Row, standing
from estate.space.host_conditions import WORDS, HostAnswer, HostCondition


class ConditionSaid(BaseModel):
    """What is put on record of one condition."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

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


class ConditionState(Answer):
    """One condition as it stands: the latest answer, ``open`` where none does."""

    condition: str
    label: str
    state: Literal["open", "met", "not_met"]
    said_on: dt.date | None
    room_m2: float | None


class ConditionOnRecord(Answer):
    """One answer; note and names are shown to its own organisation."""

    condition: str
    answer: str
    said_on: dt.date
    room_m2: float | None
    note: str | None
    recorded_by: str | None
    recorded_at: dt.datetime | None


class HostConditions(Answer):
    """A school's four conditions, none of another building. ``all_met``: it may host, where its
    sharing rating says so too. ``history``: all answers in the order in which they were
    recorded."""

    conditions: list[ConditionState]
    all_met: bool
    history: list[ConditionOnRecord]


def shown(rows: Sequence[Row], *, is_school: bool) -> dict[str, Any]:
    """As ``HostConditions``, from rows of ``queries.host_conditions.of`` for one property."""
    last = {condition: row for (_, condition), row in standing(rows).items()}
    found = [_state(one, last.get(one.value)) for one in HostCondition] if is_school else []
    return {
        "conditions": found,
        "all_met": is_school and all(one["state"] == "met" for one in found),
        "history": [_on_record(row) for row in rows],
    }


def _state(one: HostCondition, row: Row | None) -> dict[str, Any]:
    stands = row is not None and row["answer"] != HostAnswer.WITHDRAWN
    return {
        "condition": one.value,
        "label": WORDS[one].label,
        "state": row["answer"] if row is not None and stands else "open",
        "said_on": row["said_on"] if row is not None and stands else None,
        "room_m2": _number(row["room_m2"]) if row is not None and stands else None,
    }


def _on_record(row: Row) -> dict[str, Any]:
    names = ("condition", "answer", "said_on")
    return {
        **{name: row[name] for name in names},
        "room_m2": _number(row["room_m2"]),
        **{name: row.get(name) for name in ("note", "recorded_by", "recorded_at")},
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _room_words(room_m2: Any) -> str:
    return "" if room_m2 is None else f", {float(room_m2):,.0f} m² free for others"


#: An answer in words, as tables and the form have it.
ANSWER_WORDS = {"met": "Met", "not_met": "Not met", "withdrawn": "Withdrawn"}


def history(rows: Sequence[Row], *, own: bool) -> Table:
    """All answers of a property, the latest first; notes and names as its own people see them."""
    last = {row["host_condition_id"] for row in standing(rows).values()}
    columns = [
        Column("said_on", "Date", "day"),
        Column("condition", "Condition"),
        Column("answer", "Answer"),
        Column("room_m2", "Room for others (m² NIA)", "file"),
        Column("state", "Now"),
    ]
    if own:
        columns += [Column("note", "Source or note", "long"), Column("recorded_by", "Recorded by")]
    lines = [
        {
            **{name: row.get(name) for name in ("said_on", "note", "recorded_by")},
            "condition": WORDS[HostCondition(row["condition"])].label,
            "answer": ANSWER_WORDS[row["answer"]] + _room_words(row["room_m2"]),
            "room_m2": _number(row["room_m2"]),
            "state": "stands" if row["host_condition_id"] in last else "was replaced",
        }
        for row in reversed(rows)
    ]
    return Table(
        "host-conditions",
        "Conditions as a host",
        tuple(columns),
        lines,
        "",
        "Nothing is on record yet.",
    )
