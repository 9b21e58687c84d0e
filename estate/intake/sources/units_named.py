"""Which unit of area or scale of money some words above or below a heading name."""

from estate.intake.cells.area_units import unit_of_heading
from estate.intake.cells.money_units import stated_scale


def unit_of(text: str) -> str | None:
    """The unit of area or scale of money that some words name, as they name it."""
    bare = " ".join(text.split()).strip("()[] ")
    if stated_scale(text) is not None or bare.casefold() in ("000", "000s", "k£"):
        return stated_scale(text) or "£000"
    unit = unit_of_heading(text)
    return {"ha": "ha", "ac": "acres", "ft2": "sq ft", "m2": "m²"}[unit] if unit else None
