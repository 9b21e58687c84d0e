"""A drawn map of places with the numbers of their opportunities, for pages and printed papers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import shapely
from markupsafe import Markup

from api.html.charts import static_map
from api.html.templates import fragment
from estate import codes
from estate.answers.club.pack import OnMap
from estate.club.codes import Part as Role

#: The county's opportunities on one sheet; one move, which is shown small too.
SHEET, SMALL = (250.0, 130.0), (130.0, 84.0)
_MARK, _LETTER = 6.0, 3.4
#: So many numbers stand beside one another on a mark; what is beyond them is in the table.
_MOST_NUMBERS = 4
_SHAPES = {Role.GUEST: "circle", Role.HOST: "square", Role.MEMBER: "diamond"}


def drawn(
    places: Sequence[OnMap],
    areas: Sequence[dict[str, Any]],
    least_m: float,
    size: tuple[float, float] = SHEET,
    *,
    whole_area: bool = False,
    named: bool = False,
) -> Markup:
    """The map as one SVG: outlines, towns, and the places with their opportunities' numbers; of at
    least so many metres across, or with the register's whole area. Places too near one another are
    one mark that holds the numbers of all their opportunities, as the table beside it has them:
    how many places it stands for would be read as a number of one. ``named``: with the places'
    names, and a line from each that is left to the one that is moved to."""
    corners = [(p.easting, p.northing) for p in places]
    if whole_area:
        corners += [corner for area in areas for corner in _corners(area)]
    frame = static_map.window(corners, *size, least_m)
    sites = [
        {"easting": one.easting, "northing": one.northing, "code": _SHAPES[one.part]}
        for one in places
    ]
    marks = static_map.marks(sites, frame, _MARK, numbered=True)
    known = [area for area in areas if area["kind"] != codes.AreaKind.TOWN]
    towns = [area for area in areas if area["kind"] == codes.AreaKind.TOWN]
    labels = [*([vars(one) for one in places] if named else ()), *towns]
    bar, bar_words = frame.bar()
    return fragment(
        "pack_map.svg",
        width=size[0],
        height=size[1],
        outlines=static_map.shapes(known, frame),
        names=static_map.names(labels, frame, _LETTER, marks),
        letter=_LETTER,
        lines=_lines(places, frame) if named else [],
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


def _lines(places: Sequence[OnMap], frame: static_map.Window) -> list[tuple[float, ...]]:
    """From each place that is left to where its service would move."""
    ends = {(one.number, one.part): frame.place(one.easting, one.northing) for one in places}
    return [
        (*start, *ends[number, Role.HOST])
        for (number, part), start in ends.items()
        if part is Role.GUEST and (number, Role.HOST) in ends
    ]
