"""Sites on the county's outlines, and a move between two of them, as shapes that a template puts
into an inline SVG (``drawn_map.html``). Millimetres of paper, or any unit of the picture."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from shapely.geometry.base import BaseGeometry

from api.html.charts import static_map
from estate import codes
from estate.rows import Row

#: A small map beside a page's text, and its smallest mark.
SMALL = (120.0, 92.0)
SMALL_MARK, LETTER = 5.6, 3.4
#: A map of a move shows at least so many metres across, and so much more than the two sites.
_LEAST_M, _MARGIN = 500.0, 0.3


@dataclass(frozen=True)
class Picture:
    """The drawn map; ``lines`` run from the place that is left to the one that is moved to,
    ``dots`` are other sites, ``ground`` what lies beneath: names and paths."""

    width: float
    height: float
    outlines: list[dict[str, Any]]
    names: list[dict[str, Any]]
    marks: list[static_map.Mark]
    bar: float
    bar_words: str
    gathered: bool
    lines: tuple[tuple[float, float, float, float], ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    squares: tuple["Square", ...] = ()
    ground: tuple[tuple[str, str], ...] = ()

    @property
    def angle(self) -> float:
        """Which way the first line runs, in degrees clockwise from the right."""
        x1, y1, x2, y2 = self.lines[0]
        return math.degrees(math.atan2(y2 - y1, x2 - x1))


def of_sites(
    sites: Sequence[Row],
    areas: Sequence[Row],
    size: tuple[float, float],
    mark: float,
    *,
    numbered: bool = False,
) -> Picture | None:
    """Sites (``easting``, ``northing``, ``code`` of the mark); None when none has a place."""
    points = [(row["easting"], row["northing"]) for row in sites if row["easting"] is not None]
    if not points:
        return None
    frame = static_map.window(points, *size)
    marks = static_map.marks(sites, frame, mark, numbered=numbered)
    towns = [area for area in areas if area["kind"] == codes.AreaKind.TOWN]
    told = ring_names(towns, sites, marks, frame)
    return _picture(frame, areas, static_map.names(told, frame, LETTER, marks), marks)


def ring_names(
    towns: Sequence[Row],
    sites: Sequence[Row],
    marks: Sequence[static_map.Mark],
    frame: static_map.Window,
) -> list[Row]:
    """The towns to be named, and where: never at a ring that is mostly another's, and where a
    ring holds more or fewer sites than its town, as “Evesham area”, for the counts differ.

    A town that no ring holds most of is named at its own place. The map's rings have the same
    rule (``maps/static/donuts.js``).
    """
    totals = Counter(site.get("town") for site in sites)
    held = [(Counter(sites[at].get("town") for at in one.members), one) for one in marks]
    named: list[Row] = []
    for town in towns:
        name = town["name"]
        counts, ring = max(held, key=lambda one: one[0][name], default=(Counter(), None))
        if ring is None or counts[name] <= totals[name] / 2 or ring.count == 1:
            named.append(town)
        elif counts[name] > ring.count / 2:
            whole = counts[name] == ring.count == totals[name]
            easting, northing = frame.ground(ring.x, ring.y)
            words = name if whole else f"{name} area"
            named.append({**town, "name": words, "easting": easting, "northing": northing})
    return named


class Drawn(Protocol):
    """What of a background map is drawn alike: roads of one kind, water."""

    @property
    def name(self) -> str:
        """By which the template knows its colour."""

    @property
    def shape(self) -> BaseGeometry:
        """Eastings and northings, m."""

    @property
    def is_surface(self) -> bool:
        """Whether it is drawn as a filled surface and not as a line."""


def frame_of(sites: Sequence[Row], size: tuple[float, float]) -> static_map.Window:
    """The window of the map that ``of_sites`` draws of sites of which one has a place."""
    points = [(row["easting"], row["northing"]) for row in sites if row["easting"] is not None]
    return static_map.window(points, *size)


def on_ground(drawn: Picture, frame: static_map.Window, parts: Sequence[Drawn]) -> Picture:
    """The picture with a background map beneath it."""
    ground = tuple(
        (one.name, static_map.outline(one.shape, frame, closed=one.is_surface)) for one in parts
    )
    return replace(drawn, ground=ground)


@dataclass(frozen=True)
class Square:
    """One square of the grid over a map, by which a table leads to a place: its name (``B3``), its
    upper left corner and its size."""

    name: str
    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the picture lies in it."""
        return 0 <= x - self.x < self.width and 0 <= y - self.y < self.height


