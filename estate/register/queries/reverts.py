"""Whether an import can be taken back: what else has come to stand on it since."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from estate.codes import ProposalState, RecordKind
from estate.db import tables as t
from estate.errors import NotFound
from estate.register.standing import TABLES
from estate.register.writes_revert import created, entities
from estate.register.writes_undo import rows_before

h, b, p = t.history.c, t.import_batch.c, t.property_.c

_ON_PROPERTIES = (
    ("lease", t.lease),
    ("occupation", t.occupation),
    ("cost line", t.cost_line),
    ("correction", t.correction),
)


def batch(connection: Connection, batch_id: UUID) -> dict[str, Any]:
    """The record of one import; ``NotFound`` when there is none."""
    found = connection.execute(select(t.import_batch).where(b.import_batch_id == batch_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such import in this register.")
    return dict(row)


def changed_since(connection: Connection, batch_id: UUID) -> list[str]:
    """One phrase for each later import or person that changed what this import wrote."""
    later, other = t.history.alias("later"), t.import_batch.alias("later_batch")
    mine = _written(connection, batch_id).subquery("mine")
    statement = (
        select(other.c.file_name, other.c.organisation_code, later.c.changed_by,
               func.count(later.c.entity_id.distinct()))
        .select_from(mine)
        .join(later, and_(later.c.entity_id == mine.c.entity_id,
                          later.c.history_id > mine.c.history_id))
        .outerjoin(other, other.c.import_batch_id == later.c.import_batch_id)
        .where(
            later.c.import_batch_id.is_distinct_from(batch_id),
            other.c.reverted_at.is_(None),
            # who is linked to a property minds only its interests
            or_(mine.c.action != "linked", later.c.changes.has_key("interests")),
        )
        .group_by(other.c.import_batch_id, other.c.file_name, other.c.organisation_code,
                  later.c.changed_by)
        .order_by(func.min(later.c.history_id))
    )  # fmt: skip
    return [_said(*row) for row in connection.execute(statement)]


def _written(connection: Connection, batch_id: UUID) -> CompoundSelect[Any]:
    """What an import wrote: entity, action, and after which row of the history."""
    parts = [select(h.entity_id, h.action, h.history_id).where(h.import_batch_id == batch_id)]
    kind = batch(connection, batch_id)["kind"]
    if kind in TABLES:  # all that was said of a created row was said later
        ids = created(RecordKind(kind), batch_id).subquery("brought")
        parts.append(select(*ids.c, literal("created"), literal(0)))
    return union_all(*parts)


def _said(file_name: str | None, organisation: str | None, by: str, count: int) -> str:
    if file_name is None:
        return f"{by} changed {count} of its rows"
    return f"the import of “{file_name}” by {organisation} changed {count} of its rows"


def standing_on(connection: Connection, kind: RecordKind, batch_id: UUID) -> list[str]:
    """What hangs on properties that this import brought and would be lost with them."""
    if kind is not RecordKind.PROPERTY:
        return []
    brought = created(kind, batch_id)
    found: list[str] = []
    for word, table in _ON_PROPERTIES:
        found += _counted(connection, word, table, table.c.property_id.in_(brought))
    r = t.rating.c
    reverted = select(b.import_batch_id).where(b.reverted_at.is_not(None))
    others = or_(
        r.import_batch_id.is_(None),
        and_(r.import_batch_id != batch_id, r.import_batch_id.not_in(reverted)),
    )
    found += _counted(connection, "rating", t.rating, r.property_id.in_(brought), others)
    return found + _merged(connection, batch_id, brought)


def _merged(connection: Connection, batch_id: UUID, brought: Select[Any]) -> list[str]:
    m = t.property_merge.c
    accepted = m.state == ProposalState.ACCEPTED.value
    either = or_(m.kept_property_id.in_(brought), m.merged_property_id.in_(brought))
    old = rows_before(batch_id, t.property_).subquery("before")
    differs = p.merged_into_property_id.is_distinct_from(old.c.merged_into_property_id)
    changed = select(p.property_id).where(p.property_id == old.c.property_id, differs)
    rows = union_all(select(m.property_merge_id).where(accepted, either), changed)
    count = len(connection.execute(rows).all())
    return [_plural(count, "merge")] if count else []


def _counted(connection: Connection, word: str, table: Any, *where: Any) -> list[str]:
    statement = select(func.count()).select_from(table).where(*where)
    count = int(connection.execute(statement).scalar_one())
    return [_plural(count, word)] if count else []


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


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
