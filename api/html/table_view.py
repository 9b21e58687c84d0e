"""Which rows of a table a page shows, and in which order: links sort it and turn its pages.

The order and the page stand in the address (``view=properties.-area_m2.2``: table, column, ``-``
for the largest first, page), so that they need no script, can be sent to somebody and undone by
Back. A page's route knows nothing of it: ``api.html.templates.PageRoute`` takes ``view`` out of the
question before anybody reads it. What is sorted is what the reader is shown; what is not known or
not theirs to see comes last, in the order in which it stood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from api.html.format import Ranked
from api.html.tables import Column, Table, Withheld
from estate.quarters import Quarter
from estate.rows import Row

PARAMETER = "view"
#: So many rows stand on a page of a table.
PAGE_ROWS = 30
#: A table of fewer rows is read at a glance.
_LEAST_TO_SORT = 8
_VIEW = re.compile(r"([a-z0-9-]{1,60})\.(-?)([a-z0-9_]{0,60})\.([1-9][0-9]{0,4})")
#: What is written out already, or too long to stand in an order.
_NOT_SORTED = frozenset({"amount", "long", "file"})
_LARGEST_FIRST = frozenset({"mix", "number", "pounds", "estimate", "square_metres", "per_cent"})
_RATINGS = {"green": 0, "amber": 1, "red": 2, "unrated": 3}
_DIGITS = re.compile(r"(\d{1,15})")


@dataclass(frozen=True)
class Question:
    """The page that is asked for: its path, its other parameters, and the table, column and page
    that ``view`` names, if any."""

    path: str
    others: tuple[tuple[str, str], ...] = ()
    table: str | None = None
    column: str = ""
    falls: bool = False
    page: int = 1

    @classmethod
    def read(cls, path: str, query: str) -> tuple[Self, str]:
        """The question, and the query without ``view``. One that reads as none asks nothing."""
        if f"{PARAMETER}=" not in query:
            return cls(path, tuple(parse_qsl(query, keep_blank_values=True))), query
        asked = parse_qsl(query, keep_blank_values=True)
        others = tuple(one for one in asked if one[0] != PARAMETER)
        found = _VIEW.fullmatch(dict(asked).get(PARAMETER, ""))
        if found is None:
            return cls(path, others), urlencode(others)
        table, minus, column, page = found.groups()
        return cls(path, others, table, column, bool(minus), int(page)), urlencode(others)

    def address(self, table: str, column: str = "", *, falls: bool = False, page: int = 1) -> str:
        """Where the table stands so."""
        view = f"{table}.{'-' if falls else ''}{column}.{page}"
        return f"{self.path}?{urlencode([*self.others, (PARAMETER, view)])}#table-{table}"


@dataclass(frozen=True)
class Heading:
    """A column's heading: where it sorts to, if anywhere, and how its column is sorted now."""

    column: Column
    address: str | None = None
    sorted: str | None = None


@dataclass(frozen=True)
class View:
    """What of a table stands on the page: rows in sight, those that unfold beneath, which of how
    many they are, and where the pages before and after are."""

    headings: list[Heading]
    rows: Sequence[Row]
    folded: Sequence[Row]
    first: int
    last: int
    total: int
    previous: str | None = None
    next: str | None = None

    @property
    def sorts(self) -> bool:
        """Whether any heading leads to another order."""
        return any(one.address for one in self.headings)


def view(table: Table, question: Question | None, shown: int, more: int = 0) -> View:
    """The rows of ``table`` for ``question``; None where nothing can be asked, as in a part of a
    page that is kept for everybody. ``more`` rows unfold beneath those ``shown``, where a page of
    the table is to hold more than usual: links lead to its rows, or it is printed."""
    total = len(table.rows)
    if question is None:
        last = min(total, max(shown + more, PAGE_ROWS))
        plain = [Heading(one) for one in table.on_page]
        return View(plain, table.rows[:shown], table.rows[shown:last], 1, last, total)
    return _asked(table, question, shown, more)


def _asked(table: Table, question: Question, shown: int, more: int) -> View:
    total, size = len(table.rows), max(shown + more, PAGE_ROWS)
    here = question if question.table == table.name else Question(question.path, question.others)
    column = _sortable(table, here.column)
    rows = in_order(table.rows, column, falls=here.falls) if column else table.rows
    page = min(here.page, max(1, -(-total // size)))
    first = (page - 1) * size
    there = rows[first : first + size]
    in_sight = max(shown, PAGE_ROWS) if here.table else shown

    def turned(to: int) -> str:
        key = column.key if column else ""
        return question.address(table.name, key, falls=here.falls, page=to)

    return View(
        [_heading(table, question, one, column, here) for one in table.on_page],
        there[:in_sight],
        there[in_sight:],
        first + 1,
        first + len(there),
        total,
        turned(page - 1) if page > 1 else None,
        turned(page + 1) if first + size < total else None,
    )


def _sortable(table: Table, key: str) -> Column | None:
    return next((one for one in table.on_page if one.key == key and _sorts(one)), None)


def _sorts(column: Column) -> bool:
    return column.kind not in _NOT_SORTED


def _heading(
    table: Table, question: Question, one: Column, by: Column | None, here: Question
) -> Heading:
    if len(table.rows) < _LEAST_TO_SORT or not _sorts(one):
        return Heading(one)
    is_by = by is not None and by.key == one.key
    falls = not here.falls if is_by else one.kind in _LARGEST_FIRST
    now = ("descending" if here.falls else "ascending") if is_by else None
    return Heading(one, question.address(table.name, one.key, falls=falls), now)


def in_order(rows: Sequence[Row], column: Column, *, falls: bool) -> list[Row]:
    """Rows by a column; what is not known or not shown last, either way."""
    known = [row for row in rows if _is_known(row.get(column.key))]
    unknown = [row for row in rows if not _is_known(row.get(column.key))]
    ordered = sorted(known, key=lambda row: _rank(column, row[column.key]), reverse=falls)
    return [*ordered, *unknown]


def _is_known(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, Withheld)


def _rank(column: Column, value: Any) -> tuple[int, Any]:
    """Numbers and days by what they are, words as in a list of names: 2 before 10."""
    if column.kind == "rating":
        return (0, _RATINGS.get(str(value), len(_RATINGS)))
    if isinstance(value, Ranked):
        return (0, value.rank)
    value = getattr(value, "value", value)
    if isinstance(value, Quarter):
        return (1, value.start.toordinal())
    if isinstance(value, datetime | date):
        return (1, value.toordinal())
    if isinstance(value, bool | int | float | Decimal):
        return (0, float(value))
    parts = _DIGITS.split(str(value).casefold())
    return (2, [(int(one), "") if one.isdecimal() else (-1, one) for one in parts])
