"""Who holds a property beside the organisation that reports it, and its titles, as columns; and who
manages it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from estate.codes import InterestRole
from estate.db import tables as t
from estate.register import visibility as v

p, i, title = t.property_.c, t.interest.c, t.title.c
BETWEEN_TITLES = "; "
_ROLES = (InterestRole.OWNER, InterestRole.LANDLORD, InterestRole.MANAGER)


def held_by(reader: v.Reader) -> list[ColumnElement[Any]]:
    """``owner``, ``landlord``, ``manager`` and ``title_numbers`` of each property of a statement,
    as its own organisation reported them; none at all for the public (level L1)."""
    seen = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(seen):
        return []
    titles = (
        select(
            func.array_to_string(
                func.array_agg(aggregate_order_by(title.title_number, title.title_number)),
                BETWEEN_TITLES,
            )
        )
        .where(title.property_id == p.property_id, seen)
        .scalar_subquery()
    )
    return [*(_party(role, seen) for role in _ROLES), titles.label("title_numbers")]


def _party(role: InterestRole, seen: ColumnElement[bool]) -> ColumnElement[Any]:
    """The name of whoever has that role, the reporting organisation itself aside."""
    holder = t.organisation.alias("holder")
    name = func.coalesce(holder.c.name, i.holder_name)
    return (
        select(func.min(name))
        .select_from(t.interest.outerjoin(holder, holder.c.code == i.organisation_code))
        .where(
            i.property_id == p.property_id,
            i.role == role.value,
            i.reported_by == p.organisation_code,
            i.organisation_code.is_distinct_from(p.organisation_code),
            seen,
        )
        .scalar_subquery()
        .label(role.value)
    )


def managers(connection: Connection, reader: v.Reader) -> dict[str, tuple[str | None, str | None]]:
    """Code and name of whoever is on record as managing each property that the reader is shown at
    the club's level, by property id; (None, None) where nobody is. A body outside the register has
    no code. Of several the first by name."""
    holder = t.organisation.alias("holder").c
    name = func.coalesce(holder.name, i.holder_name)
    on_record = (
        select(i.property_id, i.reported_by, i.organisation_code, name.label("name"))
        .select_from(t.interest.outerjoin(holder.code.table, holder.code == i.organisation_code))
        .where(i.role == InterestRole.MANAGER.value)
        .ext(distinct_on(i.property_id, i.reported_by))
        .order_by(i.property_id, i.reported_by, name)
        .subquery("on_record")
    ).c
    statement = (
        select(p.property_id, on_record.organisation_code, on_record.name)
        .select_from(t.property_)
        .outerjoin(
            on_record.property_id.table,
            and_(
                on_record.property_id == p.property_id,
                on_record.reported_by == p.organisation_code,
            ),
        )
        .where(v.rows(reader), v.may_see(reader, v.Level.CLUB, p.organisation_code))
    )
    return {str(key): (code, named) for key, code, named in connection.execute(statement)}
