"""Counts of people in buildings as a file: what is exported is read back without a change."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.intake.cells import values
from estate.register.queries import use_readings as query
from estate.register.writes.use_readings import ReadingFacts, record_readings
from estate.space.standard_files import cell, rows_of, sourced

_PROPERTY, _PART, _DAY = "Property reference", "Occupation reference", "Counted on"
_PEOPLE, _PLACES, _SOURCE, _GONE = "People counted", "Workplaces", "Source", "Withdrawn"
HEADINGS = (_PROPERTY, _PART, _DAY, _PEOPLE, _PLACES, _SOURCE, _GONE)


def written(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows of ``queries.use_readings.of``, the last of each day, as CSV."""
    last = {
        (row["property_ref"], row["occupation_ref"] or "", row["counted_on"]): row for row in rows
    }
    lines = [
        {
            _PROPERTY: row["property_ref"],
            _PART: row["occupation_ref"],
            _DAY: row["counted_on"].isoformat(),
            _PEOPLE: row["people"],
            _PLACES: row["workplaces"],
            _SOURCE: row["source"],
            _GONE: "yes" if row["withdrawn"] else "no",
        }
        for _, row in sorted(last.items())
    ]
    return csv_bytes(lines, HEADINGS)


def bring(
    connection: Connection, body: bytes, organisation: str, today: date, *, by: str
) -> tuple[int, int]:
    """Keep the readings of a file, all or none: (how many it has, how many are new).

    Raises ``BadQuestion`` with row and heading of the first cell that cannot be taken.
    """
    places = query.own_properties(connection, organisation)
    parts = query.own_occupations(connection, organisation)
    lines = rows_of(body, (_PROPERTY, _DAY, _PEOPLE, _PLACES, _SOURCE))
    found = []
    for number, line in enumerate(lines, 2):
        reference = cell(line, number, _PROPERTY, values.text)
        if reference not in places:
            raise BadQuestion(
                f"Row {number}, “{_PROPERTY}”: {organisation} has no property “{reference}”."
            )
        facts = ReadingFacts(
            organisation_code=organisation,
            property_id=places[reference],
            occupation_ref=line.get(_PART) or None,
            counted_on=cell(line, number, _DAY, values.day),
            people=cell(line, number, _PEOPLE, values.whole),
            workplaces=cell(line, number, _PLACES, values.whole),
            source=cell(line, number, _SOURCE, values.text),
            withdrawn=bool(line.get(_GONE)) and cell(line, number, _GONE, values.yes_no),
        )
        try:
            found.append(checked(facts, parts, today))
        except BadQuestion as error:
            raise BadQuestion(f"Row {number}: {error}") from None
    return len(found), record_readings(connection, found, by=by)


def checked(facts: ReadingFacts, parts: set[tuple[Any, str]], today: date) -> ReadingFacts:
    """The reading, if it can be one; ``BadQuestion`` says what cannot be.

    ``parts``: references of its organisation's occupations, with their properties.
    """
    if not date(1990, 1, 1) <= facts.counted_on <= today:
        raise BadQuestion(f"{_DAY}: {facts.counted_on} is no day between 1990 and today.")
    if not 1 <= facts.workplaces <= 100_000:
        raise BadQuestion(f"{_PLACES}: {facts.workplaces} must lie between 1 and 100,000.")
    if not 0 <= facts.people <= 100_000:
        raise BadQuestion(f"{_PEOPLE}: {facts.people} must lie between 0 and 100,000.")
    if facts.occupation_ref and (facts.property_id, facts.occupation_ref) not in parts:
        raise BadQuestion(
            f"{_PART}: there is no occupation “{facts.occupation_ref}” of yours in that property."
        )
    sourced(facts.source)
    return facts
