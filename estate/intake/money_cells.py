"""Cells of money that name their own period or scale: “£12,500 pa”, “£250 pcm”, “Peppercorn”.

They become pounds (a year) before a column's own scale is applied (``scaled_columns``).
"""

import re
from decimal import Decimal
from typing import Any

_YEAR = r"(?:p\.?\s*a\.?|per\s+(?:annum|year)|a\s+year|annually|yearly|/\s*(?:yr|year|annum))"
_MONTH = r"(?:p\.?\s*c\.?\s*m\.?|p\.?\s*m\.?|(?:per|a)\s+(?:calendar\s+)?month|monthly|/\s*month)"
_QUARTER = r"(?:per\s+quarter|a\s+quarter|quarterly|p\.?\s*q\.?|/\s*quarter)"
_BESIDE = (r"(?:excl(?:usive|uding)?\.?(?:\s+(?:of\s+)?vat)?|\+\s*vat|plus\s+vat|"
           r"ex\.?\s+vat|net|gross|\(.{0,40}\))")  # fmt: skip
_AMOUNT = re.compile(
    r"^(?:£|GBP)?\s*(?P<number>\d[\d,]*+(?:\.\d+)?)\s*(?P<scale>k|m|mn|million|thousand)?\s*"
    rf"(?:(?P<year>{_YEAR})|(?P<month>{_MONTH})|(?P<quarter>{_QUARTER}))?\s*{_BESIDE}?\s*$",
    re.IGNORECASE,
)  # fmt: skip
_PLAIN = re.compile(r"^(?:£|GBP)?\s*\d[\d,]*+(?:\.\d+)?$", re.IGNORECASE)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_NOTHING = re.compile(
    r"^(?:a\s+|one\s+|£?1\s+)?peppercorns?(?:\s+rent)?(?:\s+\(?if demanded\)?)?$|^rent[ -]free$|"
    r"^no rent$|^nil rent$", re.IGNORECASE,
)  # fmt: skip
_LONGEST = 80


class StatedMoney(Decimal):
    """Pounds (a year) as a cell itself states them: no scale of its column applies."""


def stated_money(cell: Any, *, yearly: bool) -> StatedMoney | None:
    """The amount of a cell that names its period or scale; None where it names none."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    if yearly and _NOTHING.match(cell.strip()):
        return StatedMoney(0)
    match = _AMOUNT.match(cell.strip())
    if match is None or _PLAIN.match(cell.strip()) or not (yearly or match["scale"]):
        return None
    if not yearly and (match["month"] or match["quarter"] or match["year"]):
        return None
    times = _SCALES.get((match["scale"] or "").casefold(), 1)
    times *= 12 if match["month"] else 4 if match["quarter"] else 1
    return StatedMoney(Decimal(match["number"].replace(",", "")) * times)
