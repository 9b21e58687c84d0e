"""An import taken back, in the caller's transaction: exactly the state before, or not at all."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from estate.codes import RecordKind
from estate.errors import Conflict
from estate.intake.rows.checks import Progress
from estate.register.queries import revert_obstacles, reverts
from estate.register.writes.batches import lock_organisation, lock_register, next_version
from estate.register.writes.revert import mark_reverted, restore_before


@dataclass(frozen=True)
class RevertResult:
    """What was undone: rows removed, rows restored, ratings that no longer count."""

    batch_id: UUID
    organisation: str
    kind: RecordKind
    counts: dict[str, int]


def revert(
    connection: Connection, import_batch_id: UUID, *, by: str, progress: Progress | None = None
) -> RevertResult:
    """Restore what stood before an import; ``progress`` is told what is done, and how many rows.

    ``NotFound`` for an unknown import; ``Conflict`` when it changed nothing, is reverted
    already, or when something that has happened since stands on it: the sentence names it.
    """
    batch = reverts.batch(connection, import_batch_id)
    organisation, kind = batch["organisation_code"], batch["kind"]
    if organisation is None or kind not in set(RecordKind):
        raise Conflict("Overlays are not reverted; import the former outlines again.")
    if progress is not None:
        progress("Looking for what stands on it", 0, 0)
    lock_register(connection)
    lock_organisation(connection, organisation)
    _check(connection, reverts.batch(connection, import_batch_id), RecordKind(kind))
    mark_reverted(connection, import_batch_id, by)
    counts = restore_before(connection, RecordKind(kind), import_batch_id, by, progress)
    next_version(connection, f"{kind} import of {organisation} reverted", import_batch_id)
    return RevertResult(import_batch_id, organisation, RecordKind(kind), counts)


def _check(connection: Connection, batch: dict[str, Any], kind: RecordKind) -> None:
    batch_id, name = batch["import_batch_id"], batch["file_name"]
    if batch["reverted_at"] is not None:
        raise Conflict(f"The import of “{name}” was reverted on {batch['reverted_at']:%d %B %Y}.")
    if not batch["changed"]:
        raise Conflict(f"The import of “{name}” changed nothing, so there is nothing to revert.")
    if reverts.keeps_too_little(connection, kind, batch_id):
        raise Conflict(
            f"The import of “{name}” was made by an earlier version of this program, which did not "
            "keep what stood before; import the former file again."
        )
    obstacles = revert_obstacles.obstacles(connection, kind, batch_id)
    if obstacles:
        raise Conflict(
            f"The import of “{name}” cannot be reverted, because since then "
            f"{'; '.join(obstacles)}. Instead of reverting, the organisation's former file can be "
            "imported again: it changes only what differs."
        )
