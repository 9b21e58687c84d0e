"""Property files read column by column: records for every row that needs no remark.

``property_rows`` says what a row means; here the same is done for whole columns, and whichever
row would have something to say is left to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np

from estate import codes
from estate.codes import Status, UseClass
from estate.intake.cells import placeholders, values
from estate.intake.cells.classes import protected_use
from estate.intake.cells.coded_column import (
    Coded,
    Hundredths,
    Mask,
    Objects,
    Positions,
    combined,
    constant,
)
from estate.intake.columns.conventions import ADDRESS_LINES, BACKLOG_PARTS
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.context import Context
from estate.intake.rows.place_columns import Places, places
from estate.intake.rows.plain_fields import PLAIN
from estate.intake.rows.property_classes import operation, operational_by_status
from estate.intake.rows.property_rows import (
    HUNDREDTH_OF_M2_IN_HA,
    address_of,
    backlog_of,
    basis,
    is_of_another,
)
from estate.intake.rows.row import MAX_AREA_M2, Row
from estate.intake.sources import Source
from estate.register.records import PropertyRecord, RatingRecord

#: Codes and flags from which others follow; those that stand for themselves are ``PLAIN``.
_CODES: dict[str, Any] = {
    "tenure": codes.Tenure,
    "type_code": codes.TypeCode,
    "use_class": UseClass,
    "status": Status,
    "sensitivity": codes.Sensitivity,
    "protected_use": codes.ProtectedUse,
    "area_basis": codes.AreaBasis,
}
_FLAGS = (
    "operational",
    "pfi",
    "reuse_offered",
    "domestic",
    "use_class_imputed",
    "type_code_imputed",
    "operational_imputed",
)

_TYPED_ONLY = ("site_area_ha", "domestic", "rating", "reported_by")

Fields = dict[str, Coded]


@dataclass(frozen=True)
class PropertyColumns:
    """Many properties, field by field as ``PropertyRecord`` names them."""

    row_numbers: Positions
    fields: Fields
    places: Places
    ratings: dict[int, tuple[RatingRecord, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def taken(self, rows: Mask) -> "PropertyColumns":
        """Only these rows."""
        if rows.all():
            return self
        kept = {int(row): place for place, row in enumerate(np.flatnonzero(rows))}
        return PropertyColumns(
            self.row_numbers[rows],
            {name: column.taken(rows) for name, column in self.fields.items()},
            self.places.taken(rows),
            {kept[row]: given for row, given in self.ratings.items() if row in kept},
        )

    def patched(self, records: Mapping[int, PropertyRecord]) -> "PropertyColumns":
        """With the records of rows that were read one by one."""
        if not records:
            return self
        rows = np.fromiter(records, dtype=np.intp, count=len(records))
        given = list(records.values())
        return replace(
            self,
            fields={
                name: column.patched(rows, [getattr(one, name) for one in given])
                for name, column in self.fields.items()
            },
            places=self.places.patched(rows, [one.location for one in given]),
            ratings={row: one.ratings for row, one in records.items() if one.ratings},
        )

    def record(self, row: int) -> PropertyRecord:
        """One property as a record."""
        given = {name: column[row] for name, column in self.fields.items()}
        return PropertyRecord(
            row_number=int(self.row_numbers[row]),
            location=self.places.of(row),
            ratings=self.ratings.get(row, ()),
            **given,
        )


def property_columns(
    source: Source, columns: Mapping[str, Objects], context: Context
) -> tuple[PropertyColumns, Mask]:
    """All rows of a file read at once, and those that must be read one by one instead."""
    cells = CellColumns(columns, source.record_count, context)
    found = _read(cells)
    _set_apart(found, cells)
    for name in ("use_class_imputed", "type_code_imputed"):
        found[name] = constant(False, cells.count)
    placed = places(source, cells)
    found["site_area_m2"] = placed.site_areas_m2(found["site_area_ha"])
    _derive(found)
    numbers = np.asarray(source.row_numbers, dtype=np.intp)
    fields = {name: found[name] for name in found if name not in _TYPED_ONLY}
    return PropertyColumns(numbers, fields, placed), cells.alone


def _read(cells: CellColumns) -> Fields:
    """Every field that stands for itself."""
    found: Fields = {"local_ref": cells.text("local_ref", 200), "name": cells.text("name", 300)}
    found |= {name: one.of_column(cells) for name, one in PLAIN.items()}
    found |= {
        "address": cells.text("address"),
        "decision_ref": cells.text("decision_ref", 300),
        "backlog_gbp": cells.decimal("backlog_gbp"),
        "site_area_ha": cells.decimal("site_area_ha", MAX_AREA_M2, HUNDREDTH_OF_M2_IN_HA),
        "rating": cells.read("rating", lambda row: row.has("rating")),
        "reported_by": cells.read("reported_by", is_of_another),
    }
    for name in ("gia_m2", "nia_m2"):
        area = cells.decimal(name, MAX_AREA_M2)
        found[name] = (
            area.positive() if isinstance(area, Hundredths) else area.map(lambda one: one or None)
        )
    for name, codes_of in _CODES.items():
        found[name] = cells.read(name, partial(Row.code, field=name, codes_of=codes_of))
    for name in _FLAGS:
        found[name] = cells.read(name, partial(Row.flag, field=name))
    by_status = cells.read("status", operational_by_status)
    found["operational"] = combined(_first_said, found["operational"], by_status)
    found["street"] = _streets(cells)
    lines = [cells.text(line, 300) for line in ADDRESS_LINES if cells.has(line)]
    if lines:
        if not cells.has(ADDRESS_LINES[0]):
            lines.insert(0, found["street"])
        found["address"] = combined(address_of, found["address"], found["street"], *lines)
    if any(map(cells.has, BACKLOG_PARTS)):
        parts = [cells.decimal(part) for part in BACKLOG_PARTS]
        found["backlog_gbp"] = combined(backlog_of, found["backlog_gbp"], *parts)
    return found


def _first_said(stated: bool | None, otherwise: bool | None) -> bool | None:
    return otherwise if stated is None else stated


def _doubtful_references(words: list[Any]) -> list[Any]:
    """Whether there is something to say of a reference; of a million sound ones in one look."""
    if set(map(type, words)) == {str} and not values.may_be_doubtful("\n".join(words)):
        return [False] * len(words)
    return [values.doubtful_reference(word) for word in words]


def _streets(cells: CellColumns) -> Coded:
    streets = cells.text("street", 300)
    if not cells.has("street_number"):
        return streets
    return combined(
        lambda number, street: " ".join(part for part in (number, street) if part) or None,
        cells.text("street_number", 50),
        streets,
    )


def _set_apart(found: Fields, cells: CellColumns) -> None:
    """Rows that need a proposal or a remark."""
    by_code = cells.has("purpose") or cells.has("tenure_detail")
    for name in ("local_ref", "name", "use_class"):
        cells.set_apart(found[name].absent())
    doubtful = cells.read("local_ref", lambda _row: False, _doubtful_references)
    cells.set_apart(doubtful.where(bool))
    nameless = cells.read("name", lambda _row: False, placeholders.no_names)
    cells.set_apart(nameless.where(bool))
    for name in ("domestic", "rating", "use_class_imputed", "type_code_imputed"):
        cells.set_apart(found[name].where(bool))
    undecided = combined(
        lambda state, decision: (
            (by_code and state is None) or (state is Status.DECLARED_SURPLUS and not decision)
        ),
        found["status"],
        found["decision_ref"],
    )
    cells.set_apart(undecided.where(bool))


def _derive(found: Fields) -> None:
    """Fields that follow from others."""
    operated = combined(
        operation, found["operational"], found["operational_imputed"], found["use_class"]
    )
    found["operational"] = operated.map(itemgetter(0))
    found["operational_imputed"] = operated.map(itemgetter(1))
    found["pfi"] = combined(
        lambda flag, tenure: flag or tenure is codes.Tenure.PFI, found["pfi"], found["tenure"]
    )
    found["protected_use"] = combined(
        lambda stated, kind: stated or protected_use(kind),
        found["protected_use"],
        found["type_code"],
    )
    found["area_basis"] = combined(
        lambda stated, gia, nia: stated or basis(gia, nia),
        found["area_basis"],
        _given(found["gia_m2"]),
        _given(found["nia_m2"]),
    )
    found["status"] = found["status"].map(lambda status: status or Status.IN_USE)
    found["sensitivity_said"] = found["sensitivity"]
    found["sensitivity"] = found["sensitivity"].map(lambda word: word or codes.Sensitivity.OPEN)
    found["reuse_offered"] = found["reuse_offered"].map(lambda flag: flag or False)


def _given(column: Coded) -> Coded:
    """Whether there is a value: few words, however many values."""
    return Coded(np.array([None, True], dtype=object), (~column.absent()).astype(np.intp))
