"""Figures of a property as the map colours and lists them (``maps/measures.py``), each at the level
at which its page shows it."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from api.http.values import number
from api.properties.table import HELD_OVER, signed_codes
from estate import codes
from estate.answers.context import ReadContext
from estate.quarters import Quarter
from estate.register import visibility as v
from estate.register.queries.cost_bands import CostSeen, costs_seen
from estate.rounding import about_pounds
from estate.rows import Row
from maps import measures

_LEASE_YEARS = ((1, "1"), (3, "3"), (5, "5"))
_LATER = "+"


@dataclass(frozen=True)
class Classed:
    """``signs``: the class of each of ``measures.MEASURES``, in their order. ``cost_gbp_per_m2``:
    the least and the most it can be (nothing for no end), one figure where it is seen exactly."""

    signs: str
    cost_gbp_per_m2: tuple[float | None, ...] | None
    book_value_gbp: float | None

    def sign(self, code: str) -> str:
        """The class of one measure."""
        return self.signs[list(measures.BY_CODE).index(code)]


#: Of a property of which the reader sees no figure.
NOTHING = Classed(measures.WITHHELD * len(measures.MEASURES), None, None)


class Measured:
    """What is asked once of all properties of an edition: their costs, and who has signed."""

    def __init__(self, context: ReadContext) -> None:
        self.reader, self.today = context.reader, context.today
        self.costs = costs_seen(context.connection, context.reader)
        self.signed = signed_codes(context.connection, context.reader)

    def of(self, row: Row) -> Classed | None:
        """One row of ``queries.properties``; None for the public, which sees no such figure."""
        if self.reader.level < v.Level.CLUB and self.reader.organisation is None:
            return None
        code = row["organisation_code"]
        access = v.RowAccess(self.reader, code, code in self.signed)
        if access.level < v.Level.CLUB:
            return NOTHING
        cost = self.costs.get(str(row["property_id"]))
        area = number(row.get("gia_m2") or row.get("nia_m2"))
        per_m2 = None if cost is None or not area else _per_m2(cost, area)
        middle = cost.middle / area if per_m2 and cost and area else None
        value = number(row.get("book_value_gbp"))
        is_hidden = access.withheld("book_value_gbp") is not None
        signs = (
            measures.COST.class_of(middle),
            row.get("condition") or measures.UNKNOWN,
            (row.get("energy_rating") or measures.UNKNOWN)[0],
            _lease_class(row, self.today),
            measures.WITHHELD if is_hidden else measures.VALUE.class_of(value),
        )
        return Classed("".join(signs), per_m2, value)


def _per_m2(cost: CostSeen, area_m2: float) -> tuple[float | None, ...]:
    if cost.low == cost.high:
        return (round(cost.low / area_m2),)
    high = None if cost.high is None else round(cost.high / area_m2)
    return (round(cost.low / area_m2), high)


def _lease_class(row: Row, today: date) -> str:
    """By the last day of the quarter in which a lease can end, as the map's filter counts."""
    end = row.get("lease_can_end")
    if end is None:
        is_owned = row.get("tenure") is not None and row["tenure"] not in codes.RENTED
        return measures.OWNED if is_owned else measures.UNKNOWN
    last = Quarter.of(end).end
    for years, sign in _LEASE_YEARS:
        if last <= (pd.Timestamp(today) + pd.DateOffset(years=years)).date():
            return sign
    return _LATER


def in_words(code: str, row: Row, found: Classed) -> str:
    """The figure as a table shows it."""
    kind = {one.code: one.word for one in measures.BY_CODE[code].classes}[found.sign(code)]
    if found.sign(code) in (measures.UNKNOWN, measures.WITHHELD):
        return kind
    if code == "cost" and found.cost_gbp_per_m2:
        return cost_words(found.cost_gbp_per_m2)
    if code == "condition":
        return f"{found.sign(code)}: {kind.lower()}"
    if code == "energy":
        return str(row["energy_rating"])
    if code == "lease" and row.get("lease_can_end") is not None:
        return HELD_OVER if row["lease_held_over"] else Quarter.of(row["lease_can_end"]).words
    if code == "value" and found.book_value_gbp is not None:
        return f"£{found.book_value_gbp:,.0f}"
    return kind


def cost_words(ends: tuple[float | None, ...]) -> str:
    """What a square metre costs a year: exactly, or from its band."""
    if len(ends) == 1:
        return f"£{ends[0]:,.0f}"
    low, high = (about_pounds(one or 0) for one in ends)
    if ends[1] is None:
        return f"{low} or more"
    return f"{low} to {high}" if ends[0] else f"under {high}"
