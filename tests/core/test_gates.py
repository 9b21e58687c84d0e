"""The gates and the rows of the compatibility table, each by itself: a case on either side."""

from itertools import product

import pandas as pd
import pytest

from estate.assumptions import named
from estate.codes import CandidateKind, Rating
from estate.colocation import gates
from estate.colocation.compatibility_rows import guest_rows, host_columns, kind_of

from . import factories as make

A = named("2026-11")
SCHOOLS = {
    how: A.with_overrides(how, how, {"school_hosts": how}) for how in ("as_rated", "on_record")
}


@pytest.mark.parametrize(("row", "is_open"), [
    ({}, True),
    ({"protected_use": "refuge"}, False),
    ({"type_code": "prison"}, False), ({"type_code": "court"}, False),
    ({"sensitivity": "hidden"}, False), ({"sensitivity": "owner_only"}, True),
    ({"status": "let_out"}, False), ({"status": "disposed"}, False),
    ({"status": "in_redevelopment"}, False), ({"status": "vacant"}, True),
    ({"use_class": "non_operational"}, False),
    ({"operational": False}, False), ({"operational": None}, False),
    ({"easting": None}, False),
])  # fmt: skip
def test_one_reason_alone_keeps_a_place_out(row, is_open) -> None:
    assert gates.open_to_either(make.properties(row, {})).tolist() == [is_open, True]


RATINGS = (None, "red", "amber", "green")


def test_who_may_leave_and_who_may_host_by_all_pairs_of_ratings() -> None:
    """The two tables of the method page, with and without the unrated."""
    pairs = list(product(RATINGS, RATINGS))
    places = make.properties(*({"availability": one, "sharing": two} for one, two in pairs))
    for unrated in (False, True):
        leaves = dict(zip(pairs, gates.may_move(places, unrated).tolist(), strict=True))
        hosts = dict(zip(pairs, gates.may_host(places, unrated).tolist(), strict=True))
        for available, sharing in pairs:
            may = {"green": True, "amber": sharing is not None or unrated, None: unrated}
            assert leaves[available, sharing] == may.get(available, False), (available, sharing)
            willing = sharing in ("amber", "green") or (sharing is None and unrated)
            there = available in ("red", "amber") or (available is None and unrated)
            assert hosts[available, sharing] == (there and willing), (available, sharing)
        offered = places.assign(reuse_offered=True)
        for pair, host in zip(pairs, gates.may_host(offered, unrated).tolist(), strict=True):
            assert host == (hosts[pair] or pair[0] == "green"), pair
        school = places.assign(type_code="school_primary")
        assert not gates.may_move(school, unrated).any()
        assert gates.may_host(school, unrated).tolist() == list(hosts.values())
    bound = dict(zip(pairs, gates.like_for_like(places).tolist(), strict=True))
    assert {pair for pair, is_bound in bound.items() if is_bound} == {
        (one, Rating.RED.value) for one in (None, "red", "amber")
    }


NAMES = ("zoning", "separate_entrance", "safeguarding", "governors")
ALL_MET = ";".join(f"{name}=met" for name in NAMES)


def test_a_school_hosts_by_its_record_or_as_it_is_rated() -> None:
    """Each condition counts; what is not on record is open, and what is withdrawn is not met."""
    records = (
        None, ALL_MET, ALL_MET.replace("governors=met", "governors=not_met"), "zoning=met",
    )  # fmt: skip
    places = make.properties(
        *({"type_code": "school_primary", "host_conditions": one} for one in records),
        {"type_code": "office", "host_conditions": "zoning=not_met"},
    )
    rated, recorded = SCHOOLS["as_rated"], SCHOOLS["on_record"]
    assert gates.conditions_met(places, rated).all()
    assert gates.conditions_met(places, recorded).tolist() == [False, True, False, False, True]
    unanswered, refused = gates.open_conditions(places, recorded)
    assert unanswered.sum(axis=1).tolist() == [4, 0, 0, 3, 0]
    assert refused.sum(axis=1).tolist() == [0, 0, 1, 0, 0]
    assert refused[2].tolist() == [False, False, False, True]
    unanswered, refused = gates.open_conditions(places, rated)  # nobody looks at the record
    assert unanswered.sum(axis=1).tolist() == [4, 4, 4, 4, 0] and not refused.any()


