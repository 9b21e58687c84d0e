"""What the parties of a shared front desk have asked, in the shapes that their routes show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from api.http.schemas import Answer

Row = Mapping[str, Any]


class DeskParty(Answer):
    """One party: since when it asks that the desk may be split, or until when it did."""

    organisation: str
    asks: bool
    asked_on: dt.date | None
    withdrawn_on: dt.date | None


class DeskSplit(Answer):
    """The parties of a property's shared front desk, none where it has none. ``may_split``: all of
    them ask; else their services move together or not at all."""

    parties: list[DeskParty]
    may_split: bool


def shown(parties: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    """As ``DeskSplit``; ``rows`` in the order in which they were recorded."""
    found = [
        _party(code, [row for row in rows if row["organisation_code"] == code]) for code in parties
    ]
    return {"parties": found, "may_split": bool(found) and all(one["asks"] for one in found)}


def _party(code: str, rows: Sequence[Row]) -> dict[str, Any]:
    asked = [row["said_on"] for row in rows if not row["withdrawn"]]
    asks = bool(rows) and not rows[-1]["withdrawn"]
    return {
        "organisation": code,
        "asks": asks,
        "asked_on": asked[-1] if asked else None,
        "withdrawn_on": rows[-1]["said_on"] if rows and not asks else None,
    }
