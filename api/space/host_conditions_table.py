"""What is on record of a school's conditions as a host, as the table that pages show."""

from collections.abc import Sequence

from api.html.tables import Column, Table
from estate.answers.properties.host_conditions import ConditionOnRecord
from estate.space.host_conditions import WORDS


def _room_words(room_m2: float | None) -> str:
    return "" if room_m2 is None else f", {room_m2:,.0f} m² free for others"


#: An answer in words, as tables and the form have it.
ANSWER_WORDS = {"met": "Met", "not_met": "Not met", "withdrawn": "Withdrawn"}


def table(history: Sequence[ConditionOnRecord], *, own: bool) -> Table:
    """All answers of a property, the latest first; notes and names as its own people see them."""
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
            "said_on": one.said_on,
            "note": one.note,
            "recorded_by": one.recorded_by,
            "condition": WORDS[one.condition].label,
            "answer": ANSWER_WORDS[one.answer] + _room_words(one.room_m2),
            "room_m2": one.room_m2,
            "state": "stands" if one.stands else "was replaced",
        }
        for one in reversed(history)
    ]
    return Table(
        "host-conditions",
        "Conditions as a host",
        tuple(columns),
        lines,
        "",
        "Nothing is on record yet.",
    )
