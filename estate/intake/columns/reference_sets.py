"""The smallest set of kept columns that tells every row of a file from every other.

Proposed as the source of references where no column is one. Only columns that the register keeps
count: a telephone number that is left out must not make a second property when it changes. What
identifies by its nature comes before what may change.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from estate.intake.cells import placeholders, values

#: Fields that identify a place, the steadiest first.
_STEADY = (
    "uprn",
    "title_number",
    "name",
    "address",
    "address_1",
    "street_number",
    "street",
    "postcode",
    "post_town",
    "easting",
    "northing",
    "longitude",
    "latitude",
    "geo_x",
    "geo_y",
    "coordinate_text",
)
_MOST_COLUMNS = 3
_PAIRS = (("easting", "northing"), ("longitude", "latitude"), ("geo_x", "geo_y"))


def smallest_unique(records: pd.DataFrame, headings: Mapping[str, str]) -> tuple[str, ...]:
    """Headings of the smallest such set (of the steadiest among equals), or none.

    ``headings``: field to heading of what was recognised.
    """
    if len(records) < 2:
        return ()
    filled = {
        name: cells
        for name in _STEADY
        if name in headings and (cells := _cells(records[headings[name]])) is not None
    }
    for size in range(1, _MOST_COLUMNS + 1):
        for names in combinations(filled, size):
            if _halves(names):
                continue
            rows = set(zip(*(filled[name] for name in names), strict=True))
            if len(rows) == len(records):
                return tuple(headings[name] for name in names)
    return ()


def _cells(column: "pd.Series[Any]") -> list[str] | None:
    """A column's texts, or None where some cell says nothing."""
    made = [values.text(cell) for cell in column.tolist()]
    if any(text is None or placeholders.is_placeholder(text) for text in made):
        return None
    return [text.casefold() for text in made if text is not None]


def _halves(names: tuple[str, ...]) -> bool:
    """Whether a set holds one coordinate without the other."""
    return any((x in names) != (y in names) for x, y in _PAIRS)
