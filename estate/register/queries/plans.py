"""Import plans, for the organisation whose file it is.

A plan tells what its organisation alone may see (``visibility.LEVELS``): whoever asks for one
has been asked first whose token that is (``api.http.identity.Bearer``).
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Integer, Uuid, any_, cast, func, literal, select

from estate.codes import PlanState
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

k, b, p = t.import_plan.c, t.import_batch.c, t.property_.c

#: How long a plan has waited.
AGE_DAYS = cast(
    func.floor(func.extract("epoch", func.now() - k.created_at) / 86_400), Integer
).label("age_days")


def one(connection: Connection, plan_id: UUID) -> dict[str, Any]:
    """One plan with its summary; ``NotFound`` when there is none."""
    row = connection.execute(
        select(*k, AGE_DAYS, b.reverted_at, b.reverted_by)
        .outerjoin(t.import_batch, b.import_batch_id == k.import_batch_id)
        .where(k.import_plan_id == plan_id)
    )
    found = row.mappings().one_or_none()
    if found is None:
        raise NotFound("There is no such import or plan in this register.")
    return dict(found)


def state(connection: Connection, plan_id: UUID) -> PlanState | None:
    """What became of a plan; None when there is none of this id."""
    found = connection.execute(select(k.state).where(k.import_plan_id == plan_id)).scalar()
    return None if found is None else PlanState(found)


def listing(
    connection: Connection,
    organisation: str | None,
    *,
    state: PlanState | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """The latest plans of an organisation, or of all, without what they say of rows."""
    names = (
        "import_plan_id",
        "organisation_code",
        "kind",
        "file_name",
        "state",
        "import_batch_id",
        "register_version",
        "created_by",
        "created_at",
    )
    statement = (
        select(
            *(k[name] for name in names),
            AGE_DAYS,
            k.summary["counts"].label("counts"),
            b.reverted_at,
        )
        .outerjoin(t.import_batch, b.import_batch_id == k.import_batch_id)
        .order_by(k.created_at.desc(), k.import_plan_id)
        .limit(limit)
    )
    if organisation is not None:
        statement = statement.where(k.organisation_code == organisation)
    if state is not None:
        statement = statement.where(k.state == state.value)
    return [dict(row) for row in connection.execute(statement).mappings()]


def batches(
    connection: Connection, organisation: str | None, *, limit: int = 100
) -> list[dict[str, Any]]:
    """The latest imports of an organisation, or of all, whichever door they came through."""
    statement = select(*b).order_by(b.imported_at.desc(), b.import_batch_id).limit(limit)
    if organisation is not None:
        statement = statement.where(b.organisation_code == organisation)
    return [dict(row) for row in connection.execute(statement).mappings()]


def places(
    connection: Connection, reader: v.Reader, property_ids: Collection[UUID]
) -> dict[UUID, str]:
    """GeoJSON of the outline, or else the point, of properties that this reader sees."""
    wanted = literal(list(property_ids), ARRAY(Uuid))
    place = func.coalesce(p.geom_4326, p.rep_point_4326)
    statement = select(p.property_id, func.ST_AsGeoJSON(place, 7)).where(
        p.property_id == any_(wanted), place.is_not(None), v.rows(reader)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}
