"""Counts and totals. A total for the club is reckoned from what the club sees of each property;
two rest on exact figures (the county council's own costs, the county's book value) and are
told only under the guards of ``register.disclosure`` (ADR 19)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    distinct,
    func,
    literal,
    null,
    select,
)

from estate import codes
from estate.db import tables as t
from estate.register import safe_totals
from estate.register import visibility as v
from estate.register.queries import subqueries

p, o = t.property_.c, t.organisation.c
BOOK_VALUE_WITHHELD = (
    f"fewer than {v.MIN_ORGANISATIONS_IN_VALUE_TOTAL} organisations, or one could work out most "
    "of another's from it"
)
NO_INDEX: Mapping[str, Decimal] = MappingProxyType({})
SCHOOLS = frozenset(kind.value for kind in codes.SCHOOL_TYPES)
CAMPUSES = frozenset(kind.value for kind in codes.CAMPUS_TYPES)


def _in(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    return func.coalesce(column.in_(sorted(values)), False)


def segment(excluded: frozenset[str]) -> ColumnElement[Any]:
    """The rows of the county's table of 2010, other types left out of the base apart."""
    return case(
        (_in(p.type_code, SCHOOLS), "schools"),
        (~p.operational, "non_operational"),
        (_in(p.type_code, excluded), "specialist_campus"),
        else_="other_operational",
    )


def segment_sums(
    connection: Connection,
    reader: v.Reader,
    *,
    excluded: frozenset[str] = CAMPUSES,
    restated: Mapping[str, Decimal] = NO_INDEX,
) -> list[dict[str, Any]]:
    """Sums per segment and organisation, by segment: what ``segments`` tells totals from.

    ``restated``: what a cost of each financial year is multiplied by to stand at the one price
    base of the sums; a cost of a year that it does not name is left out. Empty: none is restated.
    ``excluded`` type codes stay out of the extrapolation base. They read every property: who
    asks for several totals reads them once.
    """
    v.demand(reader, v.Level.CLUB, "cost totals")
    statement = _segments(reader, excluded, restated)
    return [dict(row) for row in connection.execute(statement).mappings()]


def segments(
    sums: Iterable[Mapping[str, Any]],
    reader: v.Reader,
    *,
    kind: codes.OrganisationKind | None = None,
    standing: Mapping[str, float] | None = None,
) -> list[dict[str, Any]]:
    """Count, gross area (m2) and annual premises cost (GBP; low, high) per segment.

    ``sums`` of this reader (``segment_sums``). ``kind`` limits it to organisations of one kind.
    The county council's own rows are the published table: their cost is exact, to the nearest
    £1,000, where that narrows no property's band. Everybody else's is the sum of what the reader
    sees of each property, with the ends of their bands (high is None where a band has no upper
    end). ``standing`` is what stands for each cost of which the reader sees a band, by property
    id and at the base of the sums (``cost_bands``); without it the bands' middles do. An
    organisation sees its own without either. Areas and costs are those of organisations that
    have signed; of others ten properties or more are counted, no more told.
    """
    rows = [dict(row) for row in sums if kind is None or row["kind"] == kind.value]
    if standing is not None:
        rows = [_with_standing(row, standing) for row in rows]
    by_segment = groupby(rows, key=itemgetter("segment"))
    every = (_segment(reader, name, list(own)) for name, own in by_segment)
    return [row for row in every if row["properties"]]


def _with_standing(row: dict[str, Any], standing: Mapping[str, float]) -> dict[str, Any]:
    """An organisation's sum with what stands for its bands, to the pound, in place of middles."""
    banded = sum(standing.get(str(one), 0.0) for one in row["banded"] or ())
    return row | {"cost": (row["seen_whole"] or Decimal(0)) + round(Decimal(banded))}


