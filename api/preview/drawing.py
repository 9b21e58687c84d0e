"""A picture of 1200 × 630 points: the places that anybody may see, on the county's outline.

Names come from files. Here they are drawn letter by letter and are nothing but dots of colour.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from api.html.charts import static_map
from estate import codes
from estate.late_imports import one_at_a_time
from estate.rows import Row
from maps import assets

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
MEDIA_TYPE = "image/png"
_DEEP, _PAPER, _LAND, _LINE = "#0b3b4a", "#eef1f3", "#ffffff", "#b9c4cc"
_DOT, _FAINT = "#0d5c70", "#b5c6cc"
#: The map fills the right half; the words stand on the left.
_MAP_LEFT, _MAP_WIDTH = 560, 640
_MARGIN, _WORDS_WIDTH = 48, 464
_MOST_LINES = 4
_DOT_RADIUS = 5
_LONGEST = 200

Point = tuple[float, float]


@dataclass(frozen=True)
class Words:
    """What stands beside the map: the page's name, and two lines beneath."""

    title: str
    detail: str
    county: str


def png(own: Sequence[Row], others: Sequence[Row], areas: Sequence[Row], words: Words) -> bytes:
    """The picture; ``own`` are the places (easting, northing) that the page is about, ``others``
    stand faint around them, ``areas`` are the outlines."""
    with one_at_a_time:
        from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    faint, strong = _points(others), _points(own)
    outlines = [one for one in areas if one["kind"] != codes.AreaKind.TOWN and one["wkb"]]
    if points := [*faint, *strong]:
        frame = static_map.window(points, _MAP_WIDTH, SIZE[1])
        for outline in outlines:
            for ring in _rings(outline, frame):
                pen.polygon(ring, fill=_LAND, outline=_LINE, width=2)
        radius = _DOT_RADIUS * 2 if faint else _DOT_RADIUS
        for places, colour, half in ((faint, _FAINT, _DOT_RADIUS), (strong, _DOT, radius)):
            for x, y in (frame.place(*point) for point in places):
                left = x + _MAP_LEFT
                box = (left - half, y - half, left + half, y + half)
                pen.ellipse(box, fill=colour, outline=_LAND)
    pen.rectangle((0, 0, _MAP_LEFT, SIZE[1]), fill=_DEEP)
    _write(pen, words)
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _points(rows: Sequence[Row]) -> list[Point]:
    return sorted({(one["easting"], one["northing"]) for one in rows if one["easting"] is not None})


def _rings(area: Row, frame: static_map.Window) -> list[list[Point]]:
    shape = shapely.from_wkb(bytes(area["wkb"])).simplify(0.5 / frame.scale)
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return [
        [(x + _MAP_LEFT, y) for x, y in (frame.place(*xy[:2]) for xy in np.asarray(ring.coords))]
        for ring in (part.exterior for part in parts)
    ]


def _write(pen: "ImageDraw", words: Words) -> None:
    pen.text((_MARGIN, 52), "Common Estate", font=_face(700, 34), fill="#ffffff")
    pen.text((_MARGIN, 96), _drawable(words.county), font=_face(400, 28), fill="#cfe0e8")
    y = 200
    for line in _lines(_drawable(words.title), _face(700, 58)):
        pen.text((_MARGIN, y), line, font=_face(700, 58), fill="#ffffff")
        y += 68
    for line in _lines(_drawable(words.detail), _face(400, 32)):
        pen.text((_MARGIN, y + 16), line, font=_face(400, 32), fill="#cfe0e8")
        y += 42


def _drawable(text: str) -> str:
    """One line of signs that have a shape."""
    return "".join(one if one.isprintable() else " " for one in text[:_LONGEST])


def _lines(text: str, face: "FreeTypeFont") -> list[str]:
    """Broken between words, or within one that is wider than its line; the last cut off by …"""
    lines, line = [], ""
    for word in text.split():
        for part in _parts(word, face):
            longer = f"{line} {part}".strip()
            if line and face.getlength(longer) > _WORDS_WIDTH:
                lines.append(line)
                line = part
            else:
                line = longer
    lines = [*lines, line]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    return lines


def _parts(word: str, face: "FreeTypeFont") -> list[str]:
    if face.getlength(word) <= _WORDS_WIDTH:
        return [word]
    fit = next(n for n in range(len(word), 0, -1) if n == 1 or face.getlength(word[:n]) <= 440)
    return [word[:fit], *_parts(word[fit:], face)]


@cache
def _face(weight: int, size: int) -> "FreeTypeFont":
    with one_at_a_time:
        from PIL import ImageFont

    regular, bold = assets.CHART_FACES
    return ImageFont.truetype(str(assets.VENDOR_DIR / (bold if weight == 700 else regular)), size)
