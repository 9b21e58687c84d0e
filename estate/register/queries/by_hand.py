"""What a person may change by hand of one property, and what persons have changed so far."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Text, literal, select

from estate.codes import Origin, RecordKind
from estate.db import tables as t
from estate.errors import NotFound
from estate.register.known_rows import ID_COLUMNS, TABLES

p, b, h = t.property_.c, t.import_batch.c, t.history.c


class Home(NamedTuple):
    """The property that rows hang on."""

    organisation_code: str
    local_ref: str
    name: str


class Identity(NamedTuple):
    """One row: what it is, whose, its number, and its organisation's own reference of it."""

    kind: RecordKind
    organisation: str
    entity_id: UUID
    own_ref: str


def home(connection: Connection, property_id: UUID) -> Home:
    """Whose a property is and what it is called; ``NotFound``."""
    statement = select(p.organisation_code, p.local_ref, p.name)
    row = connection.execute(statement.where(p.property_id == property_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such property in this register.")
    return Home(*row)


def identities(connection: Connection, property_id: UUID) -> list[Identity]:
    """The property and its leases, occupations and cost lines, by their references."""
    found = []
    for kind, table in TABLES.items():
        reference = table.c.local_ref if kind is RecordKind.PROPERTY else table.c.own_ref
        statement = (
            select(table.c.organisation_code, table.c[ID_COLUMNS[kind]], reference)
            .where(table.c.property_id == property_id)
            .order_by(table.c.organisation_code, reference)
        )
        found += [Identity(kind, *row) for row in connection.execute(statement)]
    return found


def known_reference(
    connection: Connection, kind: RecordKind, organisation: str, own_ref: str
) -> bool:
    """Whether an organisation has a row of this reference already, on whatever property."""
    table = TABLES[kind]
    statement = select(table.c[ID_COLUMNS[kind]]).where(
        table.c.organisation_code == organisation, table.c.own_ref == own_ref
    )
    return connection.execute(statement).first() is not None


def made(connection: Connection, property_id: UUID, organisation: str) -> list[dict[str, Any]]:
    """What persons of an organisation have changed of a property by hand, the newest first."""
    changes = (
        select(h.changes)
        .where(h.import_batch_id == b.import_batch_id, h.action == "changed")
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            b.import_batch_id,
            b.kind,
            b.file_name,
            b.imported_by,
            b.imported_at,
            b.reason,
            b.reverted_at,
            b.reverted_by,
            changes.label("changes"),
        )
        .where(
            b.property_id == property_id,
            b.organisation_code == organisation,
            b.origin == Origin.BY_HAND.value,
        )
        .order_by(b.imported_at.desc(), b.import_batch_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def last_change(connection: Connection, entity_id: UUID, facts: list[str]) -> Any:
    """The latest change of any of these facts of a row: who and when; None where there is none."""
    statement = (
        select(h.changed_by, h.changed_at)
        .where(h.entity_id == entity_id, h.changes.has_any(literal(facts, ARRAY(Text))))
        .order_by(h.history_id.desc())
        .limit(1)
    )
    return connection.execute(statement).one_or_none()
