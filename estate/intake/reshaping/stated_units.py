"""Units stated above a table (“All figures in £000s”), of nobody knows which columns."""

import re
from collections.abc import Sequence

from estate.errors import FileRefused
from estate.intake.cells.area_units import WORDS, read_area, unit_of_heading
from estate.intake.cells.money_units import MONEY_FIELDS, scale_of_heading, stated_scale
from estate.intake.columns.recognition import Recognition

_SHOWN = 80
_OF_LAND = re.compile(r"\b(?:land|sites?|all|every)\b", re.IGNORECASE)


def refuse_stated_units(above: Sequence[str], recognition: Recognition, name: str) -> None:
    """Refuse a file whose lines above the headings state another unit than a column, which names
    none itself, would be read in."""
    scaled = next(((line, scale) for line in above if (scale := stated_scale(line))), None)
    for field, heading in recognition.headings.items():
        shown = " ".join(heading.split())
        if scaled and field in MONEY_FIELDS and scale_of_heading(heading, field) is None:
            raise _refused(name, scaled[0], f"{shown} ({scaled[1]})")
        other = None if unit_of_heading(heading) else _other_unit(above, field)
        if other is not None:
            raise _refused(name, other[1], f"{shown} ({WORDS[other[0]]})")


def _other_unit(above: Sequence[str], field: str) -> tuple[str, str] | None:
    """Another unit than a field of areas is read in, and the line that states it: square feet
    of buildings; of land acres, or square metres where the line speaks of land or of all."""
    lines = [line for line in above if read_area(line) is None]  # “5 acres” states nothing
    stated = {unit: line for line in lines if (unit := unit_of_heading(line)) is not None}
    if field in ("gia_m2", "nia_m2") and "ft2" in stated and "m2" not in stated:
        return "ft2", stated["ft2"]
    if field != "site_area_ha" or "ha" in stated:
        return None
    if "ac" in stated:
        return "ac", stated["ac"]
    if "m2" in stated and _OF_LAND.search(stated["m2"]):
        return "m2", stated["m2"]
    return None


def _refused(name: str, line: str, better: str) -> FileRefused:
    return FileRefused(
        f"Above the headings of {name} stands “{_one_line(line)}”, and it is not certain for "
        f"which columns. Write the unit into their headings, such as “{better}” (or that of the "
        "register: £, m², for land hectares)."
    )


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
