"""What the parties of a shared front desk have asked, as far as a reader sees it."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.answers.estate_wide import whole_estate
from estate.colocation import shared_front_desks
from estate.register.queries import desk_splits as query
from estate.rows import Row


@answer
class DeskParty(Answer):
    """One party: since when it asks that the desk may be split, or until when it did."""

    organisation: str
    asks: bool
    asked_on: dt.date | None
    withdrawn_on: dt.date | None


@answer
class DeskSplit(Answer):
    """The parties of a property's shared front desk, none where it has none. ``may_split``: all of
    them ask; else their services move together or not at all."""

    parties: list[DeskParty]
    may_split: bool


def desk_split(context: ReadContext, property_id: UUID) -> DeskSplit:
    """Of one property that the reader sees."""
    estate = whole_estate(context)
    codes = shared_front_desks.parties(estate, str(property_id), context.assumptions)
    rows = query.of(context.connection, context.reader, property_id)
    found = [
        _party(code, [row for row in rows if row["organisation_code"] == code]) for code in codes
    ]
    return DeskSplit(parties=found, may_split=bool(found) and all(one.asks for one in found))


def _party(code: str, rows: Sequence[Row]) -> DeskParty:
    """``rows`` in the order in which they were recorded."""
    asked = [row["said_on"] for row in rows if not row["withdrawn"]]
    asks = bool(rows) and not rows[-1]["withdrawn"]
    return DeskParty(
        organisation=code,
        asks=asks,
        asked_on=asked[-1] if asked else None,
        withdrawn_on=rows[-1]["said_on"] if rows and not asks else None,
    )
