"""The record read: an administrator sees all of it, an organisation what concerns it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from estate.codes import AuditAction
from estate.db import tables as t

r = t.audit_record.c
NAMES = (
    "position",
    "recorded_at",
    "actor",
    "role",
    "organisation_code",
    "request_id",
    "action",
    "about",
    "subject",
    "subject_key",
    "details",
)
_BATCH = 10_000
_WRITES = (AuditAction.ADDED, AuditAction.CHANGED, AuditAction.REMOVED)
#: What a line is about that tells of names which were removed from others (ADR 41).
NAMES_REMOVED = "names_removed"


@dataclass(frozen=True)
class Chain:
    """What checking the record found. ``broken_at`` is the first line that is not as it was
    written, or that no longer follows the one before it; ``head`` the last line's hash, to be
    kept elsewhere: only with it can a cut-off end be noticed. ``names_removed``: lines that stand
    in their places with another text than they were written with, as later lines tell."""

    lines: int
    head: str | None
    broken_at: int | None = None
    names_removed: int = 0

    @property
    def whole(self) -> bool:
        """Whether every line stands as it was written."""
        return self.broken_at is None


def listing(
    connection: Connection,
    organisation: str | None,
    *,
    action: AuditAction | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """The newest lines first; ``organisation`` None is the administrator's whole view.

    An organisation sees what was done to or read of its own figures, and what was done by it.
    """
    statement = select(*(r[name] for name in NAMES)).order_by(r.position.desc()).limit(limit)
    if organisation is not None:
        statement = statement.where(
            or_(r.about == organisation, r.organisation_code == organisation)
        )
    if action is not None:
        statement = statement.where(r.action == action.value)
    if before is not None:
        statement = statement.where(r.position < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def last_write(connection: Connection) -> int:
    """The latest line of the record that tells of a write, of whatever; looks, refusals and
    sign-ins are lines too, and change nothing. Not within a transaction that writes: its own lines
    are written as it ends."""
    newest = (
        select(r.position)
        .where(r.action.in_([one.value for one in _WRITES]))
        .order_by(r.position.desc())
        .limit(1)
    )
    return int(connection.execute(newest).scalar() or 0)


def verify(connection: Connection, newest: int | None = None) -> Chain:
    """Hash every line anew, here and not in the database, and follow the chain.

    A line from which a name was removed cannot give its hash any more. It stands if it follows the
    line before it, the next follows it, and its text is the one that the removal left.

    ``newest``: only so many lines from the end, from the hash that stands before them.
    """
    lines, previous = _before(connection, newest)
    left, removed = _left_by_removals(connection, lines), 0
    while rows := connection.execute(_after(lines)).all():
        for row in rows:
            lines += 1
            expected = hashlib.sha256(previous + row.line.encode()).digest()
            held = (row.position, bytes(row.previous_hash), bytes(row.hash))
            if held == (lines, previous, expected):
                previous = expected
                continue
            text = hashlib.sha256(row.line.encode()).hexdigest()
            if held[:2] != (lines, previous) or left.get(lines) != text:
                return Chain(lines, None, broken_at=lines)
            previous, removed = bytes(row.hash), removed + 1
    return Chain(lines, previous.hex() if lines else None, names_removed=removed)


def _left_by_removals(connection: Connection, after: int) -> dict[int, str]:
    """Lines from which names were removed, and the hash of what each says since; as lines after
    this position tell, for they always come later than those they tell of."""
    told = (
        select(r.details)
        .where(
            r.position > after, r.subject == NAMES_REMOVED, r.action == AuditAction.REMOVED.value
        )
        .order_by(r.position)
    )
    found: dict[int, str] = {}
    for details in connection.execute(told).scalars():
        found |= {int(at): str(left) for at, left in details.get("lines", {}).items()}
    return found


def _before(connection: Connection, newest: int | None) -> tuple[int, bytes]:
    """Position and hash of the line that stands before the newest so many."""
    if newest is None:
        return 0, b""
    start = select(func.max(r.position) - newest).scalar_subquery()
    found = connection.execute(select(r.position, r.hash).where(r.position == start)).first()
    return (0, b"") if found is None else (found.position, bytes(found.hash))


def _after(position: int) -> Select[Any]:
    line = func.audit_record_text(t.audit_record.table_valued())
    return (
        select(r.position, r.previous_hash, r.hash, line.label("line"))
        .where(r.position > position)
        .order_by(r.position)
        .limit(_BATCH)
    )


def holds_head(connection: Connection, head: str) -> bool:
    """Whether a line with this hash (hexadecimal) stands in the record."""
    try:
        wanted = bytes.fromhex(head)
    except ValueError:
        return False
    return connection.execute(select(r.position).where(r.hash == wanted)).first() is not None
