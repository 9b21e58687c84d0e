"""Units stated above a table (“All figures in £000s”), of nobody knows which columns."""

from collections.abc import Sequence

from estate.errors import FileRefused
from estate.intake.money_units import MONEY_FIELDS, scale_of_heading, stated_scale
from estate.intake.schemas import Recognition
from estate.intake.units import WORDS, unit_of_heading

_SHOWN = 80
_AREAS = {"gia_m2": "m2", "nia_m2": "m2", "site_area_ha": "ha"}


def refuse_stated_units(above: Sequence[str], recognition: Recognition, name: str) -> None:
    """Refuse a file whose lines above the headings state another unit than a column, which names
    none itself, would be read in."""
    scaled = next(((line, scale) for line in above if (scale := stated_scale(line))), None)
    units = {unit: line for line in above if (unit := unit_of_heading(line)) is not None}
    for field, heading in recognition.headings.items():
        shown = " ".join(heading.split())
        if scaled and field in MONEY_FIELDS and scale_of_heading(heading, field) is None:
            raise _refused(name, scaled[0], f"{shown} ({scaled[1]})")
        unit = _AREAS.get(field)
        if unit and units and unit not in units and unit_of_heading(heading) is None:
            stated = min(units)
            raise _refused(name, units[stated], f"{shown} ({WORDS[stated]})")


def _refused(name: str, line: str, better: str) -> FileRefused:
    return FileRefused(
        f"Above the headings of {name} stands “{_one_line(line)}”, and it is not certain for which "
        f"columns: write the unit into their headings, such as “{better}” (or that of the "
        "register: £, m², for land hectares)."
    )


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
