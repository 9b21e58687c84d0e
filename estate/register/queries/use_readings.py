"""Counts of people in buildings, for the organisation whose they are alone."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, cast, select

from estate.db import tables as t
from estate.register import visibility as v

u, p = t.use_reading.c, t.property_.c
_SHOWN = [
    "use_reading_id",
    "organisation_code",
    "property_id",
    "occupation_ref",
    "counted_on",
    "people",
    "workplaces",
    "source",
    "withdrawn",
    "recorded_by",
    "recorded_at",
]


def of(
    connection: Connection, reader: v.Reader, property_id: UUID | None = None
) -> list[dict[str, Any]]:
    """The readings that this reader sees, of one property or of all, in the order in which they
    were recorded, with ``property_ref`` and ``property_name``."""
    own = v.may_see(reader, v.Level.OWNER, u.organisation_code)
    columns = v.select_list(reader, t.use_reading, _SHOWN, u.organisation_code)
    if v.never(own) or not columns:
        return []
    statement = (
        select(*columns, p.local_ref.label("property_ref"), p.name.label("property_name"))
        .select_from(t.use_reading.join(t.property_, p.property_id == u.property_id))
        .where(own, v.rows(reader), p.organisation_code == u.organisation_code)
        .order_by(u.sequence)
    )
    if property_id is not None:
        statement = statement.where(u.property_id == property_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def own_properties(connection: Connection, organisation: str) -> dict[str, UUID]:
    """An organisation's own references of its properties → the properties."""
    statement = select(p.local_ref, p.property_id).where(
        p.organisation_code == organisation, p.merged_into_property_id.is_(None)
    )
    return {str(ref): key for ref, key in connection.execute(statement)}


def own_occupations(connection: Connection, organisation: str) -> set[tuple[UUID, str]]:
    """Which references of occupations its files have, in which properties."""
    o = t.occupation.c
    statement = select(o.property_id, cast(o.own_ref, Text)).where(
        o.organisation_code == organisation
    )
    return {(key, str(ref)) for key, ref in connection.execute(statement)}


def owner_of(connection: Connection, property_id: UUID) -> str | None:
    """Whose property it is; None where there is none, or it gave way to another."""
    statement = select(p.organisation_code).where(
        p.property_id == property_id, p.merged_into_property_id.is_(None)
    )
    found = connection.execute(statement).scalar_one_or_none()
    return None if found is None else str(found)
