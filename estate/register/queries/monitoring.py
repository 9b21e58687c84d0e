"""What whoever watches the service wants to know of the register, at a small and bounded cost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, column, func, select, table

from estate.db import tables as t

_databases = table("pg_stat_database", column("numbackends"))


@dataclass(frozen=True)
class Watched:
    """The register and its server, at one moment.

    ``imports`` counts committed imports by kind and whether they were taken back; ``connections``
    all of the server's, other programs' among them.
    """

    version: int
    changed_at: datetime | None
    imports: dict[tuple[str, bool], int]
    plans_waiting: int
    audit_lines: int
    database_bytes: int
    connections: int
    most_connections: int


def watched(connection: Connection) -> Watched:
    """A few rows, each found by an index or counted in a small table."""
    v, b = t.register_version.c, t.import_batch.c
    newest = select(v.version, v.changed_at).order_by(v.version.desc()).limit(1)
    change = connection.execute(newest).first()
    reverted = b.reverted_at.is_not(None)
    imports = select(b.kind, reverted, func.count()).group_by(b.kind, reverted)
    server = connection.execute(
        select(
            func.pg_database_size(func.current_database()),
            select(func.sum(_databases.c.numbackends)).scalar_subquery(),
            func.current_setting("max_connections"),
        )
    ).one()
    waiting = select(func.count()).where(t.import_plan.c.state == "waiting")
    lines = select(func.coalesce(func.max(t.audit_record.c.position), 0))
    return Watched(
        version=0 if change is None else change.version,
        changed_at=None if change is None else change.changed_at,
        imports={(row[0], row[1]): row[2] for row in connection.execute(imports)},
        plans_waiting=connection.execute(waiting).scalar_one(),
        audit_lines=connection.execute(lines).scalar_one(),
        database_bytes=int(server[0]),
        connections=int(server[1] or 0),
        most_connections=int(server[2]),
    )
