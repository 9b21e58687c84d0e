"""What an import plan changes: only the rows concerned, with history and provenance."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, and_, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.actions import Action, Actions, LinkAction
from estate.register.copying import as_columns, copy_in
from estate.register.locating import areas_of
from estate.register.shapes import shape_columns
from estate.register.staging import stage, unstage
from estate.register.standing import ID_COLUMNS, TABLES
from estate.register.stored import GEOMETRY_FACTS, HANGING_FACTS
from estate.register.writes_area import locate_properties
from estate.register.writes_undo import keep_before, one_of

Rows = list[dict[str, Any]]

_AT_ONCE = 10_000


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
        for start in range(0, len(moved), _AT_ONCE):
            locate_properties(connection, moved[start : start + _AT_ONCE])


def _insert(
    connection: Connection, kind: RecordKind, actions: list[Action], common: dict[str, Any]
) -> None:
    if not actions:
        return
    key = "local_ref" if kind is RecordKind.PROPERTY else "own_ref"
    columns: dict[str, list[Any]] = {
        ID_COLUMNS[kind]: [action.entity_id.hex for action in actions],
        key: [action.reference for action in actions],
        "row_number": [action.row_number for action in actions],
        **{name: [value] * len(actions) for name, value in common.items()},
        **{name: [action.facts[name] for action in actions]
           for name in actions[0].facts if name not in (*HANGING_FACTS, *GEOMETRY_FACTS)},
    }  # fmt: skip
    if kind is RecordKind.PROPERTY:
        points = [action.facts["rep_point"] for action in actions]
        columns |= shape_columns([action.facts["geom"] for action in actions], points)
        columns |= areas_of(connection, points)
    copy_in(connection, TABLES[kind], columns)


def _update(connection: Connection, kind: RecordKind, actions: list[Action]) -> None:
    """One statement per set of changed columns: a whole file of rent changes is one update."""
    groups: dict[tuple[str, ...], list[Action]] = {}
    for action in actions:
        names = tuple(sorted(action.changes.keys() - set(HANGING_FACTS)))
        if names:
            groups.setdefault(names, []).append(action)
    for names, group in groups.items():
        _update_group(connection, kind, names, group)


def _update_group(
    connection: Connection, kind: RecordKind, names: tuple[str, ...], group: list[Action]
) -> None:
    table, identity = TABLES[kind], ID_COLUMNS[kind]
    new = {name: [action.changes[name][1] for action in group] for name in names}
    plain = {name: values for name, values in new.items() if name not in GEOMETRY_FACTS}
    nothing = [None] * len(group)
    shapes = shape_columns(new.get("geom", nothing), new.get("rep_point", nothing))
    moved = {name: texts for name, texts in shapes.items() if name.removesuffix("_4326") in new}
    ids = [action.entity_id.hex for action in group]
    staged = stage(connection, table, {identity: ids, **plain, **moved})
    values: dict[str, Any] = {name: staged[name] for name in (*plain, *moved)}
    if kind is RecordKind.PROPERTY:
        values["updated_at"] = func.now()
    connection.execute(update(table).where(table.c[identity] == staged[identity]).values(values))
    unstage(connection)


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
        connection.execute(delete(table).where(one_of(table.c[column], changed), *more))


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
    copy_in(connection, t.interest, as_columns(_interest_rows(actions.new, common)))
    changed = [action for action in touched if action.changes]
    rows = _interest_rows(changed, common) + [_link_row(link, common) for link in actions.links]
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
    )


def _interest_rows(actions: list[Action], common: dict[str, Any]) -> Rows:
    return [
        {"property_id": action.entity_id, "own_ref": None, "row_number": action.row_number,
         "as_of_date": action.facts.get("as_of_date"), **common, **fact._asdict()}
        for action in actions
        for fact in action.facts["interests"]
    ]  # fmt: skip


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
    copy_in(connection, t.title, as_columns(rows))


def _write_events(connection: Connection, actions: Actions) -> None:
    touched = _touched(actions, "events")
    _clear(connection, t.lease_event, "lease_id", touched)
    rows = [
        {"lease_id": action.entity_id, **event._asdict()}
        for action in touched
        for event in action.facts["events"]
    ]
    copy_in(connection, t.lease_event, as_columns(rows))


def _write_ratings(connection: Connection, ratings: Rows, batch_id: UUID) -> None:
    if ratings:
        rows = [{**rating, "import_batch_id": batch_id} for rating in ratings]
        connection.execute(insert(t.rating), rows)


def _mark_absent(connection: Connection, kind: RecordKind, absent: list[UUID]) -> None:
    if absent:
        table, identity = TABLES[kind], ID_COLUMNS[kind]
        statement = update(table).where(one_of(table.c[identity], absent))
        connection.execute(statement.values(not_in_latest=True))


def _remember(
    connection: Connection, kind: RecordKind, actions: Actions, batch_id: UUID, by: str
) -> None:
    """One history row per change; per field its batch and row, where it differs."""
    common = {"entity_kind": kind.value, "import_batch_id": batch_id, "changed_by": by}
    if actions.new:
        _remember_created(connection, kind, batch_id, by)
    history: Rows = [
        {**common, "entity_id": a.entity_id, "action": "changed",
         "changes": {name: [_json(v) for v in pair] for name, pair in a.changes.items()}}
        for a in actions.changed
    ]  # fmt: skip
    history += [
        {**common, "entity_id": link.property_id, "action": "linked",
         "changes": {"interests": [None, _json(link.interest)]}}
        for link in actions.links
    ]  # fmt: skip
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


def _remember_created(connection: Connection, kind: RecordKind, batch_id: UUID, by: str) -> None:
    """Only rows that this import brought bear its number, so none need be sent again."""
    table = TABLES[kind]
    names = ["entity_kind", "entity_id", "import_batch_id", "action", "changes", "changed_by"]
    created = select(
        literal(kind.value), table.c[ID_COLUMNS[kind]], table.c.import_batch_id,
        literal("created"), literal({}, JSONB), literal(by),
    ).where(table.c.import_batch_id == batch_id)  # fmt: skip
    connection.execute(insert(t.history).from_select(names, created))


def _remember_fields(
    connection: Connection, kind: RecordKind, batch_id: UUID, changed: list[Action]
) -> None:
    rows = [
        {"entity_id": a.entity_id.hex, "field": name, "entity_kind": kind.value,
         "import_batch_id": batch_id, "row_number": a.row_number}
        for a in changed
        for name in a.changes
        if name != "not_in_latest"
    ]  # fmt: skip
    if not rows:
        return
    staged = stage(connection, t.field_provenance, as_columns(rows))
    statement = upsert(t.field_provenance).from_select(list(rows[0]), select(*staged.values()))
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["entity_id", "field"],
            set_={"import_batch_id": new.import_batch_id, "row_number": new.row_number},
        )
    )
    unstage(connection)


def _json(value: Any) -> Any:
    """A value as history shows it to people; shapes as WKT."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    return value.wkt if hasattr(value, "wkt") else str(value)
