"""Who shares with whom: Coventry's figures of 2010, small counts, similar users nearby."""

import math

import pytest

from estate.assumptions import named
from estate.colocation.sharing_matrix import (
    shared_buildings,
    shared_occupation,
    similar_users,
    staff_shown,
)
from estate.errors import BadQuestion

from . import factories

ASSUMED = named("2026-11")


def coventry(known=True):
    """22 shared buildings: 14 of the council with 94 PCT staff, 8 of the PCT with 51 of the
    council's; and one of each that nobody shares."""
    council = [{"id": f"C{n}", "organisation": "CCC"} for n in range(15)]
    trust = [{"id": f"T{n}", "organisation": "PCT"} for n in range(9)]
    staff = {"PCT": [7.0] * 13 + [3.0], "CCC": [6.0] * 7 + [9.0]}
    guests = [
        {"property_id": f"C{n}", "organisation": "PCT", "fte": fte}
        for n, fte in enumerate(staff["PCT"])
    ] + [
        {"property_id": f"T{n}", "organisation": "CCC", "fte": fte}
        for n, fte in enumerate(staff["CCC"])
    ]
    own = [{"property_id": p["id"], "organisation": p["organisation"], "fte": 20.0}
           for p in [*council, *trust]]  # fmt: skip
    if not known:
        guests = [{**row, "fte": None} for row in guests]
    return factories.estate(
        properties=factories.properties(*council, *trust),
        occupations=factories.occupations(*guests, *own),
        organisations=factories.organisations({"id": "CCC"}, {"id": "PCT"}),
    )


def cells(estate):
    return {
        (row.managing, row.occupying): (row.buildings, row.staff_shown)
        for row in shared_occupation(estate).itertuples()
    }


def test_coventry_shares_twenty_two_buildings():
    assert cells(coventry()) == {("CCC", "PCT"): (14, "94"), ("PCT", "CCC"): (8, "51")}
    assert shared_buildings(coventry()) == 22


def test_who_does_not_see_staff_sees_buildings_only():
    assert cells(coventry(known=False)) == {("CCC", "PCT"): (14, None), ("PCT", "CCC"): (8, None)}


def test_a_staff_count_that_is_known_in_part_is_not_shown():
    estate = coventry()
    estate.occupations.loc[estate.occupations.index[0], "fte"] = math.nan
    assert cells(estate)["CCC", "PCT"] == (14, None)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0.0, "0"), (0.5, "<5"), (4.9, "<5"), (5.0, "5"), (94.0, "94"), (math.nan, None)],
)
def test_small_staff_counts_are_blurred(count, shown):
    assert staff_shown(count) == shown


def row_of_offices(*steps_m, organisations="ABAB", **more):
    """Back offices on a line, each so many metres from the one before."""
    places, east = [], 396_000.0
    for n, step in enumerate((0.0, *steps_m)):
        east += step
        places.append({"id": f"P{n}", "easting": east, **more})
    users = [{"property_id": p["id"], "organisation": f"SYN-{organisations[n]}"}
             for n, p in enumerate(places)]  # fmt: skip
    return factories.estate(
        properties=factories.properties(*places), occupations=factories.occupations(*users)
    )


def test_users_of_one_kind_within_reach_make_a_group():
    found = similar_users(row_of_offices(640.0), ASSUMED, within_min=10)
    assert found["organisations"].tolist() == [("SYN-A", "SYN-B")]
    assert found["span_min"].tolist() == pytest.approx([10.0])
    assert found["need_m2"].tolist() == [480.0]
    assert similar_users(row_of_offices(641.0), ASSUMED, within_min=10).empty


def test_a_chain_shows_its_length():
    found = similar_users(row_of_offices(600.0, 600.0, 5_000.0), ASSUMED, within_min=10)
    assert found["property_ids"].tolist() == [("P0", "P1", "P2")]
    assert found["span_min"].tolist() == pytest.approx([18.75])


def test_one_organisation_alone_or_a_hidden_place_makes_no_group():
    assert similar_users(row_of_offices(100.0, organisations="AA"), ASSUMED).empty
    assert similar_users(row_of_offices(100.0, sensitivity="hidden"), ASSUMED).empty


def test_likeness_may_be_by_service():
    estate = row_of_offices(100.0)
    estate.occupations["service_function"] = ["library", "youth"]
    assert similar_users(estate, ASSUMED, same="service_function").empty
    estate.occupations["service_function"] = "library"
    assert similar_users(estate, ASSUMED, same="service_function")["same"].tolist() == ["library"]
    with pytest.raises(BadQuestion, match="alike"):
        similar_users(estate, ASSUMED, same="colour")
