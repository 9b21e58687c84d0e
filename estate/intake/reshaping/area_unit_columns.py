"""A column that names the unit of the areas in another: “GIA” beside “GIA unit”."""

import re
from typing import Any

import pandas as pd

from estate.intake.cells import area_units, values
from estate.intake.columns.recognition import Recognition
from estate.register.names import name_key

_AREAS = ("gia_m2", "nia_m2", "site_area_ha")
_UNIT = re.compile(r"\bunits?(?:\s+of\s+measure(?:ment)?)?\b|\buom\b", re.IGNORECASE)
#: What may be left of such a heading when the file has one area alone.
_OF_ANY = frozenset({"", "area", "areas", "floorarea", "size", "measurement", "measure"})


def unit_columns(recognition: Recognition) -> dict[str, str]:
    """Field → heading of the column that names its unit."""
    held = {name: recognition.headings[name] for name in _AREAS if name in recognition.headings}
    found: dict[str, str] = {}
    for heading in recognition.unmapped:
        text = heading.replace("_", " ")
        if not _UNIT.search(text):
            continue
        rest = name_key(_UNIT.sub(" ", text))
        of = [
            name for name, area in held.items() if rest == name_key(area_units.without_unit(area))
        ]
        if not of and len(held) == 1 and rest in _OF_ANY:
            of = list(held)
        found |= {name: heading for name in of if name not in found}
    return found


def with_units(areas: "pd.Series[Any]", named: "pd.Series[Any]") -> "pd.Series[Any]":
    """Areas with the unit of their row behind them, where the cell beside names one."""
    made = [
        f"{_plain(area)} {unit}" if _is_bare(area) and _is_unit(unit) else area
        for area, unit in zip(areas.tolist(), named.tolist(), strict=True)
    ]
    return pd.Series(made, index=areas.index, dtype=object)


def _plain(area: Any) -> str:
    return f"{area:.6f}" if isinstance(area, float) else str(area).strip()


def _is_unit(cell: Any) -> bool:
    return isinstance(cell, str) and area_units.unit_of_heading(cell) is not None


def _is_bare(area: Any) -> bool:
    try:
        return values.number(area) is not None and area_units.read_area(area) is None
    except (ValueError, OverflowError):
        return False
