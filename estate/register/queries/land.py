"""Parcels for land assembly: outlines in clusters, and who owns each."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from estate.codes import GeometryQuality, InterestRole, Status, Tenure
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries
from estate.rows import Rows

p, i = t.property_.c, t.interest.c
#: Outlines drawn round a point say nothing of where land ends.
_NO_POLYGON = (GeometryQuality.POINT.value, GeometryQuality.POINT_BUFFER.value)
#: Who holds so and is alone on record is taken to own.
_OWN = (Tenure.FREEHOLD.value, Tenure.UNREGISTERED_UNKNOWN.value)


def parcels(
    connection: Connection,
    reader: v.Reader,
    within_m: float,
    excluded_types: Collection[str],
) -> Rows:
    """Every parcel that this reader may see and that lies in a cluster of two or more.

    ``property_id`` (text), ``cluster``, ``wkb`` (27700), ``owner`` (code; null where none of the
    register's bodies owns it, or nobody is on record) and ``outside_owner`` (the name on record
    of an owner that is none of the bodies). Clusters are DBSCAN's with at least two outlines no
    further apart than ``within_m``. Parks, protected uses and what is disposed of are left out,
    and whatever has no outline better than a point.
    """
    owner = _owners()
    tenure = subqueries.principal_tenure()
    clustered = (
        select(
            p.property_id,
            cast(p.property_id, Text).label("id"),
            p.organisation_code,
            p.geom,
            func.ST_ClusterDBSCAN(p.geom, within_m, 2).over().label("cluster"),
        )
        .where(_counted(reader, excluded_types))
        .cte("clustered")
    )
    at = clustered.c
    nobody = owner.c.property_id.is_(None)
    alone = and_(nobody, or_(tenure.c.tenure.is_(None), tenure.c.tenure.in_(_OWN)))
    statement = (
        select(
            at.id.label("property_id"),
            at.cluster,
            func.ST_AsBinary(at.geom).label("wkb"),
            case((alone, at.organisation_code), else_=owner.c.organisation_code).label("owner"),
            owner.c.holder_name.label("outside_owner"),
        )
        .select_from(clustered)
        .outerjoin(owner, owner.c.property_id == at.property_id)
        .outerjoin(tenure, tenure.c.property_id == at.property_id)
        .where(at.cluster.is_not(None))
        .order_by(at.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def counts(
    connection: Connection, reader: v.Reader, excluded_types: Collection[str]
) -> dict[str, int]:
    """How many properties were looked at (``parcels``), and how many were not: ``no_outline`` and
    ``left_out`` (parks, protected uses, disposed of)."""
    counted, seen = _counted(reader, excluded_types), _seen(reader)
    drawn = _drawn()
    statement = select(
        func.count().filter(counted).label("parcels"),
        func.count().filter(~drawn).label("no_outline"),
        func.count().filter(drawn, ~counted).label("left_out"),
    ).where(seen)
    return dict(connection.execute(statement).mappings().one())


def _seen(reader: v.Reader) -> ColumnElement[bool]:
    return and_(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))


def _drawn() -> ColumnElement[bool]:
    quality = func.coalesce(p.geom_quality, GeometryQuality.POINT.value)
    return and_(p.geom.is_not(None), quality.not_in(_NO_POLYGON))


def _counted(reader: v.Reader, excluded_types: Collection[str]) -> ColumnElement[bool]:
    return and_(
        _seen(reader),
        _drawn(),
        p.protected_use.is_(None),
        p.status != Status.DISPOSED.value,
        func.coalesce(p.type_code, "").not_in(sorted(excluded_types)),
    )


def _owners() -> Any:
    """One row per property: its owner as its own organisation reported it, one of the register's
    bodies before any other."""
    reported = (
        select(i.property_id, i.organisation_code, i.holder_name)
        .join(t.property_, p.property_id == i.property_id)
        .where(i.role == InterestRole.OWNER.value, i.reported_by == p.organisation_code)
        .ext(distinct_on(i.property_id))
        .order_by(i.property_id, i.organisation_code.is_(None), i.organisation_code, i.holder_name)
    )
    return reported.subquery("owner")
