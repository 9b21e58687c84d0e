"""What an import has done, row by row, and per field whence its value came."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.bulk.copy import as_columns, copy_in
from estate.register.bulk.staging import stage, unstage
from estate.register.import_actions import Action, Actions
from estate.rows import Rows


def remember(
    connection: Connection, kind: RecordKind, actions: Actions, batch_id: UUID, by: str
) -> None:
    """One history row per change; per field its batch and row, where it differs.

    What an import created says so itself, by its ``import_batch_id``.
    """
    common = {"entity_kind": kind.value, "import_batch_id": batch_id, "changed_by": by}
    history: Rows = [
        {
            **common,
            "entity_id": a.entity_id,
            "action": "changed",
            "changes": {name: [as_json(v) for v in pair] for name, pair in a.changes.items()},
        }
        for a in actions.changed
    ]
    history += [
        {
            **common,
            "entity_id": link.property_id,
            "action": "linked",
            "changes": {"interests": [None, as_json(link.interest)]},
        }
        for link in actions.links
    ]
    history += [
        {
            **common,
            "entity_id": link.property_id,
            "action": "parted",
            "changes": {"interests": [as_json(link.interest), None]},
        }
        for link in actions.parted
    ]
    history += [
        {
            **common,
            "entity_id": entity_id,
            "action": "not_in_latest",
            "changes": {"not_in_latest": [False, True]},
        }
        for entity_id in actions.absent
    ]
    columns = as_columns(history)
    if columns:
        columns["changes"] = [json.dumps(changes) for changes in columns["changes"]]
        copy_in(connection, t.history, columns)
    _remember_fields(connection, kind, batch_id, actions.changed)


def _remember_fields(
    connection: Connection, kind: RecordKind, batch_id: UUID, changed: list[Action]
) -> None:
    rows = [
        {
            "entity_id": a.entity_id,
            "field": name,
            "entity_kind": kind.value,
            "import_batch_id": batch_id,
            "row_number": a.row_number,
        }
        for a in changed
        for name in a.changes
        if name != "not_in_latest"
    ]
    if not rows:
        return
    staged = stage(connection, t.field_provenance, as_columns(rows))
    statement = upsert(t.field_provenance).from_select(list(rows[0]), select(*staged.values()))
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["entity_id", "field"],
            set_={
                "import_batch_id": new.import_batch_id,
                "row_number": new.row_number,
                "correction_id": None,
            },
        )
    )
    unstage(connection)


def as_json(value: Any) -> Any:
    """A value as history shows it to people; shapes as WKT."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    return value.wkt if hasattr(value, "wkt") else str(value)