#: A square is about so many millimetres across.
_SQUARE = 30.0


def squares(size: tuple[float, float]) -> tuple[Square, ...]:
    """Letters from left to right, numbers downwards."""
    across, down = (max(1, round(side / _SQUARE)) for side in size)
    width, height = size[0] / across, size[1] / down
    return tuple(
        Square(f"{chr(65 + column)}{row + 1}", column * width, row * height, width, height)
        for row in range(down)
        for column in range(across)
    )


def square_of_each(sites: Sequence[Row], size: tuple[float, float]) -> list[str | None]:
    """The square of each site on the map that ``of_sites`` draws of them; None without a place."""
    points = [(row["easting"], row["northing"]) for row in sites if row["easting"] is not None]
    if not points:
        return [None] * len(sites)
    frame, grid = static_map.window(points, *size), squares(size)

    def named(row: Row) -> str | None:
        if row["easting"] is None:
            return None
        place = frame.place(row["easting"], row["northing"])
        return next(one.name for one in grid if one.holds(*place))

    return [named(row) for row in sites]


def small(rows: Sequence[Row], areas: Sequence[Row], *, rated: bool) -> Picture | None:
    """A small map of properties by their availability where the reader sees ratings."""
    sites = [
        {**row, "code": (row.get("availability") or "unrated") if rated else "plain"}
        for row in rows
    ]
    return of_sites(sites, areas, SMALL, SMALL_MARK)


def of_move(
    leaves: Row, host: Row, areas: Sequence[Row], others: Sequence[tuple[float, float]]
) -> Picture | None:
    """Two sites with their ``name`` and the line from one to the other, among ``others`` (easting,
    northing); None without a place."""
    ends = (leaves, host)
    if any(one["easting"] is None for one in ends):
        return None
    points = [(float(one["easting"]), float(one["northing"])) for one in ends]
    (e1, n1), (e2, n2) = points
    wider = [
        (e1 + (e1 - e2) * _MARGIN, n1 + (n1 - n2) * _MARGIN),
        (e2 + (e2 - e1) * _MARGIN, n2 + (n2 - n1) * _MARGIN),
    ]
    frame = static_map.window(wider, *SMALL, least_m=_LEAST_M)
    (x1, y1), (x2, y2) = (frame.place(*point) for point in points)
    marks = [
        static_map.Mark(x, y, str(one["code"]), radius=SMALL_MARK / 2)
        for one, (x, y) in zip(ends, ((x1, y1), (x2, y2)), strict=True)
    ]
    above, below = y1 - 1.1 * SMALL_MARK, y2 - 1.1 * SMALL_MARK
    if abs(above - below) < 1.4 * LETTER:
        below = y2 + 1.5 * SMALL_MARK
    names = [_named(leaves, x1, above), _named(host, x2, below)]
    dots = (frame.place(*one) for one in others)
    near = tuple((x, y) for x, y in dots if 0 < x < frame.width and 0 < y < frame.height)
    return replace(_picture(frame, areas, names, marks), lines=((x1, y1, x2, y2),), dots=near)


def _named(one: Row, x: float, y: float) -> dict[str, Any]:
    """A site's name, moved sideways to stay within the picture."""
    half = 0.29 * LETTER * len(str(one["name"]))
    return {"x": min(max(x, half), SMALL[0] - half), "y": y, "name": str(one["name"])}


def _picture(
    frame: static_map.Window,
    areas: Sequence[Row],
    names: list[dict[str, Any]],
    marks: list[static_map.Mark],
) -> Picture:
    bar, bar_words = frame.bar()
    known = [area for area in areas if area["kind"] != codes.AreaKind.TOWN]
    return Picture(
        frame.width,
        frame.height,
        static_map.shapes(known, frame),
        names,
        marks,
        bar,
        bar_words,
        any(mark.count > 1 for mark in marks),
    )
