"""What an import plan changes: only the rows concerned, with history and provenance."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.actions import Action, Actions, LinkAction
from estate.register.shapes import outline_columns, point_columns
from estate.register.standing import ID_COLUMNS, TABLES
from estate.register.stored import GEOMETRY_FACTS, HANGING_FACTS
from estate.register.writes_area import locate_properties
from estate.register.writes_undo import keep_before

Rows = list[dict[str, Any]]


def apply_actions(
    connection: Connection,
    kind: RecordKind,
    organisation: str,
    actions: Actions,
    *,
    batch_id: UUID,
    by: str,
    synthetic: bool = False,
) -> None:
    """Write a plan's actions in the caller's transaction."""
    if kind in TABLES:
        keep_before(connection, kind, organisation, actions, batch_id)
        common = {"organisation_code": organisation, "import_batch_id": batch_id}
        if kind is RecordKind.PROPERTY:
            common["synthetic"] = synthetic
        _insert(connection, kind, actions.new, common)
        _update(connection, kind, actions.changed)
        _hang(connection, kind, organisation, actions, batch_id)
        _mark_absent(connection, kind, actions.absent)
        _remember(connection, kind, actions, batch_id, by)
    _write_ratings(connection, actions.ratings, batch_id)
    if kind is RecordKind.PROPERTY:
        moved = [a.entity_id for a in actions.changed if "rep_point" in a.changes]
        locate_properties(connection, [a.entity_id for a in actions.new] + moved)


def _insert(
    connection: Connection, kind: RecordKind, actions: list[Action], common: dict[str, Any]
) -> None:
    key = "local_ref" if kind is RecordKind.PROPERTY else "own_ref"
    rows = [
        {
            ID_COLUMNS[kind]: action.entity_id,
            key: action.reference,
            "row_number": action.row_number,
            **common,
            **_columns(action.facts),
        }
        for action in actions
    ]
    if rows:
        connection.execute(insert(TABLES[kind]), rows)


def _update(connection: Connection, kind: RecordKind, actions: list[Action]) -> None:
    """One statement per set of changed columns: a whole file of rent changes is one batch."""
    table, identity = TABLES[kind], ID_COLUMNS[kind]
    groups: dict[tuple[str, ...], Rows] = {}
    for action in actions:
        new = {name: pair[1] for name, pair in action.changes.items()}
        columns = _columns(new)
        if columns:
            rows = groups.setdefault(tuple(sorted(columns)), [])
            rows.append({"entity": action.entity_id, **{f"to_{k}": v for k, v in columns.items()}})
    for names, rows in groups.items():
        values: dict[str, Any] = {
            name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names
        }
        if kind is RecordKind.PROPERTY:
            values["updated_at"] = func.now()
        statement = update(table).where(table.c[identity] == bindparam("entity")).values(values)
        connection.execute(statement, rows)


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as columns of the record's own table, shapes with their delivery copies."""
    columns = {k: v for k, v in facts.items() if k not in (*HANGING_FACTS, *GEOMETRY_FACTS)}
    if "geom" in facts:
        columns |= outline_columns(facts["geom"])
    if "rep_point" in facts:
        columns |= point_columns(facts["rep_point"])
    return columns


def _hang(
    connection: Connection,
    kind: RecordKind,
    organisation: str,
    actions: Actions,
    batch_id: UUID,
) -> None:
    """Interests, titles and lease events: as the newest file has them."""
    if kind is RecordKind.PROPERTY:
        _write_interests(connection, organisation, actions, batch_id)
        _write_titles(connection, actions, batch_id)
    if kind is RecordKind.LEASE:
        _write_events(connection, actions)


def _touched(actions: Actions, fact: str) -> list[Action]:
    return [*(a for a in actions.new if a.facts.get(fact)),
            *(a for a in actions.changed if fact in a.changes)]  # fmt: skip


def _clear(connection: Connection, table: Table, column: str, actions: Iterable[Action],
           *more: Any) -> None:  # fmt: skip
    changed = [a.entity_id for a in actions if a.changes]
    if changed:
        connection.execute(delete(table).where(table.c[column].in_(changed), *more))