def _segments(
    reader: v.Reader, excluded: frozenset[str], restated: Mapping[str, Decimal]
) -> Select[Any, Any]:
    cost = subqueries.annual_cost()
    times: ColumnElement[Any] = literal(Decimal(1))
    if restated:
        times = case(dict(restated), value=cost.c.cost_year, else_=null())
    shown = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    area = case((shown, p.gia_m2))
    label = segment(excluded).label("segment")
    return (
        select(
            label,
            p.organisation_code,
            v.in_force(o).label("signed"),
            o.kind,
            func.count().label("properties"),
            func.sum(area).label("gia_m2"),
            func.count(area).label("with_area"),
            *_seen_sums(
                case((shown, cost.c.total_gbp_pa)), times, subqueries.sees_cost(reader, cost)
            ),
            *_exact_sums(case((and_(shown, _published()), cost.c.total_gbp_pa)), times),
        )
        .select_from(t.property_.join(t.organisation))
        .outerjoin(cost, cost.c.property_id == p.property_id)
        .where(v.rows(reader), p.status != codes.Status.DISPOSED.value)
        .group_by(label, p.organisation_code, o.signed_on, o.signed_until, o.kind)
        .order_by(label, p.organisation_code)
    )


def _published() -> ColumnElement[bool]:
    """Whose costs are told exactly: the county council's table was published in 2010."""
    return o.kind == codes.OrganisationKind.COUNTY.value


