"""What is no pair, whatever its score: uses that do not suit, conflicts, schools, front desks."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from estate.assumptions import AssumptionSet, named
from estate.colocation import explain, find, shared_front_desks
from estate.consolidation.portfolio import portfolio
from estate.costs import property_costs
from estate.space import host_conditions
from estate.space.host_conditions import HostAnswer, HostCondition

from .factories import TODAY, costs, estate, occupations, organisations, properties

NEW, OLD = AssumptionSet(), named("2026-11")


def world(guest, host, *users, kind="district", **guest_place):
    """A guest's building of SYN-A and 200 m away a roomy host of SYN-B."""
    places = properties(
        {"type_code": "office", **guest_place},
        {"organisation": "SYN-B", "northing": 271_200.0, "nia_m2": 2_000.0, "sharing": "green",
         "use_class": "public_access", **host},
    )  # fmt: skip
    own = {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0, "need_basis": "area",
           "service_function": "leisure"}  # fmt: skip
    first = {"property_id": "P1", "need_m2": 100.0, "need_basis": "area"}
    return estate(
        properties=places, occupations=occupations({**first, **guest}, own, *users),
        costs=costs(P1=30_000),
        organisations=organisations(
            {"id": "SYN-A", "kind": kind}, {"id": "SYN-B"}, {"id": "SYN-C"}
        ),
    )  # fmt: skip


def pairs(made, assumptions=NEW):
    found = find(made, assumptions, TODAY)
    return found[found["host_property_id"] == "P2"]


@pytest.mark.parametrize(
    ("guest", "home", "host"),
    [
        ({"user_function": "front_office", "service_function": "policing_neighbourhood"},
         "police_station", "leisure_centre"),
        ({"user_function": "front_office", "service_function": "policing_response"},
         "police_station", "leisure_centre"),
        ({"user_function": "front_office", "service_function": "leisure"},
         "leisure_centre", "jobcentre"),
        ({"user_function": "front_office", "service_function": "children_centre"},
         "childrens_centre", "jobcentre"),
    ],
)  # fmt: skip
def test_uses_that_do_not_suit_are_no_pair(guest, home, host) -> None:
    made = world(guest, {"type_code": host}, type_code=home, use_class="public_access")
    assert len(pairs(made, OLD)) == 1
    assert pairs(made).empty


def test_a_recycling_centre_stays_where_it_is() -> None:
    made = world(
        {"user_function": "depot", "service_function": "waste"},
        {"type_code": "depot", "use_class": "warehouse_depot"},
        type_code="recycling_centre", use_class="warehouse_depot",
    )  # fmt: skip
    assert len(pairs(made, OLD)) == 1
    assert pairs(made).empty


@pytest.mark.parametrize("kind", ["probation", "district"])
def test_probation_meets_no_children_by_way_of_other(kind) -> None:
    """Its organisation says what an office "other" is for."""
    made = world(
        {"user_function": "back_office", "service_function": "other"},
        {"type_code": "office", "use_class": "office_admin"},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 50.0, "need_basis": "area",
         "user_function": "front_office", "service_function": "youth"},
        kind=kind,
    )  # fmt: skip
    assert len(pairs(made, OLD)) == 1
    assert len(pairs(made)) == (kind == "district")


def school(**more):
    """A library's counter that could go to a school."""
    place = {"type_code": "school_primary", "use_class": "specialist", **more}
    return world({"user_function": "front_office", "service_function": "library"}, place)


def best_of(made, assumptions=NEW):
    costs_ = property_costs(made.properties, made.costs, assumptions, made.leases)
    return portfolio(made, find(made, assumptions, TODAY), costs_, assumptions)


@pytest.mark.parametrize("reason", [None, "OTHER", "SCHOOL_ZONED_HOST", "OTHER;SCHOOL_ZONED_HOST"])
def test_a_school_is_asked_only_on_its_owners_word_and_then_for_all_of_it(reason) -> None:
    made = school(sharing_reason=reason)
    found = pairs(made)
    assert len(found) == ("SCHOOL_ZONED_HOST" in (reason or ""))
    assert found["spare_m2"].isna().all()
    assert found["fit"].tolist() == ["could_fit"] * len(found)
    for asks in found["ask_for"]:
        assert {"how much space there is to spare", *host_conditions.ASKS} <= set(asks)
    assert best_of(made).moves.empty


def test_a_school_hosts_with_all_four_conditions_met_and_no_others() -> None:
    """Every way in which four conditions can be met, not met or not on record: one school each."""
    ways = list(product((HostAnswer.MET, HostAnswer.NOT_MET, None), repeat=4))
    schools = []
    for number, way in enumerate(ways):
        said = [f"{one}={answer}" for one, answer in zip(HostCondition, way, strict=True) if answer]
        schools.append({
            "id": f"S{number}", "organisation": "SYN-B", "type_code": "school_primary",
            "use_class": "specialist", "sharing": "green", "sharing_reason": "SCHOOL_ZONED_HOST",
            "northing": 271_200.0, "easting": 396_000.0 + number, "host_room_m2": 150.0,
            "host_conditions": ";".join(said) or None,
        })  # fmt: skip
    made = replace(school(), properties=properties({"type_code": "office"}, *schools))
    found = find(made, NEW, TODAY)
    rows = {row["host_property_id"]: row for row in found.to_dict("records")}
    for number, way in enumerate(ways):
        row = rows[f"S{number}"]
        may = all(answer is HostAnswer.MET for answer in way)
        named = {(host_conditions.ASKS if one is None else host_conditions.ASKS_REFUSED)[at]
                 for at, one in enumerate(way) if one is not HostAnswer.MET}  # fmt: skip
        assert set(row["ask_for"]) & _SCHOOLS == named, way
        assert (row["fit"], row["spare_m2"]) == ("fits" if may else "could_fit", 150.0), way
        told = explain(row, made, NEW)
        states = ["open" if one is None else str(one) for one in way]
        assert [one["state"] for one in told.conditions] == states
        for one, words in zip(way, host_conditions.WORDS.values(), strict=True):
            missing = f"{words.noun} is " + (words.refused if one else "not on record")
            assert (missing in told.text) == (one is not HostAnswer.MET), told.text
    best = best_of(made)
    assert len(rows) == 81 and best.left_out["school_conditions"] == 80
    assert best.moves["host_property_id"].tolist() == ["S0"]


