"""Cells of money that name their own period or scale: “£12,500 pa”, “£250 pcm”, “Peppercorn”.

They become pounds (a year) before a column's own scale is applied (``scaled_columns``).
"""

import re
from decimal import Decimal
from typing import Any

_YEAR = (
    r"(?:p\.?\s*a\.?(?:\s*x\.?)?|per\s+(?:annum|year)|a\s+year|annually|yearly|"
    r"/\s*(?:yr|year|annum))"
)
_MONTH = r"(?:p\.?\s*c\.?\s*m\.?|p\.?\s*m\.?|(?:per|a)\s+(?:calendar\s+)?month|monthly|/\s*month)"
_QUARTER = r"(?:per\s+quarter|a\s+quarter|quarterly|p\.?\s*q\.?|/\s*quarter)"
_HALF = r"(?:per\s+half[ -]?year|a\s+half[ -]?year|half[ -]?yearly|six[ -]?monthly)"
_ABOUT = r"(?:c\.?|ca\.?|circa|approx(?:imately|\.)?|est(?:imated|\.)?|about|~)"
_BESIDE = (
    r"(?:excl(?:usive|uding)?\.?(?:\s+(?:of\s+)?vat)?|\+\s*vat|plus\s+vat|"
    r"ex\.?\s+vat|net|gross|\(.{0,40}\))"
)
_AMOUNT = re.compile(
    rf"^(?P<about>{_ABOUT}\s*)?(?:£|GBP)?\s*(?P<number>\d[\d,]*+(?:\.\d+)?)\s*"
    rf"(?P<scale>k|m|mn|million|thousand)?\s*(?:(?P<half>{_HALF})|(?P<year>{_YEAR})|"
    rf"(?P<month>{_MONTH})|(?P<quarter>{_QUARTER}))?\s*(?P<beside>{_BESIDE})?\s*$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(?:£|GBP)?\s*\d[\d,]*+(?:\.\d+)?$", re.IGNORECASE)
_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_NOTHING = re.compile(
    rf"^(?:a\s+|one\s+|£?1\s+)?peppercorns?(?:\s+rent)?(?:\s+{_YEAR})?(?:\s+\(?if demanded\)?)?$|"
    r"^rent[ -]free$|^no rent$|^nil rent$|^nil(?: rent)?(?: payable)?$",
    re.IGNORECASE,
)
_NIL = re.compile(r"^(?:£\s*+)?nil$", re.IGNORECASE)
_LONGEST = 80
_TIMES = {"half": 2, "year": 1, "month": 12, "quarter": 4}


class StatedMoney(Decimal):
    """Pounds (a year) as a cell itself states them: no scale of its column applies."""


def says_nil(cell: Any) -> bool:
    """Whether a cell of money says nought in a word."""
    return isinstance(cell, str) and len(cell) <= _LONGEST and _NIL.match(cell.strip()) is not None


def stated_money(cell: Any, *, yearly: bool) -> StatedMoney | None:
    """The amount of a cell that names its period or scale, or says more of it than the number;
    None where it does not."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    if says_nil(cell) or (yearly and _NOTHING.match(cell.strip())):
        return StatedMoney(0)
    match = _AMOUNT.match(cell.strip())
    if match is None or _PLAIN.match(cell.strip()):
        return None
    if not (yearly or match["scale"] or match["about"] or match["beside"]):
        return None
    if not yearly and any(match[period] for period in _TIMES):
        return None
    times = _SCALES.get((match["scale"] or "").casefold(), 1)
    times *= next((many for period, many in _TIMES.items() if match[period]), 1)
    return StatedMoney(Decimal(match["number"].replace(",", "")) * times)
