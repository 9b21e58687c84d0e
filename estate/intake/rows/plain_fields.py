"""Fields of a property that stand for themselves: how a column of their cells is read."""

from collections.abc import Callable
from functools import partial
from typing import Any

from estate import codes
from estate.codes import Severity
from estate.intake.cells.coded_column import Coded
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.row import Row, parts_of
from estate.who_sees_what.property_fields import Holds, PropertyField, Section, fields

Plain = Callable[[CellColumns], Coded]


def _cells(field: str, ask: Callable[[Row], Any]) -> Plain:
    return lambda cells: cells.read(field, ask)


def _text(field: str, limit: int = 2_000) -> Plain:
    return lambda cells: cells.text(field, limit)


def _declared(one: PropertyField) -> Plain:
    """As what the field holds is read."""
    if one.codes_of is not None:
        return _cells(one.name, partial(Row.code, field=one.name, codes_of=one.codes_of))
    if one.holds in (Holds.POUNDS, Holds.KILOWATT_HOURS):
        return lambda cells: cells.decimal(one.name)
    if one.holds in _ASKED:
        return _cells(one.name, partial(_ASKED[one.holds], field=one.name))
    return _text(one.name)


def titles(row: Row) -> tuple[str, ...]:
    """Title numbers, however separated."""
    parts = parts_of(row, "title_number", ";,/")
    return tuple(sorted({"".join(part.split()).upper() for part in parts}))


_ASKED: dict[Holds, Callable[..., Any]] = {
    Holds.FLAG: Row.flag,
    Holds.DAY: Row.day,
    Holds.YEAR: Row.calendar_year,
    Holds.FINANCIAL_YEAR: partial(Row.year, severity=Severity.WARNING),
    Holds.COUNT: partial(Row.whole, high=codes.MOST_PARKING_SPACES),
}
#: By the names of ``PropertyRecord``.
PLAIN: dict[str, Plain] = {
    "uprn": CellColumns.uprn,
    "post_town": _text("post_town", 200),
    "postcode": _cells("postcode", Row.postcode),
    **{
        one.name: _declared(one)
        for one in fields(
            "public_access",
            "pfi_end_date",
            Section.VALUE,
            Section.STATE,
            Section.ENERGY,
            Section.SITE,
            Section.SERVICE,
            "note",
            "confidence",
            "as_of_date",
        )
        if one.name != "backlog_gbp"  # may be given by risk
    },
    **{
        name: _cells(name, partial(Row.party, field=name))
        for name in ("owner", "manager", "landlord")
    },
    "title_numbers": _cells("title_number", titles),
}
