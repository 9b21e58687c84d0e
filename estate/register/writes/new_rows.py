"""New rows of an import, by binary COPY: properties column by column, others one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection

from estate.codes import RecordKind
from estate.db import tables as t
from estate.register.bulk.copy import BATCH, ColumnsToCopy, Copy, copy_in, copy_of, layout, made
from estate.register.bulk.geometry_columns import as_array, coordinates_of, shape_columns
from estate.register.bulk.locating import AREA_COLUMNS, Areas
from estate.register.bulk.uuid7 import as_identities, new_identities
from estate.register.column_values import GEOMETRY_FACTS, HANGING_FACTS, InterestFact
from estate.register.import_actions import (
    Action,
    Column,
    InterestColumns,
    NewProperties,
    Places,
    TitleColumns,
)
from estate.register.known_rows import ID_COLUMNS, TABLES


@dataclass(frozen=True)
class ImportContext:
    """Whose import this is, under which number and by which person."""

    organisation: str
    batch_id: UUID
    by: str
    synthetic: bool = False


def copies(new: NewProperties, brought: ImportContext, areas: Areas) -> Iterator[Copy]:
    """New properties, then their interests and titles, ready to be sent in this order."""
    yield _properties(new, brought, areas)
    of = new.titles.of
    titles = {"property_id": new.ids[of], "title_number": new.titles.title_number}
    for copy in (
        _interests(new, brought),
        copy_of(t.title, titles, import_batch_id=brought.batch_id),
    ):
        if copy is not None:
            yield copy


def insert_rows(
    connection: Connection, kind: RecordKind, actions: list[Action], brought: ImportContext
) -> None:
    """Append new leases, occupations or costs; what hangs on them follows later."""
    if not actions:
        return
    names = [name for name in actions[0].facts if name not in HANGING_FACTS]
    columns: dict[str, Column] = {
        ID_COLUMNS[kind]: as_identities(action.entity_id for action in actions),
        "own_ref": [action.reference for action in actions],
        "row_number": [action.row_number for action in actions],
        **{name: [action.facts[name] for action in actions] for name in names},
    }
    copy_in(
        connection,
        TABLES[kind],
        columns,
        organisation_code=brought.organisation,
        import_batch_id=brought.batch_id,
    )


def as_new_properties(actions: list[Action]) -> NewProperties:
    """New properties that were given one by one, as columns."""
    left_out = (*HANGING_FACTS, *GEOMETRY_FACTS)
    names = [name for name in actions[0].facts if name not in left_out]
    points = as_array([action.facts["rep_point"] for action in actions])
    interests, titles = _hanging(actions, "interests"), _hanging(actions, "titles")
    return NewProperties(
        ids=as_identities(action.entity_id for action in actions),
        row_numbers=[action.row_number for action in actions],
        references=[action.reference for action in actions],
        facts={name: [action.facts[name] for action in actions] for name in names},
        outlines=as_array([action.facts["geom"] for action in actions]),
        points=coordinates_of(points),
        interests=_interest_columns(*interests),
        titles=TitleColumns(*titles),
    )


def _hanging(actions: list[Action], fact: str) -> tuple[Places, list[Any]]:
    counts = [len(action.facts[fact]) for action in actions]
    of = np.repeat(np.arange(len(actions)), counts)
    return of, [one for action in actions for one in action.facts[fact]]


def _interest_columns(of: Places, facts: list[InterestFact]) -> InterestColumns:
    names = ("organisation_code", "holder_name", "role", "tenure")
    return InterestColumns(of, *([getattr(fact, name) for fact in facts] for name in names))


def _properties(new: NewProperties, brought: ImportContext, areas: Areas) -> Copy:
    known: ColumnsToCopy = {
        "property_id": new.ids,
        "local_ref": new.references,
        "row_number": new.row_numbers,
        "rep_point": new.points,
        "rep_point_4326": new.points,  # of the same width, and missing where the other is
        **new.facts,
    }
    how = layout(
        t.property_,
        known,
        loose=("geom", "geom_4326", *AREA_COLUMNS),
        organisation_code=brought.organisation,
        import_batch_id=brought.batch_id,
        synthetic=brought.synthetic,
    )

    def parts() -> Iterator[ColumnsToCopy]:
        for part in new.parts(BATCH):
            yield {
                "property_id": part.ids,
                "local_ref": part.references,
                "row_number": part.row_numbers,
                **part.facts,
                **shape_columns(part.outlines, part.points),
                **areas.of(part.points),
            }

    return made(how, parts())


def _interests(new: NewProperties, brought: ImportContext) -> Copy | None:
    given, of = new.interests, new.interests.of
    columns: dict[str, Column] = {
        "interest_id": new_identities(len(of)),
        "property_id": new.ids[of],
        "organisation_code": given.organisation_code,
        "holder_name": given.holder_name,
        "role": given.role,
        "tenure": given.tenure,
        "row_number": _taken(new.row_numbers, of),
    }
    if "as_of_date" in new.facts:
        columns["as_of_date"] = _taken(new.facts["as_of_date"], of)
    return copy_of(
        t.interest,
        columns,
        reported_by=brought.organisation,
        import_batch_id=brought.batch_id,
    )


def _taken(column: Column, of: Places) -> Column:
    return column[of] if isinstance(column, np.ndarray) else [column[place] for place in of]
