"""What an import plan changes: only the rows concerned, with history and provenance."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import Insert as Upsert
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.bulk.copy import Copy, ahead, as_columns, copy_in
from estate.register.bulk.geometry_columns import as_array, coordinates_of, shape_columns
from estate.register.bulk.locating import Areas
from estate.register.bulk.staging import stage, unstage
from estate.register.bulk.uuid7 import as_identities
from estate.register.column_values import GEOMETRY_FACTS, HANGING_FACTS
from estate.register.import_actions import Action, Actions, Column, LinkAction
from estate.register.known_rows import ID_COLUMNS, TABLES
from estate.register.writes.area import locate_properties
from estate.register.writes.history import remember
from estate.register.writes.kept_rows import keep_before, one_of
from estate.register.writes.new_rows import ImportContext, as_new_properties, copies, insert_rows
from estate.rows import Rows

_AT_ONCE = 10_000
#: The new rows of a statement, which its trigger looks through once more, stay in memory.
_WORK_MEM = "32MB"
#: So many new rows make the server's idea of the table wrong.
_MANY = 10_000


def apply_parts(
    connection: Connection,
    kind: RecordKind,
    organisation: str,
    parts: Iterable[Actions],
    *,
    batch_id: UUID,
    by: str,
    synthetic: bool = False,
    told: Callable[[int], None] | None = None,
) -> None:
    """Write a plan's actions part by part, in the caller's transaction; none is kept.

    ``parts`` are made by a thread while those before are written, and must not use the
    connection; ``explain_row`` hears how many new and changed rows there are before each.
    """
    brought = ImportContext(organisation, batch_id, by, synthetic)
    areas = Areas(connection) if kind is RecordKind.PROPERTY else None
    created = changed = 0
    connection.execute(select(func.set_config("work_mem", _WORK_MEM, True)))
    for actions, ready in ahead(_made(parts, brought, areas)):
        if told is not None:
            told(created + changed)
        changed += len(actions.changed)
        created += len(actions.new) + (0 if actions.created is None else len(actions.created))
        if kind in TABLES:
            keep_before(connection, kind, organisation, actions, batch_id)
            for copy in ready:
                copy.send(connection)
            if areas is None:
                insert_rows(connection, kind, actions.new, brought)
            _update(connection, kind, actions.changed)
            _hang(connection, kind, actions, brought)
            _mark_absent(connection, kind, actions.absent)
            remember(connection, kind, actions, batch_id, by)
        _write_ratings(connection, actions.ratings, batch_id)
        if areas:
            moved = [a.entity_id for a in actions.changed if "rep_point" in a.changes]
            for start in range(0, len(moved), _AT_ONCE):
                locate_properties(connection, moved[start : start + _AT_ONCE])
    if areas and created > _MANY:
        _count_anew(connection, organisation)


def _count_anew(connection: Connection, organisation: str) -> None:
    """Let the server know how many rows there are now, before they are held against those of
    other organisations; it would find out by itself a minute later."""
    others = select(t.property_.c.property_id).where(
        t.property_.c.organisation_code != organisation
    )
    if connection.execute(others.limit(1)).first() is not None:
        connection.execute(text("ANALYZE property"))


def _made(
    parts: Iterable[Actions], brought: ImportContext, areas: Areas | None
) -> Iterator[tuple[Actions, list[Copy]]]:
    """Each part with its new properties ready to be sent."""
    for actions in parts:
        found: list[Copy] = []
        if areas is not None and actions.new:
            found += copies(as_new_properties(actions.new), brought, areas)
        if areas is not None and actions.created is not None:
            found += copies(actions.created, brought, areas)
        yield actions, found


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
    columns: dict[str, Column] = {identity: as_identities(action.entity_id for action in group)}
    for name in names:
        if name not in GEOMETRY_FACTS:
            columns[name] = [action.changes[name][1] for action in group]
    moved = [name for name in GEOMETRY_FACTS if name in names]
    outlines, points = (
        as_array([action.changes[name][1] if name in moved else None for action in group])
        for name in GEOMETRY_FACTS
    )
    shapes = shape_columns(outlines, coordinates_of(points))
    columns |= {name: shapes[name] for name in shapes if name.removesuffix("_4326") in moved}
    staged = stage(connection, table, columns)
    values: dict[str, Any] = {name: staged[name] for name in columns if name != identity}
    if kind is RecordKind.PROPERTY:
        values["updated_at"] = func.now()
    connection.execute(update(table).where(table.c[identity] == staged[identity]).values(values))
    unstage(connection)


def _hang(
    connection: Connection, kind: RecordKind, actions: Actions, brought: ImportContext
) -> None:
    """Interests, titles and lease events of what is not new property: as the newest file has
    them."""
    if kind is RecordKind.PROPERTY:
        _write_interests(connection, actions, brought)
        _write_titles(connection, actions, brought.batch_id)
    if kind is RecordKind.LEASE:
        _write_events(connection, actions)


def _changed(actions: Actions, fact: str) -> list[Action]:
    return [action for action in actions.changed if fact in action.changes]


def _clear(
    connection: Connection, table: Table, column: str, actions: Iterable[Action], *more: Any
) -> None:
    changed = [action.entity_id for action in actions]
    if changed:
        connection.execute(delete(table).where(one_of(table.c[column], changed), *more))


def _write_interests(connection: Connection, actions: Actions, brought: ImportContext) -> None:
    changed = _changed(actions, "interests")
    i = t.interest.c
    mine = and_(i.reported_by == brought.organisation, i.own_ref.is_(None))
    _clear(connection, t.interest, "property_id", changed, mine)
    references = [link.reference for link in actions.relinked]
    if references:
        former = and_(i.reported_by == brought.organisation, i.own_ref.in_(references))
        connection.execute(delete(t.interest).where(former))
    common = {"reported_by": brought.organisation, "import_batch_id": brought.batch_id}
    rows = [row for action in changed for row in _interest_rows(action, common)]
    if rows:
        staged = stage(connection, t.interest, as_columns(rows))
        names, values = list(staged), select(*staged.values())
        connection.execute(_unless_there(upsert(t.interest).from_select(names, values)))
        unstage(connection)
    if actions.links:  # one by one: two of an organisation's rows may be one interest
        links = [_link_row(link, common) for link in actions.links]
        connection.execute(_unless_there(upsert(t.interest)), links)


def _unless_there(statement: Upsert) -> Upsert:
    """Another row's interest stays; what it does not say is added."""
    i, new = t.interest.c, statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["property_id", "organisation_code", "holder_name", "role"],
        set_={
            "tenure": func.coalesce(new.tenure, i.tenure),
            "own_ref": func.coalesce(new.own_ref, i.own_ref),
        },
    )


