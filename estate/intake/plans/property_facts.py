"""Checked properties as the register holds them, column by column: each distinct value once."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from estate.intake.cells.coded_column import Coded, Hundredths, combined, objects
from estate.intake.rows.property_columns import Fields, PropertyColumns
from estate.register import comparison_lines
from estate.register.bulk.uuid7 import Identities
from estate.register.column_values import CODED_FACTS, HANGING_FACTS, Facts, interests, plain
from estate.register.import_actions import Column, InterestColumns, NewProperties, TitleColumns
from estate.register.records import PropertyRecord

#: What a record has and the table of properties has not, or under another name.
_NO_FACTS = frozenset(
    {"local_ref", "tenure", "owner", "manager", "landlord", "title_numbers", "sensitivity_said"}
)
_INTERESTED = ("tenure", "owner", "landlord", "manager")


def fact_columns(batch: PropertyColumns, organisation: str) -> Fields:
    """Everything that is compared and stored, shapes aside."""
    given = batch.fields

    def held(*parties: Any) -> Any:
        named = dict(zip(_INTERESTED, parties, strict=True))
        return interests(PropertyRecord(row_number=0, local_ref="", name="", **named), organisation)

    made = {
        name: given[name].map(plain) if name in CODED_FACTS else given[name]
        for name in given
        if name not in _NO_FACTS
    }
    made["geom_quality"] = batch.places.quality.map(plain)
    made["interests"] = combined(held, *(given[name] for name in _INTERESTED))
    made["titles"] = given["title_numbers"].map(lambda numbers: tuple(sorted(numbers)))
    return made


def facts_of(batch: PropertyColumns, columns: Fields, row: int) -> Facts:
    """The facts of one row, columns, outline, interests and titles."""
    made: Facts = {name: column[row] for name, column in columns.items()}
    made["geom"] = batch.places.outlines[row]
    made["rep_point"] = batch.places.point(row)
    return made


def compared_lines(packed: PropertyColumns, organisation: str, spoken: Sequence[str]) -> list[str]:
    """Each row's facts as ``lines.stored`` writes those of the register.

    The outlines of ``packed`` are WKB.
    """
    if not spoken:
        return [""] * len(packed)
    columns = fact_columns(packed, organisation)
    texts = {
        name: column.texts(comparison_lines.ABSENT)
        if isinstance(column, Hundredths)
        else Coded(objects(comparison_lines.texts_of(column.words.tolist())), column.codes).values()
        for name, column in columns.items()
        if name in spoken
    }
    if "geom" in spoken:
        texts["geom"] = comparison_lines.shape_texts(packed.places.outlines)
    if "rep_point" in spoken:
        texts["rep_point"] = comparison_lines.point_texts(packed.places.points)
    return list(
        map(comparison_lines.BETWEEN.join, zip(*(texts[name] for name in spoken), strict=True))
    )


def new_properties(batch: PropertyColumns, ids: Identities, organisation: str) -> NewProperties:
    """Properties for the register to store, ``ids`` being their identities."""
    columns = fact_columns(batch, organisation)
    facts: dict[str, Column] = {
        name: column.floats if isinstance(column, Hundredths) else column.values()
        for name, column in columns.items()
        if name not in HANGING_FACTS and not column.is_empty()
    }
    of, held = _flat(columns["interests"])
    of_titles, titles = _flat(columns["titles"])
    return NewProperties(
        ids=ids,
        row_numbers=batch.row_numbers,
        references=batch.fields["local_ref"].values(),
        facts=facts,
        outlines=batch.places.outlines,
        points=batch.places.points,
        interests=InterestColumns(
            of,
            *(held.map(itemgetter(part)).values() for part in range(4)),
        ),
        titles=TitleColumns(of_titles, titles.values()),
    )


def _flat(column: Coded) -> tuple[Any, Coded]:
    """Every item of a column of tuples, and in which row it stands."""
    lengths = np.fromiter(map(len, column.words), dtype=np.intp, count=len(column.words))
    items = objects([item for word in column.words for item in word])
    per_row = lengths[column.codes]
    of = np.repeat(np.arange(len(column)), per_row)
    within = np.arange(len(of)) - np.repeat(np.cumsum(per_row) - per_row, per_row)
    first = np.cumsum(lengths) - lengths
    return of, Coded(items, first[column.codes[of]] + within)
