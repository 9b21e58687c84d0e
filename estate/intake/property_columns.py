"""Property files read column by column: records for every row that needs no remark.

``property_rows`` says what a row means; here the same is done for whole columns, and whichever
row would have something to say is left to it.
"""

from functools import partial
from typing import Any

from estate import codes
from estate.codes import Status, UseClass
from estate.intake.cell_columns import CellColumns
from estate.intake.classes import protected_use
from estate.intake.context import Context
from estate.intake.locations import site_area_m2
from estate.intake.place_columns import locations
from estate.intake.property_rows import HUNDREDTH_OF_M2_IN_HA, basis, titles
from estate.intake.rows import MAX_AREA_M2, Row
from estate.intake.sources import Source
from estate.register.records import PropertyRecord

_TEXTS = ("address", "opening_hours", "services", "note")
_DAYS = ("pfi_end_date", "book_value_date", "as_of_date")
_MONEY = ("book_value_gbp", "backlog_gbp")
_PARTIES = ("owner", "manager", "landlord")
_CODES: dict[str, Any] = {
    "value_basis": codes.ValueBasis,
    "condition": codes.Condition,
    "energy_rating": codes.EnergyRating,
    "confidence": codes.Confidence,
    "tenure": codes.Tenure,
    "type_code": codes.TypeCode,
    "use_class": UseClass,
    "status": Status,
    "sensitivity": codes.Sensitivity,
    "protected_use": codes.ProtectedUse,
    "area_basis": codes.AreaBasis,
}
_FLAGS = ("operational", "public_access", "pfi", "reuse_offered", "domestic")

Columns = dict[str, list[Any]]


def property_records(
    source: Source, columns: Columns, context: Context
) -> list[PropertyRecord | None]:
    """A record for each row of which nothing is to be said, None for the others."""
    cells = CellColumns(columns, source.record_count, context)
    found = _read(cells)
    found["row_number"] = list(source.row_numbers)
    found["location"] = locations(source, cells)
    _derive(found, cells)
    names = tuple(name for name in PropertyRecord.__dataclass_fields__ if name in found)
    rows = zip(cells.alone, *(found[name] for name in names), strict=True)
    return [
        None if alone else PropertyRecord(**dict(zip(names, row, strict=True)))
        for alone, *row in rows
    ]


def _read(cells: CellColumns) -> Columns:
    """Every field that stands for itself."""
    found: Columns = {"local_ref": cells.text("local_ref", 200), "name": cells.text("name", 300)}
    found |= {name: cells.text(name) for name in _TEXTS}
    found |= {
        "post_town": cells.text("post_town", 200),
        "decision_ref": cells.text("decision_ref", 300),
        "uprn": cells.uprn(),
        "postcode": cells.read("postcode", lambda row: row.postcode()),
        "title_numbers": cells.read("title_number", titles),
        "site_area_ha": cells.decimal("site_area_ha", MAX_AREA_M2, HUNDREDTH_OF_M2_IN_HA),
        "rating": cells.read("rating", lambda row: row.has("rating")),
    }
    for name in _DAYS:
        found[name] = cells.read(name, partial(Row.day, field=name))
    for name in _MONEY:
        found[name] = cells.decimal(name)
    for name in ("gia_m2", "nia_m2"):
        found[name] = [area or None for area in cells.decimal(name, MAX_AREA_M2)]
    for name in _PARTIES:
        found[name] = cells.read(name, partial(Row.party, field=name))
    for name, codes_of in _CODES.items():
        found[name] = cells.read(name, partial(Row.code, field=name, codes_of=codes_of))
    for name in _FLAGS:
        found[name] = cells.read(name, partial(Row.flag, field=name))
    found["street"] = _streets(cells)
    return found


def _streets(cells: CellColumns) -> list[str | None]:
    streets = cells.text("street", 300)
    if not cells.has("street_number"):
        return streets
    numbers = cells.text("street_number", 50)
    pairs = zip(numbers, streets, strict=True)
    return [" ".join(part for part in pair if part) or None for pair in pairs]


def _derive(found: Columns, cells: CellColumns) -> None:
    """Fields that follow from others; rows that need a proposal or a remark are set apart."""
    found["use_class_imputed"] = [False] * cells.count
    _set_apart(found, cells)
    uses, types = found["use_class"], found["type_code"]
    found["status"] = [status or Status.IN_USE for status in found["status"]]
    found["sensitivity"] = [word or codes.Sensitivity.OPEN for word in found["sensitivity"]]
    found["reuse_offered"] = [flag or False for flag in found["reuse_offered"]]
    found["operational"] = [
        use is not UseClass.NON_OPERATIONAL if stated is None else stated
        for stated, use in zip(found["operational"], uses, strict=True)
    ]
    found["pfi"] = [
        flag or tenure is codes.Tenure.PFI
        for flag, tenure in zip(found["pfi"], found["tenure"], strict=True)
    ]
    found["protected_use"] = [
        stated or protected_use(kind)
        for stated, kind in zip(found["protected_use"], types, strict=True)
    ]
    found["area_basis"] = [
        stated or basis(gia, nia)
        for stated, gia, nia in zip(
            found["area_basis"], found["gia_m2"], found["nia_m2"], strict=True
        )
    ]
    places = zip(found["location"], found["site_area_ha"], strict=True)
    found["site_area_m2"] = [site_area_m2(place, typed) for place, typed in places]


def _set_apart(found: Columns, cells: CellColumns) -> None:
    by_code = cells.has("purpose") or cells.has("tenure_detail")
    surplus = Status.DECLARED_SURPLUS
    for name in ("local_ref", "name", "use_class"):
        cells.set_apart([value is None for value in found[name]])
    for name in ("domestic", "rating"):
        cells.set_apart([bool(value) for value in found[name]])
    decided = zip(found["status"], found["decision_ref"], strict=True)
    cells.set_apart(
        [(by_code and state is None) or (state is surplus and not ref) for state, ref in decided]
    )
