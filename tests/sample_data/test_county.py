"""The invented county adds up to its recipe and repeats itself exactly."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from math import hypot

import numpy as np
import pytest
import shapely
from shapely import STRtree

from estate.codes import CAMPUS_TYPES, SCHOOL_TYPES, RecordKind
from sample_data import County, build, geography, records_hash
from sample_data import gaps as gaps_module
from sample_data.organisations import organisations
from tests.sample_data.drawn import drawn

SEGMENTS = {
    "A": (294, 620_000, 31_000_000),
    "B": (174, 141_000, 9_588_000),
    "C": (66, 36_000, 108_000),
    "D": (471, 381_672, 25_953_724),
    "E": (41, 508_688, 53_400_000),
    "F": (278, 36_141, 109_000),
}
REAL_NAMES = (
    "worcestershire", "wychavon", "wyre forest district", "malvern hills", "redditch borough",
    "bromsgrove district", "worcester city", "west mercia", "hereford", "jobcentre plus",
    "hm revenue", "hmrc", "royal mail", "post office limited", "post office ltd", "nhs",
    "environment agency", "english heritage", "national trust", "highways", "place partnership",
    "ministry of justice", "university of worcester", "hmp ", "department for work",
)  # fmt: skip


@pytest.fixture(scope="module")
def county() -> County:
    return drawn()


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_segment_has_its_exact_count_area_and_cost(county: County, segment: str) -> None:
    members = [p for p in county.properties if p.segment == segment]
    area = sum((p.gia_m2 or Decimal(0) for p in members), Decimal(0))
    cost = sum((p.cost_gbp_pa or Decimal(0) for p in members), Decimal(0))
    assert (len(members), area, cost) == SEGMENTS[segment]


def test_the_totals_hold_for_another_seed() -> None:
    other = drawn(seed=7)
    for segment, (count, area, cost) in SEGMENTS.items():
        members = [p for p in other.properties if p.segment == segment]
        assert len(members) == count
        assert sum((p.gia_m2 or Decimal(0) for p in members), Decimal(0)) == area
        assert sum((p.cost_gbp_pa or Decimal(0) for p in members), Decimal(0)) == cost


def test_county_segments_keep_every_area_and_their_cost_lines_after_the_gaps(
    county: County,
) -> None:
    known = {p.local_ref: p for p in gaps_module.cut(county.properties, 2010)}
    for segment in "ABC":
        members = [p for p in known.values() if p.segment == segment]
        refs = {p.local_ref for p in members}
        lines = [row for row in county.costs if row["property_ref"] in refs]
        assert sum((p.gia_m2 or Decimal(0) for p in members), Decimal(0)) == SEGMENTS[segment][1]
        assert sum(row["amount_gbp_pa"] for row in lines) == SEGMENTS[segment][2]
        assert {row["property_ref"] for row in lines} == refs
        assert all(row["amount_gbp_pa"] > 0 for row in lines)


def test_gaps_are_as_wide_as_each_organisation_leaves_them(county: County) -> None:
    known = gaps_module.cut(county.properties, 2010)
    for organisation in organisations():
        own = [
            p
            for p in known
            if p.organisation == organisation.code and p.segment in "DEF" and not p.complete
        ]
        wanted = round(len(own) * organisation.missing)
        assert sum(p.gia_m2 is None for p in own) == wanted
        assert sum(p.cost_gbp_pa is None for p in own) == wanted
    assert sum(p.book_value_gbp or 0 for p in known) > 3_000_000_000


def test_segments_follow_from_imported_fields(county: County) -> None:
    def segment(p: object) -> str:
        row = asdict(p)  # type: ignore[call-overload]
        own = row["organisation"] == "SYN-CC"
        if row["use_class"] == "non_operational":
            return "C" if own else "F"
        if own:
            return "A" if row["type_code"] in SCHOOL_TYPES else "B"
        return "E" if row["type_code"] in CAMPUS_TYPES else "D"

    assert all(segment(p) == p.segment for p in county.properties)


def test_the_extrapolation_base_and_its_mix(county: County) -> None:
    base = [
        p
        for p in county.properties
        if p.operational and p.type_code not in SCHOOL_TYPES | CAMPUS_TYPES
    ]
    assert len(base) == 645
    assert Counter(str(p.use_class) for p in base) == {
        "public_access": 378,
        "office_admin": 146,
        "warehouse_depot": 78,
        "specialist": 43,
    }
    assert sum(p.tenure == "leasehold" for p in base) == 176
    assert sum(p.tenure == "leasehold" for p in county.properties) == 176


def test_book_value_identifiers_outlines_and_ratings_have_their_shares(county: County) -> None:
    properties = county.properties
    assert sum(p.book_value_gbp or 0 for p in properties) == 3_380_000_000
    assert sum(p.uprn is not None for p in properties) == round(0.85 * 1324)
    assert len({p.uprn for p in properties} - {None}) == round(0.85 * 1324)
    assert sum(p.outline is not None for p in properties) == round(0.80 * 1324)
    rated = [p for p in properties if p.availability]
    assert len(rated) == round(0.70 * 1324)
    bare = [p for p in rated if p.availability == "green" and not p.decision_ref]
    assert len(bare) == round(0.05 * len(rated))
    assert any(p.availability == "green" and p.decision_ref for p in rated)
    assert all(p.decision_ref for p in properties if p.status == "declared_surplus")


def test_twenty_organisations_are_in_scope_and_five_are_associates() -> None:
    scope = [o for o in organisations() if o.in_scope]
    associates = [o for o in organisations() if not o.in_scope]
    assert (len(scope), sum(o.signed for o in scope)) == (20, 19)
    assert (len(associates), sum(o.signed for o in associates)) == (5, 1)


def test_every_organisation_holds_property_and_every_reference_says_synthetic(
    county: County,
) -> None:
    everything = county.properties + county.duplicates + county.refused
    assert {p.organisation for p in county.properties} == {o.code for o in organisations()}
    assert all(p.local_ref.startswith("SYN-") for p in everything)
    assert len({p.local_ref for p in everything}) == len(everything)
    assert all(p.postcode.startswith("ZZ") for p in everything)
    for kind in RecordKind:
        if kind is not RecordKind.PROPERTY:
            refs = [row["own_ref"] for row in county.rows(kind)]
            assert all(ref.startswith("SYN-") for ref in refs)
            assert len(set(refs)) == len(refs)


def test_no_real_organisation_is_named(county: County) -> None:
    everything = [asdict(p) | {"outline": None} for p in county.properties]
    everything += [asdict(o) for o in organisations()]
    for kind in RecordKind:
        if kind is not RecordKind.PROPERTY:
            everything += county.rows(kind)
    text = json.dumps(everything, default=str, ensure_ascii=False).casefold()
    # Type words such as "Highways Depot" are no organisation's name.
    text = text.replace("highways depot", "").replace('"highways"', "")
    assert [name for name in REAL_NAMES if name in text] == []


def test_bromsgrove_has_exactly_sixteen_buildings_of_nine_organisations(county: County) -> None:
    town = geography.place("Bromsgrove")
    near = [
        p
        for p in county.properties
        if hypot(p.easting - town.easting, p.northing - town.northing) <= 800
    ]
    scope = {o.code for o in organisations() if o.in_scope}
    assert len(near) == 16
    assert len({p.organisation for p in near}) == 9
    assert all(p.operational and p.organisation in scope for p in near)
    assert all(p.gia_m2 and p.nia_m2 and p.cost_gbp_pa and p.availability for p in near)


def test_the_hub_is_a_police_station_that_five_organisations_share(county: County) -> None:
    (hub,) = [p for p in county.properties if p.hub]
    rows = [row for row in county.occupations if row["property_ref"] == hub.local_ref]
    assert (hub.type_code, hub.town) == ("police_station", "Evesham")
    assert len({row.get("occupier") for row in rows}) == 5
    assert all(row["shared_front_desk"] for row in rows)


def test_offices_have_room_to_spare(county: County) -> None:
    offices = {
        p.local_ref: p
        for p in county.properties
        if p.type_code == "office" and p.nia_m2 is not None
    }
    fte: Counter[str] = Counter()
    for row in county.occupations:
        if row["property_ref"] in offices and row.get("fte") is not None:
            fte[row["property_ref"]] += row["fte"]
    with_room = [ref for ref, people in fte.items() if 12 * people < offices[ref].nia_m2]
    assert len(with_room) > 0.8 * len(fte) > 50


def test_sites_are_valid_inside_the_county_and_apart(county: County) -> None:
    outline = geography.boundary()
    sound = [p.outline for p in county.properties if p.outline is not None and not p.self_crossing]
    assert all(shape.is_valid and outline.contains(shape) for shape in sound)
    pairs = STRtree(sound).query(sound, predicate="intersects")
    shapes = np.array(sound, dtype=object)
    left, right = shapes[pairs[0]], shapes[pairs[1]]
    apart = pairs[0] != pairs[1]
    assert shapely.area(shapely.intersection(left, right))[apart].max() < 1  # along, never over
    assert 20 <= apart.sum() <= 28  # ten pairs or more have been laid beside each other
    districts = geography.districts()
    for prop in county.properties:
        home = geography.district_of(prop.organisation)
        if home and prop.outline is not None:
            assert districts[home].contains(prop.outline.point_on_surface())


def test_the_faults_are_those_of_the_recipe(county: County) -> None:
    crossing = [p for p in county.properties if p.self_crossing]
    assert len(crossing) == 8
    assert not any(p.outline.is_valid for p in crossing if p.outline is not None)
    assert len(county.duplicates) == 12
    by_uprn = {p.uprn: p for p in county.properties if p.uprn is not None}
    order = [o.code for o in organisations()]
    for duplicate in county.duplicates:
        landlord = by_uprn[duplicate.uprn]
        assert order.index(landlord.organisation) < order.index(duplicate.organisation)
    assert len(county.refused) == 5 + 3


def test_equal_seed_and_date_give_equal_records(county: County) -> None:
    assert records_hash(build()) == records_hash(county)
    assert records_hash(drawn(seed=7)) != records_hash(county)
    assert records_hash(drawn(reference_date=date(2024, 2, 29))) != records_hash(county)
