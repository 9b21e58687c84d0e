"""Moves of a plan on a map, as numbers that a template puts into an inline SVG
(``plan_map.html``). The only texts are names, which the template escapes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.html.charts.static_map import shapes, window
from estate.answers.county.moves import CountyMove, End
from estate.codes import AreaKind

WIDTH, HEIGHT = 360.0, 300.0


@dataclass(frozen=True)
class MapMark:
    """A building: its ``role`` once all has happened, ``stage`` from which it could be empty or
    begins to take others in (0 = never), ``number`` in the table of buildings."""

    x: float
    y: float
    role: str
    name: str
    stage: int
    number: int | None


@dataclass(frozen=True)
class MapLine:
    """A move as a line between two buildings, from the stage on in which it happens."""

    x1: float
    y1: float
    x2: float
    y2: float
    stage: int
    words: str

    @property
    def middle(self) -> tuple[float, float]:
        """Where its arrow stands."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2

    @property
    def angle(self) -> float:
        """Which way it runs, in degrees clockwise from the right."""
        return math.degrees(math.atan2(self.y2 - self.y1, self.x2 - self.x1))


@dataclass(frozen=True)
class TownMap:
    """Both maps of a plan; ``stages`` are the years in which somebody moves, after ``today``;
    ``outlines`` lie beneath, where the whole county is drawn."""

    marks: list[MapMark]
    lines: list[MapLine]
    stages: list[str]
    bar: float
    bar_words: str
    unplaced: int
    words: str
    outlines: Sequence[Mapping[str, Any]] = ()


def county_map(moves: Sequence[CountyMove], areas: Sequence[Mapping[str, Any]]) -> TownMap | None:
    """Moves on the county's outlines; null where none has a place at both ends."""
    drawn = [(one, _point(one.leaves), _point(one.host)) for one in moves]
    placed = [(one, a, b) for one, a, b in drawn if a is not None and b is not None]
    if not placed:
        return None
    frame = window([point for _, a, b in placed for point in (a, b)], WIDTH, HEIGHT)
    marks: dict[str, MapMark] = {}
    lines = []
    for one, a, b in placed:
        from_, to = frame.place(*a), frame.place(*b)
        words = f"{one.occupier}: {one.leaves.place.name} to {one.host.place.name}, {one.year}"
        lines.append(MapLine(*from_, *to, 1, words))
        role = "left" if one.empties else "kept"
        marks.setdefault(
            one.leaves.place.key, MapMark(*from_, role, one.leaves.place.name, 1, None)
        )
        marks[one.host.place.key] = MapMark(*to, "receives", one.host.place.name, 1, None)
    left = sum(one.role == "left" for one in marks.values())
    bar, bar_words = frame.bar()
    words = (
        f"{len(lines)} moves are drawn as arrows, and {left} buildings would be emptied. "
        "The list tells the same in words."
    )
    known = [one for one in areas if one["kind"] in (AreaKind.BOUNDARY, AreaKind.DISTRICT)]
    beneath = shapes(known, frame)
    unplaced = len(moves) - len(placed)
    return TownMap(list(marks.values()), lines, [], bar, bar_words, unplaced, words, beneath)


def _point(end: End) -> tuple[float, float] | None:
    if end.easting is None or end.northing is None:
        return None
    return end.easting, end.northing
