"""Readers, and what they may see, put to SQL where columns are selected (docs/visibility.md).

Which field has which level stands in ``estate/who_sees_what``. Queries ask ``visible`` for the
expression to select: a column the reader may not see is not selected at all (``None``), and one
that only owners or parties may see comes as a CASE over the row's owner. Where the club sees a
rounded value instead (a lease's quarter, a cost band, a need to 100 m2) the query selects the
rounded expression, never the exact one.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Table,
    and_,
    bindparam,
    case,
    false,
    null,
    or_,
    select,
    true,
)

from estate import clock
from estate.db import tables as t
from estate.errors import NotAllowed
from estate.who_sees_what.other_fields import LEVELS as LEVELS
from estate.who_sees_what.property_fields import Level as Level


class ReaderKind(StrEnum):
    """Through whose eyes a query looks."""

    PUBLIC = "public"
    CLUB = "club"
    PARTY = "party"
    OWNER = "owner"


@dataclass(frozen=True)
class Reader:
    """Who asks. ``organisation`` sees its own rows whole; a party, under agreement, also sees
    the L2 fields of the organisations in ``parties``. Who has not signed the protocol
    (``is_signatory``) sees no more of others than the public does: the club's level is for
    those who show theirs."""

    kind: ReaderKind
    organisation: str | None = None
    parties: frozenset[str] = field(default_factory=frozenset)
    is_signatory: bool = True

    @property
    def level(self) -> Level:
        """The level this reader has on everybody's rows."""
        public = self.kind is ReaderKind.PUBLIC or not self.is_signatory
        return Level.PUBLIC if public else Level.CLUB

    @property
    def is_public(self) -> bool:
        """Whether it is nobody's: not of the club, and without rows of its own."""
        return self.level < Level.CLUB and self.organisation is None

    @property
    def edition(self) -> str:
        """A key under which answers for this reader may be cached."""
        parts = [self.kind, self.organisation or "", ",".join(sorted(self.parties))]
        return ":".join(parts if self.is_signatory else [*parts, "not signed"])


PUBLIC = Reader(ReaderKind.PUBLIC)
CLUB = Reader(ReaderKind.CLUB)


def owner(organisation: str, *, is_signatory: bool = True) -> Reader:
    """The estates team of one organisation."""
    return Reader(ReaderKind.OWNER, organisation, is_signatory=is_signatory)


def party(organisation: str, parties: frozenset[str]) -> Reader:
    """An organisation that others have let see their L2 figures."""
    return Reader(ReaderKind.PARTY, organisation, parties)


#: All that the club sees of an organisation that has not signed the protocol.
LOCATION_FIELDS = frozenset(
    {
        "property_id",
        "organisation_code",
        "name",
        "address",
        "street",
        "post_town",
        "postcode",
        "town_id",
        "district_id",
        "geom",
        "geom_4326",
        "rep_point",
        "rep_point_4326",
        "synthetic",
    }
)

#: Premises cost is shown to the club as a total only for groups of at least this many
#: properties; book value only for at least three organisations, none above 80 %.
MIN_PROPERTIES_IN_COST_TOTAL = 10
MIN_ORGANISATIONS_IN_VALUE_TOTAL = 3
MAX_SHARE_IN_VALUE_TOTAL = 0.80


_signatory = t.organisation.alias("signatory").c
#: As of when an end has passed: the day by the clock, asked for with each question.
_TODAY = bindparam("clock_today", type_=Date, callable_=lambda: clock.today())


def in_force(organisation: Any) -> ColumnElement[bool]:
    """Whether an organisation (its columns) has signed the protocol and its signature has not
    ended: the last day is the earlier of its own and of its version's, as ``signed_until``."""
    until = organisation.signed_until
    return and_(organisation.signed_on.is_not(None), or_(until.is_(None), until >= _TODAY))


_SIGNATORIES = select(_signatory.code).where(in_force(_signatory))


