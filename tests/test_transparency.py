"""The Transparency Code's file: columns in order, its value lists, and its rules."""

import re
from datetime import date

import pytest

from estate.exports.transparency import COLUMNS, published

#: The patterns of the published machine schema.
PATTERNS = {
    "UPRN": r"\d{1,12}",
    "CoordinateReferenceSystem": "WGS84|OSGB36",
    "TenureType": "Freehold|Leasehold|Other",
    "TenureDetail": (
        "Owner occupied|Ground leasehold out|Ground leasehold in|Leasehold out|Leasehold in|"
        "Sub leasehold out|Sub leasehold in|Licence in|Licence out|Vacant|Other"
    ),
    "HoldingType": "Buildings Only|Land Only|Land/Buildings",
    "EnergyRating": "A|B|C|D|E|F|G",
    "ApplicableDate": r"\d\d/\d\d/\d{4}",
}


def a_property(**more):
    made = {
        "organisation_name": "Synthetic District", "local_ref": "SYN-1", "uprn": 100121228178,
        "name": "Town Hall", "address": "10-15 High Street, Evesham", "street": None,
        "post_town": "Evesham", "postcode": "WR11 4AA", "sensitivity": "open", "status": "in_use",
        "operational": True, "gia_m2": 1200.5, "nia_m2": None, "site_area_m2": 5370,
        "services": None, "backlog_gbp": 12_000, "energy_rating": "A+",
        "as_of_date": date(2026, 3, 31), "tenure": "freehold", "titles": ["HW1", "HW2"],
        "easting": 403_512.4, "northing": 244_101.9,
    }  # fmt: skip
    return made | more


def row(**more):
    (only,) = published([a_property(**more)])
    return only


def holds(made):
    for name, pattern in PATTERNS.items():
        assert made[name] is None or re.fullmatch(pattern, str(made[name])), name


def test_the_columns_are_the_schemas_in_its_order():
    assert len(COLUMNS) == 29
    assert tuple(row()) == COLUMNS


def test_an_occupied_freehold():
    made = row()
    holds(made)
    assert (made["PropertyNumber"], made["StreetName"]) == ("10-15", "High Street")
    assert (made["TenureType"], made["TenureDetail"]) == ("Freehold", "Owner occupied")
    assert (made["GeoX"], made["GeoY"]) == (403_512, 244_102)
    assert (made["BuildingSize"], made["LandArea"]) == (1200.5, 0.537)
    assert made["HoldingType"] == "Land/Buildings"
    assert made["LandRegistryTitleNumber"] == "HW1; HW2"
    assert made["EnergyRating"] == "A"
    assert made["UPRN"] == "100121228178"


def test_a_vacant_property_tells_no_more_than_the_first_half_of_its_postcode():
    made = row(status="vacant")
    holds(made)
    assert made["PostCode"] == "WR11"
    for name in ("PropertyNumber", "StreetName", "GeoX", "GeoY", "CoordinateReferenceSystem"):
        assert made[name] is None, name
    assert made["TenureDetail"] == "Vacant"
    assert made["PostTown"] == "Evesham"


@pytest.mark.parametrize("sensitivity", ["club", "owner_only", "hidden"])
def test_what_is_not_open_is_left_out_whole(sensitivity):
    assert published([a_property(sensitivity=sensitivity)]) == []


@pytest.mark.parametrize(
    ("tenure", "status", "kind", "detail", "other"),
    [
        ("leasehold", "in_use", "Leasehold", "Leasehold in", None),
        ("long_leasehold", "let_out", "Leasehold", "Sub leasehold out", None),
        ("freehold", "let_out", "Freehold", "Leasehold out", None),
        ("licence", "in_use", "Other", "Licence in", None),
        ("pfi", "in_use", "Other", "Other", "pfi"),
        (None, "in_use", "Other", "Other", "not recorded"),
    ],
)
def test_tenures(tenure, status, kind, detail, other):
    made = row(tenure=tenure, status=status)
    holds(made)
    assert (made["TenureType"], made["TenureDetail"], made["OtherDetail"]) == (kind, detail, other)


def test_surplus_is_said_only_where_the_owner_has_decided_it():
    assert row(status="declared_surplus")["Purpose"] == "surplus to the authority's requirements"
    for status in ("vacant", "part_vacant", "let_out", "in_use"):
        assert "surplus" not in str(row(status=status)["Purpose"])


def test_nothing_is_invented():
    made = row(address=None, uprn=None, easting=None, northing=None, gia_m2=None, site_area_m2=None,
               titles=[], as_of_date=None, postcode=None)  # fmt: skip
    holds(made)
    for name in (
        "PropertyNumber",
        "StreetName",
        "UPRN",
        "GeoX",
        "BuildingSize",
        "LandArea",
        "LandRegistryTitleNumber",
        "ApplicableDate",
        "PostCode",
        "BuildingCosts",
    ):
        assert made[name] is None, name
