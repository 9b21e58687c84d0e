"""Where a person's name or address stands in the register."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
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

a = t.account.c
#: Under these names the record's details hold people, too.
_COLUMNS = {column for columns in PERSONS.values() for column in columns}


def names_of(connection: Connection, email: str) -> tuple[list[str], bool]:
    """How the register calls whoever has this address, and whether they may still sign in."""
    found = connection.execute(select(a.email, a.name, a.disabled_at).where(a.email == email))
    row = found.one_or_none()
    if row is None:
        return [email], False
    return [one for one in (row.email, row.name) if one], row.disabled_at is None


def as_written(connection: Connection, names: Sequence[str]) -> list[str]:
    """These names, and all that stands as a person and holds one of them as words of its own:
    "Anna Example, libraries", or a token that is labelled with it; sorted."""
    holds = _words_of(names)
    found = set(names)
    for name, columns in PERSONS.items():
        for column in columns:
            place = t.metadata.tables[name].c[column]
            # The database leaves few, and Python decides: words are not the same in both.
            rough = or_(*(place.icontains(one, autoescape=True) for one in names))
            values = connection.execute(select(place).where(rough).distinct()).scalars()
            found.update(value for value in values if holds(value))
    for name, columns in PERSONS_IN_JSON.items():
        for column in columns:
            place = t.metadata.tables[name].c[column]
            rough = or_(*(cast(place, Text).icontains(one, autoescape=True) for one in names))
            for value in connection.execute(select(place).where(rough)).scalars():
                found.update(one for one in _persons_within(value) if holds(one))
    return sorted(found)


def _words_of(names: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text holds one of these names that is no part of a longer name or address."""
    each = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"(?<![\w.@'-])(?:{each})(?![\w@'-]|\.\w)", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None


def _persons_within(value: Any, key: str = "") -> Iterator[str]:
    """Texts of a JSON that stand under the name of a column of people."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _persons_within(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _persons_within(one, key)
    elif isinstance(value, str) and key in _COLUMNS:
        yield value


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
