"""The pack's map: its marks hold the numbers of opportunities, never how many places they are."""

import re

import shapely

from api.pdf import numbered_map
from estate.answers.club.pack import OnMap
from estate.club.codes import Part as Role


def _at(number: int, easting: float, northing: float, part: Role = Role.GUEST) -> OnMap:
    return OnMap(
        number=number,
        part=part,
        name=f"SYN-{number}",
        easting=easting,
        northing=northing,
    )


def _texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_places_close_together_show_the_numbers_of_their_opportunities() -> None:
    places = [_at(2, 390_000, 250_000), _at(7, 390_010, 250_000), _at(2, 390_020, 250_000),
              _at(5, 399_000, 258_000)]  # fmt: skip
    said = _texts(numbered_map.drawn(places, [], 15_000))
    assert "2·7" in said and "5" in said
    assert "3" not in said  # three places, and no opportunity of that number


def test_more_numbers_than_fit_are_left_to_the_table() -> None:
    places = [_at(number, 390_000 + number, 250_000) for number in range(1, 8)]
    assert "1·2·3·4 …" in _texts(numbered_map.drawn(places, [], 15_000))


def test_the_whole_county_is_on_the_map_where_it_is_asked_for() -> None:
    county = {"kind": "boundary", "name": "SYN", "wkb": shapely.box(3e5, 2e5, 4e5, 3e5).wkb}
    far = numbered_map.drawn([_at(1, 390_000, 250_000)], [county], 15_000, whole_area=True)
    near = numbered_map.drawn([_at(1, 390_000, 250_000)], [county], 15_000)
    assert _bar_km(far) > 5 * _bar_km(near)


def _bar_km(svg: str) -> int:
    return next(int(said[:-3]) for said in _texts(svg) if said.endswith(" km"))
