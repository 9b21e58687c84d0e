"""Maps drawn from our own outlines, as shapes that a template puts into an inline SVG.

Coordinates are British National Grid on the way in and millimetres of paper (or any unit of the
picture) on the way out, y downwards. No text passes through here but names that the template
escapes; nothing is fetched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from estate.geometry import Box
from estate.rows import Row

#: As the map's rings and every bar have them.
_ORDER = ("red", "amber", "green", "unrated")
#: Codes that say nothing of a site: a ring's letter is of the others, where there are any.
_QUIET = frozenset({"unrated", "?", "-"})
_STEPS = (1, 2, 5)
#: Where a mark's number may stand, the best side first.
SIDES = ("right", "left", "below", "above")
#: Where a name may stand from its place, in letters: there, then above and below by turns.
_AWAY = (0.3, -1.4, 2.0, -2.2, 2.8, -3.0, 3.6, -3.8, 4.4, -4.6, 5.4, -5.6)


@dataclass(frozen=True)
class Window:
    """Which rectangle of the grid fills which rectangle of the picture."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def place(self, easting: float, northing: float) -> tuple[float, float]:
        """Metres on the grid as a point of the picture."""
        return (easting - self.west) * self.scale, (self.north - northing) * self.scale

    def ground(self, x: float, y: float) -> tuple[float, float]:
        """A point of the picture as metres on the grid."""
        return x / self.scale + self.west, self.north - y / self.scale

    def path(self, shape: BaseGeometry) -> str:
        """An outline as the ``d`` of an SVG path, no finer than a quarter of a unit."""
        finer = shape.simplify(0.12 / self.scale)
        rings = [_ring(self, ring) for part in _polygons(finer) for ring in _rings(part)]
        return " ".join(rings)

    def bar(self) -> tuple[float, str]:
        """A scale bar of about a fifth of the width: its length and its words."""
        most = self.width / self.scale / 5
        power = 10 ** int(np.floor(np.log10(most)))
        metres = max(step * power for step in _STEPS if step * power <= most)
        words = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:,.0f} m"
        return metres * self.scale, words


@dataclass(frozen=True)
class Mark:
    """One site, or several too near to tell apart (``count`` > 1), at a point of the picture;
    ``members`` are their places in the list that was drawn, from 0."""

    x: float
    y: float
    code: str
    count: int = 1
    mix: Mapping[str, int] = field(default_factory=dict)
    number: int | None = None
    radius: float = 0.0
    side: str = "right"
    members: tuple[int, ...] = ()


def window(
    points: Sequence[tuple[float, float]], width: float, height: float, least_m: float = 600.0
) -> Window:
    """The smallest window of the picture's shape around the points, with a margin."""
    places = np.array(points, dtype=float).reshape(-1, 2)
    low, high = places.min(axis=0), places.max(axis=0)
    across = max(high[0] - low[0], (high[1] - low[1]) * width / height, least_m) * 1.12
    middle = (low + high) / 2
    scale = width / across
    return Window(middle[0] - across / 2, middle[1] + height / scale / 2, scale, width, height)


def shapes(found: Iterable[Row], frame: Window) -> list[dict[str, Any]]:
    """Rows with a ``wkb`` as paths; those too small to see are left out."""
    drawn = []
    for row in found:
        if row["wkb"] is None:
            continue
        outline = shapely.from_wkb(bytes(row["wkb"]))
        west, south, east, north = outline.bounds
        if max(east - west, north - south) * frame.scale >= 1:
            drawn.append({**row, "path": frame.path(outline)})
    return [one for one in drawn if one["path"]]


def names(
    found: Iterable[Row], frame: Window, letter: float, beside: Iterable["Mark"] = ()
) -> list[dict[str, Any]]:
    """Rows with easting, northing and name as labels, moved up or down clear of the marks
    ``beside`` them; one that would still cross something is left out.

    ``letter`` is the height of a letter; earlier rows go first.
    """
    taken = [_around(one.x, one.y, one.radius) for one in beside]
    shown = []
    for row in found:
        x, y = frame.place(row["easting"], row["northing"])
        for away in _AWAY:
            box = _label_box(x, y + away * letter, row["name"], letter)
            inside = box[0] > 0 and box[2] < frame.width and box[1] > 0 and box[3] < frame.height
            if inside and not any(_cross(box, other) for other in taken):
                taken.append(box)
                shown.append({"x": x, "y": y + away * letter, "name": row["name"]})
                break
    return shown


def _label_box(x: float, y: float, text: str, letter: float) -> Box:
    half = 0.29 * letter * len(text)
    return (x - half, y - 0.85 * letter, x + half, y + letter * 0.25)


def _around(x: float, y: float, radius: float) -> Box:
    return (x - radius, y - radius, x + radius, y + radius)


def marks(sites: Sequence[Row], frame: Window, size: float, *, numbered: bool) -> list[Mark]:
    """Sites (``easting``, ``northing``, ``code``) as marks of ``size``; where marks would cover
    one another they are gathered into one that says how many. ``numbered`` gives each single
    site its number in the list."""
    groups = [
        _Group(*frame.place(row["easting"], row["northing"]), [at], size)
        for at, row in enumerate(sites)
        if row["easting"] is not None
    ]
    drawn = [_mark(group, sites, size, numbered) for group in _gathered(groups)]
    return _clear_of_one_another(drawn, size, frame)


