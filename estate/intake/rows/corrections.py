"""A single value proposed in a correction, read by the same readers as a file's cells."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from estate import clock, codes
from estate.club.corrections import TOLD_FACTS
from estate.errors import BadQuestion
from estate.intake.cells import values
from estate.intake.cells.financial_years import financial_year
from estate.intake.rows.row import MAX_AREA_M2
from estate.who_sees_what.property_fields import FIELDS, Holds, PropertyField

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


def _reader(one: PropertyField) -> Read:
    return _code(one.name, one.codes_of) if one.codes_of is not None else _READERS[one.holds]


def _year(raw: str) -> int | None:
    found = values.calendar_year(raw)
    if found is not None and found > clock.today().year:
        raise ValueError
    return found


def _count(raw: str) -> int | None:
    found = values.whole(raw)
    if found is not None and not 0 <= found <= codes.MOST_PARKING_SPACES:
        raise ValueError
    return found


_READERS: Mapping[Holds, Read] = {
    Holds.TEXT: _text,
    Holds.UPRN: values.uprn,
    Holds.POSTCODE: values.postcode,
    Holds.SQUARE_METRES: _area,
    Holds.POUNDS: _money,
    Holds.KILOWATT_HOURS: _money,  # as many digits as money
    Holds.FINANCIAL_YEAR: financial_year,
    Holds.DAY: values.day,
    Holds.YEAR: _year,
    Holds.COUNT: _count,
    Holds.FLAG: values.yes_no,
}
#: Field of a property that anyone may propose another value for → its reader.
READERS: Mapping[str, Read] = {one.name: _reader(one) for one in FIELDS if one.disputed}
#: Those, and what is told in words.
READABLE: Mapping[str, Read] = {**READERS, **dict.fromkeys(TOLD_FACTS, _text)}


#: What a field is called where a value of it is refused: its words, with the unit if it has one.
_UNITS = {Holds.SQUARE_METRES: " (m²)", Holds.POUNDS: " (£)", Holds.KILOWATT_HOURS: " (kWh)"}
_WORDS: Mapping[str, str] = {
    **TOLD_FACTS,
    **{one.name: one.label + _UNITS.get(one.holds, "") for one in FIELDS},
}


def _words(field: str) -> str:
    """Small at the beginning unless it begins with an abbreviation, such as UPRN."""
    words = _WORDS[field]
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def read_value(field: str, raw: str) -> Any:
    """The value for the column; ``BadQuestion`` says what is wrong with field or value."""
    if field not in READABLE:
        known = ", ".join(sorted(READABLE))
        raise BadQuestion(f"“{field}” cannot be corrected this way; these can: {known}.")
    try:
        found = READABLE[field](raw)
    except (ValueError, OverflowError, ArithmeticError) as error:
        raise BadQuestion(f"“{raw[:100]}” is not a possible {_words(field)}.") from error
    if found is None:
        raise BadQuestion(f"The correction of {_words(field)} proposes no value.")
    return found
