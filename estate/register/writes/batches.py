"""The record of imports: who brought which file, what was said of its rows, what version."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from estate.codes import Origin
from estate.db import tables as t
from estate.register.bulk.copy import as_columns, copy_in


@dataclass(frozen=True)
class BatchFacts:
    """What is kept of an imported file; the file itself is not."""

    organisation_code: str | None
    kind: str
    file_name: str
    file_sha256: str
    record_count: int
    changed: bool
    imported_by: str
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    schema_name: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    origin: str = Origin.FILE.value
    reason: str | None = None
    property_id: UUID | None = None


def lock_organisation(connection: Connection, organisation: str) -> None:
    """Wait until no other import of this organisation runs; held until the transaction ends."""
    everyone = func.hashtextextended("common-estate imports", 0)
    key = func.hashtextextended(f"common-estate import {organisation}", 0)
    connection.execute(
        select(func.pg_advisory_xact_lock_shared(everyone), func.pg_advisory_xact_lock(key))
    )


def lock_register(connection: Connection) -> None:
    """Wait until no import at all runs: a revert may remove what another one builds upon."""
    everyone = func.hashtextextended("common-estate imports", 0)
    connection.execute(select(func.pg_advisory_xact_lock(everyone)))


def record_batch(connection: Connection, batch: BatchFacts) -> UUID:
    """Record an import, changed or not."""
    batch_id = uuid4()
    connection.execute(insert(t.import_batch).values(import_batch_id=batch_id, **asdict(batch)))
    return batch_id


def record_issues(
    connection: Connection, batch_id: UUID, issues: Iterable[Mapping[str, Any]]
) -> None:
    """Keep what was said of the rows of an import."""
    rows = [{"import_batch_id": batch_id, **issue} for issue in issues]
    copy_in(connection, t.row_issue, as_columns(rows))


def next_version(connection: Connection, reason: str, batch_id: UUID | None = None) -> None:
    """Give the register its next version: caches and ETags follow it.

    The number itself is given when the transaction ends, in the order of commits (migration 12).
    """
    values = {"reason": reason, "import_batch_id": batch_id}
    connection.execute(insert(t.register_version).values(values))
