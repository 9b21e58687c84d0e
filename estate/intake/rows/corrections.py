"""A single value proposed in a correction, read by the same readers as a file's cells."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from estate import codes
from estate.errors import BadQuestion
from estate.intake.cells import values
from estate.intake.rows.row import MAX_AREA_M2

_CENT = Decimal("0.01")
_MAX_GBP = Decimal(10) ** 10
_LETTERS = 1_000

Read = Callable[[str], Any]


def _area(raw: str) -> Decimal | None:
    found = values.number(raw)
    if found is None:
        return None
    if not 0 < found <= MAX_AREA_M2:
        raise ValueError
    return found.quantize(_CENT)


def _money(raw: str) -> Decimal | None:
    found = values.number(raw)
    if found is None:
        return None
    if not 0 <= found <= _MAX_GBP:
        raise ValueError
    return found.quantize(_CENT)


def _text(raw: str) -> str | None:
    found = values.text(raw)
    if found is not None and len(found) > _LETTERS:
        raise ValueError
    return found


def _code(field: str, codes_of: type[StrEnum]) -> Read:
    def read(raw: str) -> str | None:
        found = values.code(raw, codes_of, field)
        return None if found is None else found.value

    return read


#: Field of a property that anyone may propose another value for → its reader.
READERS: Mapping[str, Read] = {
    **dict.fromkeys(
        ("name", "address", "street", "post_town", "opening_hours", "services", "decision_ref"),
        _text,
    ),
    "uprn": values.uprn,
    "postcode": values.postcode,
    "gia_m2": _area,
    "nia_m2": _area,
    "book_value_gbp": _money,
    "backlog_gbp": _money,
    "book_value_date": values.day,
    "pfi_end_date": values.day,
    "operational": values.yes_no,
    "public_access": values.yes_no,
    "reuse_offered": values.yes_no,
    "use_class": _code("use_class", codes.UseClass),
    "type_code": _code("type_code", codes.TypeCode),
    "area_basis": _code("area_basis", codes.AreaBasis),
    "status": _code("status", codes.Status),
    "value_basis": _code("value_basis", codes.ValueBasis),
    "condition": _code("condition", codes.Condition),
    "energy_rating": _code("energy_rating", codes.EnergyRating),
}


def read_value(field: str, raw: str) -> Any:
    """The value for the column; ``BadQuestion`` says what is wrong with field or value."""
    if field not in READERS:
        known = ", ".join(sorted(READERS))
        raise BadQuestion(f"“{field}” cannot be corrected this way; these can: {known}.")
    try:
        found = READERS[field](raw)
    except (ValueError, OverflowError, ArithmeticError) as error:
        raise BadQuestion(f"“{raw[:100]}” is not a possible {field.replace('_', ' ')}.") from error
    if found is None:
        raise BadQuestion(f"The correction of {field.replace('_', ' ')} proposes no value.")
    return found
