"""Latitude and longitude in one cell: ``51.0613, -1.3126``, ``51°03'41"N 1°18'45"W``.

Which of the two is which, letters say, or else the numbers themselves: no part of Great Britain
has a latitude that could be its longitude.
"""

import re
from typing import Any

_LATITUDES, _LONGITUDES = (49.0, 61.0), (-9.0, 2.5)
_MOST_LETTERS = 80
_ONE = (
    r"(?P<degrees{n}>[+-]?\d{{1,2}}(?:\.\d+)?)\s*[°º]?\s*"
    r"(?:(?P<minutes{n}>\d{{1,2}}(?:\.\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<seconds{n}>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”]|''|’’)\s*)?(?P<letter{n}>[NSEW])?"
)
_PAIR = re.compile(
    rf"^[(\[\s]*{_ONE.format(n=1)}\s*[,;/\s]\s*{_ONE.format(n=2)}[)\]\s]*$", re.IGNORECASE
)


def degree_pair(value: Any) -> tuple[float, float] | None:
    """Longitude and latitude (WGS 84, degrees) of a cell, or None where it holds no such pair."""
    if not isinstance(value, str) or len(value) > _MOST_LETTERS:
        return None
    match = _PAIR.match(value)
    if match is None:
        return None
    first, second = (_degrees(match, number) for number in (1, 2))
    letters = f"{match['letter1'] or ''}{match['letter2'] or ''}".upper()
    turned = _is_within(first, _LONGITUDES) and _is_within(second, _LATITUDES)
    if letters[0] in "EW" if letters else turned:
        first, second = second, first
    fits = _is_within(first, _LATITUDES) and _is_within(second, _LONGITUDES)
    return (second, first) if fits else None


def _degrees(match: "re.Match[str]", number: int) -> float:
    whole = float(match[f"degrees{number}"])
    rest = float(match[f"minutes{number}"] or 0) / 60 + float(match[f"seconds{number}"] or 0) / 3600
    south_or_west = (match[f"letter{number}"] or "").upper() in ("S", "W")
    negative = whole < 0 or south_or_west or match[f"degrees{number}"].startswith("-")
    return -(abs(whole) + rest) if negative else whole + rest


def _is_within(number: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= number <= bounds[1]
