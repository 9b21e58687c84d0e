"""Which properties a question is about: the filters, and the sub-selects that they look into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, FromClause, and_, case, cast, func, null

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries
from estate.register.queries.nearby import place

p = t.property_.c
OWNER = (p.organisation_code,)


@dataclass(frozen=True)
class PropertyFilter:
    """Conditions that combine with AND; within a list, OR."""

    bbox: tuple[float, float, float, float] | None = None
    organisation: Sequence[str] = ()
    use_class: Sequence[str] = ()
    tenure: Sequence[str] = ()
    availability: Sequence[str] = ()
    sharing: Sequence[str] = ()
    town: Sequence[str] = ()
    lease_ends_before: date | None = None
    lease_end_unknown: bool = False
    q: str | None = None
    property_ids: frozenset[UUID] | None = None
    not_property_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Joined:
    """The joined sub-selects of a property statement."""

    town: FromClause
    district: FromClause
    tenure: FromClause
    availability: FromClause
    sharing: FromClause
    exit_day: ColumnElement[Any]
    held_over: ColumnElement[Any]
    joined: FromClause


#: Which sub-selects a filter is about; a statement joins none that nobody asks about.
_ABOUT = {
    "town": ("town",),
    "q": ("town", "district"),
    "tenure": ("tenure",),
    "availability": ("availability",),
    "sharing": ("sharing",),
    "lease_ends_before": ("exit",),
    "lease_end_unknown": ("tenure", "exit"),
}
_ALL = frozenset(name for names in _ABOUT.values() for name in names)


def asked_by(wanted: PropertyFilter) -> frozenset[str]:
    """Which sub-selects a question needs."""
    return frozenset(
        name for key, names in _ABOUT.items() if getattr(wanted, key) for name in names
    )


@lru_cache(128)
def join_of(reader: v.Reader, today: date, asked: frozenset[str] = _ALL) -> Joined:
    """Built once: putting the sub-selects together takes longer than running them."""
    town, district = t.area.alias("town"), t.area.alias("district")
    found: dict[str, FromClause] = {
        "tenure": subqueries.principal_tenure(),
        "availability": subqueries.effective_rating(codes.RatingScheme.AVAILABILITY),
        "sharing": subqueries.effective_rating(codes.RatingScheme.SHARING),
        "exit": subqueries.earliest_exit(reader, today),
    }
    joined: FromClause = t.property_.join(t.organisation)
    if "town" in asked:
        joined = joined.outerjoin(town, town.c.area_id == p.town_id)
    if "district" in asked:
        joined = joined.outerjoin(district, district.c.area_id == p.district_id)
    for name, part in found.items():
        if name in asked:
            joined = joined.outerjoin(part, part.c.property_id == p.property_id)
    shown = (found["tenure"], found["availability"], found["sharing"])
    return Joined(town, district, *shown, found["exit"].c.day, found["exit"].c.held_over, joined)


def _club(reader: v.Reader, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A derived value of level L1, null on rows where the reader may not see it."""
    return case((v.may_see(reader, v.Level.CLUB, *OWNER), value), else_=null())


def derived(reader: v.Reader, join: Joined) -> list[ColumnElement[Any]]:
    """Values of level L1 from other tables; none at all for the public."""
    if v.never(v.may_see(reader, v.Level.CLUB, *OWNER)):
        return []
    return [
        _club(reader, join.tenure.c.tenure).label("tenure"),
        _club(reader, join.availability.c.rating).label("availability"),
        _club(reader, join.sharing.c.rating).label("sharing"),
        _club(reader, join.exit_day).label("lease_can_end"),
        _club(reader, join.held_over).label("lease_held_over"),
    ]


def conditions(reader: v.Reader, wanted: PropertyFilter, join: Joined) -> list[Any]:
    """What a property must fulfil: that the reader sees it, and every filter."""
    found: list[Any] = [v.rows(reader)]
    if wanted.bbox is not None:
        box = func.ST_MakeEnvelope(*wanted.bbox, 4326)
        found.append(func.ST_Intersects(place(t.property_), box))
    if wanted.organisation:
        found.append(p.organisation_code.in_(wanted.organisation))
    if wanted.town:
        found.append(_or_none(join.town.c.name).in_(wanted.town))
    if wanted.property_ids is not None:
        found.append(p.property_id.in_(wanted.property_ids))
    if wanted.not_property_ids:
        found.append(p.property_id.not_in(wanted.not_property_ids))
    if wanted.q and wanted.q.strip():
        found.append(_search(reader, wanted.q, join))
    return found + _club_conditions(reader, wanted, join)


def _club_conditions(reader: v.Reader, wanted: PropertyFilter, join: Joined) -> list[Any]:
    """Filters on L1 fields: refused to the public, blind where the row is hidden."""
    asked: list[tuple[str, Callable[[], ColumnElement[Any]], Sequence[str]]] = [
        ("use class", lambda: _or_none(_club(reader, p.use_class)), wanted.use_class),
        ("tenure", lambda: _or_none(_club(reader, join.tenure.c.tenure)), wanted.tenure),
        ("ratings", lambda: _or_unrated(reader, join.availability), wanted.availability),
        ("ratings", lambda: _or_unrated(reader, join.sharing), wanted.sharing),
    ]
    found: list[Any] = []
    for what, column, values in asked:
        if values:
            v.demand(reader, v.Level.CLUB, what, of_own=True)
            found.append(column().in_(values))
    if wanted.lease_ends_before is not None:
        v.demand(reader, v.Level.CLUB, "lease dates", of_own=True)
        day = _club(reader, join.exit_day)
        found.append(cast(day, Date) < wanted.lease_ends_before)
    if wanted.lease_end_unknown:
        v.demand(reader, v.Level.CLUB, "lease dates", of_own=True)
        rented = _club(reader, join.tenure.c.tenure).in_(sorted(codes.RENTED))
        found.append(and_(rented, _club(reader, join.exit_day).is_(None)))
    return found


def _or_unrated(reader: v.Reader, rating: FromClause) -> ColumnElement[Any]:
    return func.coalesce(_club(reader, rating.c.rating), "unrated")


def _or_none(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(value, "none")


def _search(reader: v.Reader, words: str, join: Joined) -> ColumnElement[bool]:
    """Words in what the map's own search looks through, and in address and postcode."""
    columns: list[ColumnElement[Any]] = [
        *(p.name, p.address, p.postcode, t.organisation.c.name),
        *(join.town.c.name, join.district.c.name),
    ]
    reference = v.visible(reader, p.local_ref, t.property_, *OWNER)
    if reference is not None:
        columns.append(reference)
    return subqueries.contains_text(words, *columns)
