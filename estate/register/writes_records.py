"""What an import plan changes: only the rows concerned, with history and provenance."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, and_, delete, func, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.actions import Action, Actions, LinkAction
from estate.register.copying import BATCH, any_value, as_columns, copy_batches, copy_in
from estate.register.locating import AREA_COLUMNS, Areas
from estate.register.shapes import SHAPE_COLUMNS, shape_columns
from estate.register.staging import stage, unstage
from estate.register.standing import ID_COLUMNS, TABLES
from estate.register.stored import GEOMETRY_FACTS, HANGING_FACTS
from estate.register.writes_area import locate_properties
from estate.register.writes_history import remember
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
        remember(connection, kind, actions, batch_id, by)
    _write_ratings(connection, actions.ratings, batch_id)
    if kind is RecordKind.PROPERTY:
        moved = [a.entity_id for a in actions.changed if "rep_point" in a.changes]
        for start in range(0, len(moved), _AT_ONCE):
            locate_properties(connection, moved[start : start + _AT_ONCE])


def _insert(
    connection: Connection, kind: RecordKind, actions: list[Action], common: dict[str, Any]
) -> None:
    """New rows in batches, so that the server stores one while the next is being made."""
    if not actions:
        return
    names = [
        name
        for name in actions[0].facts
        if name not in (*HANGING_FACTS, *GEOMETRY_FACTS)
        and any_value(action.facts[name] for action in actions)
    ]
    key = "local_ref" if kind is RecordKind.PROPERTY else "own_ref"
    areas = Areas(connection) if kind is RecordKind.PROPERTY else None
    sent = [ID_COLUMNS[kind], key, "row_number", *common, *names]
    sent += [*SHAPE_COLUMNS, *AREA_COLUMNS] if areas else []
    batches = (actions[start : start + BATCH] for start in range(0, len(actions), BATCH))

    def made() -> Iterator[dict[str, Sequence[Any]]]:
        for batch in batches:
            columns: dict[str, Sequence[Any]] = {
                ID_COLUMNS[kind]: [action.entity_id.hex for action in batch],
                key: [action.reference for action in batch],
                "row_number": [action.row_number for action in batch],
                **{name: [value] * len(batch) for name, value in common.items()},
                **{name: [action.facts[name] for action in batch] for name in names},
            }
            yield columns | (_places(batch, areas) if areas else {})

    copy_batches(connection, TABLES[kind], sent, made())


def _places(batch: list[Action], areas: Areas) -> dict[str, Sequence[Any]]:
    points = [action.facts["rep_point"] for action in batch]
    return {**shape_columns([a.facts["geom"] for a in batch], points), **areas.of(points)}


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
