"""Counts and totals, with the guards that keep a single organisation's figures private."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, distinct, func, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import parts

p, o = t.property_.c, t.organisation.c
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

    ``kind`` limits it to organisations of one kind: the county council's own rows are the
    published table. ``excluded`` type codes stay out of the extrapolation base. A cost total
    is shown only for at least ten properties.
    """
    v.demand(reader, v.Level.CLUB, "cost totals")
    cost = parts.annual_cost()
    label = segment(excluded).label("segment")
    statement = (
        select(
            label, func.count().label("properties"), func.sum(p.gia_m2).label("gia_m2"),
            func.sum(cost.c.total_gbp_pa).label("cost_gbp_pa"),
            func.count(cost.c.total_gbp_pa).label("with_cost"),
            func.count(p.gia_m2).label("with_area"),
        )
        .select_from(t.property_.join(t.organisation))
        .outerjoin(cost, cost.c.property_id == p.property_id)
        .where(v.rows(reader), p.status != codes.Status.DISPOSED.value)
        .group_by(label)
        .order_by(label)
    )  # fmt: skip
    if kind is not None:
        statement = statement.where(o.kind == kind.value)
    found = [dict(row) for row in connection.execute(statement).mappings()]
    for row in found:
        if row["with_cost"] < v.MIN_PROPERTIES_IN_COST_TOTAL:
            row["cost_gbp_pa"] = None
    return found


def book_value(connection: Connection, reader: v.Reader) -> dict[str, Any]:
    """Total book value, GBP, withheld where it would show one organisation's own figure."""
    v.demand(reader, v.Level.CLUB, "book values")
    per = (
        select(p.organisation_code, func.sum(p.book_value_gbp).label("value"),
               func.count(p.book_value_gbp).label("n"))
        .where(v.rows(reader), p.book_value_gbp.is_not(None))
        .group_by(p.organisation_code)
        .subquery("per_organisation")
    )  # fmt: skip
    statement = select(
        func.count(distinct(per.c.organisation_code)).label("organisations"),
        func.sum(per.c.value).label("total"),
        func.max(per.c.value).label("largest"),
        func.coalesce(func.sum(per.c.n), 0).label("properties"),
    )
    row = connection.execute(statement).mappings().one()
    total, largest = row["total"] or Decimal(0), row["largest"] or Decimal(0)
    few = row["organisations"] < v.MIN_ORGANISATIONS_IN_VALUE_TOTAL
    dominated = total > 0 and float(largest / total) > v.MAX_SHARE_IN_VALUE_TOTAL
    return {
        "properties_with_value": int(row["properties"]),
        "book_value_gbp": None if few or dominated else total,
        "withheld": "fewer than three organisations, or one above 80 %"
        if few or dominated
        else None,
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
