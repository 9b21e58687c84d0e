"""Owners' answers on places that look protected: how far each may be shown, and taking it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind, Sensitivity
from estate.db import tables as t
from estate.errors import Conflict, NotFound
from estate.register.queries.protection import Told
from estate.register.writes.batches import lock_organisation, next_version

a, n, p = t.protection_answer.c, t.protection_notice.c, t.property_.c


@dataclass(frozen=True)
class Given:
    """One answer: the place, how far it may be shown, what stood before, what it looks like."""

    property_id: UUID
    sensitivity: Sensitivity
    replaced: Sensitivity
    kinds: frozenset[str]


def record_answers(
    connection: Connection, given: Iterable[Given], *, by: str, batch_id: UUID | None = None
) -> None:
    """Keep what was answered; the property's own value is written by whoever calls."""
    rows = [
        {
            "property_id": one.property_id,
            "sensitivity": one.sensitivity.value,
            "replaced": one.replaced.value,
            "kinds": sorted(one.kinds),
            "answered_by": by,
            "import_batch_id": batch_id,
        }
        for one in given
    ]
    if rows:
        connection.execute(insert(t.protection_answer), rows)


def record_notices(connection: Connection, told: Mapping[UUID, Told]) -> None:
    """Keep what a file has told of some properties, beside the kinds told before."""
    rows = [
        {"property_id": id_, "kinds": sorted(one.kinds), "heading": one.heading, "words": one.words}
        for id_, one in told.items()
    ]
    if not rows:
        return
    statement = upsert(t.protection_notice)
    new = statement.excluded
    kind = func.unnest(n.kinds.op("||")(new.kinds)).column_valued("kind")
    all_kinds = select(func.array_agg(aggregate_order_by(kind.distinct(), kind))).scalar_subquery()
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["property_id"],
            set_={
                "kinds": all_kinds,
                "heading": new.heading,
                "words": new.words,
                "noticed_at": func.now(),
            },
            where=tuple_(n.kinds, n.heading, n.words).is_distinct_from(
                tuple_(all_kinds, new.heading, new.words)
            ),
        ),
        rows,
    )


def answer(
    connection: Connection,
    property_id: UUID,
    sensitivity: Sensitivity,
    kinds: frozenset[str],
    *,
    by: str,
) -> None:
    """An owner says how far one place may be shown; written with its history."""
    row = _locked(connection, property_id)
    replaced = Sensitivity(row["sensitivity"])
    record_answers(connection, [Given(property_id, sensitivity, replaced, kinds)], by=by)
    _write(connection, row, sensitivity, "answered", by)


def undo(connection: Connection, property_id: UUID, *, by: str) -> Sensitivity:
    """Take the latest answer on a place back: what it replaced stands again.

    ``Conflict`` when none stands, or when the place has been set otherwise since.
    """
    row = _locked(connection, property_id)
    latest = _latest(connection, property_id)
    if latest is None:
        raise Conflict("There is no answer on this place to take back.")
    if row["sensitivity"] != latest["sensitivity"]:
        raise Conflict(
            "The place has been set otherwise since that answer; answer again how far it may be "
            "shown."
        )
    connection.execute(
        update(t.protection_answer)
        .where(a.protection_answer_id == latest["protection_answer_id"])
        .values(undone_by=by, undone_at=func.now())
    )
    replaced = Sensitivity(latest["replaced"])
    _write(connection, row, replaced, "answer_undone", by)
    return replaced


def undo_of_import(connection: Connection, batch_id: UUID, by: str) -> None:
    """With an import go the answers that were given when it was committed."""
    mine = a.import_batch_id == batch_id
    connection.execute(
        update(t.protection_answer)
        .where(mine, a.undone_at.is_(None))
        .values(undone_by=by, undone_at=func.now())
    )


def _locked(connection: Connection, property_id: UUID) -> dict[str, Any]:
    owner = select(p.organisation_code).where(p.property_id == property_id)
    code = connection.execute(owner).scalar_one_or_none()
    if code is None:
        raise NotFound("There is no such property in this register.")
    lock_organisation(connection, code)
    columns = (p.property_id, p.organisation_code, p.sensitivity)
    statement = select(*columns).where(p.property_id == property_id).with_for_update()
    return dict(connection.execute(statement).mappings().one())


def _latest(connection: Connection, property_id: UUID) -> dict[str, Any] | None:
    mine = a.property_id == property_id
    statement = (
        select(t.protection_answer)
        .where(mine, a.undone_at.is_(None))
        .order_by(a.sequence.desc())
        .limit(1)
        .with_for_update()
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def _write(
    connection: Connection, row: dict[str, Any], value: Sensitivity, action: str, by: str
) -> None:
    """The property's new value, its history, and a new version of the register."""
    mine = p.property_id == row["property_id"]
    connection.execute(
        update(t.property_).where(mine).values(sensitivity=value.value, updated_at=func.now())
    )
    connection.execute(
        insert(t.history).values(
            entity_kind=RecordKind.PROPERTY.value,
            entity_id=row["property_id"],
            action=action,
            changes={"sensitivity": [row["sensitivity"], value.value]},
            changed_by=by,
        )
    )
    next_version(connection, f"visibility answered by {row['organisation_code']}")
