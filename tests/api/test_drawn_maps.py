"""Maps drawn from our own outlines: nothing lost, nothing covered."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from api.html.charts import site_map, static_map

METRES = st.floats(0, 60_000, allow_nan=False)
POINTS = st.lists(st.tuples(METRES, METRES), min_size=1, max_size=60)


def sites(points):
    codes = ("red", "amber", "green", "unrated")
    return [{"easting": x, "northing": y, "code": codes[n % 4]} for n, (x, y) in enumerate(points)]


@given(POINTS)
@settings(max_examples=40)
def test_every_site_is_drawn_once_and_no_mark_covers_another(points):
    frame = static_map.window(points, 186, 150)
    marks = static_map.marks(sites(points), frame, 4.2, numbered=True)
    assert sum(mark.count for mark in marks) == len(points)
    for mark in marks:
        assert 0 <= mark.x <= 186
        assert 0 <= mark.y <= 150
        if mark.count > 1:
            assert sum(mark.mix.values()) == mark.count
            assert sum(share for _, share, _ in static_map.arcs(mark)) == pytest.approx(100)
    for a, b in combinations(marks, 2):
        assert np.hypot(a.x - b.x, a.y - b.y) >= 0.9 * (a.radius + b.radius)
    numbers = [mark.number for mark in marks if mark.count == 1]
    assert len(set(numbers)) == len(numbers)


def test_a_number_stands_where_no_other_mark_covers_it():
    points = [(0, 0), (10_000, 10_000), (5_000, 5_000), (5_300, 5_000), (5_300, 5_300)]
    frame = static_map.window(points, 186, 150)
    marks = {
        mark.number: mark for mark in static_map.marks(sites(points), frame, 4.2, numbered=True)
    }
    assert marks[1].side == "right"
    assert marks[3].side == "left"
    boxes = {number: static_map.number_box(mark, 4.2) for number, mark in marks.items()}
    for number, box in boxes.items():
        for other, mark in marks.items():
            apart = (
                box[2] <= mark.x - mark.radius or box[0] >= mark.x + mark.radius
                or box[3] <= mark.y - mark.radius or box[1] >= mark.y + mark.radius
            )  # fmt: skip
            assert apart, (number, other)


def test_a_name_stands_only_at_a_ring_that_is_mostly_its_town_s():
    """And says “area” where the ring counts other sites too, or not all of the town's."""
    near = [(1_000 + 10 * n, 1_000) for n in range(8)]  # one ring: five of Oak, three of Elm
    alone = [(50_000 + 10 * n, 50_000) for n in range(4)]  # one ring: all of Ash
    town = ["Oak"] * 5 + ["Elm"] * 3 + ["Ash"] * 4
    rows = [one | {"town": name} for one, name in zip(sites(near + alone), town, strict=True)]
    places = {"Oak": near[0], "Elm": near[7], "Ash": alone[0]}
    towns = [{"name": name, "easting": x, "northing": y} for name, (x, y) in places.items()]
    frame = static_map.window(near + alone, 120, 92)
    marks = static_map.marks(rows, frame, 5.6, numbered=False)
    assert sorted(one.count for one in marks) == [4, 8]
    told = {one["name"]: one for one in site_map.ring_names(towns, rows, marks, frame)}
    assert set(told) == {"Oak area", "Ash"}
    ring = next(one for one in marks if one.count == 8)
    oak = told["Oak area"]
    assert frame.place(oak["easting"], oak["northing"]) == pytest.approx((ring.x, ring.y))
    far = [*rows, {"easting": 30_000, "northing": 9_000, "code": "red", "town": "Fir"}]
    fir = {"name": "Fir", "easting": 30_500, "northing": 9_000}
    marks = static_map.marks(far, frame, 5.6, numbered=False)
    assert fir in site_map.ring_names([*towns, fir], far, marks, frame), "a town of single marks"


def test_a_site_without_a_place_is_not_drawn():
    rows = [*sites([(1.0, 2.0)]), {"easting": None, "northing": None, "code": "red"}]
    marks = static_map.marks(rows, static_map.window([(1.0, 2.0)], 100, 60), 4, numbered=True)
    assert [mark.count for mark in marks] == [1]


def test_a_name_moves_clear_of_marks_or_is_left_out():
    frame = static_map.window([(0, 0), (10_000, 10_000)], 186, 150)
    x, y = frame.place(5_000, 5_000)
    row = {"name": "Bewdley", "kind": "town", "easting": 5_000, "northing": 5_000}
    free = static_map.names([row], frame, 3.4)
    moved = static_map.names([row], frame, 3.4, [static_map.Mark(x, y, "red", radius=4)])
    assert abs(free[0]["y"] - y) < 2
    assert abs(moved[0]["y"] - y) > 4
    assert static_map.names([row], frame, 3.4, [static_map.Mark(x, y, "red", radius=90)]) == []


def test_paths_scale_and_bar():
    frame = static_map.window([(0, 0), (1_000, 1_000)], 100, 100)
    drawn = static_map.shapes([{"wkb": shapely.to_wkb(shapely.box(0, 0, 1_000, 1_000))}], frame)
    numbers = [float(one) for part in drawn[0]["path"][1:-1].split("L") for one in part.split()]
    assert min(numbers) == pytest.approx(100 * 0.06 / 1.12, abs=0.1)
    assert max(numbers) == pytest.approx(100 - 100 * 0.06 / 1.12, abs=0.1)
    length, words = frame.bar()
    assert words == "200 m"
    assert length == pytest.approx(200 * frame.scale)
    speck = shapely.to_wkb(shapely.box(0, 0, 1, 1))
    assert static_map.shapes([{"wkb": speck}, {"wkb": None}], frame) == []
