"""Headings of which a shapefile has kept ten letters: ``TENURE_TYP`` was a tenure type."""

from collections.abc import Mapping

from estate.intake.cells.money_units import MONEY_FIELDS
from estate.register.names import name_key

_KEPT = 10
_SURE, _DOUBTFUL = 0.6, 0.5
#: What a cut heading may have named, its unit, is lost: areas and money are not guessed.
_IN_UNITS = MONEY_FIELDS | {"gia_m2", "nia_m2", "site_area_ha"}
#: One that begins headings of more fields than this says nothing.
_MOST = 4


def whole_headings(
    heading: str, lookup: Mapping[str, tuple[str, float]], everything: Mapping[str, frozenset[str]]
) -> tuple[dict[str, float], bool]:
    """The fields whose known headings begin so and how sure each is, and whether it is one alone:
    ``PROPERTY_N`` may be a name or a number, which its cells tell.

    ``lookup`` is of one convention, ``everything`` of all of them: heading → fields.
    """
    start = name_key(heading)
    if len(heading) != _KEPT or len(start) < _KEPT - 2:
        return {}, False
    fields = frozenset[str]().union(
        *(f for known, f in everything.items() if known.startswith(start))
    )
    guessed = fields - _IN_UNITS
    if not 0 < len(guessed) <= _MOST:
        return {}, False
    sure = _SURE if len(fields) == 1 else _DOUBTFUL
    found: dict[str, float] = {}
    for known, (name, score) in lookup.items():
        if known.startswith(start) and name in guessed:
            found[name] = max(found.get(name, 0.0), round(score * sure, 2))
    return found, len(fields) == 1
