"""Removing a person's name and address (ADR 41): by the owner of the tables alone.

Triggers that hold what is only ever appended to stand aside for this one transaction, and so do
those that would write the old name into the record; what was changed in the record is told in the
record itself, line by line, with the hash of what stands there now (``queries.audit.verify``).
"""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, select, text, update

from estate.codes import AuditAction
from estate.db import tables as t
from estate.register.person_columns import PERSONS, PERSONS_IN_JSON
from estate.register.queries import people as query
from estate.register.queries.audit import NAMES_REMOVED
from estate.register.writes.audit import Actor, record
from estate.register.writes.batches import next_version

r = t.audit_record.c
#: So many lines of the record are told of in one.
_LINES_AT_ONCE = 500


def remove_names(connection: Connection, names: Sequence[str], by: Actor) -> str:
    """Put one pseudonym in place of these names wherever they stand as a person; the account with
    such an address goes. The pseudonym, which nothing leads back from.

    In one transaction of the tables' owner. Lines of the record keep their hashes and their places
    in the chain.
    """
    instead = f"person removed {uuid4().hex[:8]}"
    # The record last: whoever writes holds other tables when they come to it.
    touched = sorted({*PERSONS, *PERSONS_IN_JSON}, key=lambda name: (name == "audit_record", name))
    touched.insert(0, t.account.name)
    for name in touched:
        connection.execute(text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))  # names of ours
    lines = _lines(connection, names)
    for name, columns in PERSONS.items():
        table = t.metadata.tables[name]
        for column in columns:
            change = update(table).where(table.c[column].in_(names))
            connection.execute(change.values({column: instead}))
    for name, columns in PERSONS_IN_JSON.items():
        for column in columns:
            _replace_in_json(connection, name, column, names, instead)
    connection.execute(delete(t.account).where(t.account.c.email.in_(names)))
    for name in touched:
        connection.execute(text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))
    _tell(connection, lines, instead, by)
    next_version(connection, "names removed")
    return instead


def _lines(connection: Connection, names: Sequence[str]) -> list[int]:
    """Lines of the record in which one of the names stands."""
    holds = r.actor.in_(names) | query.holds_in_json(r.details, names)
    return list(connection.execute(select(r.position).where(holds).order_by(r.position)).scalars())


def _replace_in_json(
    connection: Connection, name: str, column: str, names: Sequence[str], instead: str
) -> None:
    table = t.metadata.tables[name]
    key, found = next(iter(table.primary_key)), table.c[column]
    rows = connection.execute(select(key, found).where(query.holds_in_json(found, names))).all()
    for identity, value in rows:
        change = update(table).where(key == identity)
        connection.execute(change.values({column: _replaced(value, set(names), instead)}))


def _replaced(value: Any, names: set[str], instead: str) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(one, names, instead) for name, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, names, instead) for one in value]
    return instead if isinstance(value, str) and value in names else value


def _tell(connection: Connection, positions: Sequence[int], instead: str, by: Actor) -> None:
    """The record says of itself which of its lines were changed, and what their hash is now."""
    for start in range(0, max(len(positions), 1), _LINES_AT_ONCE):
        some = positions[start : start + _LINES_AT_ONCE]
        line = func.audit_record_text(t.audit_record.table_valued())
        rows = connection.execute(select(r.position, line).where(r.position.in_(some)))
        now = {str(at): hashlib.sha256(words.encode()).hexdigest() for at, words in rows}
        record(
            connection, by, AuditAction.REMOVED, NAMES_REMOVED, key=instead, details={"lines": now}
        )
