"""Percentages in cells, as people and spreadsheets write them."""

from decimal import Decimal
from typing import Any

from estate.intake.cells import values


def percent(value: Any) -> Decimal | None:
    """``60``, ``60 %``, ``60%``; ``ValueError`` for a share such as 0.6, which could mean either:
    a spreadsheet keeps 60 % as 0.6, and 0.6 % is a number too."""
    raw = values.text(value)
    if raw is None:
        return None
    signed = raw.endswith("%")
    found = values.number(raw.removesuffix("%").strip() if signed else raw)
    if found is None or (not signed and 0 < found <= 1):
        raise ValueError
    return found.quantize(Decimal("0.01"))
