"""Space standards as a file: what is exported is read back without a change.

Headings are those of ``space/standards.TERMS`` with their units; a row with a bad cell refuses the
whole file, and the error names row and heading.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from estate.errors import BadQuestion
from estate.exports.delimited_text import csv_bytes
from estate.intake.cells import values
from estate.register.writes.space_standards import StandardFacts
from estate.space.need_by_standard import NAMES, TERMS, SpaceStandard

T = TypeVar("T")

CODE, FROM, SOURCE = "Organisation", "Valid from", "Source"
_OF = {name: f"{TERMS[name].label} ({TERMS[name].unit})" for name in NAMES}
HEADINGS = (CODE, FROM, *_OF.values(), SOURCE)
_MOST_ROWS, _LONGEST_SOURCE = 5_000, 300


def written(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows of ``queries.space_standards`` with ``organisation_code``, as CSV."""
    lines = [
        {
            CODE: row["organisation_code"],
            FROM: row["valid_from"].isoformat(),
            **{_OF[name]: format(Decimal(row[name]).normalize(), "f") for name in NAMES},
            SOURCE: row["source"],
        }
        for row in rows
    ]
    return csv_bytes(lines, HEADINGS)


def read(body: bytes, organisation: str | None = None) -> list[StandardFacts]:
    """The standards of a file, in its order; ``BadQuestion`` says how to mend it.

    ``organisation`` stands where a row names none.
    """
    lines = rows_of(body, HEADINGS)
    return [_facts(line, number, organisation) for number, line in enumerate(lines, 2)]


def rows_of(body: bytes, headings: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV in UTF-8 with these headings; those that it may lack are not its first."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadQuestion("The file is not UTF-8: save it as “CSV UTF-8”.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    there = [one.strip() for one in reader.fieldnames or []]
    missing = [one for one in headings if one not in there]
    if missing:
        raise BadQuestion(
            f"The file has no column “{'”, “'.join(missing)}”. Its headings are: "
            f"{', '.join(there) or 'none'}."
        )
    found = [
        {str(key).strip(): (cell or "").strip() for key, cell in row.items() if key}
        for row in reader
    ]
    if len(found) > _MOST_ROWS:
        raise BadQuestion(f"The file has more than {_MOST_ROWS:,} rows.")
    return [row for row in found if any(row.values())]


_WANTED: dict[Callable[[Any], Any], str] = {
    values.number: "a number such as 12.5",
    values.whole: "a whole number such as 12",
    values.day: "a day such as 2026-11-29",
    values.yes_no: "yes or no",
}


def cell(
    line: Mapping[str, str],
    number: int,
    heading: str,
    read_as: Callable[[Any], T | None],
    wanted: str | None = None,
) -> T:
    """One cell that must be filled; ``BadQuestion`` names its place and what is wanted."""
    try:
        found = read_as(line[heading])
    except ValueError:
        found = None
    if found is None:
        given = f"“{line[heading]}” cannot be read" if line[heading] else "the cell is empty"
        write = wanted or _WANTED.get(read_as, "a text")
        raise BadQuestion(f"Row {number}, “{heading}”: {given}; write {write}.")
    return found


def _facts(line: Mapping[str, str], number: int, organisation: str | None) -> StandardFacts:
    told = {name: float(cell(line, number, _OF[name], values.number)) for name in NAMES}
    code = line[CODE] or organisation or cell(line, number, CODE, values.text)
    source = cell(line, number, SOURCE, values.text)
    try:
        standard = checked(told)
        return StandardFacts(code, cell(line, number, FROM, values.day), standard, sourced(source))
    except BadQuestion as error:
        raise BadQuestion(
            f"Row {number}: {error}" if "Row" not in str(error) else str(error)
        ) from None


def checked(told: Mapping[str, float]) -> SpaceStandard:
    """A standard whose figures lie within what they can mean; ``BadQuestion`` names the first
    that does not."""
    for name, term in TERMS.items():
        if not term.low <= told[name] <= term.high:
            raise BadQuestion(
                f"{term.label}: {told[name]:g} must lie between {term.low:g} and {term.high:g} "
                f"({term.unit})."
            )
    return SpaceStandard(**{name: round(float(told[name]), 3) for name in NAMES})


def sourced(text: str) -> str:
    """The source, said in 3 to 300 letters."""
    if not 3 <= len(text.strip()) <= _LONGEST_SOURCE:
        raise BadQuestion(f"{SOURCE}: say in 3 to {_LONGEST_SOURCE} letters where it comes from.")
    return text.strip()


def day_in_bounds(day: date, today: date) -> date:
    """A first day that a standard can have; ``BadQuestion`` otherwise."""
    if not date(1990, 1, 1) <= day <= date(today.year + 10, 12, 31):
        raise BadQuestion("Valid from: a day from 1990 to ten years from now.")
    return day