def rows(reader: Reader) -> ColumnElement[bool]:
    """Which properties exist at all for this reader; one merged into another does not."""
    p = t.property_.c
    alone = p.merged_into_property_id.is_(None)
    shared: ColumnElement[bool] = p.sensitivity.in_(["open", "club"])
    if reader.level is Level.PUBLIC:
        shared = and_(
            p.operational.is_(True),
            p.public_access.is_(True),
            p.sensitivity == "open",
            p.status.in_(["in_use", "part_vacant"]),
            signed(p.organisation_code),
        )
    if reader.organisation is None:
        return and_(alone, shared)
    return and_(alone, or_(shared, owned(reader, p.organisation_code)))


def owned(reader: Reader, *owners: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the row is this reader's own."""
    if reader.organisation is None:
        return false()
    return or_(false(), *(code == reader.organisation for code in owners))


def signed(organisation_code: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the row's organisation has signed the protocol."""
    return organisation_code.in_(_SIGNATORIES)


def may_see(reader: Reader, level: Level, *owners: ColumnElement[Any]) -> ColumnElement[bool]:
    """Row condition under which this reader sees fields of ``level``; FALSE where never."""
    if level is Level.NEVER:
        return false()
    if level is Level.PUBLIC:
        return true()
    own = owned(reader, *owners)
    if level is Level.CLUB and reader.level >= Level.CLUB:
        return or_(own, signed(owners[0])) if owners else true()
    if level is Level.PARTIES and reader.parties:
        return or_(own, *(code.in_(sorted(reader.parties)) for code in owners))
    return own


def visible(
    reader: Reader, column: ColumnElement[Any], table: Table, *owners: ColumnElement[Any]
) -> ColumnElement[Any] | None:
    """The expression to select for a column, or None where this reader never sees it."""
    name = str(getattr(column, "name", ""))
    level = level_of(reader, table.name, name) if owners else LEVELS[table.name][name]
    if level is Level.PUBLIC:
        return column
    condition = may_see(reader, level, *owners)
    if never(condition):
        return None
    return case((condition, column), else_=null()).label(name)


def level_of(reader: Reader, table: str, name: str) -> Level:
    """The level at which this reader is shown a column: of an organisation that has not signed,
    the club sees the location alone."""
    level = LEVELS[table][name]
    located = table == t.property_.name and name in LOCATION_FIELDS
    if level is Level.PUBLIC and reader.level >= Level.CLUB and not located:
        return Level.CLUB
    return level


@dataclass(frozen=True)
class RowAccess:
    """How much of one property's row, of ``organisation``, this reader sees; ``signed``: whether
    that organisation has signed the protocol."""

    reader: Reader
    organisation: str
    signed: bool

    @property
    def level(self) -> Level:
        """The highest level that is shown of this row."""
        if self.reader.organisation == self.organisation:
            return Level.OWNER
        if self.organisation in self.reader.parties:
            return Level.PARTIES
        return Level.CLUB if self.reader.level >= Level.CLUB and self.signed else Level.PUBLIC

    def withheld(self, name: str) -> Level | None:
        """The level for want of which a column of the property is not shown; None when it is."""
        level = level_of(self.reader, t.property_.name, name)
        return level if level > self.level else None


def never(condition: ColumnElement[bool]) -> bool:
    """Whether a condition is the constant FALSE."""
    return condition.compare(false())


def select_list(
    reader: Reader, table: Table, names: list[str], *owners: ColumnElement[Any]
) -> list[ColumnElement[Any]]:
    """The visible ones of some columns of a table, in order."""
    found = (visible(reader, table.c[name], table, *owners) for name in names)
    return [column for column in found if column is not None]


def demand(reader: Reader, level: Level, what: str, *, of_own: bool = False) -> None:
    """Refuse a question about fields below the reader's level.

    ``of_own``: the answer holds nothing of others that the reader may not see, so that an
    organisation which has not signed may ask about its own.
    """
    if reader.level >= level or (of_own and reader.organisation is not None):
        return
    if reader.organisation is None:
        raise NotAllowed(f"The public edition holds no {what}.")
    raise NotAllowed(
        f"{reader.organisation} has not signed the protocol: of others it sees what is public, "
        f"and no {what}. An administrator records a signature with 'estate organisations sign'."
    )