def test_a_school_is_talked_about_where_its_owner_has_said_that_it_could_host() -> None:
    places = make.properties(
        {"type_code": "school_primary"},
        {"type_code": "school_primary", "sharing_reason": "SCHOOL_ZONED_HOST"},
        {"type_code": "school_primary", "sharing_reason": "OTHER;SCHOOL_ZONED_HOST"},
        {"type_code": "office"},
    )
    assert gates.zoned_hosts(places, SCHOOLS["as_rated"]).all()
    found = gates.zoned_hosts(places, SCHOOLS["on_record"]).tolist()
    assert found == [False, True, True, True]


CONFLICT = ("probation", "courts"), ("children_centre", "youth", "education")


def test_services_that_may_not_meet_do_not_and_all_others_may() -> None:
    offenders, children = CONFLICT
    names = [*offenders, *children, "library", None]
    given = pd.Series(names)
    against = gates.conflict_bits(given)
    places = make.properties(*({"id": f"P{n}"} for n in range(len(names))))
    there = gates.service_bits(places, pd.Series(places.index), given)
    for (one, bits), (other, present) in product(
        zip(names, against.tolist(), strict=True), zip(names, there.tolist(), strict=True)
    ):
        clash = (one in offenders and other in children) or (one in children and other in offenders)
        assert bool(bits & present) == clash, (one, other)


def test_the_services_of_a_place_are_those_of_all_its_occupiers_and_of_its_type() -> None:
    places = make.properties({}, {"type_code": "youth_centre"}, {})
    found = gates.service_bits(
        places,
        pd.Series(["P1", "P1", "P2", "elsewhere"]),
        pd.Series(["probation", "education", "courts", "youth"]),
    )
    probation, education, courts, youth = (
        gates.service_bits(make.properties({}), pd.Series(["P1"]), pd.Series([name]))[0]
        for name in ("probation", "education", "courts", "youth")
    )
    assert found.tolist() == [probation | education, courts | youth, 0]
    assert len({probation, education, courts, youth}) == 4


def test_a_service_is_the_one_stated_or_what_body_and_building_tell_of() -> None:
    bodies = make.organisations({"id": "SYN-A", "kind": "district"},
                                {"id": "SYN-B", "kind": "probation"})  # fmt: skip
    places = make.properties({}, {"type_code": "youth_centre"})
    users = make.occupations(
        {"property_id": "P1", "service_function": "other"},
        {"property_id": "P2", "service_function": "other"},
        {"property_id": "P2", "service_function": "education"},
        {"property_id": "P2", "service_function": "other", "organisation": "SYN-B"},
        {"property_id": "elsewhere", "service_function": "library", "organisation": "SYN-B"},
        {"property_id": "elsewhere", "service_function": "library"},
    )
    whole = make.estate(properties=places, occupations=users, organisations=bodies)
    stated = A.with_overrides("s", "s", {"conflict_evidence": "stated"})
    assert gates.services(whole, stated).tolist() == users["service_function"].tolist()
    told = A.with_overrides("a", "a", {"conflict_evidence": "all_known"})
    assert gates.services(whole, told).tolist() == [
        "other", "youth", "education", "probation", "probation", "library",
    ]  # fmt: skip


