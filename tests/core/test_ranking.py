"""The ranking against plain loops: nothing lost, nothing in another place, however it is asked."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate.assumptions import AssumptionSet, named
from estate.colocation import CandidateFilter, find, gather, ranked, rows, table
from estate.colocation.components import highest_scores

from .county import county
from .factories import TODAY, costs, estate, occupations, organisations, properties, square, zones

A = named("2026-11")
COMPONENTS = ("use", "capacity", "distance", "lease", "rag", "saving", "access", "condition")

_KINDS = [("office", "office_admin", "back_office"), ("hub", "public_access", "front_office"),
          ("depot", "warehouse_depot", "depot"), ("school_primary", "specialist", "specialist"),
          ("library", "public_access", "front_office")]  # fmt: skip
_RATINGS = st.sampled_from(["red", "amber", "green", None])
_place = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["SYN-A", "SYN-B", "SYN-C"]),
        "east": st.integers(0, 1_500),
        "north": st.integers(0, 1_500),
        "side": st.sampled_from([None, 12.0, 60.0, 400.0]),
        "kind": st.sampled_from(_KINDS),
        "nia_m2": st.sampled_from([None, 200.0, 800.0]),
        "availability": _RATINGS,
        "sharing": _RATINGS,
        "condition": st.sampled_from(["A", "C", None]),
        "energy_rating": st.sampled_from(["B", "E", None]),
        "need_m2": st.sampled_from([None, 90.0, 180.0]),
        "cost": st.sampled_from([None, 20_000, 90_000]),
        "tenure": st.sampled_from(["freehold", "leasehold", None]),
    }
)


def world(places):
    """A small estate from drawn places, each with one occupation."""
    east, north = 395_000.0, 270_000.0
    rows_ = [
        {
            **{name: place[name] for name in ("organisation", "nia_m2", "availability", "sharing",
                                              "condition", "energy_rating", "tenure")},
            "type_code": place["kind"][0],
            "use_class": place["kind"][1],
            "gia_m2": None,
            "easting": east + place["east"],
            "northing": north + place["north"],
            "reuse_offered": True,
            "geometry": place["side"]
            and square(east + place["east"], north + place["north"], place["side"]),
        }
        for place in places
    ]  # fmt: skip
    users = [
        {"property_id": f"P{n}", "organisation": place["organisation"],
         "user_function": place["kind"][2], "need_m2": place["need_m2"], "need_basis": "area"}
        for n, place in enumerate(places, 1)
    ]  # fmt: skip
    known = {f"P{n}": place["cost"] for n, place in enumerate(places, 1) if place["cost"]}
    return estate(
        properties=properties(*rows_), occupations=occupations(*users), costs=costs(**known),
        organisations=organisations({"id": "SYN-A"}, {"id": "SYN-B"}, {"id": "SYN-C"}),
        zones=zones(),
    )  # fmt: skip


def by_loops(facts):
    """Every pair one by one in plain Python, from the frames of facts: (key, guest, host)."""
    found = []
    frame, weights = facts.estate.properties, {n: A.value(f"weight_{n}") for n in COMPONENTS}
    for guest, host in itertools.product(facts.guests.index, frame.index):
        mover, home = facts.guests.loc[guest], frame.iloc[int(facts.guests.at[guest, "home"])]
        target = frame.loc[host]
        cell = A.get(f"compat_{mover['row']}_in_{facts.hosts.at[host, 'column']}") if (
            facts.hosts.at[host, "open"]) else 0  # fmt: skip
        points = np.hypot(
            home["easting"] - target["easting"], home["northing"] - target["northing"]
        )
        outlined = home.geometry is not None and target.geometry is not None
        metres = home.geometry.distance(target.geometry) if outlined else points
        minutes = metres * 1.25 / mover["m_per_minute"]
        bound = home["sharing"] == "red" and home["availability"] != "green"
        if (
            home["organisation"] == target["organisation"] or cell == 0 or points < 10
            or minutes > mover["limit_min"] or (bound and home["use_class"] != target["use_class"])
        ):  # fmt: skip
            continue
        values = _values(facts, guest, host, cell, minutes)
        known = {name: value for name, value in values.items() if value is not None}
        whole = sum(weights[name] for name in known)
        score = sum(weights[name] * value for name, value in known.items()) / whole
        low = round(whole / sum(weights.values()), 12) < 0.5
        key = (low, -round(score, 9), mover["organisation"], home["local_ref"],
               target["organisation"], target["local_ref"])  # fmt: skip
        found.append((key, guest, host))
    return sorted(found)


def _values(facts, guest, host, cell, minutes):
    mover, home = facts.guests.loc[guest], int(facts.guests.at[guest, "home"])
    frame = facts.estate.properties
    own, target = frame.iloc[home], frame.loc[host]
    spare, until = facts.hosts.at[host, "spare_m2"], facts.hosts.at[host, "secure_until"]
    saving = facts.money.at[guest, "saving_gbp_pa"]
    marks = {"red": 0.0, "amber": 0.7, "green": 1.0}, {"red": 0.0, "amber": 0.6, "green": 1.0}
    rated = isinstance(own["availability"], str) and isinstance(target["sharing"], str)
    better = [
        order.index(target[name]) < order.index(own[name])
        for name, order in (("condition", "ABCD"), ("energy_rating", "ABCDEFG"))
        if isinstance(target[name], str) and isinstance(own[name], str)
    ]
    room = None if pd.isna(spare) or pd.isna(mover["need_m2"]) else spare / mover["need_m2"]
    leaves = mover["exit_kind"] == "owned" and not pd.isna(until)
    centre = np.array([396_000.0, 270_800.0])  # the only zone, near everybody
    before, after = (np.hypot(*(centre - [p["easting"], p["northing"]])) for p in (own, target))
    speed = 80 if before * 1.25 / 80 <= 20 else 500
    longer = (after - before) * 1.25 / speed
    return {
        "use": cell,
        "capacity": None if room is None else min(max((room - 0.8) / 0.2, 0), 1),
        "distance": min(max(2 * (1 - minutes / mover["limit_min"]), 0), 1),
        "lease": float(until.year > 2040) if leaves else None,
        "rag": marks[0][own["availability"]] * marks[1][target["sharing"]] if rated else None,
        "saving": None if pd.isna(saving) else min(max(saving / 50_000, 0), 1),
        "access": 0.5 - 0.5 * min(max(longer / 5, -1), 1) if mover["public"] else 0.5,
        "condition": np.mean(better) if better else None,
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_place, min_size=2, max_size=9))
def test_equal_to_plain_loops(places) -> None:
    facts = gather(world(places), A, TODAY, include_unrated=True)
    found = table(ranked(facts))
    expected = by_loops(facts)
    pairs = list(zip(found["guest_occupation_id"], found["host_property_id"], strict=True))
    assert pairs == [(guest, host) for _, guest, host in expected]
    assert found["score"].tolist() == pytest.approx([-key[1] for key, _, _ in expected], abs=2e-9)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_place, min_size=4, max_size=14), st.integers(1, 12))
def test_the_best_are_the_head_of_all(places, best) -> None:
    facts = gather(world(places), A, TODAY, include_unrated=True)
    whole, some = ranked(facts), ranked(facts, best=best)
    assert some.matched == whole.matched == len(whole)
    same(some, whole, best)


def same(some, whole, best):
    """The best are the head of all, in the same order and with the same scores."""
    for name in ("at", "host", "score"):
        assert np.array_equal(getattr(some, name), getattr(whole, name)[:best], equal_nan=True)


@pytest.fixture(scope="module")
def large():
    return gather(county(1_500, seed=5), A, TODAY, include_unrated=True)


@pytest.mark.parametrize("best", [1, 100, 1_000])
@pytest.mark.parametrize("zero", [(), ("lease", "rag", "saving", "access", "condition")])
def test_the_best_of_many_are_the_head_of_all(large, best, zero) -> None:
    """More pairs than are held at once, so that the hopeless are dropped on the way."""
    weights = AssumptionSet("w", "w", {f"weight_{name}": 0 for name in zero})
    facts = gather(large.estate, weights, TODAY, include_unrated=True) if zero else large
    whole, some = ranked(facts), ranked(facts, best=best)
    assert some.matched == len(whole) > 50_000
    same(some, whole, best)


def test_filters_and_the_best_together(large) -> None:
    for asked in ({"min_score": 0.7}, {"min_evidence": 0.9}, {"town": "Worcester"}):
        whole, some = (ranked(large, CandidateFilter(**asked), best=best) for best in (None, 50))
        assert some.matched == len(whole) > 50
        same(some, whole, 50)


def test_no_guest_scores_more_than_it_could(large) -> None:
    whole = ranked(large)
    assert (whole.score <= highest_scores(large)[whole.at] + 1e-9).all()


def test_one_property_alone_has_exactly_the_scores_of_the_ranking(large) -> None:
    whole = table(ranked(large)).set_index("candidate_id")
    taking_part = pd.unique(whole[["guest_property_id", "host_property_id"]].to_numpy().ravel())
    for name in taking_part[::60]:
        alone = table(ranked(large, CandidateFilter(property_id=name))).set_index("candidate_id")
        sides = whole[["guest_property_id", "host_property_id"]].eq(name).any(axis=1)
        expected = whole[sides].assign(rank=np.arange(1, int(sides.sum()) + 1))
        pd.testing.assert_frame_equal(alone, expected, check_exact=True)
    assert len(ranked(large, CandidateFilter(property_id="no such property"))) == 0


def test_rows_are_the_rows_of_the_table(large) -> None:
    ranking = ranked(large, best=60)
    frame = table(ranking, 10, 40)
    for row, (_, expected) in zip(rows(ranking, 10, 40), frame.iterrows(), strict=True):
        same = {name: value for name, value in row.items() if pd.isna(value) is not True}
        assert all(expected[name] == value for name, value in same.items() if name != "unknowns")
        assert row["unknowns"] == expected["unknowns"]


def test_a_pair_is_found_by_its_occupation_and_by_its_property(large) -> None:
    ranking = ranked(large)
    frame = table(ranking)
    for place, row in list(frame.iterrows())[::40]:
        host, home = row["host_property_id"], row["guest_property_id"]
        assert ranking.place_of(row["guest_occupation_id"], host) == place
        same = frame["guest_property_id"].eq(home) & frame["host_property_id"].eq(host)
        assert ranking.place_of(home, host) == same.idxmax()
        assert ranking.place_of(host, host) is None
    assert ranking.place_of(frame["guest_occupation_id"][0], "no such property") is None


_BETTER = {
    "use": ("occupation", {"user_function": "touchdown"}, {"user_function": "back_office"}),
    "capacity": ("host", {"nia_m2": 500.0}, {"nia_m2": 560.0}),
    "distance": ("host", {"northing": 271_900.0}, {"northing": 271_700.0}),
    "rag": ("host", {"sharing": "amber"}, {"sharing": "green"}),
    "condition": ("host", {"condition": "D"}, {"condition": "A"}),
}


@pytest.mark.parametrize("component", _BETTER)
def test_each_component_alone_moves_the_score_one_way_only(component) -> None:
    """One fact changed: its component rises, no other moves, and so the score rises."""
    side, worse, better = _BETTER[component]
    before, after = (_pair(**{side: change}) for change in (worse, better))
    names = [f"component_{name}" for name in COMPONENTS]
    moved = [name for name in names if before[name] != after[name]]
    assert moved == [f"component_{component}"]
    assert after[moved[0]] > before[moved[0]]
    assert after["score"] > before["score"]


def test_saving_lease_and_access_move_the_score_one_way_only() -> None:
    poor, rich = (_pair(cost=amount) for amount in (20_000, 45_000))
    assert rich["component_saving"] > poor["component_saving"]
    assert rich["score"] > poor["score"]
    public = {"occupation": {"user_function": "front_office"}}
    far, near = (_pair(zone={"northing": at}, **public) for at in (270_000.0, 271_900.0))
    assert near["component_access"] > far["component_access"]
    assert near["score"] > far["score"]
    unsafe, safe = (_pair(host={"tenure": how}) for how in ("licence", "freehold"))
    assert safe["component_lease"] > unsafe["component_lease"]
    assert safe["score"] > unsafe["score"]


def _pair(guest=None, host=None, occupation=None, cost=30_000, zone=None):
    places = properties(
        {"condition": "C", "energy_rating": None, **(guest or {})},
        {"organisation": "SYN-B", "northing": 271_400.0, "nia_m2": 800.0, "sharing": "green",
         "energy_rating": None, "condition": "B", **(host or {})},
    )  # fmt: skip
    users = occupations(
        {"property_id": "P1", **(occupation or {})},
        {"property_id": "P2", "organisation": "SYN-B", "need_m2": 300.0},
    )
    world_ = estate(
        properties=places, occupations=users, costs=costs(P1=cost), zones=zones(zone or {})
    )
    wide = AssumptionSet("wide", "wide", {"max_minutes_public": 30, "max_minutes_office": 30})
    return find(world_, wide, TODAY).query("guest_property_id == 'P1'").iloc[0]