def _ends(amount: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Lower and upper end of the band; the open one ends where it begins, nought is nought."""
    band, edges = subqueries.cost_band(amount), list(enumerate(safe_totals.band_edges()))
    low = case((amount <= 0, 0), *((band == number, low) for number, (low, _) in edges))
    high = case((amount <= 0, 0), *((band == number, high) for number, (_, high) in edges))
    return low, high


def _in_open_band(amount: ColumnElement[Any]) -> ColumnElement[bool]:
    return subqueries.cost_band(amount) == len(codes.COST_BANDS) - 1


def _seen_sums(
    amount: ColumnElement[Any], times: ColumnElement[Any], whole: ColumnElement[bool]
) -> list[ColumnElement[Any]]:
    """Sums of what the reader sees of each cost: central, least and most."""
    low, high = (case((whole, amount), else_=end) * times for end in _ends(amount))
    endless = func.count().filter(_in_open_band(amount), ~whole)
    central = func.sum(subqueries.cost_seen(amount, whole) * times)
    # Nought is nought for everybody, and stands as it is.
    banded = func.array_agg(p.property_id).filter((amount * times).is_not(None), ~whole)
    return [
        central.label("cost"),
        func.sum(case((whole, amount * times))).label("seen_whole"),
        banded.label("banded"),
        func.sum(low).label("low"),
        func.sum(high).label("high"),
        endless.label("endless"),
        func.count(amount * times).label("with_cost"),
    ]


def _exact_sums(amount: ColumnElement[Any], times: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Sums of costs themselves and of their bands' ends, for ``disclosure.cost_total``."""
    low, high = (end * times for end in _ends(amount))
    width = case((_in_open_band(amount), safe_totals.OPEN_BAND_GBP * times), else_=high - low)
    unbounded = func.count().filter(_in_open_band(amount))
    return [
        func.sum(amount * times).label("exact"),
        func.sum(low).label("lowest"),
        func.sum(high).label("highest"),
        func.max(width).label("widest"),
        unbounded.label("unbounded"),
    ]


def _segment(reader: v.Reader, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One segment of all its organisations."""
    told = [row for row in rows if row["signed"] or row["organisation_code"] == reader.organisation]
    unsigned = sum(row["properties"] for row in rows) - sum(row["properties"] for row in told)
    areas = [row["gia_m2"] for row in told if row["gia_m2"] is not None]
    many = unsigned >= v.MIN_PROPERTIES_IN_COST_TOTAL
    central, low, high = _cost(reader, [row for row in told if row["with_cost"]])
    return {
        "segment": name,
        "properties": sum(row["properties"] for row in told) + (unsigned if many else 0),
        "gia_m2": sum(areas, Decimal(0)) if areas else None,
        "cost_gbp_pa": central,
        "cost_low_gbp_pa": low,
        "cost_high_gbp_pa": high,
        "with_cost": sum(row["with_cost"] for row in told),
        "with_area": sum(row["with_area"] for row in told),
    }


Range = tuple[Decimal | None, Decimal | None, Decimal | None]


def _cost(reader: v.Reader, rows: list[dict[str, Any]]) -> Range:
    """Central, least and most of the organisations' costs together; None for nothing told."""
    published = [row for row in rows if row["exact"] is not None]
    own = [row["organisation_code"] for row in published] == [reader.organisation]
    exact = None if own else safe_totals.cost_total([_share(row) for row in published])
    if published and exact is None and not own and len(published) == len(rows):
        return None, None, None
    rest = rows if exact is None else [row for row in rows if row["exact"] is None]
    if not rows:
        return None, None, None
    known = exact or Decimal(0)
    central, low, high = (known + sum(row[n] for row in rest) for n in ("cost", "low", "high"))
    return central, low, None if any(row["endless"] for row in rest) else high


def _share(row: dict[str, Any]) -> safe_totals.CostShare:
    named = {name: row[name] for name in ("lowest", "highest", "widest", "unbounded")}
    return safe_totals.CostShare(row["with_cost"], row["exact"], **named)


def book_value(connection: Connection, reader: v.Reader) -> dict[str, Any]:
    """Total book value, GBP, to three figures and the same for every member; withheld where it
    would show one organisation's own figure."""
    v.demand(reader, v.Level.CLUB, "book values")
    statement = (
        select(func.sum(p.book_value_gbp).label("value"), func.count().label("properties"))
        .where(v.rows(v.CLUB), v.signed(p.organisation_code), p.book_value_gbp.is_not(None))
        .group_by(p.organisation_code)
    )
    rows = connection.execute(statement).all()
    total = safe_totals.book_value([row.value for row in rows])
    return {
        "properties_with_value": sum(row.properties for row in rows),
        "book_value_gbp": total,
        "withheld": None if total is not None else BOOK_VALUE_WITHHELD,
    }


def counts(connection: Connection, reader: v.Reader) -> dict[str, int]:
    """How many properties, organisations in scope, of them with properties, and associates."""
    located = and_(p.rep_point.is_not(None))
    statement = (
        select(
            func.count().label("properties"),
            func.count().filter(located).label("on_the_map"),
            func.count(p.geom).label("with_outline"),
            func.count(distinct(p.organisation_code))
            .filter(o.in_scope)
            .label("organisations_in_scope_with_properties"),
            func.count(distinct(p.organisation_code))
            .filter(~o.in_scope)
            .label("associates_with_properties"),
        )
        .select_from(t.property_.join(t.organisation))
        .where(v.rows(reader))
    )
    found = {k: int(n) for k, n in connection.execute(statement).mappings().one().items()}
    scope = select(func.count().filter(o.in_scope), func.count().filter(o.in_scope, v.in_force(o)))
    in_scope, signed = connection.execute(scope.select_from(t.organisation)).one()
    return {**found, "organisations_in_scope": int(in_scope), "signed_in_scope": int(signed)}


def by_code(connection: Connection, reader: v.Reader, name: str) -> dict[str, int]:
    """How many visible properties have each value of one coded column."""
    column = v.visible(reader, p[name], t.property_, p.organisation_code)
    if column is None:
        return {}
    value = func.coalesce(column, "unknown").label("value")
    statement = select(value, func.count()).select_from(t.property_).where(v.rows(reader))
    return _counted(connection, statement, value)


def _counted(
    connection: Connection, statement: Select[Any, int], value: ColumnElement[str]
) -> dict[str, int]:
    """The most frequent first, and always in the same order: two answers can be compared."""
    ordered = statement.group_by(value).order_by(func.count().desc(), value)
    return {str(k): int(n) for k, n in connection.execute(ordered)}


def by_rating(
    connection: Connection, reader: v.Reader, scheme: codes.RatingScheme
) -> dict[str, int]:
    """How many visible properties are red, amber, green and unrated in a scheme."""
    v.demand(reader, v.Level.CLUB, "ratings")
    r = subqueries.effective_rating(scheme)
    shown = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    value = func.coalesce(case((shown, r.c.rating)), "unrated").label("value")
    statement = (
        select(value, func.count())
        .select_from(t.property_.outerjoin(r, r.c.property_id == p.property_id))
        .where(v.rows(reader))
    )
    return _counted(connection, statement, value)
