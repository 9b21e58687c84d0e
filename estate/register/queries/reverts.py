"""What an import wrote, as far as it can be taken back; ``revert_obstacles`` says what stands
in the way."""

from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, Select, literal, select, union_all

from estate.codes import RecordKind
from estate.db import tables as t
from estate.errors import NotFound
from estate.register.known_rows import ID_COLUMNS, TABLES

h, b = t.history.c, t.import_batch.c


def batch(connection: Connection, batch_id: UUID) -> dict[str, Any]:
    """The record of one import; ``NotFound`` when there is none."""
    found = connection.execute(select(t.import_batch).where(b.import_batch_id == batch_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such import in this register.")
    return dict(row)


def written(connection: Connection, batch_id: UUID) -> CompoundSelect[Any]:
    """What an import wrote: entity, action, and after which row of the history."""
    parts = [select(h.entity_id, h.action, h.history_id).where(h.import_batch_id == batch_id)]
    kind = batch(connection, batch_id)["kind"]
    if kind in TABLES:  # all that was said of a created row was said later
        ids = created(RecordKind(kind), batch_id).subquery("brought")
        parts.append(select(*ids.c, literal("created"), literal(0)))
    return union_all(*parts)


def keeps_too_little(connection: Connection, kind: RecordKind, batch_id: UUID) -> bool:
    """Whether the import was made before rows were kept for reverting."""
    if kind not in TABLES:
        return False
    u = t.import_undo.c
    kept = select(u.entity_id).where(
        u.import_batch_id == batch_id, u.table_name == TABLES[kind].name
    )
    lacking = entities(batch_id, "changed", "not_in_latest").where(h.entity_id.not_in(kept))
    return connection.execute(lacking.limit(1)).first() is not None


def entities(batch_id: UUID, *actions: str) -> Select[Any]:
    """Ids of what an import changed, linked or marked."""
    return select(h.entity_id).where(h.import_batch_id == batch_id, h.action.in_(actions))


def created(kind: RecordKind, batch_id: UUID) -> Select[Any]:
    """Ids of the rows that an import brought: as long as they stand, they bear its number."""
    table = TABLES[kind]
    return select(table.c[ID_COLUMNS[kind]]).where(table.c.import_batch_id == batch_id)
