"""Published files are kept with their source, and undone by a withdrawal; all rows or none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from estate.codes import PublishedKind
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register.bulk.copy import as_columns, copy_in
from estate.register.bulk.geometry_columns import stored
from estate.register.writes.batches import next_version

_TABLES = {
    PublishedKind.OUTLINES: t.small_area,
    PublishedKind.LOOKUP: t.small_area_lookup,
    PublishedKind.FIGURES: t.small_area_figure,
    PublishedKind.POSTCODES: t.postcode_point,
    PublishedKind.SPENDING: t.public_spending,
    PublishedKind.STOPS: t.mobile_stop,
    PublishedKind.NAMES: t.place_name,
}
_LONGEST = 500


@dataclass(frozen=True)
class PublishedFacts:
    """What is kept of a published file: which edition (“Census 2021, TS007”), of which day, from
    where, under which licence; ``synthetic`` for a made-up one."""

    kind: PublishedKind
    edition: str
    published_on: date
    source: str
    licence: str
    file_name: str
    file_sha256: str
    rows_read: int
    rows_elsewhere: int
    remarks: list[dict[str, str]]
    synthetic: bool = False


def record(
    connection: Connection,
    facts: PublishedFacts,
    rows: Sequence[dict[str, Any]],
    *,
    today: date,
    by: str,
) -> UUID:
    """Keep a file with its rows; its key. It refuses what ``demand_new`` refuses."""
    demand_new(connection, facts, today)
    key = uuid4()
    values = asdict(facts) | {"kind": facts.kind.value, "rows_kept": len(rows)}
    connection.execute(
        insert(t.published_file).values(published_file_id=key, **values, recorded_by=by)
    )
    _put(connection, facts.kind, key, rows)
    next_version(connection, f"published file: {facts.edition}")
    return key


def demand_new(connection: Connection, facts: PublishedFacts, today: date) -> None:
    """``Conflict`` where the same file stands, of whichever edition; ``BadQuestion`` for a text or
    a day that cannot be."""
    _demand_sense(facts, today)
    f = t.published_file.c
    there = select(f.edition, f.published_on).where(
        f.kind == facts.kind.value,
        f.file_sha256 == facts.file_sha256,
        f.withdrawn_on.is_(None),
    )
    found = connection.execute(there).first()
    if found is not None:
        raise Conflict(
            f"{facts.file_name} is loaded already, as “{found.edition}” of {found.published_on}; "
            "nothing was changed."
        )


def _put(
    connection: Connection, kind: PublishedKind, key: UUID, rows: Sequence[dict[str, Any]]
) -> None:
    table = _TABLES[kind]
    if kind is PublishedKind.OUTLINES:
        shaped = [{**row, "geom": stored(row["geom"], 27700)} for row in rows]
        connection.execute(insert(table), [{"published_file_id": key, **row} for row in shaped])
        return
    copy_in(connection, table, as_columns(list(rows)), published_file_id=key)


def withdraw(
    connection: Connection, published_file_id: UUID, *, today: date, by: str, reason: str
) -> str:
    """Undo the loading of a file: what it said counts no longer, and an earlier edition stands
    again. Its edition. ``NotFound``, ``Conflict`` where it was undone before."""
    f = t.published_file
    if not 3 <= len(reason.strip()) <= _LONGEST:
        raise BadQuestion(f"Say why in 3 to {_LONGEST} letters.")
    row = connection.execute(
        select(f.c.edition, f.c.withdrawn_on).where(f.c.published_file_id == published_file_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such published file in this register.")
    if row.withdrawn_on is not None:
        raise Conflict("This file has been undone already.")
    connection.execute(
        update(f)
        .where(f.c.published_file_id == published_file_id)
        .values(withdrawn_on=today, withdrawn_by=by, withdrawn_reason=reason.strip())
    )
    next_version(connection, f"published file undone: {row.edition}")
    return str(row.edition)


def _demand_sense(facts: PublishedFacts, today: date) -> None:
    for name in ("edition", "source", "licence"):
        if not 2 <= len(getattr(facts, name).strip()) <= _LONGEST:
            raise BadQuestion(f"{name.capitalize()}: say it in 2 to {_LONGEST} letters.")
    if not date(1970, 1, 1) <= facts.published_on <= today:
        raise BadQuestion(f"{facts.published_on} is no day between 1970 and today.")
