"""Keeping properties as ready text, one set for each edition; a cache that all workers share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.sql.functions import FunctionElement

from estate.db import tables as t
from estate.register import visibility as v
from estate.register.bulk.copy import copy_in
from estate.register.queries.feature_cache import Freshness


@contextmanager
def one_renders(engine: Engine, reader: v.Reader) -> Iterator[Connection]:
    """One worker at a time renders an edition; yields the transaction to do it in.

    The lock is waited for outside the transaction, so that whoever waited sees what the one
    before has stored.
    """
    key = func.hashtextextended(f"common-estate rendered {reader.edition}", 0)
    with engine.connect() as connection:
        _at_once(connection, func.pg_advisory_lock(key))
        try:
            connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection
        finally:
            if not connection.invalidated:  # else the lock has gone with the connection
                _at_once(connection, func.pg_advisory_unlock(key))


def _at_once(connection: Connection, do: FunctionElement[Any]) -> None:
    """Outside any transaction."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(select(do))
    connection.commit()


def store(
    connection: Connection,
    reader: v.Reader,
    of: Freshness,
    *,
    head: str,
    etag: str,
    features: Sequence[tuple[UUID, str, str]],
) -> None:
    """Put an edition's texts in the place of older ones; features are (property, map, list)."""
    for table in (t.rendered_edition, t.rendered_feature):
        connection.execute(delete(table).where(table.c.edition == reader.edition))
    copy_in(
        connection,
        t.rendered_feature,
        {
            "edition": [reader.edition] * len(features),
            "place": range(len(features)),
            "property_id": [property_id for property_id, _, _ in features],
            "on_map": [on_map for _, on_map, _ in features],
            "listed": [listed for _, _, listed in features],
        },
    )
    connection.execute(
        insert(t.rendered_edition).values(
            edition=reader.edition, head=head, etag=etag, **asdict(of)
        )
    )
