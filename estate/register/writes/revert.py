"""An import is taken back: created rows go, changed rows and what hangs on them come back."""

from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, literal, select, union_all, update
from sqlalchemy.dialects.postgresql import JSONB

from estate.codes import ProposalState, RecordKind
from estate.db import tables as t
from estate.progress import Progress
from estate.register.known_rows import ID_COLUMNS, TABLES
from estate.register.queries.reverts import created, entities
from estate.register.writes.area import locate_properties
from estate.register.writes.kept_rows import kept_ids, moved, put_back, put_back_hanging
from estate.register.writes.protection import undo_of_import

h, p = t.history.c, t.property_.c
_AT_ONCE = 10_000
_HISTORY = ["entity_kind", "entity_id", "import_batch_id", "action", "changes", "changed_by"]

#: What refers to a property and would be lost with it.
_PROPOSALS = (
    (t.property_merge, t.property_merge.c.kept_property_id),
    (t.property_merge, t.property_merge.c.merged_property_id),
    (t.reference_match, t.reference_match.c.property_id),
)


def restore_before(
    connection: Connection,
    kind: RecordKind,
    batch_id: UUID,
    by: str,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Undo the rows of an import; whoever calls has made sure that nothing stands on them."""
    counts = {"removed": 0, "restored": 0}
    elsewhere: list[UUID] = []
    told = _teller(connection, kind, batch_id, progress)
    if kind in TABLES:
        told("Putting back what belongs to the rows", 0)
        if kind is RecordKind.PROPERTY:
            elsewhere = list(connection.execute(moved(batch_id)).scalars())
        _hanging_back(connection, kind, batch_id)
        undo_of_import(connection, batch_id, by)
        told("Putting back changed rows", 0)
        counts["restored"] = put_back(connection, kind, batch_id)
        for removed in _remove_created(connection, kind, batch_id, by):
            told("Removing new rows", counts["restored"] + counts["removed"])
            counts["removed"] += removed
        for start in range(0, len(elsewhere), _AT_ONCE):
            locate_properties(connection, elsewhere[start : start + _AT_ONCE])
    _remember(connection, batch_id, by)
    ratings = select(func.count()).where(t.rating.c.import_batch_id == batch_id)
    return counts | {"ratings": connection.execute(ratings).scalar_one()}


def mark_reverted(connection: Connection, batch_id: UUID, by: str) -> None:
    """From now on its ratings no longer count (they stay: ratings are never deleted)."""
    statement = update(t.import_batch).where(t.import_batch.c.import_batch_id == batch_id)
    connection.execute(statement.values(reverted_at=func.now(), reverted_by=by))


def _hanging_back(connection: Connection, kind: RecordKind, batch_id: UUID) -> None:
    brought = created(kind, batch_id)
    touched = union_all(entities(batch_id, "changed", "not_in_latest"), brought)
    put_back_hanging(connection, t.field_provenance, "entity_id", batch_id, touched)
    if kind is RecordKind.LEASE:
        put_back_hanging(connection, t.lease_event, "lease_id", batch_id, touched)
    if kind is RecordKind.PROPERTY:
        put_back_hanging(connection, t.title, "property_id", batch_id, touched)
        linked = union_all(
            entities(batch_id, "changed", "not_in_latest", "linked", "parted"), brought
        )
        put_back_hanging(connection, t.interest, "property_id", batch_id, linked)


def _teller(
    connection: Connection, kind: RecordKind, batch_id: UUID, progress: Progress | None
) -> Callable[[str, int], None]:
    """How it is told what is done, and how many of all rows concerned."""
    if progress is None or kind not in TABLES:
        return lambda _what, _done: None
    brought = select(func.count()).select_from(created(kind, batch_id).subquery())
    total = connection.execute(brought).scalar_one()
    changed = kept_ids(batch_id, TABLES[kind]).subquery()
    total += connection.execute(select(func.count()).select_from(changed)).scalar_one()
    return lambda what, done: progress(what, done, total)


def _remove_created(
    connection: Connection, kind: RecordKind, batch_id: UUID, by: str
) -> Iterator[int]:
    """Remove the rows that an import brought, some thousands at a time; how many each time."""
    table, brought = TABLES[kind], created(kind, batch_id)
    _remember_removed(connection, kind, batch_id, by)
    if kind is RecordKind.PROPERTY:
        for proposal, column in _PROPOSALS:
            undecided = proposal.c.state != ProposalState.ACCEPTED.value
            connection.execute(delete(proposal).where(column.in_(brought), undecided))
    if kind is RecordKind.PROPERTY:  # whoever stands behind another goes first
        brought = brought.order_by(p.merged_into_property_id.is_(None))
    some = delete(table).where(table.c[ID_COLUMNS[kind]].in_(brought.limit(_AT_ONCE)))
    removed = _AT_ONCE
    while removed == _AT_ONCE:
        removed = connection.execute(some).rowcount
        yield removed


def _remember_removed(connection: Connection, kind: RecordKind, batch_id: UUID, by: str) -> None:
    """What goes can no longer say itself that it was created; its two history rows do."""
    table, b = TABLES[kind], t.import_batch.c
    batch = t.import_batch.join(table, table.c.import_batch_id == b.import_batch_id)
    common = (literal(kind.value), table.c[ID_COLUMNS[kind]], b.import_batch_id)
    was = select(*common, literal("created"), literal({}, JSONB), b.imported_by, b.imported_at)
    is_now = select(*common, literal("reverted"), literal({}, JSONB), literal(by), func.now())
    for rows in (was, is_now):
        found = rows.select_from(batch).where(b.import_batch_id == batch_id)
        connection.execute(insert(t.history).from_select([*_HISTORY, "changed_at"], found))


def _remember(connection: Connection, batch_id: UUID, by: str) -> None:
    """One more history row for everything that the import had changed."""
    rows = (
        select(
            h.entity_kind,
            h.entity_id,
            h.import_batch_id,
            literal("reverted"),
            literal({}, JSONB),
            literal(by),
        )
        .where(h.import_batch_id == batch_id)
        .group_by(h.entity_kind, h.entity_id, h.import_batch_id)
        .having(func.bool_and(h.action.not_in(["created", "reverted"])))
    )
    connection.execute(insert(t.history).from_select(_HISTORY, rows))
