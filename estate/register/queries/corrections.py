"""Corrections: whole for the property's owner and for whoever raised them, hidden from others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, true

from estate import codes
from estate.db import tables as t
from estate.errors import NotFound

c, p = t.correction.c, t.property_.c


@dataclass(frozen=True)
class Corrected:
    """A field whose value comes from an accepted correction: what it replaced, when, by whom."""

    replaced: Any
    on: date
    proposed_by: str | None
    accepted_by: str


def standing(connection: Connection, organisation: str) -> dict[UUID, dict[str, Corrected]]:
    """Fields of an organisation's properties that no file has changed since their correction."""
    f = t.field_provenance.c
    statement = (
        select(f.entity_id, f.field, c.replaced_value, c.answered_at,
               c.raised_by_organisation_code, c.answered_by)
        .select_from(t.field_provenance)
        .join(t.correction, c.correction_id == f.correction_id)
        .join(t.property_, p.property_id == f.entity_id)
        .where(p.organisation_code == organisation)
    )  # fmt: skip
    found: dict[UUID, dict[str, Corrected]] = defaultdict(dict)
    for entity_id, field, replaced, at, proposed_by, by in connection.execute(statement):
        found[entity_id][field] = Corrected(replaced, at.date(), proposed_by, by)
    return dict(found)


def _rows() -> Select[Any]:
    return (
        select(*t.correction.c, p.organisation_code.label("owner"), p.local_ref, p.name)
        .select_from(t.correction.join(t.property_, p.property_id == c.property_id))
        .order_by(c.raised_at, c.correction_id)
    )


def _concerns(organisation: str | None) -> ColumnElement[bool]:
    """Owner or raiser; None stands for an administrator, whom everything concerns."""
    if organisation is None:
        return true()
    return or_(p.organisation_code == organisation, c.raised_by_organisation_code == organisation)


def listing(
    connection: Connection,
    organisation: str | None,
    *,
    state: codes.CorrectionState | None = None,
) -> list[dict[str, Any]]:
    """Those that concern an organisation, as owner or raiser, the oldest first."""
    statement = _rows().where(_concerns(organisation))
    if state is not None:
        statement = statement.where(c.state == state.value)
    return [dict(row) for row in connection.execute(statement).mappings()]


def open_count(connection: Connection, raised_by: str) -> int:
    """How many corrections of one token, or person, still wait for their answer."""
    waiting = c.state == codes.CorrectionState.OPEN.value
    statement = select(func.count()).where(c.raised_by == raised_by, waiting)
    return int(connection.execute(statement).scalar_one())


def one(connection: Connection, organisation: str | None, correction_id: UUID) -> dict[str, Any]:
    """One that concerns an organisation; NotFound to everybody else."""
    statement = _rows().where(c.correction_id == correction_id, _concerns(organisation))
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such correction in this register.")
    return dict(row)
