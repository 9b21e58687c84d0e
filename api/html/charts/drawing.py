"""From a matplotlib figure to an SVG that a page may show and a screen reader can read.

A chart is served as its own ``.svg`` response (``svg_response``) and shown with
``<img src="…" alt="…">``; the narrow size is meant for telephones::

    <picture>
      <source media="(max-width: 600px)" srcset="….svg?size=narrow">
      <img src="….svg" alt="…">
    </picture>

What matplotlib writes as style attributes becomes presentation attributes, because the policy
of our pages (and of the .svg response itself) allows no inline style. Letters are outlines of
the product's typeface, since a picture in ``<img>`` may fetch no font: a chart looks the same on
every machine and in whatever document it is put. What they spell stands in ``aria-label``. The
same figures give the same bytes, so each chart is drawn once (``kept_by_figures``). Pyplot is never
imported: it keeps figures for ever.
"""

import hashlib
import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, wraps
from textwrap import fill
from typing import TYPE_CHECKING, Any, ParamSpec
from xml.etree.ElementTree import Element, register_namespace, tostring

import orjson
from cachetools import LRUCache
from defusedxml.ElementTree import fromstring

from estate.late_imports import one_at_a_time
from maps import assets

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEDIA_TYPE = "image/svg+xml"
INK, SOFT, LINE, PAPER = "#1b2731", "#4c5a66", "#dfe4e8", "#ffffff"
GAIN, LOSS, WASH = "#0d5c70", "#b2182b", "#bcd7de"
#: Matplotlib's own face has the letters that ours lacks.
_FACES = ("Source Sans 3", "DejaVu Sans")
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
#: Matplotlib's remark of what the group of outlines after it spells, and the group's beginning.
_SPELT = re.compile(rb"<!-- (.*?) -->\s*<g ", re.DOTALL)
_REFERENCE = re.compile(r"#([^)\"']+)")
_POINTS_PER_INCH = 72
#: Matplotlib's settings belong to the whole process.
_ONE_AT_A_TIME = threading.Lock()
_SETTINGS: Any = {
    "svg.fonttype": "path",
    "svg.hashsalt": "common-estate",
    "text.parse_math": False,  # a name with two dollar signs is a name
    "font.family": list(_FACES),
    "font.size": 11,  # our face has smaller letters than matplotlib's
    "hatch.linewidth": 0.8,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "text.color": INK,
}


P = ParamSpec("P")
#: Room for some thousand charts; the least recently asked go first.
_DRAWN: LRUCache[bytes, bytes] = LRUCache(16 * 1024 * 1024, getsizeof=len)
_DRAWN_LOCK = threading.Lock()


def kept_by_figures(make: Callable[P, bytes]) -> Callable[P, bytes]:
    """A function that draws a chart, which draws the same one once.

    A chart is kept by every figure and word that it is made of. So it needs no version of the
    register, and nobody gets what others see: whoever sees another figure asks for another chart.
    """

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> bytes:
        told = orjson.dumps((make.__name__, args, kwargs), _exactly, orjson.OPT_SERIALIZE_NUMPY)
        key = hashlib.sha256(told).digest()
        with _DRAWN_LOCK:
            found = _DRAWN.get(key)
        if found is None:
            found = make(*args, **kwargs)
            with _DRAWN_LOCK:
                _DRAWN[key] = found
        return found

    return kept


def _exactly(value: object) -> str:
    """A figure that orjson does not know, without a loss; anything else is refused."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


class Size(StrEnum):
    """How wide a chart is drawn, so that its letters can be read where it is shown."""

    WIDE = "wide"
    NARROW = "narrow"

    @property
    def width(self) -> int:
        """In points, which a browser shows as CSS pixels times 4/3."""
        return 560 if self is Size.WIDE else 264


@dataclass(frozen=True)
class AltText:
    """What a chart says beside its marks.

    ``title`` and ``unit`` are drawn above it; ``description`` is what the chart shows, in
    sentences with the figures, for whoever does not see it (also meant as the ``alt`` text).
    """

    title: str
    unit: str
    description: str


def draw(paint: Callable[["Axes", Size], None], words: AltText, size: Size, height: int) -> bytes:
    """An SVG of ``height`` points with one set of axes that ``paint`` fills."""
    with one_at_a_time:
        from matplotlib import rc_context
        from matplotlib.figure import Figure

    _register_faces()
    with _ONE_AT_A_TIME, rc_context(_SETTINGS):
        figure = Figure(
            (size.width / _POINTS_PER_INCH, height / _POINTS_PER_INCH), layout="constrained"
        )
        axes = figure.add_subplot()
        _head(axes, words, size)
        paint(axes, size)
        stream = io.BytesIO()
        bare = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", metadata=bare)
    return _accessible(stream.getvalue(), words)


def plain_axes(axes: "Axes") -> None:
    """Only the two sides that carry figures."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, labelsize=9.8)


