"""Counts and totals. A total for the club is reckoned from what the club sees of each property;
two rest on exact figures (the county council's own costs, the county's book value) and are
told only under the guards of ``register.disclosure`` (ADR 19)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    func,
    select,
)

from estate import codes
from estate.db import tables as t
from estate.register import disclosure
from estate.register import visibility as v
from estate.register.queries import parts

p, o = t.property_.c, t.organisation.c
BOOK_VALUE_WITHHELD = (
    f"fewer than {v.MIN_ORGANISATIONS_IN_VALUE_TOTAL} organisations, or one could work out most "
    "of another's from it"
)
SCHOOLS = frozenset(kind.value for kind in codes.SCHOOL_TYPES)
CAMPUSES = frozenset(kind.value for kind in codes.CAMPUS_TYPES)


def _in(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    return func.coalesce(column.in_(sorted(values)), False)


def segment(excluded: frozenset[str]) -> ColumnElement[Any]:
    """The county table's rows (004:1983-1992), other types left out of the base apart."""
    return case(
        (_in(p.type_code, SCHOOLS), "schools"),
        (~p.operational, "non_operational"),
        (_in(p.type_code, excluded), "specialist_campus"),
        else_="other_operational",
    )


def segments(
    connection: Connection,
    reader: v.Reader,
    *,
    kind: codes.OrganisationKind | None = None,
    excluded: frozenset[str] = CAMPUSES,
) -> list[dict[str, Any]]:
    """Count, gross area (m2) and annual premises cost (GBP) per segment.

    Of everybody, the cost is the sum of what the reader sees of each property: others' figures
    stand as their bands. ``kind`` limits it to organisations of one kind, and the cost is then
    exact, to the nearest £1,000 and only where it narrows no property's band: the county
    council's own rows are the published table. An organisation sees its own without either.
    ``excluded`` type codes stay out of the extrapolation base. Areas and costs are those of
    organisations that have signed; of others ten properties or more are counted, no more told.
    """
    v.demand(reader, v.Level.CLUB, "cost totals")
    statement = _segments(reader, kind, excluded)
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    by_segment = groupby(rows, key=itemgetter("segment"))
    every = (_segment(reader, name, list(own), kind is not None) for name, own in by_segment)
    return [row for row in every if row["properties"]]


def _segments(
    reader: v.Reader, kind: codes.OrganisationKind | None, excluded: frozenset[str]
) -> Any:
    """Sums per segment and organisation."""
    cost = parts.annual_cost()
    shown = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    whole = v.may_see(reader, v.Level.PARTIES, p.organisation_code)
    seen = case((shown, parts.cost_seen(cost.c.total_gbp_pa, whole)))
    area = case((shown, p.gia_m2))
    label = segment(excluded).label("segment")
    exact = [] if kind is None else _exact_sums(cost, shown)
    statement = (
        select(
            label, p.organisation_code, o.signed_on.is_not(None).label("signed"),
            func.count().label("properties"), func.sum(area).label("gia_m2"),
            func.sum(seen).label("cost_gbp_pa"), func.count(seen).label("with_cost"),
            func.count(area).label("with_area"), *exact,
        )
        .select_from(t.property_.join(t.organisation))
        .outerjoin(cost, cost.c.property_id == p.property_id)
        .where(v.rows(reader), p.status != codes.Status.DISPOSED.value)
        .group_by(label, p.organisation_code, o.signed_on)
        .order_by(label, p.organisation_code)
    )  # fmt: skip
    return statement if kind is None else statement.where(o.kind == kind.value)