@pytest.mark.parametrize(("user", "service", "home", "row"), [
    ("back_office", None, {}, "back_office"),
    ("depot", None, {}, "depot"),
    ("storage", None, {}, "storage"),
    ("touchdown", None, {}, "touchdown"),
    ("back_office", "library", {}, "back_office"),  # only those who serve have a service's row
    ("front_office", None, {}, "front_office"),
    ("front_office", "postal_counter", {}, "counter"),
    ("front_office", "children_centre", {}, "nursery_family"),
    ("specialist", "health_clinic", {}, "health_outreach"),
    ("mixed", "policing_neighbourhood", {}, "neighbourhood_police"),
    ("front_office", "policing_response", {}, "response_police"),
    ("front_office", "library", {}, "library_service"),
    ("front_office", "social_care", {}, "community_care"),
    ("mixed", None, {}, "back_office"),
    ("mixed", None, {"public_access": True}, "front_office"),
    ("mixed", "library", {"public_access": True}, "library_service"),
    ("mixed", None, {"use_class": "public_access"}, "front_office"),
    ("front_office", None, {"type_code": "museum"}, "venue"),
    ("front_office", "library", {"type_code": "museum"}, "library_service"),
    ("back_office", None, {"type_code": "museum"}, "back_office"),
    ("specialist", None, {}, None),
    ("specialist", "highways", {}, "depot"),
    ("front_office", "highways", {}, "front_office"),
    ("depot", None, {"type_code": "recycling_centre"}, "waste_site"),
    ("storage", None, {"type_code": "recycling_centre"}, "storage"),
    ("back_office", None, {"type_code": "hospital"}, "back_office"),
    ("storage", None, {"type_code": "hospital"}, "storage"),
    ("front_office", None, {"type_code": "hospital"}, None),
    ("depot", None, {"type_code": "hospital"}, None),
])  # fmt: skip
def test_a_guest_has_the_row_of_what_it_does(user, service, home, row) -> None:
    users = make.occupations(
        {"property_id": "P1", "user_function": user, "service_function": service}
    )
    homes = make.properties(home).set_index(users.index)
    (found,) = guest_rows(users, homes).tolist()
    assert (None if pd.isna(found) else found) == row


@pytest.mark.parametrize(("place", "column"), [
    ({}, "office_admin"),
    ({"type_code": None}, "office_admin"),
    ({"type_code": None, "use_class": "public_access"}, "public_access"),
    ({"type_code": None, "use_class": "warehouse_depot"}, "warehouse_depot"),
    ({"type_code": None, "use_class": "specialist"}, None),
    ({"type_code": "library", "use_class": "specialist"}, "library"),
    ({"type_code": "school_primary", "use_class": "specialist"}, "school"),
    ({"type_code": "museum", "use_class": "public_access"}, "museum"),
    ({"type_code": "museum", "use_class": "office_admin"}, "office_admin"),
    ({"type_code": "recycling_centre", "use_class": "warehouse_depot"}, "waste_site"),
    ({"type_code": "recycling_centre", "use_class": "office_admin"}, "office_admin"),
    ({"type_code": "hospital"}, None),
    ({"type_code": "headquarters"}, "office_admin"),
    ({"type_code": "court", "use_class": "public_access"}, None),
])  # fmt: skip
def test_a_host_has_the_column_of_its_type_where_that_says_more_than_its_class(
    place, column
) -> None:
    (found,) = host_columns(make.properties(place)).tolist()
    assert (None if pd.isna(found) else found) == column


KIND = CandidateKind


@pytest.mark.parametrize(("row", "column", "kind"), [
    ("back_office", "school", KIND.HOST_SCHOOL), ("touchdown", "school", KIND.HOST_SCHOOL),
    ("touchdown", "library", KIND.TOUCHDOWN), ("depot", "warehouse_depot", KIND.DEPOT_DEPOT),
    ("storage", "office_admin", KIND.DEPOT_DEPOT),
    ("counter", "library", KIND.HOST_LIBRARY_COUNTER),
    ("counter", "public_access", KIND.ACCESS_ACCESS),
    ("front_office", "library", KIND.ACCESS_ACCESS),
    ("counter", "office_admin", KIND.OFFICE_ACCESS),
    ("back_office", "office_admin", KIND.OFFICE_OFFICE),
    ("back_office", "waste_site", KIND.OFFICE_OFFICE),
    ("back_office", "library", KIND.OFFICE_ACCESS),
    ("front_office", "warehouse_depot", KIND.OFFICE_ACCESS),
])  # fmt: skip
def test_row_and_column_make_one_kind_of_sharing(row, column, kind) -> None:
    assert kind_of(row, column) is kind
