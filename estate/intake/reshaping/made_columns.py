"""Columns made of what other columns say beside their own fact, each said with its count.

A postcode at the end of an address, the day in the heading of a value, the start in “125 years
from 1 September 2012”, a yes under “Vacant?”: each fills the column of its fact where that is
blank or lacking. What is made is read and checked as if it had been typed there.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate.codes import RecordKind
from estate.intake.cells import values
from estate.intake.columns.conventions import ADDRESS_LINES
from estate.intake.columns.heading_words import date_of, words
from estate.intake.columns.recognition import ColumnMatch, Recognition
from estate.intake.wording import counted

_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[ \u00a0]?\d[A-Z]{2}\b", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|commencing|commences|starting|beginning)\b(?: and including| on| the)*\s+"
    r"(?P<day>\d[\w ./-]{5,24}\d{2})\s*$",
    re.IGNORECASE,
)
_LONGEST = 500
#: What a yes, and a no, under such a word says of use.
_OF_USE = {
    "vacant": ("Vacant", "In use"),
    "void": ("Vacant", "In use"),
    "empty": ("Vacant", "In use"),
    "occupied": ("In use", "Vacant"),
    "let": ("Let out", None),
}
#: Words of a heading that asks nothing but that.
_ASKING = frozenset(_OF_USE) | {
    "y",
    "n",
    "yes",
    "no",
    "is",
    "currently",
    "property",
    "building",
    "site",
    "asset",
    "it",
    "whether",
    "flag",
    "or",
}
_SURE = 0.5
_LONGEST_BLANK = 8
_READABLE = (str, int, float, bool)


@dataclass(frozen=True)
class _Made:
    """A column to fill: of which field, from which headings, how, and what is said of it."""

    field: str
    headings: tuple[str, ...]
    read: Callable[[Any], Any]
    words: str


class MadeColumns:
    """Makes them batch after batch of one file; a column that nothing in the first batch fills is
    none. ``columns`` are those that the file itself has not."""

    def __init__(self, recognition: Recognition) -> None:
        self._makers = [one for one in _makers(recognition) if one.headings]
        self._found = recognition.headings
        self._count: Counter[_Made] = Counter()
        self._first = True

    @property
    def columns(self) -> tuple[ColumnMatch, ...]:
        """The columns that were added."""
        return tuple(
            ColumnMatch(_heading(one), one.field, _SURE, ())
            for one in self._makers
            if one.field not in self._found
        )

    def fit(self, records: pd.DataFrame) -> None:
        """Fill the cells that are blank from those that say it too."""
        filled = [one for one in self._makers if self._fill(records, one) or not self._first]
        if self._first:
            self._makers, self._first = filled, False

    def _fill(self, records: pd.DataFrame, one: _Made) -> bool:
        heading = self._found.get(one.field)
        given = [None] * len(records) if heading is None else records[heading].tolist()
        open_rows = [row for row, cell in enumerate(given) if _blank(cell)]
        for row in open_rows:
            given[row] = None
        count = 0
        for source in one.headings if open_rows else ():
            cells = records[source].tolist()
            read = {cell: one.read(cell) for cell in _distinct(cells)}
            found = {cell: meant for cell, meant in read.items() if meant is not None}
            for row in open_rows if found else ():
                cell = cells[row]
                if isinstance(cell, _READABLE) and cell in found and given[row] is None:
                    given[row] = found[cell]
                    count += 1
        if count or (heading is None and not self._first):
            records[heading or _heading(one)] = pd.Series(given, records.index, dtype=object)
        self._count[one] += count
        return bool(count)

    def notes(self) -> list[str]:
        """What was made of what."""
        return [
            f"In {counted(count, 'row')} {one.words} was read from "
            f"{' and '.join(map(_quoted, one.headings))}."
            for one, count in self._count.items()
            if count
        ]


def _blank(cell: Any) -> bool:
    longer = isinstance(cell, str) and len(cell) > _LONGEST_BLANK
    return cell is None or (not longer and values.text(cell) is None)


def _distinct(cells: list[Any]) -> set[Any]:
    return {cell for cell in cells if isinstance(cell, _READABLE)}


def _quoted(heading: str) -> str:
    return f"“{' '.join(heading.split())}”"


def _heading(one: _Made) -> str:
    return f"({one.words} in {_quoted(one.headings[0])})"


def _makers(recognition: Recognition) -> list[_Made]:
    found = recognition.headings
    if recognition.kind is RecordKind.LEASE:
        term = found.get("term_years")
        return [_Made("start", (term,), _start, "the start")] if term else []
    if recognition.kind is not RecordKind.PROPERTY:
        return []
    lines = [found[one] for one in ("address", *ADDRESS_LINES, "name") if one in found]
    made = [_Made("postcode", tuple(lines), _postcode, "the postcode")]
    value = found.get("book_value_gbp")
    day = None if value is None else date_of(value)
    if value is not None and day is not None and "book_value_date" not in found:
        made.append(
            _Made(
                "book_value_date", (value,), lambda cell: _valued(cell, day), "the day of the value"
            )
        )
    if "status" not in found:
        made += [
            _Made("status", (one.heading,), use, "the use")
            for one in recognition.columns
            if one.field is None and (use := _use(one.heading)) is not None
        ][:1]
    return made


def _postcode(cell: Any) -> str | None:
    """The last postcode of a text; a street is no postcode."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    parts = _POSTCODE.findall(cell)
    return parts[-1] if parts else None


def _valued(cell: Any, day: str) -> str | None:
    return None if values.text(cell) is None else day


def _start(cell: Any) -> str | None:
    found = _FROM.search(cell) if isinstance(cell, str) and len(cell) <= _LONGEST else None
    return None if found is None else found["day"]


def _use(heading: str) -> Callable[[Any], Any] | None:
    said = [_OF_USE[word] for word in words(heading) if word in _OF_USE]
    if len(said) != 1 or not _ASKING.issuperset(words(heading)):
        return None
    yes, no = said[0]

    def read(cell: Any) -> str | None:
        try:
            flag = values.yes_no(cell)
        except ValueError:
            return None
        return None if flag is None else yes if flag else no

    return read
