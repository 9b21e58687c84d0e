"""How a mark of the map looks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatingStyle:
    """One rating's or class's letter, shape, line and colours (``#rrggbb``; ``dash`` in pixels)."""

    code: str
    letter: str
    word: str
    shape: str
    fill: str
    outline: str
    ink: str
    dash: str | None = None
