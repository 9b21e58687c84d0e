"""Whether two rows with one UPRN lie at one place: a number alone proves nothing (ADR 10).

UPRNs are mistyped, copied down a column and filled with placeholders, and a row that is taken
for another vanishes in it; so the place, or where one is missing the postcode, must agree too.
"""

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

#: Outlines or points so near to each other are one place (metres).
SAME_PLACE_M = 100.0
#: With the same postcode, so near: a large site is entered at its gate or at its middle.
SAME_POSTCODE_M = 500.0


@dataclass(frozen=True)
class Whereabouts:
    """Where a row says that it is: outline or point on the National Grid, and postcode."""

    shape: BaseGeometry | None
    postcode: str | None

    @property
    def full_postcode(self) -> str | None:
        """The postcode, unless it is only its first part, which names a whole district."""
        return self.postcode if self.postcode and " " in self.postcode else None


def disagreement(one: Whereabouts, other: Whereabouts) -> str | None:
    """Why two rows with one UPRN are not taken for one property; None where their places, or
    else their postcodes, agree."""
    codes = (one.full_postcode, other.full_postcode)
    same_code = codes[0] is not None and codes[0] == codes[1]
    if one.shape is not None and other.shape is not None:
        apart_m = float(shapely.distance(one.shape, other.shape))
        if apart_m <= (SAME_POSTCODE_M if same_code else SAME_PLACE_M):
            return None
        return f"same UPRN, {spoken(apart_m)} apart"
    if same_code:
        return None
    if None not in codes:
        return f"same UPRN, but the postcodes {codes[0]} and {codes[1]}"
    return "same UPRN, but neither places nor postcodes to compare"


def spoken(metres: float) -> str:
    """``640 m``, ``63.1 km``."""
    return f"{metres:,.0f} m" if metres < 1000 else f"{metres / 1000:,.1f} km"