def _exact_sums(cost: Subquery, shown: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """Sums of the costs themselves and of their bands' ends, for ``disclosure.cost_total``."""
    amount = case((shown, cost.c.total_gbp_pa))
    band = parts.cost_band(amount)
    edges = list(enumerate(disclosure.band_edges()))
    low = case(*((band == number, low) for number, (low, _) in edges))
    high = case(*((band == number, high) for number, (_, high) in edges))
    top = edges[-1][0]
    widest = case((band == top, disclosure.OPEN_BAND_GBP), else_=high - low)
    open_ones = func.sum(cast(band == top, Integer))
    sums = {"exact": func.sum(amount), "lowest": func.sum(low), "highest": func.sum(high),
            "widest": func.max(widest), "unbounded": open_ones}  # fmt: skip
    return [expression.label(name) for name, expression in sums.items()]


def _segment(
    reader: v.Reader, name: str, rows: list[dict[str, Any]], is_exact: bool
) -> dict[str, Any]:
    """One segment of all its organisations."""
    told = [row for row in rows if row["signed"] or row["organisation_code"] == reader.organisation]
    unsigned = sum(row["properties"] for row in rows) - sum(row["properties"] for row in told)
    costs = [row["cost_gbp_pa"] for row in told if row["cost_gbp_pa"] is not None]
    areas = [row["gia_m2"] for row in told if row["gia_m2"] is not None]
    many = unsigned >= v.MIN_PROPERTIES_IN_COST_TOTAL
    found = {
        "segment": name,
        "properties": sum(row["properties"] for row in told) + (unsigned if many else 0),
        "gia_m2": sum(areas, Decimal(0)) if areas else None,
        "cost_gbp_pa": sum(costs, Decimal(0)) if costs else None,
        "with_cost": sum(row["with_cost"] for row in told),
        "with_area": sum(row["with_area"] for row in told),
    }
    own = {row["organisation_code"] for row in told} == {reader.organisation}
    if is_exact and not own:
        found["cost_gbp_pa"] = disclosure.cost_total(list(_shares(told)))
    return found


def _shares(rows: list[dict[str, Any]]) -> Iterator[disclosure.CostShare]:
    for row in rows:
        if row["with_cost"]:
            named = {name: row[name] for name in ("lowest", "highest", "widest", "unbounded")}
            yield disclosure.CostShare(row["with_cost"], row["exact"], **named)


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
    total = disclosure.book_value([row.value for row in rows])
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
            func.count(distinct(p.organisation_code)).filter(o.in_scope)
            .label("organisations_in_scope_with_properties"),
            func.count(distinct(p.organisation_code)).filter(~o.in_scope)
            .label("associates_with_properties"),
        )
        .select_from(t.property_.join(t.organisation))
        .where(v.rows(reader))
    )  # fmt: skip
    found = {k: int(n) for k, n in connection.execute(statement).mappings().one().items()}
    scope = select(func.count().filter(o.in_scope), func.count(o.signed_on).filter(o.in_scope))
    in_scope, signed = connection.execute(scope.select_from(t.organisation)).one()
    return {**found, "organisations_in_scope": int(in_scope), "signed_in_scope": int(signed)}


def by_code(connection: Connection, reader: v.Reader, name: str) -> dict[str, int]:
    """How many visible properties have each value of one coded column."""
    column = v.visible(reader, p[name], t.property_, p.organisation_code)
    if column is None:
        return {}
    value = func.coalesce(column, "unknown").label("value")
    statement = (
        select(value, func.count()).select_from(t.property_).where(v.rows(reader)).group_by(value)
    )
    return {str(k): int(n) for k, n in connection.execute(statement)}


def by_rating(
    connection: Connection, reader: v.Reader, scheme: codes.RatingScheme
) -> dict[str, int]:
    """How many visible properties are red, amber, green and unrated in a scheme."""
    v.demand(reader, v.Level.CLUB, "ratings")
    r = parts.effective_rating(scheme)
    shown = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    value = func.coalesce(case((shown, r.c.rating)), "unrated").label("value")
    statement = (
        select(value, func.count())
        .select_from(t.property_.outerjoin(r, r.c.property_id == p.property_id))
        .where(v.rows(reader))
        .group_by(value)
    )
    return {str(k): int(n) for k, n in connection.execute(statement)}
