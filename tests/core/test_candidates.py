"""Gates, effects, ranking and filters of candidates."""

import numpy as np
import pandas as pd
import pytest

from estate.assumptions import AssumptionSet, named
from estate.colocation import CandidateFilter, candidate_id, find, gather
from estate.colocation.candidates import COLUMNS
from estate.errors import BadQuestion

from .county import county
from .factories import (
    TODAY,
    costs,
    estate,
    leases,
    occupations,
    organisations,
    properties,
    square,
    zones,
)

A = named("2026-11")


def pair(guest=None, host=None, occupation=None, **more):
    """Two offices 300 m apart: the guest's P1 (amber/amber) and another body's P2."""
    places = properties(
        {"organisation": "SYN-A", **(guest or {})},
        {"organisation": "SYN-B", "northing": 271_100.0, **(host or {})},
    )
    users = occupations(
        {"property_id": "P1", **(occupation or {})},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0},
    )
    return estate(properties=places, occupations=users, zones=zones(), **more)


def moves(world, **asked):
    """Pairs found, as (from, to)."""
    rated = asked.pop("include_unrated", True)
    found = find(world, A, TODAY, CandidateFilter(**asked), include_unrated=rated)
    return set(zip(found["guest_property_id"], found["host_property_id"], strict=True))


def there(world, **asked):
    return ("P1", "P2") in moves(world, **asked)