def _interest_rows(action: Action, common: dict[str, Any]) -> Rows:
    return [
        {
            "property_id": action.entity_id,
            "own_ref": None,
            "row_number": action.row_number,
            "as_of_date": action.facts.get("as_of_date"),
            **common,
            **fact._asdict(),
        }
        for fact in action.facts["interests"]
    ]


def _link_row(link: LinkAction, common: dict[str, Any]) -> dict[str, Any]:
    return {
        "property_id": link.property_id,
        "own_ref": link.reference,
        "row_number": link.row_number,
        "as_of_date": link.as_of_date,
        **common,
        **link.interest._asdict(),
    }


def _write_titles(connection: Connection, actions: Actions, batch_id: UUID) -> None:
    changed = _changed(actions, "titles")
    _clear(connection, t.title, "property_id", changed)
    rows = [
        {"title_number": number, "property_id": action.entity_id}
        for action in changed
        for number in action.facts["titles"]
    ]
    copy_in(connection, t.title, as_columns(rows), import_batch_id=batch_id)


def _write_events(connection: Connection, actions: Actions) -> None:
    changed = _changed(actions, "events")
    _clear(connection, t.lease_event, "lease_id", changed)
    rows = [
        {"lease_event_id": uuid4(), "lease_id": action.entity_id, **event._asdict()}
        for action in (*actions.new, *changed)
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
