"""What several pages show: sites and ratings, and words for what is withheld."""

from collections.abc import Iterable, Mapping
from typing import Self

from api.html.format import Ranked
from estate import codes
from estate.answers.properties import properties_together
from estate.rows import Row
from maps import style
from maps.marks import RatingStyle

#: Availability first: it is what the map colours unless told otherwise.
SCHEMES = (codes.RatingScheme.AVAILABILITY, codes.RatingScheme.SHARING)


def rating_marks(*, blue: bool = False) -> dict[str, RatingStyle]:
    """Each rating's letter, shape and colours; ``blue`` is the colour-blind palette."""
    marks = {one.code: one for one in style.RATINGS}
    if blue:
        for code, (fill, outline, ink) in style.COLOUR_BLIND_FILLS.items():
            old = marks[code]
            marks[code] = RatingStyle(
                code, old.letter, old.word, old.shape, fill, outline, ink, old.dash
            )
    return marks


class Mix(Ranked):
    """How many properties have each rating: a bar on the page, words in a file. Sorted by the
    share that is green, then by the share that is amber."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, rows: Iterable[Row], scheme: codes.RatingScheme) -> Self | None:
        """Of the rows behind one line of a table, in the reader's ratings; None without any."""
        counts = properties_together.mix(rows, scheme)
        every = sum(counts.values())
        if not every:
            return None
        named = ((one.word.lower(), counts.get(one.code, 0)) for one in style.RATINGS)
        words = ", ".join(f"{count:,} {word}" for word, count in named if count)
        made = cls(words, tuple(counts.get(one, 0) / every for one in ("green", "amber")))
        made.counts = counts
        return made
