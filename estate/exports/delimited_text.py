"""CSV that a spreadsheet opens as it is: UTF-8 with a mark, formulas defused."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(rows: Iterable[Mapping[str, Any]], headings: Sequence[str]) -> bytes:
    """The rows under these headings; what a row lacks is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([defused(row.get(name)) for name in headings] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def defused(value: Any) -> Any:
    """A leading =, +, - or @ would run as a formula in a spreadsheet; a quote stops it."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value
