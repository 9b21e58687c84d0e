"""Corrections that partners propose and owners answer, and acceptance levels."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, null, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind, Sensitivity, Status
from estate.db import tables as t
from estate.errors import BadQuestion
from estate.protection import recognise
from estate.register.queries.protection import SHOWN, answers, is_confirmed
from estate.register.writes.batches import lock_organisation, next_version
from estate.register.writes.decisions import CORRECTIONS, held_for, settle

c, p = t.correction.c, t.property_.c


def raise_correction(
    connection: Connection,
    *,
    property_id: UUID,
    field: str,
    proposed_value: str,
    note: str,
    organisation: str,
    by: str,
) -> UUID:
    """Keep a proposed value; nothing changes until the owner accepts it."""
    correction_id = uuid4()
    connection.execute(
        insert(t.correction).values(
            correction_id=correction_id,
            property_id=property_id,
            field=field,
            proposed_value=proposed_value,
            note=note,
            raised_by_organisation_code=organisation,
            raised_by=by,
        )
    )
    return correction_id


def accept_correction(
    connection: Connection, correction_id: UUID, value: Any, *, answer: str | None, by: str
) -> None:
    """Write the value with its history; ``value`` has been read by ``intake.corrections``.

    ``Conflict`` when the correction has been answered already, ``BadQuestion`` when the value
    contradicts the rest of the row. A property that comes to look protected by it stays with its
    owner until the owner confirms that it may be shown.
    """
    row = held_for(connection, CORRECTIONS, correction_id, "accept")
    property_id, field = row["property_id"], row["field"]
    of = select(p.organisation_code).where(p.property_id == property_id)
    owner = connection.execute(of).scalar_one()
    lock_organisation(connection, owner)
    statement = select(t.property_).where(p.property_id == property_id).with_for_update()
    old = connection.execute(statement).mappings().one()
    if field == "status" and value == Status.DECLARED_SURPLUS and old["decision_ref"] is None:
        raise BadQuestion("This status needs the reference of the owner's decision first.")
    new = {field: value}
    imputed = f"{field}_imputed"
    if imputed in old:
        new[imputed] = False
    new |= _closing(connection, old, value)
    changes = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    if changes:
        connection.execute(
            update(t.property_)
            .where(p.property_id == property_id)
            .values(**new, updated_at=func.now())
        )
        _remember(connection, property_id, changes, by)
        _note_source(connection, correction_id, property_id, field, old[field])
        next_version(connection, f"correction accepted by {owner}")
    settle(connection, CORRECTIONS, correction_id, "accept", by=by, answer=answer)


def take_notice(connection: Connection, correction_id: UUID, *, answer: str, by: str) -> None:
    """What was told in words is accepted: nothing is written here, the owner puts it right and
    ``answer`` says how. ``Conflict`` when it has been answered already."""
    held_for(connection, CORRECTIONS, correction_id, "accept")
    settle(connection, CORRECTIONS, correction_id, "accept", by=by, answer=answer)


def _closing(connection: Connection, old: Mapping[Any, Any], value: Any) -> dict[str, Any]:
    """The sensitivity of a shown property that a new text makes look protected."""
    kinds = frozenset(one.kind for one in recognise(value)) if isinstance(value, str) else None
    stored = Sensitivity(old["sensitivity"])
    if not kinds or stored not in SHOWN:
        return {}
    answer = answers(connection, old["organisation_code"]).get(old["property_id"])
    if is_confirmed(answer, kinds, stored):
        return {}
    return {"sensitivity": Sensitivity.OWNER_ONLY.value}


def decline_correction(
    connection: Connection, correction_id: UUID, *, answer: str, by: str
) -> None:
    """The value stays; the owner says why."""
    held_for(connection, CORRECTIONS, correction_id, "decline")
    settle(connection, CORRECTIONS, correction_id, "decline", by=by, answer=answer)


def agree_level(
    connection: Connection, field: str, *, min_share: float, weight: float, agreed_on: date | None
) -> None:
    """The club's acceptance level of one field takes the place of the default."""
    values = {
        "min_share": Decimal(str(min_share)),
        "weight": Decimal(str(weight)),
        "agreed_on": agreed_on,
    }
    statement = upsert(t.acceptance_level).values(field=field, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["field"], set_=values))


def _note_source(
    connection: Connection, correction_id: UUID, property_id: UUID, field: str, old: Any
) -> None:
    """The field's value comes from this correction now, until a newer file says otherwise."""
    source = {"import_batch_id": None, "row_number": None, "correction_id": correction_id}
    statement = upsert(t.field_provenance).values(
        entity_id=property_id, field=field, entity_kind=RecordKind.PROPERTY.value, **source
    )
    connection.execute(
        statement.on_conflict_do_update(index_elements=["entity_id", "field"], set_=source)
    )
    connection.execute(
        update(t.correction)
        .where(c.correction_id == correction_id)
        .values(replaced_value=null() if old is None else plain(old))
    )


def _remember(
    connection: Connection, property_id: UUID, changes: dict[str, tuple[Any, Any]], by: str
) -> None:
    connection.execute(
        insert(t.history).values(
            entity_kind=RecordKind.PROPERTY.value,
            entity_id=property_id,
            action="corrected",
            changes={name: [plain(v) for v in pair] for name, pair in changes.items()},
            changed_by=by,
        )
    )


def plain(value: Any) -> Any:
    """A value as JSON keeps it; a figure as the text of its digits."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
