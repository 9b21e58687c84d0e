"""What the map can be coloured by besides the two ratings: figures in classes, each with a letter
and a shape of its own, so that colour never stands alone.

A class is one sign long: that is how the feed carries it. What is not on record is a class of its
own, and so is what its reader may not see. The colours run from light to dark in one hue, so that
they can be told apart without red-green vision; the letters and shapes say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from maps.marks import RatingStyle

UNKNOWN, WITHHELD, OWNED = "?", "-", "O"
_DARK, _LIGHT = "#22143d", "#ffffff"
_OUTLINE = "#3a1d66"
#: From light to dark: fill and ink. A ramp of fewer classes leaves some out.
_RAMP = (
    ("#f1ecf8", _DARK),
    ("#d9cfec", _DARK),
    ("#bfaadf", _DARK),
    ("#a386d0", _DARK),
    ("#7f57b5", _LIGHT),
    ("#61389b", _LIGHT),
    ("#43207a", _LIGHT),
)
_SHAPES = ("circle", "arch", "square", "diamond", "hexagon", "triangle", "pentagon")
_OF_RAMP = {4: (0, 2, 4, 6), 5: (0, 2, 3, 5, 6), 7: tuple(range(7))}


@dataclass(frozen=True)
class Measure:
    """One figure: its ``code`` in the address, its name, what is said of it in the key, its
    classes, and from which figures on the classes begin (``from_``; the first begins at nought)."""

    code: str
    label: str
    note: str
    classes: tuple[RatingStyle, ...]
    from_: tuple[float, ...] = ()

    def class_of(self, figure: float | None) -> str:
        """The class of a figure; ``UNKNOWN`` of none."""
        if figure is None:
            return UNKNOWN
        return self.classes[sum(figure >= least for least in self.from_)].code


def _classes(
    words: Sequence[tuple[str, str]], *more: RatingStyle, darkest_first: bool = False
) -> tuple[RatingStyle, ...]:
    """Letters and words in order, from the lightest to the darkest, and what is not known."""
    ramp = [_RAMP[at] for at in _OF_RAMP[len(words)]][:: -1 if darkest_first else 1]
    found = [
        RatingStyle(letter, letter, word, shape, fill, _OUTLINE, ink)
        for (letter, word), shape, (fill, ink) in zip(words, _SHAPES, ramp, strict=False)
    ]
    return (*found, *more, _NOT_KNOWN, _NOT_SHOWN)


_NOT_KNOWN = RatingStyle(
    UNKNOWN, "?", "Not on record", "dashed", "#ffffff", "#46525e", "#2b3640", "2 4"
)
_NOT_SHOWN = RatingStyle(
    WITHHELD, "–", "Not shown to you", "dashed", "#e9edef", "#46525e", "#2b3640", "1 5"
)
_NO_LEASE = RatingStyle(OWNED, "O", "Owned: no lease", "pill", "#ffffff", "#46525e", "#2b3640")

COST, CONDITION, ENERGY, LEASE, VALUE = MEASURES = (
    Measure(
        "cost",
        "Cost per m²",
        "Premises cost a year by floor area, both as recorded. Where you see a cost as a band, "
        "the middle of the band counts.",
        _classes(
            [
                ("1", "Under £50"),
                ("2", "£50 to £100"),
                ("3", "£100 to £150"),
                ("4", "£150 to £250"),
                ("5", "£250 or more"),
            ]
        ),
        (50, 100, 150, 250),
    ),
    Measure(
        "condition",
        "Condition",
        "As its owner reports it.",
        _classes([("A", "Good"), ("B", "Satisfactory"), ("C", "Poor"), ("D", "Bad")]),
    ),
    Measure(
        "energy",
        "Energy",
        "The grade on its energy certificate; A holds A+ too.",
        _classes([(grade, f"Grade {grade}") for grade in "ABCDEFG"]),
    ),
    Measure(
        "lease",
        "Lease end",
        "When a lease can next end, by quarter.",
        _classes(
            [
                ("1", "Within a year"),
                ("3", "In 1 to 3 years"),
                ("5", "In 3 to 5 years"),
                ("+", "In more than 5 years"),
            ],
            _NO_LEASE,
            darkest_first=True,
        ),
    ),
    Measure(
        "value",
        "Book value",
        "As the owner’s accounts have it. You see it of your own properties, and where an "
        "owner has let you.",
        _classes(
            [
                ("1", "Under £100,000"),
                ("2", "£100,000 to £500,000"),
                ("3", "£500,000 to £1m"),
                ("4", "£1m to £5m"),
                ("5", "£5m or more"),
            ]
        ),
        (100_000, 500_000, 1_000_000, 5_000_000),
    ),
)
BY_CODE = {one.code: one for one in MEASURES}
