"""Where a person's name or address stands in the register."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    Text,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from estate.db import tables as t
from estate.register.person_columns import ACCOUNT, MADE_ANEW, PERSONS, PERSONS_IN_JSON
from estate.register.queries.tokens import called

a = t.account.c


def names_of(connection: Connection, email: str) -> tuple[list[str], bool]:
    """How the register calls whoever has this address, and whether they may still sign in."""
    found = connection.execute(select(a.email, a.name, a.disabled_at).where(a.email == email))
    row = found.one_or_none()
    if row is None:
        return [email], False
    return [one for one in (row.email, row.name) if one], row.disabled_at is None


def with_tokens(connection: Connection, names: Sequence[str]) -> list[str]:
    """These names, and what the record calls tokens that are labelled with one of them."""
    k = t.api_token.c
    rows = connection.execute(select(k.prefix, k.label).where(k.label.in_(names)))
    return [*names, *(called(row.prefix, row.label) for row in rows)]


def left_before(connection: Connection, day: datetime) -> list[dict[str, Any]]:
    """Accounts that were switched off before a moment, the first of them first."""
    statement = (
        select(a.email, a.name, a.organisation_code, a.disabled_at)
        .where(a.disabled_at < day)
        .order_by(a.disabled_at, a.email)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def as_persons(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """In how many rows these names stand as a person, by ``table.column``."""
    found = {}
    for table, column, holds in _person_conditions(names):
        count = connection.execute(select(func.count()).select_from(table).where(holds))
        if number := count.scalar_one():
            found[f"{table.name}.{column}"] = int(number)
    return found


def in_sentences(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """In how many rows these names stand anywhere else, by ``table.column``: texts that people
    typed, files that were read, cases that are sealed."""
    found = {}
    for table in t.metadata.sorted_tables:
        persons, in_json = PERSONS.get(table.name, ()), PERSONS_IN_JSON.get(table.name, ())
        if table.name in MADE_ANEW or table.name == ACCOUNT:
            continue
        for column in table.c:
            if column.name in persons or not _is_text(column):
                continue
            texts: ColumnElement[str] = cast(column, Text)
            for name in names if column.name in in_json else ():
                texts = func.replace(texts, json.dumps(name, ensure_ascii=False), "")
            holds = or_(*(texts.icontains(name, autoescape=True) for name in names))
            count = connection.execute(select(func.count()).select_from(table).where(holds))
            if number := count.scalar_one():
                found[f"{table.name}.{column.name}"] = int(number)
    return found


def _is_text(column: ColumnElement[Any]) -> bool:
    kind = column.type
    return isinstance(kind, Text | JSONB) or (
        isinstance(kind, ARRAY) and isinstance(kind.item_type, Text)
    )


def _person_conditions(
    names: Sequence[str],
) -> Iterator[tuple[Table, str, ColumnElement[bool]]]:
    for name, columns in PERSONS.items():
        table = t.metadata.tables[name]
        for column in columns:
            yield table, column, table.c[column].in_(names)
    for name, columns in PERSONS_IN_JSON.items():
        table = t.metadata.tables[name]
        for column in columns:
            yield table, column, holds_in_json(table.c[column], names)
    yield t.account, "email", a.email.in_(names)


def holds_in_json(column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of these names stands in it as a text by itself."""
    texts = cast(column, Text)
    quoted = (json.dumps(name, ensure_ascii=False) for name in names)
    return or_(*(texts.contains(one, autoescape=True) for one in quoted))
