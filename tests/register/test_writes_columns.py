"""New properties as columns: identities that ascend, parts that keep what hangs on each."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import RFC_4122

import numpy as np
import pytest
from psycopg.errors import DataError, IntegrityError
from shapely import MultiPolygon, Point
from sqlalchemy import Connection, Text, cast, select

from estate.codes import RecordKind, UseClass
from estate.db import tables as t
from estate.register.bulk.copy_format import missing
from estate.register.bulk.geometry_columns import as_array
from estate.register.bulk.uuid7 import as_identities, as_uuids, new_identities
from estate.register.column_values import InterestFact
from estate.register.import_actions import (
    Action,
    Actions,
    InterestColumns,
    NewProperties,
    TitleColumns,
)
from estate.register.writes.batches import BatchFacts, record_batch
from estate.register.writes.records import apply_parts
from tests.intake.county import EAST, square, start


def test_identities_ascend_begin_with_the_time_and_differ() -> None:
    before = time.time_ns() // 1_000_000
    made = new_identities(100_000)
    ids = as_uuids(made)
    assert ids == sorted(ids) and len(set(ids)) == 100_000
    assert {(one.version, one.variant) for one in ids[::997]} == {(7, RFC_4122)}
    assert before <= ids[-1].int >> 80 <= time.time_ns() // 1_000_000
    assert np.array_equal(as_identities(ids), made)
    assert not np.array_equal(new_identities(3)[:, 10:], new_identities(3)[:, 10:])


def columns(count: int) -> NewProperties:
    of = np.repeat(np.arange(count), np.arange(count) % 3)
    names = [f"holder {n}" for n in range(len(of))]
    return NewProperties(
        ids=new_identities(count),
        row_numbers=np.arange(1, count + 1),
        references=[f"A{n}" for n in range(count)],
        facts={"name": [f"Name {n}" for n in range(count)]},
        outlines=np.full(count, None, dtype=object),
        points=np.full((count, 2), np.nan),
        interests=InterestColumns(of, [None] * len(of), names, ["owner"] * len(of),
                                  [None] * len(of)),
        titles=TitleColumns(of, names),
    )  # fmt: skip


def test_parts_together_are_the_whole() -> None:
    whole = columns(10)
    parts = list(whole.parts(4))
    assert [len(part) for part in parts] == [4, 4, 2]
    for number, part in enumerate(parts):
        owners = [whole.references[n + 4 * number] for n in part.interests.of]
        assert owners == [part.references[n] for n in part.interests.of]
    assert [h for part in parts for h in part.interests.holder_name] == list(
        whole.interests.holder_name
    )
    assert [n for part in parts for n in part.titles.title_number] == list(
        whole.titles.title_number
    )


def one_by_one(properties: NewProperties) -> list[Action]:
    """The same properties as single actions, as a file of few rows brings them."""
    facts = {**properties.facts, "geom": properties.outlines}
    nothing = {name: missing(column) for name, column in facts.items()}
    return [
        Action(
            entity_id, int(properties.row_numbers[n]), properties.references[n],
            {name: None if nothing[name][n] else column[n] for name, column in facts.items()}
            | {"rep_point": None if np.isnan(properties.points[n, 0])
               else Point(properties.points[n]),
               "interests": hanging(properties, n), "titles": titles(properties, n)},
        )
        for n, entity_id in enumerate(as_uuids(properties.ids))
    ]  # fmt: skip


def hanging(properties: NewProperties, n: int) -> tuple[InterestFact, ...]:
    given = properties.interests
    rows = zip(given.of, given.organisation_code, given.holder_name, given.role, given.tenure,
               strict=True)  # fmt: skip
    return tuple(InterestFact(*rest) for of, *rest in rows if of == n)


def titles(properties: NewProperties, n: int) -> tuple[str, ...]:
    rows = zip(properties.titles.of, properties.titles.title_number, strict=True)
    return tuple(number for of, number in rows if of == n)


def varied(count: int) -> NewProperties:
    """Every kind of value, each now and then missing."""
    whole = columns(count)
    odd = [n % 3 for n in range(count)]
    outlines = as_array(
        [MultiPolygon([square(EAST + 100 * n)]) if odd[n] else None for n in range(count)]
    )
    points = np.array([[EAST + 100.0 * n + 5, 250_000.0] for n in range(count)])
    points[0] = np.nan
    return replace(
        whole,
        outlines=outlines,
        points=points,
        facts={
            "name": [f"Näme\t{n}\\n\n" for n in range(count)],
            "operational": [n % 2 == 0 for n in range(count)],
            "public_access": [None if o == 0 else o == 1 for o in odd],
            "uprn": [None if o else 10_000 + n for n, o in enumerate(odd)],
            "gia_m2": [None if o == 1 else Decimal("9999999999.99") for o in odd],
            "nia_m2": np.array([np.nan if o else 12.345 + n for n, o in enumerate(odd)]),
            "book_value_gbp": [Decimal("0.01"), Decimal("10000.10")] * (count // 2),
            "use_class": [UseClass.OFFICE_ADMIN if o else UseClass.SPECIALIST for o in odd],
            "as_of_date": [None if o == 2 else date(1999, 12, 31 - o) for o in odd],
            "condition": [None] * count,
        },
    )


def everything(connection: Connection) -> dict[str, list[str]]:
    """All that an import wrote, but for the identities that the register makes itself."""
    made = {"interest_id", "created_at", "updated_at", "import_batch_id"}
    return {
        table.name: sorted(
            repr(tuple(row)) for row in connection.execute(
                select(*(cast(c, Text) for c in table.c if c.name not in made)))
        )
        for table in (t.property_, t.interest, t.title)
    }  # fmt: skip


def written(connection: Connection, *parts: Actions) -> dict[str, list[str]]:
    batch = BatchFacts("T-CC", "property", "a", "a", 1, True, "test")
    with connection.begin_nested() as savepoint:
        batch_id = record_batch(connection, batch)
        apply_parts(connection, RecordKind.PROPERTY, "T-CC", parts, batch_id=batch_id,
                           by="test", synthetic=True)  # fmt: skip
        found = everything(connection)
        savepoint.rollback()
    return found


def test_columns_in_parts_are_stored_as_single_rows_are(connection: Connection) -> None:
    start(connection)
    properties = varied(12)
    whole = written(connection, Actions(created=properties))
    parts = [Actions(created=part) for part in properties.parts(5)]
    assert written(connection, *parts) == whole
    assert written(connection, Actions(new=one_by_one(properties))) == whole
    assert len(whole["property"]) == 12 and len(whole["interest"]) == 12
    assert sum("'12.35'" in row for row in whole["property"]) == 1
    stored = [row for row in whole["property"] if "'A3'" in row]
    assert "Näme\\t3\\\\n\\n" in stored[0] and "'9999999999.99'" in stored[0]


def test_what_does_not_fit_a_column_is_refused(connection: Connection) -> None:
    start(connection)
    properties = varied(4)
    for facts, error in (
        ({"uprn": np.array([1.5, 2, 3, 4])}, OverflowError),
        ({"gia_m2": [Decimal(10) ** 13] * 4}, OverflowError),
        ({"gia_m2": [Decimal(10) ** 11] * 4}, DataError),
        ({"name": [None] * 3 + ["x"]}, IntegrityError),
        ({"name": ["x\0"] * 4}, DataError),
    ):
        wrong = replace(properties, facts={**properties.facts, **facts})
        with pytest.raises(error), connection.begin_nested():
            written(connection, Actions(created=wrong))
    assert written(connection, Actions(created=properties))["property"]
