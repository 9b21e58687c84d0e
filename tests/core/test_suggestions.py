"""What the documented rules suggest, one rule at a time (docs/methods/ratings.md)."""

import pytest

from estate.assumptions import AssumptionSet
from estate.colocation.suggestions import suggestions

from . import factories as f
from .county import county

E, N = 396_000.0, 270_800.0


def suggested(estate, **changed):
    assumptions = AssumptionSet("test", "test", {f"suggest_{k}": v for k, v in changed.items()})
    return suggestions(estate, assumptions, f.TODAY)


def one(**given):
    """The suggestion for one property of SYN-A."""
    return suggested(f.estate(properties=f.properties(given))).loc["P1"]


@pytest.mark.parametrize(
    ("given", "rating", "reasons"),
    [
        ({"type_code": "school_primary"}, "red", ()),
        ({"type_code": "fire_station"}, "red", ()),
        ({}, None, ()),
        ({"condition": "D"}, "amber", ("CONDITION",)),
        ({"energy_rating": "F"}, "amber", ("ENERGY",)),
        ({"type_code": "school_primary", "energy_rating": "G"}, "amber", ("ENERGY",)),
        ({"backlog_gbp": 1_000_000.0}, "amber", ("CONDITION",)),
        ({"backlog_gbp": 100_000.0}, None, ()),
    ],
)
def test_availability_by_rule(given, rating, reasons):
    found = one(**given)
    assert found["availability"] == rating
    assert found["availability_reasons"] == reasons


@pytest.mark.parametrize(("expiry", "speaks"), [("2029-03-31", True), ("2029-04-01", False)])
def test_a_lease_event_within_three_years(expiry, speaks):
    estate = f.estate(
        properties=f.properties({"tenure": "leasehold"}),
        leases=f.leases({"property_id": "P1", "start": "2019-04-01", "expiry": expiry}),
    )
    found = suggested(estate).loc["P1"]
    assert (found["availability_reasons"] == ("LEASE_EVENT",)) is speaks
    assert suggested(estate, lease_within_years=4.0).loc["P1"]["availability"] == "amber"


@pytest.mark.parametrize(("gap_m", "speaks"), [(24.0, True), (26.0, False)])
def test_beside_a_parcel_that_its_owner_has_declared_surplus(gap_m, speaks):
    estate = f.estate(
        properties=f.properties(
            {"geometry": f.square(E, N)},
            {"status": "declared_surplus", "geometry": f.square(E + 30 + gap_m, N),
             "easting": E + 30 + gap_m},
        )
    )  # fmt: skip
    found = suggested(estate)
    assert ("ADJOINING" in found.at["P1", "availability_reasons"]) is speaks
    assert "ADJOINING" not in found.at["P2", "availability_reasons"]


def test_beside_a_site_in_redevelopment_is_a_reason_of_its_own():
    def estate(gap_m):
        return f.estate(
            properties=f.properties(
                {"geometry": f.square(E, N)},
                {"status": "in_redevelopment", "geometry": f.square(E + 30 + gap_m, N),
                 "easting": E + 30 + gap_m},
            )
        )  # fmt: skip

    found = suggested(estate(24.0))
    assert found.at["P1", "availability_reasons"] == ("ADJOINING_REDEVELOPMENT",)
    assert found.at["P1", "availability"] == "amber"
    assert found.at["P2", "availability_reasons"] == ()
    assert suggested(estate(26.0)).at["P1", "availability_reasons"] == ()


def test_underuse_needs_the_need_of_every_user():
    users = [{"property_id": "P1", "need_m2": 300.0}, {"property_id": "P1", "need_m2": None}]
    half = f.estate(properties=f.properties({}), occupations=f.occupations(*users[:1]))
    assert suggested(half).at["P1", "availability_reasons"] == ("UNDERUSE",)
    unknown = f.estate(properties=f.properties({}), occupations=f.occupations(*users))
    assert suggested(unknown).at["P1", "availability_reasons"] == ()


def test_availability_is_never_suggested_green():
    assert "green" not in set(suggested(county(300))["availability"].dropna())


@pytest.mark.parametrize(
    ("neighbour", "rating"),
    [
        ({}, "green"),
        ({"organisation": "SYN-A"}, "amber"),
        ({"metres": 1_300.0}, "amber"),
        ({"user_function": "depot"}, "amber"),
        ({"condition": "D"}, "amber"),
        ({"nia_m2": 290.0}, "amber"),
    ],
)
def test_sharing_is_green_with_room_and_a_fitting_neighbour(neighbour, rating):
    there = E + neighbour.get("metres", 1_000.0)
    estate = f.estate(
        properties=f.properties(
            {k: neighbour[k] for k in ("condition", "nia_m2") if k in neighbour},
            {"organisation": "SYN-B", "easting": there},
        ),
        occupations=f.occupations(
            {"property_id": "P1", "need_m2": 200.0},
            {"property_id": "P2", "organisation": neighbour.get("organisation", "SYN-B"),
             "user_function": neighbour.get("user_function", "back_office")},
        ),
    )  # fmt: skip
    assert suggested(estate).at["P1", "sharing"] == rating


def test_sharing_is_red_for_protected_uses_and_amber_with_a_reason_for_schools():
    crematorium = one(type_code="crematorium", protected_use="crematorium")
    assert (crematorium["sharing"], crematorium["sharing_reasons"]) == ("red", ("PROTECTED_USE",))
    school = one(type_code="school_primary", use_class="specialist")
    assert (school["sharing"], school["sharing_reasons"]) == ("amber", ("SCHOOL_ZONED_HOST",))
    assert one(sensitivity="hidden")["sharing"] == "red"