def test_two_offices_of_two_bodies() -> None:
    row = find(pair(), A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert (row["kind"], row["guest_row"], row["host_column"]) == (
        "office_office",
        "back_office",
        "office_admin",
    )
    assert row["distance_m"] == pytest.approx(300)
    assert row["minutes"] == pytest.approx(300 * 1.25 / 80)
    assert (row["need_m2"], row["spare_m2"]) == (240, 500)
    assert row["complexity"] == 4
    assert row["component_access"] == 0.5
    assert row["evidence"] == 1
    assert row["exit_kind"] == "owned"
    assert not row["protocol_pending"]


def test_same_organisation_is_no_candidate() -> None:
    assert not there(pair(host={"organisation": "SYN-A"}))


_EXCLUDED = [
    {"protected_use": "refuge"},
    {"protected_use": "custody"},
    {"type_code": "crematorium", "use_class": "public_access"},
    {"type_code": "prison", "use_class": "office_admin"},
    {"type_code": "custody_suite", "use_class": "office_admin"},
    {"type_code": "court", "use_class": "office_admin"},
    {"sensitivity": "hidden"},
    {"status": "let_out"},
    {"status": "disposed"},
    {"use_class": "non_operational"},
    {"operational": False},
    {"easting": None, "northing": None},
]


@pytest.mark.parametrize("row", _EXCLUDED)
def test_excluded_in_both_directions(row) -> None:
    assert there(pair())
    assert moves(pair(guest=row)) & {("P1", "P2"), ("P2", "P1")} == set()
    assert moves(pair(host=row)) & {("P1", "P2"), ("P2", "P1")} == set()


@pytest.mark.parametrize(
    ("availability", "sharing", "moves_out", "hosts"),
    [
        ("red", "red", False, False),
        ("red", "amber", False, True),
        ("red", "green", False, True),
        ("amber", "red", True, False),
        ("amber", "amber", True, True),
        ("amber", "green", True, True),
        ("green", "red", True, False),
        ("green", "amber", True, False),
    ],
)
def test_ratings_decide_who_may_move_and_who_may_host(availability, sharing, moves_out, hosts):
    rated = {"availability": availability, "sharing": sharing}
    assert there(pair(guest=rated), include_unrated=False) is moves_out
    assert there(pair(host=rated), include_unrated=False) is hosts


def test_amber_red_moves_like_for_like_only() -> None:
    rated = {"availability": "amber", "sharing": "red"}
    assert there(pair(guest=rated))
    assert not there(pair(guest=rated, host={"type_code": "hub", "use_class": "public_access"}))


def test_green_hosts_only_when_its_owner_offers_it() -> None:
    assert there(pair(host={"availability": "green", "sharing": "green", "reuse_offered": True}))


@pytest.mark.parametrize("side", ["guest", "host"])
def test_unrated_is_shown_with_the_rag_component_unknown_unless_left_out(side) -> None:
    world = pair(**{side: {"availability": None, "sharing": None}})
    row = find(world, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert np.isnan(row["component_rag"])
    assert "ratings" in row["unknowns"]
    assert row["evidence"] == pytest.approx(0.9)
    assert not there(world, include_unrated=False)


def test_school_hosts_and_never_moves() -> None:
    school = {"type_code": "school_primary", "use_class": "specialist"}
    found = find(pair(host=school), A, TODAY)
    assert list(found["kind"]) == ["host_school"]
    assert list(found["host_property_id"]) == ["P2"]
    office_in_school = {"user_function": "back_office"}
    assert not there(pair(guest=school, occupation=office_in_school))


def test_compatibility_nought_is_no_candidate_and_the_table_is_data() -> None:
    depot = {"user_function": "depot"}
    assert not there(pair(occupation=depot))
    changed = A.with_overrides("x", "x", {"compat_depot_in_office_admin": 0.3})
    assert len(find(pair(occupation=depot), changed, TODAY)) == 2
    assert not there(pair(occupation={"user_function": "training"}))


def test_distance_limits_by_use() -> None:
    far = {"northing": 271_800.0}  # 1,000 m = 15.6 min
    assert there(pair(host=far))
    public = {"user_function": "front_office"}
    assert not there(pair(host=far, occupation=public))
    assert there(pair(occupation=public))
    depot = {"type_code": "depot", "use_class": "warehouse_depot", "northing": 275_800.0}
    found = find(pair(host=depot, occupation={"user_function": "depot"}), A, TODAY)
    assert found.iloc[0]["minutes"] == pytest.approx(12.5)
    assert there(pair(host={"northing": 272_079.0}))
    assert not there(pair(host={"northing": 272_081.0}))


def test_one_place_reported_twice_is_no_candidate() -> None:
    assert not there(pair(host={"northing": 270_805.0}))


@pytest.mark.parametrize(
    ("guest", "host"), [("probation", "children_centre"), ("children_centre", "probation")]
)
def test_services_in_conflict_never_share(guest, host) -> None:
    world = pair(occupation={"user_function": "back_office", "service_function": guest})
    assert there(world)
    world.occupations.loc["O2", "service_function"] = host
    assert not there(world)


def test_conflict_with_what_the_building_is_for() -> None:
    school = {"type_code": "school_primary", "use_class": "specialist"}
    probation = {"user_function": "back_office", "service_function": "probation"}
    assert not there(pair(host=school, occupation=probation))


def test_unsigned_bodies_are_shown_only_to_those_concerned() -> None:
    bodies = organisations({"id": "SYN-A"}, {"id": "SYN-B", "signed": False}, {"id": "SYN-C"})
    world = pair(organisations=bodies)
    assert find(world, A, TODAY).empty
    assert find(world, A, TODAY, concerned="SYN-C").empty
    assert find(world, A, TODAY, concerned="SYN-A")["protocol_pending"].all()


def test_sole_occupier_ends_the_whole_cost_less_the_hosts_marginal_cost() -> None:
    row = find(pair(costs=costs(P1=60_000)), A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert row["whole_building"]
    assert row["saving_gbp_pa"] == pytest.approx(60_000 - 240 * 15)
    assert row["saving_low_gbp_pa"] < row["saving_gbp_pa"] < row["saving_high_gbp_pa"]
    assert row["imputed_share"] == pytest.approx(3_600 / 63_600)
    assert row["cost_tier"] == "actual"


def test_leaving_a_part_saves_the_avoidable_share_and_no_rent() -> None:
    world = pair(costs=costs(P1=60_000))
    second = occupations({"id": "O9", "property_id": "P1", "need_m2": 240.0})
    world = estate(
        properties=world.properties,
        occupations=pd.concat([world.occupations, second]),
        costs=world.costs,
    )
    row = find(world, A, TODAY).query("guest_occupation_id == 'O1'").iloc[0]
    assert not row["whole_building"]
    assert row["saving_gbp_pa"] == pytest.approx(0.2 * 39_000 * 0.5 - 240 * 15)


def test_an_occupier_that_is_no_partner_fills_space_and_never_moves() -> None:
    world = pair(occupation={"organisation": None})
    assert not there(world)
    outsider = occupations({"id": "O9", "property_id": "P1", "organisation": None})
    world = pair(costs=costs(P1=60_000))
    both = estate(properties=world.properties, occupations=pd.concat([world.occupations, outsider]))
    row = find(both, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert not row["whole_building"]
    assert find(both, A, TODAY).query("host_property_id == 'P1'").iloc[0]["spare_m2"] == 320


def test_occupations_of_properties_that_the_reader_may_not_see_are_left_out() -> None:
    lost = occupations({"id": "O9", "property_id": "hidden"})
    world = pair()
    known = estate(properties=world.properties, occupations=pd.concat([world.occupations, lost]))
    assert len(find(known, A, TODAY)) == 2
    assert find(estate(occupations=lost), A, TODAY).empty


def test_pfi_charges_run_on() -> None:
    row = find(pair(guest={"pfi": True}, costs=costs(P1=60_000)), A, TODAY)
    assert not row.query("guest_property_id == 'P1'").iloc[0]["whole_building"]


def test_lease_of_the_guest_decides_the_timing() -> None:
    let = leases({"property_id": "P1", "expiry": "2028-03-31"})
    row = find(pair(guest={"tenure": "leasehold"}, leases=let), A, TODAY)
    row = row.query("guest_property_id == 'P1'").iloc[0]
    assert row["exit_kind"] == "expiry"
    assert row["exit_date"] == pd.Timestamp("2028-03-31")
    assert row["act_by"] == pd.Timestamp("2026-09-30")  # 12 months until ready, 6 to decide
    assert row["component_lease"] == pytest.approx(0.8, abs=0.001)
    unknown = find(pair(guest={"tenure": "leasehold"}), A, TODAY)
    unknown = unknown.query("guest_property_id == 'P1'").iloc[0]
    assert np.isnan(unknown["component_lease"])
    assert unknown["exit_kind"] is None
    assert "the lease dates of its building today" in unknown["unknowns"]


def test_what_is_not_known_says_whose_it_is() -> None:
    let = leases({"property_id": "P1", "expiry": "2028-03-31"})
    estate = pair(guest={"tenure": "leasehold"}, host={"tenure": "leasehold"}, leases=let)
    row = find(estate, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert "how long the other building's lease runs" in row["unknowns"]
    assert "the lease dates of its building today" not in row["unknowns"]


def test_a_host_that_cannot_stay_scores_nought_on_lease() -> None:
    let = leases({"property_id": "P2", "tenant": "SYN-B", "expiry": "2029-01-01"})
    row = find(pair(host={"tenure": "leasehold"}, leases=let), A, TODAY)
    assert row.query("guest_property_id == 'P1'").iloc[0]["component_lease"] == 0


def test_journeys_count_only_where_the_public_comes() -> None:
    town = zones({"easting": 396_000.0, "northing": 271_100.0})
    public = {"user_function": "front_office"}
    world = pair(occupation=public)
    nearer = estate(properties=world.properties, occupations=world.occupations, zones=town)
    row = find(nearer, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert row["access_change_min"] == pytest.approx(-300 * 1.25 / 80)
    assert row["component_access"] > 0.9
    nowhere = estate(
        properties=world.properties, occupations=world.occupations,
        zones=zones({"easting": 300_000.0}),
    )  # fmt: skip
    row = find(nowhere, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
    assert np.isnan(row["component_access"])


def test_need_areas_count_double() -> None:
    """Equal people north and south, and a move north: a need area in the south outweighs."""
    public = {"user_function": "front_office"}
    world = pair(occupation=public)
    both = [{"northing": 271_300.0}, {"northing": 270_300.0}]

    def change(kind: str) -> float:
        spots = zones(both[0], {**both[1], "kind": kind})
        known = estate(properties=world.properties, occupations=world.occupations, zones=spots)
        row = find(known, A, TODAY).query("guest_property_id == 'P1'").iloc[0]
        return float(row["access_change_min"])

    assert change("town") == pytest.approx(0)
    assert change("need_area") > 1


def test_outlines_give_the_distance_where_both_have_one() -> None:
    world = pair(
        guest={"geometry": square(396_000, 270_800, 100)},
        host={"geometry": square(396_000, 271_100, 100)},
    )
    row = find(world, A, TODAY).iloc[0]
    assert (row["distance_m"], row["measured_between"]) == (200, "outlines")


@pytest.fixture(scope="module")
def world():
    return county(400)


@pytest.fixture(scope="module")
def everything(world):
    return find(world, A, TODAY)


def test_county_scores_and_order(everything) -> None:
    assert len(everything) > 1000
    assert list(everything.columns) == list(COLUMNS)
    assert everything["score"].between(0, 1).all()
    assert everything["evidence"].between(0, 1).all()
    assert everything["candidate_id"].is_unique
    assert (everything["rank"] == np.arange(1, len(everything) + 1)).all()
    order = everything["low_evidence"].astype(int).diff().dropna()
    assert (order >= 0).all()
    for _, group in everything.groupby("low_evidence"):
        assert (group["score"].round(9).diff().dropna() <= 0).all()


def test_county_gates_hold(world, everything) -> None:
    places = world.properties
    for side in ("guest", "host"):
        types = places.loc[everything[f"{side}_property_id"], "type_code"]
        assert not types.isin(["crematorium", "land"]).any()
    guests = places.loc[everything["guest_property_id"], "type_code"]
    assert not guests.eq("school_primary").any()
    assert (everything["kind"] == "host_school").any()
    assert (everything["guest_organisation"] != everything["host_organisation"]).all()
    assert (everything["minutes"] <= everything["limit_min"] + 1e-9).all()
    assert not everything["protocol_pending"].any()
    assert set(everything["kind"]) >= {
        "office_office", "access_access", "office_access", "depot_depot", "host_school",
        "host_library_counter",
    }  # fmt: skip


def test_same_answer_again_and_in_any_order_of_rows(world, everything) -> None:
    shuffled = estate(
        **{
            name: getattr(world, name).sample(frac=1, random_state=3)
            for name in ("properties", "occupations", "leases", "lease_events", "costs", "zones")
        },
        organisations=world.organisations,
    )
    again = find(shuffled, A, TODAY)
    assert again["candidate_id"].tolist() == everything["candidate_id"].tolist()


def test_filters_narrow_and_never_change_a_score(world, everything) -> None:
    scores = everything.set_index("candidate_id")["score"]
    one = everything.iloc[0]
    asked = [
        {"organisation": one["guest_organisation"]},
        {"town": "Worcester"},
        {"kind": "office_office"},
        {"max_minutes": 5},
        {"min_score": 0.6},
        {"min_evidence": 0.8},
        {"property_id": one["host_property_id"]},
        {"include_unrated": False},
    ]
    for filters in asked:
        rated = filters.pop("include_unrated", True)
        found = find(world, A, TODAY, CandidateFilter(**filters), include_unrated=rated)
        assert 0 < len(found) < len(everything), filters
        assert scores.loc[found["candidate_id"]].tolist() == pytest.approx(found["score"].tolist())
    here = find(world, A, TODAY, CandidateFilter(property_id=one["host_property_id"]))
    sides = everything[["guest_property_id", "host_property_id"]].eq(one["host_property_id"])
    assert set(here["candidate_id"]) == set(everything.loc[sides.any(axis=1), "candidate_id"])


def test_prepared_facts_give_the_same_answer(world, everything) -> None:
    facts = gather(world, A, TODAY, include_unrated=True)
    again = find(world, A, TODAY, facts=facts)
    pd.testing.assert_frame_equal(again, everything)


def test_weights_of_any_scale_give_the_same_ranking(world, everything) -> None:
    names = ("use", "capacity", "distance", "lease", "rag", "saving", "access", "condition")
    tripled = A.with_overrides("t", "t", {f"weight_{n}": 3 * A.value(f"weight_{n}") for n in names})
    again = find(world, tripled, TODAY)
    assert again["candidate_id"].tolist() == everything["candidate_id"].tolist()


def test_a_smaller_standard_frees_space() -> None:
    world = pair(occupation={"fte": 20, "need_m2": None})
    eight = AssumptionSet("8", "8 m2", {"m2_per_fte": 8})
    spare = [gather(world, one, TODAY, True).hosts.loc["P1", "spare_m2"] for one in (A, eight)]
    assert spare == [560, 640]


def test_facts_gathered_with_the_unrated_are_not_used_without_them(world) -> None:
    facts = gather(world, A, TODAY, include_unrated=True)
    strict = find(world, A, TODAY, include_unrated=False)
    again = find(world, A, TODAY, include_unrated=False, facts=facts)
    pd.testing.assert_frame_equal(again, strict)


def test_unknown_kind_is_a_bad_question_and_nothing_is_an_empty_answer(world) -> None:
    with pytest.raises(BadQuestion, match="office_office"):
        CandidateFilter(kind="nonsense")
    assert find(world, A, TODAY, CandidateFilter(property_id="no such property")).empty
    empty = find(estate(), A, TODAY)
    assert empty.empty
    assert list(empty.columns) == list(COLUMNS)


def test_ids_are_stable() -> None:
    assert candidate_id("O1", "P2") == candidate_id("O1", "P2") == "bba151df8fda9a08"
    assert candidate_id("O1", "P2") != candidate_id("P2", "O1")
