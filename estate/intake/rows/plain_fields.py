"""Fields of a property that stand for themselves, each said once: how a column of cells is read.

A new field of this kind is a line here and one in ``PropertyRecord``.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

from estate import codes
from estate.intake.cells.coded_column import Coded
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.row import Row, parts_of

Plain = Callable[[CellColumns], Coded]


def _cells(field: str, ask: Callable[[Row], Any]) -> Plain:
    return lambda cells: cells.read(field, ask)


def _text(field: str, limit: int = 2_000) -> Plain:
    return lambda cells: cells.text(field, limit)


def _money(field: str) -> Plain:
    return lambda cells: cells.decimal(field)


def _day(field: str) -> Plain:
    return _cells(field, partial(Row.day, field=field))


def _party(field: str) -> Plain:
    return _cells(field, partial(Row.party, field=field))


def _code(field: str, codes_of: type[StrEnum]) -> Plain:
    return _cells(field, partial(Row.code, field=field, codes_of=codes_of))


def titles(row: Row) -> tuple[str, ...]:
    """Title numbers, however separated."""
    parts = parts_of(row, "title_number", ";,/")
    return tuple(sorted({"".join(part.split()).upper() for part in parts}))


#: By the names of ``PropertyRecord``.
PLAIN: dict[str, Plain] = {
    "uprn": CellColumns.uprn,
    "post_town": _text("post_town", 200),
    "postcode": _cells("postcode", Row.postcode),
    "public_access": _cells("public_access", partial(Row.flag, field="public_access")),
    "pfi_end_date": _day("pfi_end_date"),
    "book_value_gbp": _money("book_value_gbp"),
    "book_value_date": _day("book_value_date"),
    "value_basis": _code("value_basis", codes.ValueBasis),
    "condition": _code("condition", codes.Condition),
    "energy_rating": _code("energy_rating", codes.EnergyRating),
    "opening_hours": _text("opening_hours"),
    "services": _text("services"),
    "note": _text("note"),
    "confidence": _code("confidence", codes.Confidence),
    "as_of_date": _day("as_of_date"),
    "owner": _party("owner"),
    "manager": _party("manager"),
    "landlord": _party("landlord"),
    "title_numbers": _cells("title_number", titles),
}