_SCHOOLS = {*host_conditions.ASKS, *host_conditions.ASKS_REFUSED}


@pytest.mark.parametrize(("room", "fit"), [(None, "could_fit"), (90.0, "could_fit"), (70.0, None),
                                           (100.0, "fits")])  # fmt: skip
def test_a_schools_room_is_what_its_owner_put_on_record(room, fit) -> None:
    made = school(sharing_reason="SCHOOL_ZONED_HOST", host_conditions=ALL_MET, host_room_m2=room)
    assert pairs(made)["fit"].tolist() == ([] if fit is None else [fit])


def test_the_assumptions_of_before_look_at_no_record() -> None:
    plain, told = school(), school(host_conditions=ALL_MET, host_room_m2=150.0)
    before, after = pairs(plain, OLD), pairs(told, OLD)
    pd.testing.assert_frame_equal(before, after)
    assert after["fit"].tolist() == ["could_fit"] and after["spare_m2"].item() > 1_000
    assert len(best_of(told, OLD).moves) == len(best_of(plain, OLD).moves)
    words = [explain(pairs(made, OLD).iloc[0], made, OLD).text for made in (plain, told)]
    assert words[0] == words[1]


ALL_MET = ";".join(f"{one}=met" for one in HostCondition)


def test_a_front_desk_of_several_moves_whole_or_not_at_all() -> None:
    """Two bodies meet the public in one building: each pair asks for the other, and the best set
    takes both or none."""
    desk = {"user_function": "front_office", "service_function": "customer_contact",
            "need_basis": "area", "need_m2": 100.0}  # fmt: skip
    other = {**desk, "property_id": "P1", "organisation": "SYN-C"}
    for room, moves in ((2_000.0, 2), (450.0, 0)):
        made = world(desk, {"type_code": "hub", "nia_m2": room}, other, use_class="public_access",
                     nia_m2=200.0)  # fmt: skip
        found = pairs(made)
        assert found["front_desk"].tolist() == [2, 2]
        assert all("front desk" in asks[-1] for asks in found["ask_for"])
        costs_ = property_costs(made.properties, made.costs, NEW, made.leases)
        best = portfolio(made, find(made, NEW, TODAY), costs_, NEW)
        assert len(best.moves) == moves
    apart = pairs(made, OLD)
    assert apart["front_desk"].tolist() == [0, 0]


def test_the_best_set_keeps_its_floors() -> None:
    """A back office in a museum suits at 0.4: it may be talked about, and is in no sum; in a hall,
    at 0.2, not even that."""
    none = world({"user_function": "back_office"}, {"type_code": "community_hall"}, nia_m2=100.0)
    assert pairs(none).empty and len(pairs(none, OLD)) == 1
    made = world({"user_function": "back_office"}, {"type_code": "museum"}, nia_m2=100.0)
    found = find(made, NEW, TODAY)
    assert pairs(made)["ask_for"].tolist() == [("whether this use suits such a building",)]
    costs_ = property_costs(made.properties, made.costs, NEW, made.leases)
    best = portfolio(made, found, costs_, NEW)
    assert best.moves.empty and best.left_out["poor_use"] == 1
    strict = NEW.with_overrides("s", "s", {"portfolio_min_compatibility": 0, "portfolio_min_score":
                                           1.0})  # fmt: skip
    assert portfolio(made, found, costs_, strict).left_out["low_score"] == 1


def test_a_front_desk_is_split_when_each_of_its_parties_asks() -> None:
    """One who asks alone changes nothing; all together free each pair, and the best set may take
    one of them where the host has room for no more."""
    desk = {"user_function": "front_office", "service_function": "customer_contact",
            "need_basis": "area", "need_m2": 100.0}  # fmt: skip
    other = {**desk, "property_id": "P1", "organisation": "SYN-C"}
    for asked, count, moves in ((None, 2, 0), ("SYN-C", 2, 0), ("SYN-A;SYN-B", 2, 0),
                                ("SYN-A;SYN-C", 0, 1)):  # fmt: skip
        made = world(desk, {"type_code": "hub", "nia_m2": 450.0}, other, use_class="public_access",
                     nia_m2=200.0, desk_split_asked=asked)  # fmt: skip
        made = replace(made, costs=costs(P1=300_000))
        assert shared_front_desks.parties(made, "P1", NEW) == ("SYN-A", "SYN-C")
        found = find(made, NEW, TODAY)
        assert pairs(made)["front_desk"].tolist() == [count, count]
        costs_ = property_costs(made.properties, made.costs, NEW, made.leases)
        assert len(portfolio(made, found, costs_, NEW).moves) == moves
    assert (
        shared_front_desks.parties(made, "P2", NEW)
        == shared_front_desks.parties(made, "P1", OLD)
        == ()
    )
