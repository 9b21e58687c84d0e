"""Values that occur once, whose they are, and who may see them.

Texts are words of our own, money and areas odd numbers, dates days that nothing else falls on.
Codes, flags and small counts cannot be told apart in an answer; the tests of the field→level
table cover their columns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Date, Integer, Numeric, Text, insert

from estate.db import tables as t
from estate.register import visibility as v

SIGNED, OTHER, UNSIGNED = "SYN-AA", "SYN-BB", "SYN-UU"
ORGANISATIONS = (SIGNED, OTHER, UNSIGNED)
_FIRST_YEAR = 2027


@dataclass(frozen=True)
class Mark:
    """One value of one row: where it stands, whose it is, and how it may look in an answer."""

    table: str
    column: str
    value: Any
    property_id: UUID | None
    owners: frozenset[str]
    #: Who sees it besides, as a party under agreement.
    parties: frozenset[str] = frozenset()

    @cached_property
    def level(self) -> v.Level:
        """What the field→level table says of it."""
        return v.LEVELS[self.table][self.column]

    @cached_property
    def name(self) -> str:
        """For a failure's message."""
        return f"{self.table}.{self.column} of {'/'.join(sorted(self.owners))}: {self.value}"

    @cached_property
    def day_forms(self) -> tuple[str, ...]:
        """A day as it may be written; nothing of other values."""
        day = self.value
        if not isinstance(day, date):
            return ()
        return (
            day.isoformat(),
            f"{day:%d/%m/%Y}",
            f"{day:%Y%m%d}",
            f"{day.day} {day:%B %Y}",
            f"{day.day} {day:%b %Y}",
        )

    @cached_property
    def whole_digits(self) -> str:
        """A number's digits before its point."""
        return f"{self.value:f}".split(".")[0]

    def pattern(self) -> str:
        """Its forms in JSON, CSV, pages and calendars."""
        if isinstance(self.value, date):
            return rf"(?<!\d)(?:{'|'.join(map(re.escape, self.day_forms))})(?!\d)"
        if isinstance(self.value, str):
            return re.escape(self.value)
        whole = re.escape(f"{Decimal(self.value):,f}").replace(",", ",?")
        rounded = re.escape(f"{self.value:,.0f}").replace(",", ",?")
        forms = [whole] if self.value < 100_000 else [whole, rounded]
        # £38.37m is another figure than 38.37.
        return rf"(?<![\d.,])(?:{'|'.join(forms)})(?!\d|\.\d|(?:k|m|bn)\b)"


@dataclass
class Site:
    """A property as the rows' rule sees it."""

    property_id: UUID
    organisation: str
    sensitivity: str = "open"
    public_access: bool = True


@dataclass
class MarkedCounty:
    """What was written, and what stands where."""

    marks: list[Mark] = field(default_factory=list)
    sites: dict[UUID, Site] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))
    _days: dict[str, int] = field(default_factory=dict)

    def row(
        self,
        connection: Connection,
        table: str,
        on: UUID | None,
        owners: set[str],
        parties: frozenset[str] = frozenset(),
        /,
        **given: Any,
    ) -> None:
        """Insert a row whose columns, but for those given, each hold a value of their own.

        A column given as ``...`` is left to the database.
        """
        made = dict(given)
        for column in t.metadata.tables[table].c:
            if column.name in made or column.foreign_keys or column.primary_key:
                continue
            value = self._value(table, column, min(owners))
            if value is None:
                continue
            made[column.name] = value
            self.marks.append(Mark(table, column.name, value, on, frozenset(owners), parties))
        held = {name: value for name, value in made.items() if value is not ...}
        connection.execute(insert(t.metadata.tables[table]).values(**held))

    def _value(self, table: str, column: Any, owner: str) -> Any:
        if any("IN (" in str(getattr(c, "sqltext", "")) for c in column.constraints):
            return None
        number = next(self._numbers)
        if isinstance(column.type, Text):
            return f"zq{table}{column.name}{number}zq".replace("_", "")
        if isinstance(column.type, Date):
            return self._day(owner)
        if isinstance(column.type, Numeric):
            size = 1_000_003 if column.name.endswith(("_gbp", "_gbp_pa")) else 1_001
            return Decimal(size + 1_013 * number) + Decimal("0.37")
        if isinstance(column.type, BigInteger):
            return 900_000_000_003 + 1_009 * number
        if isinstance(column.type, Integer):
            return None
        return None

    def _day(self, owner: str) -> date:
        """Eight days of each month belong to one organisation: what is reckoned from a date in
        whole months never falls on another's, nor on the end of a quarter."""
        number = self._days[owner] = self._days.get(owner, -1) + 1
        month, day = divmod(number, 8)
        first = 2 + 8 * ORGANISATIONS.index(owner)
        return date(_FIRST_YEAR + month // 12, 1 + month % 12, first + day)


def allowed(reader: v.Reader, mark: Mark, made: MarkedCounty) -> bool:
    """Whether the table lets this reader see this value, worked out apart from any query."""
    if mark.level is v.Level.NEVER:
        return False
    own = reader.organisation is not None and reader.organisation in mark.owners
    if mark.property_id is not None and not _row_shown(reader, made.sites[mark.property_id]):
        return False
    if own or (mark.level is v.Level.PARTIES and reader.organisation in mark.parties):
        return True
    if mark.level is v.Level.PUBLIC and reader.level is v.Level.PUBLIC:
        return True
    if mark.level > v.Level.CLUB or reader.level is v.Level.PUBLIC:
        return False
    signed = mark.property_id is None or made.sites[mark.property_id].organisation != UNSIGNED
    located = mark.table == "property" and mark.column in v.LOCATION_FIELDS
    return signed or located


def _row_shown(reader: v.Reader, site: Site) -> bool:
    if reader.organisation == site.organisation:
        return True
    if reader.level is v.Level.PUBLIC:
        return site.sensitivity == "open" and site.organisation != UNSIGNED
    return site.sensitivity in ("open", "club")
