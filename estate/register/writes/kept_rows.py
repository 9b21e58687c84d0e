"""Rows as they stood before an import, kept so that it can be reverted, and put back (ADR 11).

Only rows that an import changes or replaces are kept; what it creates is known by its history.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.import_actions import Actions
from estate.register.known_rows import ID_COLUMNS, TABLES
from estate.register.queries.rows_before import rows_before

u = t.import_undo.c
#: Follows the outline and the overlays, which may have changed since; found again, not put back.
_DERIVED = frozenset({"town_id", "district_id"})


def one_of(column_: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids, however many there are."""
    return column_ == any_(literal(list(ids), ARRAY(Uuid)))


def keep_before(
    connection: Connection, kind: RecordKind, organisation: str, actions: Actions, batch_id: UUID
) -> None:
    """Keep every row that these actions are about to change, replace or remove."""
    ids = [action.entity_id for action in actions.changed] + actions.absent
    table, identity = TABLES[kind], ID_COLUMNS[kind]
    _keep(connection, batch_id, table, identity, one_of(table.c[identity], ids), bool(ids))
    provenance = t.field_provenance
    _keep(
        connection,
        batch_id,
        provenance,
        "entity_id",
        one_of(provenance.c.entity_id, ids),
        bool(ids),
    )
    if kind is RecordKind.LEASE:
        events = t.lease_event
        _keep(connection, batch_id, events, "lease_id", one_of(events.c.lease_id, ids), bool(ids))
    if kind is RecordKind.PROPERTY:
        titles = t.title
        _keep(
            connection,
            batch_id,
            titles,
            "property_id",
            one_of(titles.c.property_id, ids),
            bool(ids),
        )
        _keep_interests(connection, organisation, actions, ids, batch_id)


def _keep_interests(
    connection: Connection, organisation: str, actions: Actions, ids: list[UUID], batch_id: UUID
) -> None:
    """All interests of every property of which one is to change; links may leave a property."""
    i = t.interest.c
    links = actions.relinked
    touched = [*ids, *(link.property_id for link in links)]
    former = select(i.property_id).where(
        i.reported_by == organisation,
        i.own_ref == any_(literal([link.reference for link in links], ARRAY(Text))),
    )
    where = one_of(i.property_id, touched)
    if links:
        where = or_(where, i.property_id.in_(former))
    if links:  # of a property that an earlier part of this import has touched
        kept = kept_ids(batch_id, t.interest).where(u.entity_id == i.property_id)
        where = and_(where, ~kept.exists())
    _keep(connection, batch_id, t.interest, "property_id", where, bool(touched))


def _keep(
    connection: Connection,
    batch_id: UUID,
    table: Table,
    entity: str,
    where: ColumnElement[bool],
    needed: bool,
) -> None:
    if not needed:
        return
    # As text, a shape is hexadecimal EWKB and comes back exactly; as JSON it would be rounded.
    columns = [cast(c, Text).label(c.name) if isinstance(c.type, Geometry) else c for c in table.c]
    row = select(*columns).where(where).subquery("row")
    kept = select(
        literal(batch_id, Uuid),
        literal(table.name),
        row.c[entity],
        func.to_jsonb(row.table_valued()),
    )
    names = ["import_batch_id", "table_name", "entity_id", "before"]
    connection.execute(insert(t.import_undo).from_select(names, kept))


def kept_ids(batch_id: UUID, table: Table) -> Select[Any]:
    """Properties, leases … of which rows of this table were kept."""
    return select(u.entity_id).where(u.import_batch_id == batch_id, u.table_name == table.name)


def put_back(connection: Connection, kind: RecordKind, batch_id: UUID) -> int:
    """Give changed rows of the kind's own table their old values; how many there were."""
    table, identity = TABLES[kind], ID_COLUMNS[kind]
    old = rows_before(batch_id, table).subquery("before")
    fixed = _DERIVED | {identity}
    values = {c.name: old.c[c.name] for c in table.c if c.name not in fixed}
    statement = update(table).values(values).where(table.c[identity] == old.c[identity])
    return connection.execute(statement).rowcount


def put_back_hanging(
    connection: Connection,
    table: Table,
    entity: str,
    batch_id: UUID,
    touched: CompoundSelect[Any],
) -> None:
    """Replace all rows that hang on the touched entities by those that were kept."""
    which = table.c[entity]
    kept = kept_ids(batch_id, table)
    connection.execute(delete(table).where(or_(which.in_(touched), which.in_(kept))))
    rows = rows_before(batch_id, table)
    connection.execute(insert(table).from_select(list(table.c.keys()), rows))


def moved(batch_id: UUID) -> Select[Any]:
    """Properties that stand elsewhere now than they did before the import."""
    p = t.property_.c
    old = rows_before(batch_id, t.property_).subquery("before")
    same = cast(p.rep_point, Text).is_not_distinct_from(cast(old.c.rep_point, Text))
    return select(p.property_id).where(and_(p.property_id == old.c.property_id, ~same))