def _clear_of_one_another(drawn: list[Mark], size: float, frame: Window) -> list[Mark]:
    """Each number on the first side of its mark where neither a mark nor a number stands; on
    the right where there is none."""
    marks_there = [_around(one.x, one.y, one.radius) for one in drawn]
    numbers: list[Box] = []
    placed = []
    for at, one in enumerate(drawn):
        if one.number is None:
            placed.append(one)
            continue
        others = [*marks_there[:at], *marks_there[at + 1 :], *numbers]
        boxes = {side: number_box(replace(one, side=side), size) for side in SIDES}
        free = (
            side
            for side, box in boxes.items()
            if box[0] > 0
            and box[2] < frame.width
            and box[1] > 0
            and box[3] < frame.height
            and not any(_cross(box, other) for other in others)
        )
        side = next(free, SIDES[0])
        numbers.append(boxes[side])
        placed.append(replace(one, side=side))
    return placed


def number_box(mark: Mark, size: float) -> Box:
    """Where a mark's number stands, as the template draws it: half as high as the mark."""
    half, width = size / 4, 0.29 * size * len(str(mark.number))
    gap = mark.radius + 0.06 * size
    if mark.side in ("right", "left"):
        left = mark.x + gap if mark.side == "right" else mark.x - gap - width
        return (left, mark.y - half, left + width, mark.y + half)
    middle = mark.y + gap + half if mark.side == "below" else mark.y - gap - half
    return (mark.x - width / 2, middle - half, mark.x + width / 2, middle + half)


@lru_cache(4096)
def _radius(many: int, size: float) -> float:
    return size / 2 if many == 1 else size * (0.62 + 0.17 * float(np.log10(many)))


@dataclass
class _Group:
    """Sites drawn as one: their middle, their numbers in the list, and half the width of the mark
    (of which the size is ``size`` where it is one site's)."""

    x: float
    y: float
    members: list[int]
    size: float
    radius: float = field(init=False)

    def __post_init__(self) -> None:
        self.radius = _radius(len(self.members), self.size)

    def take(self, other: "_Group") -> None:
        """Add another's sites and move to the middle of all."""
        mine, theirs = len(self.members), len(other.members)
        self.x = (self.x * mine + other.x * theirs) / (mine + theirs)
        self.y = (self.y * mine + other.y * theirs) / (mine + theirs)
        self.members += other.members
        self.radius = _radius(len(self.members), self.size)


#: Marks whose middles are nearer than so much of their two radii cover one another.
_REACH = 0.92


def _gathered(groups: list[_Group]) -> list[_Group]:
    """Join whatever would overlap until nothing does."""
    while True:
        kept: list[_Group] = []
        for group in groups:
            near = _overlapping(group, kept)
            if near is None:
                kept.append(group)
            else:
                near.take(group)
        if len(kept) == len(groups):
            return kept
        groups = kept


def _overlapping(group: _Group, others: list[_Group]) -> _Group | None:
    """The first that would overlap; each pair of a county is looked at, so nothing is called."""
    x, y, radius = group.x, group.y, group.radius
    for one in others:
        reach = _REACH * (one.radius + radius)
        if (one.x - x) ** 2 + (one.y - y) ** 2 < reach**2:
            return one
    return None


def _mark(group: _Group, sites: Sequence[Row], size: float, numbered: bool) -> Mark:
    if len(group.members) == 1:
        at = group.members[0]
        number = at + 1 if numbered else None
        return Mark(
            group.x, group.y, sites[at]["code"], number=number, radius=size / 2, members=(at,)
        )
    mix: dict[str, int] = {}
    for at in group.members:
        mix[sites[at]["code"]] = mix.get(sites[at]["code"], 0) + 1
    # As the map has it (maps/static/badges.js): the most common among those that say something.
    telling = {code: many for code, many in mix.items() if code not in _QUIET} or mix
    most = max(telling, key=lambda code: telling[code])
    return Mark(
        group.x,
        group.y,
        most,
        len(group.members),
        mix,
        radius=group.radius,
        members=tuple(group.members),
    )


def _in_order(code: str) -> tuple[int, str]:
    return (_ORDER.index(code) if code in _ORDER else len(_ORDER), code)


def arcs(mark: Mark) -> list[tuple[str, float, float]]:
    """A gathered mark's ring: (code, length, offset) around a circle of length 100."""
    found, turned = [], 0.0
    for code, count in sorted(mark.mix.items(), key=lambda one: _in_order(one[0])):
        share = 100 * count / mark.count
        found.append((code, share, -turned))
        turned += share
    return found


def outline(shape: BaseGeometry, frame: Window, *, closed: bool) -> str:
    """Surfaces or lines as the ``d`` of an SVG path, as fine as they are."""
    if closed:
        return "".join(_ring(frame, ring) for part in _polygons(shape) for ring in _rings(part))
    lines = (one for one in shapely.get_parts(shape) if one.geom_type == "LineString")
    return "".join(_line(frame, one) for one in lines)


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape)
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _rings(polygon: BaseGeometry) -> list[BaseGeometry]:
    return [polygon.exterior, *polygon.interiors]


def _ring(frame: Window, ring: BaseGeometry) -> str:
    return _line(frame, ring) + "Z"


def _line(frame: Window, line: BaseGeometry) -> str:
    points = [frame.place(x, y) for x, y in np.asarray(line.coords)[:, :2]]
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _cross(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
