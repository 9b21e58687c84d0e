"""Neighbours: none lost, exact distances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.colocation.distances import bounds, exact, near, places
from estate.errors import BadQuestion

from .factories import properties, square

spot = st.tuples(
    st.integers(0, 2000), st.integers(0, 2000), st.sampled_from([None, 10.0, 60.0, 700.0])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(spot, min_size=1, max_size=14), st.integers(50, 900))
def test_equal_to_brute_force(spots, within_m) -> None:
    rows = [
        {
            "easting": 390_000.0 + x,
            "northing": 270_000.0 + y,
            "geometry": None if side is None else square(390_000.0 + x, 270_000.0 + y, side),
        }
        for x, y, side in spots
    ]
    frame = properties(*rows)
    everyone = np.arange(len(frame))
    guest, host, distance = near(places(frame), everyone, everyone, within_m)
    found = {(int(g), int(h)): d for g, h, d in zip(guest, host, distance, strict=True)}
    expected = {}
    for g in everyone:
        for h in everyone:
            one, other = frame.geometry.iloc[g], frame.geometry.iloc[h]
            apart = np.hypot(spots[g][0] - spots[h][0], spots[g][1] - spots[h][1])
            if one is not None and other is not None:
                apart = one.distance(other)
            if g != h and apart <= within_m:
                expected[int(g), int(h)] = float(apart)
    assert found == pytest.approx(expected)


def test_touching_outlines_are_nought_apart_and_unlocated_properties_have_no_neighbours() -> None:
    frame = properties(
        {"easting": 0.0, "northing": 0.0, "geometry": square(0, 0, 20)},
        {"easting": 20.0, "northing": 0.0, "geometry": square(20, 0, 20)},
        {"easting": None, "northing": None},
    )
    guest, host, distance = near(places(frame), np.arange(3), np.arange(3), 100)
    assert list(zip(guest, host, distance, strict=True)) == [(0, 1, 0.0), (1, 0, 0.0)]


def test_degrees_are_refused() -> None:
    with pytest.raises(BadQuestion):
        places(properties({}).set_crs(4326, allow_override=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(spot, min_size=2, max_size=10), st.integers(-30, 30))
def test_bounds_hold_the_distance_between_them(spots, off_m) -> None:
    """Also where a point lies beside its own outline, as imported ones do."""
    rows = [
        {
            "easting": 390_000.0 + x + (off_m if number % 2 else 0),
            "northing": 270_000.0 + y,
            "geometry": None if side is None else square(390_000.0 + x, 270_000.0 + y, side),
        }
        for number, (x, y, side) in enumerate(spots)
    ]
    where = places(properties(*rows))
    one, other = (side.ravel() for side in np.indices((len(rows), len(rows))))
    apart = np.hypot(*(where.points[one] - where.points[other]).T)
    least, most = bounds(where, one, other, apart)
    distance = exact(where, one, other, apart)
    assert (least <= distance).all()
    assert (distance <= most).all()
