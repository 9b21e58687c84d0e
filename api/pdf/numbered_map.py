"""A drawn map of places with the numbers of their opportunities, for pages and printed papers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import shapely
from markupsafe import Markup

from api.html.charts import static_map
from api.html.templates import fragment
from estate import codes
from estate.answers.pack import OnMap
from estate.club.codes import Part as Role

_WIDTH, _HEIGHT, _MARK, _LETTER = 250.0, 130.0, 6.0, 3.4
#: So many numbers stand beside one another on a mark; what is beyond them is in the table.
_MOST_NUMBERS = 4
_SHAPES = {Role.GUEST: "circle", Role.HOST: "square", Role.MEMBER: "diamond"}


def drawn(
    places: Sequence[OnMap],
    areas: Sequence[dict[str, Any]],
    least_m: float,
    *,
    whole_area: bool = False,
) -> Markup:
    """The map as one SVG: outlines, towns, and the places with their opportunities' numbers; of at
    least so many metres across, or with the register's whole area. Places too near one another are
    one mark that holds the numbers of all their opportunities, as the table beside it has them:
    how many places it stands for would be read as a number of one."""
    corners = [(p.easting, p.northing) for p in places]
    if whole_area:
        corners += [corner for area in areas for corner in _corners(area)]
    frame = static_map.window(corners, _WIDTH, _HEIGHT, least_m)
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
            asdict(one) | {"words": _words([places[at].number for at in one.members])}
            for one in marks
        ],
        bar=bar,
        bar_words=bar_words,
    )


def _words(numbers: Sequence[int]) -> str:
    """``2·6·8``: each opportunity once."""
    found = sorted(set(numbers))
    shown = "·".join(map(str, found[:_MOST_NUMBERS]))
    return f"{shown} …" if len(found) > _MOST_NUMBERS else shown


def _corners(area: dict[str, Any]) -> list[tuple[float, float]]:
    if area["kind"] != codes.AreaKind.BOUNDARY:
        return []
    west, south, east, north = shapely.from_wkb(bytes(area["wkb"])).bounds
    return [(west, south), (east, north)]