def drawable(text: object, longest: int = 60) -> str:
    """A text that the font can show, cut to ``longest``; what it lacks becomes the mark �."""
    known = _characters()
    shown = "".join(one if ord(one) in known else "\N{REPLACEMENT CHARACTER}" for one in str(text))
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def wrapped(text: str, width: int) -> str:
    """A label over several lines of about ``width`` letters."""
    return fill(text, width, break_long_words=True)


@cache
def _register_faces() -> None:
    """Make the product's typeface known to matplotlib by its name.

    FileNotFoundError where the map's assets have not been built (``python -m maps.assets build``).
    """
    with one_at_a_time:
        from matplotlib.font_manager import fontManager

    for face in assets.CHART_FACES:
        fontManager.addfont(assets.VENDOR_DIR / face)


@cache
def _characters() -> frozenset[int]:
    with one_at_a_time:
        from matplotlib.font_manager import findfont, get_font

    _register_faces()
    known = (get_font(findfont(face)).get_charmap() for face in _FACES)
    return frozenset().union(*known) - set(range(32))


def _head(axes: "Axes", words: AltText, size: Size) -> None:
    """Title and unit, above and to the left."""
    letters = 76 if size is Size.WIDE else 36
    title = wrapped(drawable(words.title, 200), letters)
    unit = wrapped(drawable(words.unit, 200), round(letters * 1.15))
    above = 6 + 11 * (unit.count("\n") + 1)
    axes.annotate(
        unit,
        (0, 1),
        (0, 6),
        "axes fraction",
        "offset points",
        fontsize=9.2,
        color=SOFT,
        annotation_clip=False,
    )
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", pad=above + 4)


def _accessible(drawn: bytes, words: AltText) -> bytes:
    register_namespace("", _SVG)
    register_namespace("xlink", _XLINK[1 : _XLINK.index("}")])
    root = fromstring(_SPELT.sub(_labelled, drawn))
    for element in root.iter():
        _without_style(element)
    for parent in root.iter():
        for child in [
            one for one in parent if one.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata")
        ]:
            parent.remove(child)
    _only_named(root)
    mark = hashlib.sha256(drawn + repr(words).encode()).hexdigest()[:10]
    title, description = Element(f"{{{_SVG}}}title"), Element(f"{{{_SVG}}}desc")
    for element, name, text in ((title, "t", words.title), (description, "d", words.description)):
        element.set("id", f"{name}{mark}")
        element.text = _printable(text)
    root[:0] = [title, description]
    root.attrib.update(
        {
            "role": "img",
            "aria-labelledby": f"t{mark} d{mark}",
            "lang": "en-GB",
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        }
    )
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _labelled(spelt: re.Match[bytes]) -> bytes:
    return b'<g aria-label="%b" ' % spelt[1].replace(b'"', b"&quot;")


def _without_style(element: Element) -> None:
    """Each property as an attribute of its own."""
    style = element.attrib.pop("style", "")
    for name, _, value in (part.partition(":") for part in style.split(";") if part.strip()):
        element.set(name.strip(), value.strip())


def _only_named(root: Element) -> None:
    """Drop identifiers that nothing refers to, so that two charts can stand in one page."""
    used = set(_references(root))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)


def _references(root: Element) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == _XLINK or value.startswith("url("):
                yield from _REFERENCE.findall(value)


def _printable(text: str) -> str:
    return "".join(one for one in text if one >= " " or one in "\n\t")
