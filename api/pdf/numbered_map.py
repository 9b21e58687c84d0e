"""A drawn map of places with the numbers of their opportunities, for pages and printed papers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from api.html.charts import static_map
from api.html.templates import fragment
from estate import codes
from estate.answers.pack import OnMap
from estate.club.codes import Part as Role

_WIDTH, _HEIGHT, _MARK, _LETTER = 250.0, 130.0, 6.0, 3.4
_SHAPES = {Role.GUEST: "circle", Role.HOST: "square", Role.MEMBER: "diamond"}


def drawn(places: Sequence[OnMap], areas: Sequence[dict[str, Any]], least_m: float) -> Markup:
    """The map as one SVG: outlines, towns, and the places with their opportunities' numbers; of at
    least so many metres across."""
    frame = static_map.window([(p.easting, p.northing) for p in places], _WIDTH, _HEIGHT, least_m)
    sites = [
        {"easting": one.easting, "northing": one.northing, "code": _SHAPES[one.part]}
        for one in places
    ]
    marks = static_map.marks(sites, frame, _MARK, numbered=True)
    known = [area for area in areas if area["kind"] != codes.AreaKind.TOWN]
    towns = [area for area in areas if area["kind"] == codes.AreaKind.TOWN]
    bar, bar_words = frame.bar()
    return fragment(
        "pack_map.svg",
        width=_WIDTH,
        height=_HEIGHT,
        outlines=static_map.shapes(known, frame),
        names=static_map.names(towns, frame, _LETTER, marks),
        letter=_LETTER,
        # A mark's number is its place in the list: here it is the opportunity's.
        marks=[
            replace(one, number=None if one.number is None else places[one.number - 1].number)
            for one in marks
        ],
        bar=bar,
        bar_words=bar_words,
    )
