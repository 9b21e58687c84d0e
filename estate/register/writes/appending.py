"""Tables that are only ever added to: of one series the latest row counts, all are kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, insert, select


def latest(
    connection: Connection, table: Table, series: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Any] | None:
    """Those columns of the series' latest row; None where it has none. ``series``: the columns
    that name it, null among them where that is part of its name."""
    statement = (
        select(*(table.c[name] for name in names))
        .where(*(table.c[name].is_not_distinct_from(value) for name, value in series.items()))
        .order_by(table.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def append_new(
    connection: Connection,
    table: Table,
    series: Mapping[str, Any],
    says: Mapping[str, Any],
    beside: Mapping[str, Any],
) -> bool:
    """Add a row unless the latest of its series ``says`` the same already; whether it did.
    ``beside`` (who, when) makes no row new. Numbers are the same to three decimals."""
    stands = latest(connection, table, series, tuple(says))
    if stands is not None and all(_same(stands[name], value) for name, value in says.items()):
        return False
    connection.execute(insert(table).values({**series, **says, **beside}))
    return True


def _same(held: object, said: object) -> bool:
    if isinstance(held, Decimal) and isinstance(said, int | float | Decimal):
        return round(float(held), 3) == round(float(said), 3)
    return held == said