def _write_interests(
    connection: Connection, organisation: str, actions: Actions, batch_id: UUID
) -> None:
    touched = _touched(actions, "interests")
    i = t.interest.c
    mine = and_(i.reported_by == organisation, i.own_ref.is_(None))
    _clear(connection, t.interest, "property_id", touched, mine)
    references = [link.reference for link in actions.links]
    if references:
        former = and_(i.reported_by == organisation, i.own_ref.in_(references))
        connection.execute(delete(t.interest).where(former))
    common = {"reported_by": organisation, "import_batch_id": batch_id}
    rows = [
        {"property_id": action.entity_id, "own_ref": None, "row_number": action.row_number,
         "as_of_date": action.facts.get("as_of_date"), **common, **fact._asdict()}
        for action in touched
        for fact in action.facts["interests"]
    ]  # fmt: skip
    rows += [_link_row(link, common) for link in actions.links]
    if not rows:
        return
    statement = upsert(t.interest)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["property_id", "organisation_code", "holder_name", "role"],
            set_={
                "tenure": func.coalesce(new.tenure, i.tenure),
                "own_ref": func.coalesce(new.own_ref, i.own_ref),
            },
        ),
        rows,
    )  # fmt: skip


def _link_row(link: LinkAction, common: dict[str, Any]) -> dict[str, Any]:
    return {"property_id": link.property_id, "own_ref": link.reference,
            "row_number": link.row_number, "as_of_date": link.as_of_date, **common,
            **link.interest._asdict()}  # fmt: skip


def _write_titles(connection: Connection, actions: Actions, batch_id: UUID) -> None:
    touched = _touched(actions, "titles")
    _clear(connection, t.title, "property_id", touched)
    rows = [
        {"title_number": number, "property_id": action.entity_id, "import_batch_id": batch_id}
        for action in touched
        for number in action.facts["titles"]
    ]
    if rows:
        connection.execute(insert(t.title), rows)


def _write_events(connection: Connection, actions: Actions) -> None:
    touched = _touched(actions, "events")
    _clear(connection, t.lease_event, "lease_id", touched)
    rows = [
        {"lease_id": action.entity_id, **event._asdict()}
        for action in touched
        for event in action.facts["events"]
    ]
    if rows:
        connection.execute(insert(t.lease_event), rows)


def _write_ratings(connection: Connection, ratings: Rows, batch_id: UUID) -> None:
    if ratings:
        rows = [{**rating, "import_batch_id": batch_id} for rating in ratings]
        connection.execute(insert(t.rating), rows)


def _mark_absent(connection: Connection, kind: RecordKind, absent: list[UUID]) -> None:
    if absent:
        table, identity = TABLES[kind], ID_COLUMNS[kind]
        statement = update(table).where(table.c[identity].in_(absent)).values(not_in_latest=True)
        connection.execute(statement)


def _remember(
    connection: Connection, kind: RecordKind, actions: Actions, batch_id: UUID, by: str
) -> None:
    """One history row per change; per field its batch and row, where it differs."""
    common = {"entity_kind": kind.value, "import_batch_id": batch_id}
    history: Rows = [
        {**common, "entity_id": a.entity_id, "action": "created", "changes": {}, "changed_by": by}
        for a in actions.new
    ]
    history += [
        {**common, "entity_id": a.entity_id, "action": "changed", "changed_by": by,
         "changes": {name: [_json(v) for v in pair] for name, pair in a.changes.items()}}
        for a in actions.changed
    ]  # fmt: skip
    history += [
        {**common, "entity_id": link.property_id, "action": "linked", "changed_by": by,
         "changes": {"interests": [None, _json(link.interest)]}}
        for link in actions.links
    ]  # fmt: skip
    history += [
        {**common, "entity_id": entity_id, "action": "not_in_latest", "changed_by": by,
         "changes": {"not_in_latest": [False, True]}}
        for entity_id in actions.absent
    ]  # fmt: skip
    if history:
        connection.execute(insert(t.history), history)
    _remember_fields(connection, common, actions.changed)


def _remember_fields(connection: Connection, common: dict[str, Any], changed: list[Action]) -> None:
    rows = [
        {**common, "entity_id": a.entity_id, "field": name, "row_number": a.row_number}
        for a in changed
        for name in a.changes
        if name != "not_in_latest"
    ]
    if rows:
        statement = upsert(t.field_provenance)
        new = statement.excluded
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["entity_id", "field"],
                set_={"import_batch_id": new.import_batch_id, "row_number": new.row_number},
            ),
            rows,
        )


def _json(value: Any) -> Any:
    """A value as history keeps it; shapes as WKT, so that a revert can restore them."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    return value.wkt if hasattr(value, "wkt") else str(value)
