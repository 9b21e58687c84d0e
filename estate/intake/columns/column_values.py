"""Whether the cells of a column are such as a field holds: a heading alone proves little.

Twelve-digit numbers headed “UPRN” are UPRNs; dates headed “Valuation” are no money.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from estate import codes
from estate.intake.cells import area_units, values
from estate.intake.cells.days_in_text import days_in
from estate.intake.cells.financial_years import financial_year
from estate.intake.cells.grid_references import grid_square
from estate.intake.cells.money_cells import stated_money
from estate.intake.cells.money_units import MONEY_FIELDS
from estate.intake.cells.percentages import percent
from estate.register.names import name_key
from estate.who_sees_what.property_fields import FIELDS, Holds, holding

#: So many cells tell what a column holds.
LOOKED_AT = 400
#: From so many digits on a number is a UPRN and no organisation's own short number.
_LONG_UPRN = 10**8

CODED: dict[str, type[StrEnum]] = {
    **{one.name: one.codes_of for one in FIELDS if one.codes_of is not None},
    "tenure": codes.Tenure,
    "user_function": codes.UserFunction,
    "service_function": codes.ServiceFunction,
    "cost_kind": codes.CostKind,
    "rating": codes.Rating,
    "rating_scheme": codes.RatingScheme,
}
FLAGS = frozenset(
    {
        *holding(Holds.FLAG),
        "domestic",
        "inside_1954_act",
        "contracted_out",
        "shared_front_desk",
    }
)
_DAYS = frozenset(
    {
        *holding(Holds.DAY),
        "rating_date",
        "assessed_on",
        "review_by",
        "start",
        "expiry",
        "break_date",
        "tenant_break_date",
        "landlord_break_date",
        "review_date",
        "holding_over_since",
    }
)
_AREAS = frozenset({"gia_m2", "nia_m2", "site_area_ha"})
_PLACES = frozenset({"easting", "northing", "longitude", "latitude", "geo_x", "geo_y"})
_NUMBERS = frozenset(
    {
        *holding(Holds.COUNT, Holds.KILOWATT_HOURS),
        "fte",
        "desks",
        "touchdown_desks",
        "notice_months",
    }
)
_KEYS = frozenset({"local_ref", "own_ref"})
#: What every row has: columns filled in few rows, or alike in many, are rather something else.
OF_EVERY_ROW = frozenset({"local_ref", "name"})
_LAND_OR_BUILDING = frozenset(
    {
        "land",
        "landonly",
        "building",
        "buildings",
        "buildingonly",
        "buildingsonly",
        "landbuilding",
        "landandbuilding",
        "landandbuildings",
        "landbuildings",
        "both",
    }
)
#: Words without a digit are rather a name than a reference.
_NAMED = re.compile(r"[^\d]*[a-z][^\d]*", re.IGNORECASE)
_WORDED = re.compile(r"[a-z]{3}", re.IGNORECASE)

Cells = Sequence[Any]


def filled(cells: Cells) -> list[Any]:
    """The cells that hold anything."""
    return [cell for cell in cells if values.text(cell) is not None]


def fit(field: str, cells: Cells, own_words: Mapping[str, Mapping[str, str]]) -> float:
    """The share of filled cells (0 to 1) that the field could hold; 1 where nothing is filled.

    Of a key it is how nearly each row has one of its own, of a name how nearly each row has one.
    """
    given = filled(cells)
    if not given:
        return 0.0 if field in _KEYS and cells else 1.0
    if field in _KEYS:
        shaped = sum(not _NAMED.fullmatch(str(cell).strip()) for cell in given) / len(given)
        own = 0.5 if _counts_rows(given) else 0.5 + shaped / 2
        return len({values.text(cell) for cell in given}) / len(cells) * own
    if field == "type_code" and all(name_key(str(cell)) in _LAND_OR_BUILDING for cell in given):
        return 0.0  # what is held, land or building, is no type of place
    holds = _holds(field, own_words.get(field, {}))
    every = len(cells) if field in OF_EVERY_ROW else len(given)
    return 1.0 if holds is None else sum(map(holds, given)) / every


def can_tell(field: str) -> bool:
    """Whether cells tell a column of this field from others."""
    return field in _KEYS or _holds(field, {}) is not None


def _counts_rows(cells: Cells) -> bool:
    """Whether cells are 1, 2, 3 …, as a program numbers the rows of a layer."""
    read = [values.text(cell) for cell in cells]
    return any(read == [str(one + first) for one in range(len(read))] for first in (0, 1))


def all_long_uprns(cells: Cells) -> bool:
    """Whether numbers are UPRNs without doubt, not some service's own short numbers."""
    given = filled(cells)
    read = [_read(values.uprn, cell) for cell in given]
    return bool(given) and sum(bool(one and one >= _LONG_UPRN) for one in read) * 2 > len(given)


def _holds(field: str, own: Mapping[str, str]) -> Callable[[Any], bool] | None:
    if field in CODED:
        return lambda cell: _is(lambda one: values.code(one, CODED[field], field, own), cell)
    readers: list[tuple[frozenset[str], Callable[[Any], Any]]] = [
        (frozenset({"uprn"}), values.uprn),
        (frozenset({"postcode"}), values.postcode),
        (_DAYS, _day),
        (frozenset(holding(Holds.YEAR)), values.calendar_year),
        (FLAGS, lambda cell: values.yes_no(cell, field, own)),
        (frozenset({"term_years"}), values.term_years),
        (frozenset({"break_text"}), _clause),
        (frozenset({"break_by"}), lambda cell: values.usual_word(str(cell), "break_by")),
        (_PLACES, _coordinate),
        (frozenset({"coordinate_text"}), _place),
        (_AREAS, lambda cell: area_units.read_area(cell) or values.number(cell)),
        (frozenset({"mobile_percent"}), percent),
        (MONEY_FIELDS | _NUMBERS, _amount),
        (frozenset({"cost_year", *holding(Holds.FINANCIAL_YEAR)}), financial_year),
    ]
    for fields, read in readers:
        if field in fields:
            return lambda cell: _is(read, cell)
    if field in ("name", "tenant", "landlord", "owner", "post_town", "occupier"):
        return lambda cell: isinstance(cell, str) and _WORDED.search(cell) is not None
    return None


def _amount(cell: Any) -> Any:
    found = stated_money(cell, yearly=True)
    return values.number(cell) if found is None else found


def _day(cell: Any) -> Any:
    return (days_in(cell) or None) if isinstance(cell, str) else values.day(cell)


def _clause(cell: Any) -> Any:
    """A clause in words, more than a date alone."""
    return cell if isinstance(cell, str) and _WORDED.search(cell) else None


def _coordinate(cell: Any) -> Any:
    return grid_square(values.text(cell)) or values.number(cell)


def _place(cell: Any) -> Any:
    """A place in one cell: a grid reference or two numbers."""
    return grid_square(values.text(cell)) or values.coordinate_pair(cell)


def _is(read: Callable[[Any], Any], cell: Any) -> bool:
    return _read(read, cell) is not None


def _read(read: Callable[[Any], Any], cell: Any) -> Any:
    try:
        return read(cell)
    except (ValueError, OverflowError):
        return None
