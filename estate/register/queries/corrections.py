"""Corrections: whole for the property's owner and for whoever raised them, hidden from others."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, true

from estate import codes
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries import organisations

c, p = t.correction.c, t.property_.c


@dataclass(frozen=True)
class Corrected:
    """A field whose value comes from an accepted correction, or from its owner's hand: what it
    replaced, when, by whom."""

    replaced: Any
    on: date
    proposed_by: str | None
    accepted_by: str
    by_hand: bool = False


def standing(
    connection: Connection, organisation: str, kind: codes.RecordKind = codes.RecordKind.PROPERTY
) -> dict[UUID, dict[str, Corrected]]:
    """Fields of an organisation's rows that no file has changed since their correction, or since
    somebody of the organisation changed them by hand."""
    found: dict[UUID, dict[str, Corrected]] = defaultdict(dict)
    for entity_id, field, one in _by_hand(connection, organisation, kind):
        found[entity_id][field] = one
    if kind is not codes.RecordKind.PROPERTY:
        return dict(found)
    f = t.field_provenance.c
    statement = (
        select(
            f.entity_id,
            f.field,
            c.replaced_value,
            c.answered_at,
            c.raised_by_organisation_code,
            c.answered_by,
        )
        .select_from(t.field_provenance)
        .join(t.correction, c.correction_id == f.correction_id)
        .join(t.property_, p.property_id == f.entity_id)
        .where(p.organisation_code == organisation)
    )
    for entity_id, field, replaced, at, proposed_by, by in connection.execute(statement):
        found[entity_id][field] = Corrected(replaced, at.date(), proposed_by, by)
    return dict(found)


def _by_hand(
    connection: Connection, organisation: str, kind: codes.RecordKind
) -> Iterator[tuple[UUID, str, Corrected]]:
    f, b, h = t.field_provenance.c, t.import_batch.c, t.history.c
    statement = (
        select(f.entity_id, f.field, h.changes, b.imported_at, b.imported_by)
        .select_from(t.field_provenance)
        .join(t.import_batch, b.import_batch_id == f.import_batch_id)
        .join(
            t.history,
            and_(
                h.import_batch_id == b.import_batch_id,
                h.entity_id == f.entity_id,
                h.action == "changed",
            ),
        )
        .where(
            b.organisation_code == organisation,
            f.entity_kind == kind.value,
            b.origin == codes.Origin.BY_HAND.value,
        )
    )
    for entity_id, field, changes, at, by in connection.execute(statement):
        yield entity_id, field, Corrected(changes[field][0], at.date(), None, by, by_hand=True)


def _rows(connection: Connection, organisation: str | None) -> Select[Any]:
    """Corrections with their property as an organisation is shown it today: its ``name`` and its
    owner's reference are null to whoever raised one of a place that is hidden by now."""
    name: ColumnElement[Any] = p.name
    ref: ColumnElement[Any] = p.local_ref
    if organisation is not None:
        signed = organisations.has_signed(connection, organisation)
        reader = v.owner(organisation, is_signatory=signed)
        own = p.organisation_code == organisation
        shown = or_(own, v.rows(reader))
        club = and_(shown, v.may_see(reader, v.Level.CLUB, p.organisation_code))
        name = case((shown, p.name)).label("name")
        ref = case((club, p.local_ref)).label("local_ref")
    return (
        select(*t.correction.c, p.organisation_code.label("owner"), ref, name)
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
    statement = _rows(connection, organisation).where(_concerns(organisation))
    if state is not None:
        statement = statement.where(c.state == state.value)
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """How many corrections wait for each owner's answer, and since when the oldest does; of
    properties that the reader is shown. Columns: ``organisation_code``, ``organisation``,
    ``open``, ``oldest_at``."""
    v.demand(reader, v.Level.CLUB, "corrections")
    name = t.organisation.c.name
    statement = (
        select(
            p.organisation_code,
            name.label("organisation"),
            func.count().label("open"),
            func.min(c.raised_at).label("oldest_at"),
        )
        .select_from(t.correction)
        .join(t.property_, p.property_id == c.property_id)
        .join(t.organisation, t.organisation.c.code == p.organisation_code)
        .where(
            c.state == codes.CorrectionState.OPEN.value,
            v.rows(reader),
            v.may_see(reader, v.Level.CLUB, p.organisation_code),
        )
        .group_by(p.organisation_code, name)
        .order_by(name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def open_count(connection: Connection, raised_by: str) -> int:
    """How many corrections of one token, or person, still wait for their answer."""
    waiting = c.state == codes.CorrectionState.OPEN.value
    statement = select(func.count()).where(c.raised_by == raised_by, waiting)
    return int(connection.execute(statement).scalar_one())


def one(connection: Connection, organisation: str | None, correction_id: UUID) -> dict[str, Any]:
    """One that concerns an organisation; NotFound to everybody else."""
    mine = (c.correction_id == correction_id, _concerns(organisation))
    statement = _rows(connection, organisation).where(*mine)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such correction in this register.")
    return dict(row)
