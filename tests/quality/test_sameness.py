"""Which rows are probably one property, and which references are probably one."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.quality.references import partly_same
from estate.quality.same_building import name_similarity, probably_same, same_building_name
from tests.core.factories import square

PAIR = {
    "uprn_a": None, "uprn_b": None, "name_a": "Town Hall", "name_b": "Depot",
    "titles_a": (), "titles_b": (), "geom_a": None, "geom_b": None, "distance_m": 100.0,
}  # fmt: skip
HERE = square(396_000, 270_800, side_m=40)


def why(**more):
    frame = pd.DataFrame([PAIR | more]).astype(object)
    return probably_same(frame).iloc[0]


def shifted(metres):
    return square(396_000 + metres, 270_800, side_m=40)


def test_nothing_in_common_is_not_the_same():
    assert why() is None


def test_no_pairs_no_answer():
    assert probably_same(pd.DataFrame(columns=list(PAIR))).empty


def test_equal_uprns_are_the_same_place():
    assert why(uprn_a=100012, uprn_b=100012) == "same UPRN"
    assert why(uprn_a=100012, uprn_b=100013) is None


# Two squares of 40 m, shifted by s: intersection over union = (40 - s) / (40 + s).
@pytest.mark.parametrize(("shift", "same"), [(0, True), (9.9, True), (10.1, False), (60, False)])
def test_outlines_that_agree_to_six_tenths(shift, same):
    assert (why(geom_a=HERE, geom_b=shifted(shift)) is not None) == same


@pytest.mark.parametrize(("shift", "same"), [(19.9, True), (20.1, False)])
def test_a_title_in_common_and_half_the_outline(shift, same):
    found = why(titles_a=("WR1", "WR2"), titles_b=("WR2",), geom_a=HERE, geom_b=shifted(shift))
    assert (found is not None) == same
    assert why(titles_a=("WR1",), titles_b=("WR2",), geom_a=HERE, geom_b=shifted(shift)) is None


@pytest.mark.parametrize(
    ("distance", "name", "same"),
    [
        (15.0, "TOWN  HALL", True),
        (15.1, "Town Hall", False),
        (3.0, "Hall, Town", True),
        (3.0, "Town Hal", True),
        (3.0, "Library", False),
        (None, "Town Hall", False),
    ],
)
def test_points_within_fifteen_metres_and_nearly_the_same_name(distance, name, same):
    assert (why(distance_m=distance, name_b=name) is not None) == same


def test_neighbours_of_one_street_are_two_houses():
    assert name_similarity("12 High Street", "14 High Street") > 0.85
    assert same_building_name("12 High Street", "14 High Street") == 0
    assert same_building_name("Offices, 12 High Street", "12 High Street Offices") == 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_lies_between_nought_and_one(a, b):
    assert 0 <= name_similarity(a, b) <= 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("0012", "12"), ("A-0012", "A12"), ("PROP/0012", "0012"), ("1234", "1234/A"),
     ("CC-1234", "1234-01"), ("E 00417", "e417")],
)  # fmt: skip
def test_references_with_zeros_prefix_or_suffix_changed_are_partly_the_same(old, new):
    assert partly_same(old, new)
    assert partly_same(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [("12", "112"), ("A12", "A123"), ("LIB-1", "LIB-2"), ("1234", "4321"), ("-", "1"), ("", "")],
)
def test_other_references_are_not(old, new):
    assert not partly_same(old, new)
