"""What sites are bound by: listing, conservation areas, flood zones, step-free access, parking.

Drawn from a stream of its own, so that nothing else of the county moves with it.
"""

from estate.codes import FloodZone, ListedGrade
from sample_data.model import SampleProperty, stream

#: Of buildings; the rest of those that are known are not listed.
_LISTED = (
    (ListedGrade.GRADE_I, 0.005),
    (ListedGrade.GRADE_II_STAR, 0.010),
    (ListedGrade.GRADE_II, 0.060),
    (ListedGrade.LOCALLY_LISTED, 0.025),
)
_FLOOD = ((FloodZone.ZONE_3B, 0.01), (FloodZone.ZONE_3A, 0.03), (FloodZone.ZONE_2, 0.06))
_KNOWN_SHARE, _CONSERVATION_SHARE, _STEP_FREE_SHARE = 0.7, 0.12, 0.6
_M2_PER_SPACE = 45.0


def set_constraints(estate: list[SampleProperty], seed: int) -> None:
    """Give them to the part of the properties of which somebody has looked."""
    rng = stream(seed, "constraints")
    for prop in estate:
        known, listed, area, flood, steps, spaces = rng.uniform(size=6).tolist()
        if known > _KNOWN_SHARE:
            continue
        prop.conservation_area = area < _CONSERVATION_SHARE
        prop.flood_zone = _drawn(_FLOOD, flood, FloodZone.ZONE_1)
        if prop.operational:
            prop.listed_grade = _drawn(_LISTED, listed, ListedGrade.NOT_LISTED)
            prop.step_free = steps < _STEP_FREE_SHARE
            prop.parking_spaces = int(spaces * float(prop.gia_m2 or 0) / _M2_PER_SPACE)


def _drawn(shares: tuple[tuple[str, float], ...], drawn: float, otherwise: str) -> str:
    for value, share in shares:
        if drawn < share:
            return str(value)
        drawn -= share
    return str(otherwise)
