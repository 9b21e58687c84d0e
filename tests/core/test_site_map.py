"""Small drawn maps: sites at their ratings, and a move as a line between two named sites."""

from typing import Any

from api.html.charts import site_map


def place(easting: float | None, northing: float, name: str, code: str = "amber") -> dict[str, Any]:
    return {"easting": easting, "northing": northing, "name": name, "code": code}


def test_a_move_is_a_line_from_one_named_site_to_the_other_among_others() -> None:
    leaves, host = place(390_000, 250_000, "Old Hall"), place(390_600, 250_300, "New Hall", "green")
    drawn = site_map.of_move(leaves, host, [], [(390_300.0, 250_100.0), (500_000.0, 250_000.0)])
    assert drawn is not None
    ((x1, y1, x2, y2),) = drawn.lines
    assert x2 > x1 and y2 < y1, "north is up"
    assert [(one.x, one.y, one.code) for one in drawn.marks] == [
        (x1, y1, "amber"), (x2, y2, "green")
    ]  # fmt: skip
    assert [one["name"] for one in drawn.names] == ["Old Hall", "New Hall"]
    assert len(drawn.dots) == 1, "what is far away is not drawn"
    assert -90 < drawn.angle < 0


def test_names_stay_within_the_picture_and_clear_of_each_other() -> None:
    long = "The Old Magistrates’ Court and Public Offices"
    drawn = site_map.of_move(place(0, 0, long), place(10, 0, long), [], [])
    assert drawn is not None
    first, second = drawn.names
    assert abs(first["y"] - second["y"]) > site_map.LETTER
    half = 0.29 * site_map.LETTER * len(long)
    assert all(half <= one["x"] <= drawn.width - half for one in drawn.names)


def test_without_a_place_there_is_no_map_and_ratings_are_for_who_sees_them() -> None:
    nowhere = place(None, 0, "Hall")
    assert site_map.of_move(nowhere, place(1, 1, "Hut"), [], []) is None
    assert site_map.small([nowhere], [], rated=True) is None
    sites = [{"easting": 0, "northing": 0, "availability": "green"}]
    shown = [site_map.small(sites, [], rated=rated) for rated in (True, False)]
    assert [one.marks[0].code for one in shown if one] == ["green", "plain"]
