"""Requests to organisations for what is missing; who sees the gap report sees them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

r, p = t.information_request.c, t.property_.c
_asker = t.organisation.alias("asker")
#: For those who see the gap report; who it was that asked stays with the askers' organisation.
_SHOWN = (
    "request_id",
    "organisation_code",
    "kind",
    "property_id",
    "property_ids",
    "wanted_by",
    "sentence",
    "asked_by_organisation_code",
    "asked_at",
    "withdrawn_at",
)


def of(connection: Connection, reader: v.Reader, organisation: str) -> list[dict[str, Any]]:
    """Requests to an organisation, the one that is wanted first before others; those for one
    property as far as the reader sees it. Whoever calls has asked for the gap report first."""
    statement = (
        select(
            *(r[name] for name in _SHOWN),
            _asker.c.name.label("asked_by"),
            p.name.label("property_name"),
        )
        .select_from(t.information_request)
        .outerjoin(t.property_, p.property_id == r.property_id)
        .outerjoin(_asker, _asker.c.code == r.asked_by_organisation_code)
        .where(r.organisation_code == organisation)
        .where(r.property_id.is_(None) | v.rows(reader))
        .order_by(r.withdrawn_at.nulls_first(), r.wanted_by, r.asked_at, r.request_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def one(connection: Connection, request_id: UUID) -> dict[str, Any]:
    """Whose a request is, who has asked, and whether it stands; ``NotFound``."""
    names = ("organisation_code", "asked_by_organisation_code", "withdrawn_at")
    statement = select(*(r[name] for name in names)).where(r.request_id == request_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such request in this register.")
    return dict(row)


def stands(
    connection: Connection,
    organisation: str,
    asker: str | None,
    kind: str,
    property_id: UUID | None,
) -> bool:
    """Whether the same was asked by the same before, and is not withdrawn."""
    statement = select(r.request_id).where(
        r.organisation_code == organisation,
        r.asked_by_organisation_code.is_not_distinct_from(asker),
        r.kind == kind,
        r.property_id.is_not_distinct_from(property_id),
        r.withdrawn_at.is_(None),
    )
    return connection.execute(statement.limit(1)).first() is not None
