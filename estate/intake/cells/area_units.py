"""Areas as people type them: hectares, acres, square feet and metres, in cells or headings.

The register counts square metres, and hectares of land. ``0.537 hectares (1.33 acres)`` is
5,370 m²; where a cell gives two units they check each other, so that ``1,909 hectares
(4,72 acres)`` is known to be 1.909 ha written with a decimal comma.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from estate.intake.cells.lengths import LONGEST_VALUE

M2_PER_UNIT = {
    "ha": Decimal(10_000),
    "ac": Decimal("4046.8564224"),
    "ft2": Decimal("0.09290304"),
    "m2": Decimal(1),
}
WORDS = {"ha": "hectares", "ac": "acres", "ft2": "square feet", "m2": "square metres"}
#: Two units of one cell that differ by more than this do not say the same (people round).
_AGREE = Decimal("0.2")

_UNIT = (
    r"(?P<ha>hectares?|hect\.?|ha)|(?P<ac>acres?|ac)|"
    r"(?P<ft2>sq\.?\s*(?:ft|feet|foot)|square\s+(?:feet|foot)|ft2|ft²|sf)|"
    r"(?P<m2>sq\.?\s*(?:m|metres?|meters?|mtrs?)|square\s+(?:metres?|meters?)|m2|m²)"
)
#: Thousands may stand apart (12 500), but then nothing else stands before them.
_SPACE = r"[ \u00a0\u202f]"
_APART = rf"(?<![\w.,])(?<![\w.,]{_SPACE})\d{{1,3}}(?:{_SPACE}\d{{3}})++(?:[.,]\d++)?"
#: A number is taken whole or not at all: tried from each of its digits on, a long one would cost
#: the square of its length.
_NUMBER = rf"(?:{_APART}|(?<![\d.,])\d[\d.,]*+)"
_MEASURE = re.compile(rf"(?P<number>{_NUMBER})\s*+(?:{_UNIT})(?![a-z])", re.IGNORECASE)
_IN_HEADING = re.compile(rf"(?<![a-z])(?:{_UNIT})(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Area:
    """An area in square metres, whether its comma was a decimal point, whether units differ."""

    m2: Decimal
    decimal_comma: bool = False
    disagree: bool = False


def unit_of_heading(heading: str) -> str | None:
    """The unit that a heading names, such as ``ac`` for “Site area (acres)”."""
    found = _IN_HEADING.search(heading.replace("_", " "))
    return found.lastgroup if found else None


def without_unit(heading: str) -> str:
    """A heading without its unit: “Site area (acres)” is a “Site area”."""
    bare = _IN_HEADING.sub(" ", heading.replace("_", " "))
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]|\bin\s*$", " ", bare).split())


def read_area(cell: Any) -> Area | None:
    """The area of a cell that names its unit; None when it names none."""
    short = isinstance(cell, str) and len(cell) <= LONGEST_VALUE
    found = list(_MEASURE.finditer(cell)) if short else []
    if not found:
        return None
    readings = [_readings(match) for match in found]
    plain = readings[0][0]
    if len(readings) == 1:
        return Area(plain)
    others = [value for more in readings[1:] for value in more]
    if any(_agree(plain, other) for other in others):
        return Area(plain)
    for value in readings[0][1:]:
        if any(_agree(value, other) for other in others):
            return Area(value, decimal_comma=True)
    return Area(plain, disagree=True)


def to_unit(m2: Decimal, unit: str) -> Decimal:
    """Square metres in another unit, to a hundredth of a square metre."""
    places = Decimal("0.01") if unit == "m2" else Decimal("0.000001")
    return (m2 / M2_PER_UNIT[unit]).quantize(places)


def _readings(match: re.Match[str]) -> list[Decimal]:
    """Square metres with the comma between thousands, then with a decimal comma."""
    text = "".join(match["number"].split()).rstrip(".,")
    factor = M2_PER_UNIT[match.lastgroup or "m2"]
    ways = [text.replace(",", "")]
    if text.count(",") == 1 and "." not in text:
        ways.append(text.replace(",", "."))
        if not re.match(r"^\d{1,3},\d{3}$", text):
            ways.reverse()
    made = []
    for way in ways:
        try:
            made.append(Decimal(way) * factor)
        except InvalidOperation:
            continue
    return made or [Decimal("NaN")]


def _agree(one: Decimal, other: Decimal) -> bool:
    if one.is_nan() or other.is_nan():
        return False
    return abs(one - other) <= _AGREE * max(one, other)
