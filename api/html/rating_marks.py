"""What several pages show: sites and ratings, and words for what is withheld."""

from collections.abc import Mapping
from typing import Any

from estate import codes
from maps import style

Row = Mapping[str, Any]

#: Availability first: it is what the map colours unless told otherwise.
SCHEMES = (codes.RatingScheme.AVAILABILITY, codes.RatingScheme.SHARING)


def rating_marks(*, blue: bool = False) -> dict[str, style.RatingStyle]:
    """Each rating's letter, shape and colours; ``blue`` is the colour-blind palette."""
    marks = {one.code: one for one in style.RATINGS}
    if blue:
        for code, (fill, outline, ink) in style.COLOUR_BLIND_FILLS.items():
            old = marks[code]
            marks[code] = style.RatingStyle(
                code, old.letter, old.word, old.shape, fill, outline, ink, old.dash
            )
    return marks
