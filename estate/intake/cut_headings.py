"""Headings of which a shapefile has kept ten letters: ``TENURE_TYP`` was a tenure type."""

from collections.abc import Mapping

from estate.intake.money_units import MONEY_FIELDS
from estate.register.names import name_key

_KEPT = 10
_SURE = 0.6
#: What a cut heading may have named, its unit, is lost: areas and money are not guessed.
_IN_UNITS = MONEY_FIELDS | {"gia_m2", "nia_m2", "site_area_ha"}


def whole_heading(
    heading: str, lookup: Mapping[str, tuple[str, float]], everything: Mapping[str, frozenset[str]]
) -> tuple[str | None, float]:
    """The field and how sure that is, where every known heading that begins so is of one field.

    ``lookup`` is of one convention, ``everything`` of all of them: heading → fields.
    """
    start = name_key(heading)
    if len(heading) != _KEPT or len(start) < _KEPT - 2:
        return None, 0.0
    fields = frozenset[str]().union(*(f for known, f in everything.items()
                                      if known.startswith(start)))  # fmt: skip
    begun = [found for known, found in lookup.items() if known.startswith(start)]
    if len(fields) != 1 or fields & _IN_UNITS or not begun:
        return None, 0.0
    name, score = max(begun, key=lambda found: found[1])
    return name, round(score * _SURE, 2)
