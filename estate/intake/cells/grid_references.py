"""Places by the letters of the Ordnance Survey's grid: ``SO 850 540``."""

import re
from dataclasses import dataclass
from typing import Any

_FORM = re.compile(r"^([A-HJ-Z])([A-HJ-Z])\s*(\d{2,10}|\d{1,5}[\s,]+\d{1,5})$")
_SQUARE_M = 100_000
_ROW = 5  # letters stand in squares of five by five, without I, from the north-west


@dataclass(frozen=True)
class GridSquare:
    """The middle of a square of the National Grid and the length of its side, in metres."""

    easting: float
    northing: float
    side_m: int


def grid_square(value: Any) -> GridSquare | None:
    """The square that a grid reference names, or None for what is no grid reference."""
    match = _FORM.match(str(value).strip().upper()) if isinstance(value, str) else None
    if match is None:
        return None
    parts = re.split(r"[\s,]+", match[3])
    if len(parts) == 1 and len(match[3]) % 2 == 0:
        half = len(match[3]) // 2
        parts = [match[3][:half], match[3][half:]]
    if len(parts) != 2 or len(parts[0]) != len(parts[1]):
        return None
    side_m = 10 ** (5 - len(parts[0]))
    east, north = _corner(match[1], match[2])
    return GridSquare(
        east + int(parts[0]) * side_m + side_m / 2,
        north + int(parts[1]) * side_m + side_m / 2,
        side_m,
    )


def _corner(first: str, second: str) -> tuple[int, int]:
    """South-western corner of a square of 100 km; the first letter is of squares of 500 km."""
    (column, row), (small_column, small_row) = _place(first), _place(second)
    east = (column - 2) * _ROW + small_column
    north = (3 - row) * _ROW + (4 - small_row)
    return east * _SQUARE_M, north * _SQUARE_M


def _place(letter: str) -> tuple[int, int]:
    number = ord(letter) - ord("A") - (letter > "I")
    return number % _ROW, number // _ROW
