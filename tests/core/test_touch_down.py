"""Touch-down desks: which places have some, how many, and the nearest first."""

from estate.assumptions import named
from estate.colocation.touch_down import points

from . import factories


def test_desks_add_up_and_hidden_places_are_left_out():
    county = factories.estate(
        properties=factories.properties(
            {"id": "A", "organisation": "SYN-X", "easting": 400_000.0, "northing": 250_000.0},
            {"id": "B", "organisation": "SYN-Y", "easting": 400_640.0, "northing": 250_000.0},
            {"id": "C", "organisation": "SYN-Y", "easting": 400_000.0, "northing": 250_064.0},
            {"id": "H", "organisation": "SYN-Y", "sensitivity": "hidden"},
        ),
        occupations=factories.occupations(
            {"property_id": "A", "organisation": "SYN-X", "touchdown_desks": 4},
            {"property_id": "A", "organisation": None, "touchdown_desks": 3},
            {"property_id": "A", "organisation": "SYN-Y", "touchdown_desks": 0},
            {"property_id": "B", "organisation": "SYN-Y", "touchdown_desks": 9},
            {"property_id": "C", "organisation": "SYN-Y", "user_function": "touchdown"},
            {"property_id": "H", "organisation": "SYN-Y", "touchdown_desks": 9},
        ),
        organisations=factories.organisations({"id": "SYN-X"}, {"id": "SYN-Y"}),
    )
    assumed = named("2026-11")
    found = points(county, assumed)
    assert [(one.property_id, one.desks, one.offered_by) for one in found] == [
        ("B", 9, ("SYN-Y",)), ("A", 7, ("SYN-X",)), ("C", None, ("SYN-Y",)),
    ]  # fmt: skip
    near = points(county, assumed, (400_000.0, 250_000.0))
    assert [(one.property_id, one.minutes) for one in near] == [("A", 0), ("C", 1), ("B", 10)]
