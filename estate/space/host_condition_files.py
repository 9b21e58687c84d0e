"""Schools' conditions as hosts as a file: what is exported is read back without a change."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import SCHOOL_TYPES
from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.intake.cells import values
from estate.register.queries import host_conditions as query
from estate.register.writes.sharing import ConditionFacts, record_conditions
from estate.rows import Row
from estate.space.host_conditions import WORDS, HostAnswer, HostCondition
from estate.space.standard_files import cell, rows_of

_PROPERTY, _CONDITION, _ANSWER, _DAY = "Property reference", "Condition", "Met", "Date"
_ROOM, _NOTE = "Room for others (m² NIA)", "Source or note"
HEADINGS = (_PROPERTY, _CONDITION, _ANSWER, _DAY, _ROOM, _NOTE)
_ANSWERS = {HostAnswer.MET: "yes", HostAnswer.NOT_MET: "no", HostAnswer.WITHDRAWN: "withdrawn"}
_MOST_M2, LONGEST_NOTE = 100_000, 500

#: Own reference → the property and its type, as ``queries.host_conditions.schools_of``.
Properties = Mapping[str, tuple[UUID, str | None]]


def standing(rows: Iterable[Row]) -> dict[tuple[Any, str], Row]:
    """Of rows in the order in which they were recorded, the last of each property's condition."""
    return {(row["property_id"], row["condition"]): row for row in rows}


def written(rows: Iterable[Row]) -> bytes:
    """Rows of ``queries.host_conditions.of``, the last of each condition, as CSV."""
    last = sorted(standing(rows).values(), key=lambda row: (row["property_ref"], row["condition"]))
    lines = [
        {
            _PROPERTY: row["property_ref"],
            _CONDITION: row["condition"],
            _ANSWER: _ANSWERS[HostAnswer(row["answer"])],
            _DAY: row["said_on"].isoformat(),
            _ROOM: _plain(row["room_m2"]),
            _NOTE: row["note"],
        }
        for row in last
    ]
    return csv_bytes(lines, HEADINGS)


def _plain(room_m2: Decimal | None) -> str | None:
    return None if room_m2 is None else format(room_m2.normalize(), "f")


def bring(
    connection: Connection, body: bytes, organisation: str, today: date, *, by: str
) -> tuple[int, int]:
    """Keep the answers of a file, all or none: (how many it has, how many are new).

    Raises ``BadQuestion`` with row and heading of the first cell that cannot be taken.
    """
    places = query.schools_of(connection, organisation)
    lines = rows_of(body, (_PROPERTY, _CONDITION, _ANSWER, _DAY, _NOTE))
    found: list[ConditionFacts] = []
    first: dict[tuple[UUID, HostCondition], int] = {}
    for number, line in enumerate(lines, 2):
        facts = _facts(line, number, organisation, places)
        try:
            found.append(checked(facts, today))
        except BadQuestion as error:
            raise BadQuestion(f"Row {number}: {error}") from None
        before = first.setdefault((facts.property_id, facts.condition), number)
        if before != number:
            raise BadQuestion(
                f"Row {number}: {WORDS[facts.condition].noun} of this property "
                f"stands in row {before} already; leave one."
            )
    return len(found), record_conditions(connection, found, by=by)


def _facts(
    line: Mapping[str, str], number: int, organisation: str, places: Properties
) -> ConditionFacts:
    reference = cell(line, number, _PROPERTY, values.text)
    if reference not in places:
        raise BadQuestion(
            f"Row {number}, “{_PROPERTY}”: {organisation} has no property “{reference}”."
        )
    key, kind = places[reference]
    if kind not in SCHOOL_TYPES:
        raise BadQuestion(
            f"Row {number}, “{_PROPERTY}”: “{reference}” is no school; its type says what it is."
        )
    room = cell(line, number, _ROOM, values.number) if line.get(_ROOM) else None
    return ConditionFacts(
        organisation_code=organisation,
        property_id=key,
        condition=cell(line, number, _CONDITION, _condition, " or ".join(HostCondition)),
        answer=cell(line, number, _ANSWER, _answer, "yes, no or withdrawn"),
        said_on=cell(line, number, _DAY, values.day),
        room_m2=None if room is None else float(room),
        note=cell(line, number, _NOTE, values.text),
    )


def _condition(text: str) -> HostCondition | None:
    """Its code, or its label as pages show it."""
    wanted = text.strip().casefold()
    return next((one for one in HostCondition if wanted in _called(one)), None)


def _called(one: HostCondition) -> set[str]:
    words = WORDS[one]
    return {str(one), str(one).replace("_", " "), words.label.casefold(), words.noun.casefold()}


def _answer(text: str) -> HostAnswer | None:
    folded = text.strip().casefold().replace("_", " ")
    named = {one.value.replace("_", " "): one for one in HostAnswer}
    if folded in named:
        return named[folded]
    said = values.yes_no(text)
    return None if said is None else HostAnswer.MET if said else HostAnswer.NOT_MET


def checked(facts: ConditionFacts, today: date) -> ConditionFacts:
    """The answer, if it can be one; ``BadQuestion`` says what cannot be."""
    if not date(1990, 1, 1) <= facts.said_on <= today:
        raise BadQuestion(f"{_DAY}: {facts.said_on} is no day between 1990 and today.")
    if not 3 <= len(facts.note.strip()) <= LONGEST_NOTE:
        raise BadQuestion(
            f"{_NOTE}: say in 3 to {LONGEST_NOTE} letters where it is written or agreed."
        )
    is_zone = facts.condition is HostCondition.ZONING and facts.answer is HostAnswer.MET
    if facts.room_m2 is not None and not is_zone:
        raise BadQuestion(f"{_ROOM}: goes with zoning that is met, and with nothing else.")
    if facts.room_m2 is not None and not 0 < facts.room_m2 <= _MOST_M2:
        raise BadQuestion(f"{_ROOM}: {facts.room_m2:g} must lie above 0 and at most {_MOST_M2:,}.")
    return facts
