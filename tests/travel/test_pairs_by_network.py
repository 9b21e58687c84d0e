"""Candidates, journeys and neighbours where the county has a network."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from api.candidates import export_files
from estate import colocation
from estate.access.engine_choice import travel_of
from estate.access.journeys_before_and_after import AccessPoint, Service, change
from estate.access.network_store import StoredNetwork
from estate.access.travel import Mode
from estate.answers.candidates import candidate, ranked
from estate.answers.residents import journeys
from estate.assumptions import AssumptionSet
from estate.colocation import sharing_matrix, touch_down
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.suggestions import suggestions
from estate.consolidation.town.possible_moves import possible
from estate.frames import Estate
from tests.core import factories
from tests.travel.small_town import SIDE, SOUTH, STEP_M, WEST

USES = ("back_office", "front_office", "depot")
#: Short enough that a town of two kilometres has pairs on either side of each limit.
SHORT = AssumptionSet(
    "short", "Short", {"max_minutes_public": 12, "max_minutes_office": 15, "max_minutes_depot": 4}
)


@dataclass(frozen=True)
class Anywhere:
    """A network on which everywhere is next door: all pairs that only a distance keeps apart."""

    key = "anywhere"
    modes = frozenset(Mode)

    def at(self, walk_m_per_minute: float) -> "Anywhere":
        return self

    def fastest_m_per_minute(self, mode: Mode) -> float:
        return 1e9

    def of_pairs(self, one, other, mode, within_min=180.0):
        return np.full(len(one), 0.01)

    def minutes(self, one, other, mode, within_min=180.0):
        return np.full((len(one), len(other)), 0.01)


@pytest.fixture(scope="module")
def town(town_network: StoredNetwork) -> Estate:
    """Thirty buildings of three bodies, outlines on half of them, one far off any street."""
    draw = np.random.default_rng(7)
    spots = np.array([WEST, SOUTH]) + draw.uniform(-30, SIDE * STEP_M - 170, (30, 2)).round(1)
    spots[29] = (WEST - 1_400, SOUTH)
    kinds = ["office_admin", "public_access", "warehouse_depot"]
    rows, users = [], []
    for number, (east, north) in enumerate(spots):
        square = factories.square(east, north, 60.0) if number % 2 else None
        rows.append(
            {
                "id": f"P{number:02}",
                "organisation": "SYN-" + "ABC"[number % 3],
                "easting": east,
                "northing": north,
                "nia_m2": 3_000.0,
                "use_class": kinds[number % 3 if number % 4 else 0],
                "type_code": ["office", "library", "depot"][number % 3 if number % 4 else 0],
                "geometry": square,
            }
        )
        users.append(
            {
                "property_id": f"P{number:02}",
                "organisation": "SYN-" + "ABC"[number % 3],
                "user_function": USES[(number // 2) % 3],
                "need_m2": 100.0,
                "touchdown_desks": 4 if number in (3, 29) else None,
            }
        )
    return factories.estate(
        properties=factories.properties(*rows),
        occupations=factories.occupations(*users),
        zones=factories.zones(
            {"name": "Here", "kind": "town", "easting": WEST + 300, "northing": SOUTH + 700,
             "population": 900},
            {"name": "Need", "kind": "need_area", "easting": WEST + 1_500, "northing": SOUTH + 900,
             "population": 300},
        ),
        network=town_network,
    )  # fmt: skip


@pytest.fixture(scope="module")
def facts(town: Estate) -> Facts:
    return colocation.gather(town, SHORT, factories.TODAY, True)


def test_no_pair_in_reach_is_lost_and_none_beyond_it_is_found(town: Estate, facts: Facts) -> None:
    found = colocation.table(colocation.ranked(facts))
    every = colocation.table(
        colocation.ranked(
            colocation.gather(replace(town, network=Anywhere()), SHORT, factories.TODAY, True)
        )
    )
    travel = travel_of(town.network, SHORT)
    places = town.properties[["easting", "northing"]]
    one, other = (places.loc[every[f"{side}_property_id"]].to_numpy() for side in ("guest", "host"))
    drives = every["guest_row"].isin(["depot", "storage"]).to_numpy()
    took = np.where(
        drives,
        np.array([travel.minutes(one[[n]], other[[n]], Mode.CAR)[0, 0] for n in range(len(one))]),
        np.array([travel.minutes(one[[n]], other[[n]], Mode.WALK)[0, 0] for n in range(len(one))]),
    )
    near = every[took <= every["limit_min"].to_numpy()]
    assert drives.any() and 20 < len(near) < 0.8 * len(every)
    assert set(found["candidate_id"]) == set(near["candidate_id"])
    told = found.set_index("candidate_id")["minutes"]
    by_id = dict(zip(every["candidate_id"], took, strict=True))
    assert told.to_dict() == pytest.approx({key: by_id[key] for key in told.index}, abs=1e-6)
    assert set(found["distance_basis"]) == {"network"}
    best = colocation.table(colocation.ranked(facts, best=7))
    assert best["candidate_id"].tolist() == found["candidate_id"].tolist()[:7]


def test_what_lies_off_the_network_is_in_no_pair_and_named(town: Estate, facts: Facts) -> None:
    found = colocation.table(colocation.ranked(facts))
    assert "P29" not in set(found["guest_property_id"]) | set(found["host_property_id"])
    assert facts.off_network_m == pytest.approx({29: 1_400}, abs=1)
    straight = colocation.gather(replace(town, network=None), SHORT, factories.TODAY, True)
    assert straight.off_network_m == {}


def test_journeys_and_plans_say_that_a_place_lies_off_the_network(
    town: Estate, facts: Facts
) -> None:
    spots = town.properties[["easting", "northing"]]
    near, off = (AccessPoint(one, one, *spots.loc[one]) for one in ("P03", "P29"))
    zones = town.zones.rename(columns={"population": "people"})
    zones.loc[zones.index[1], "easting"] = WEST - 2_500.0
    travel = travel_of(town.network, SHORT)
    (found,) = change([Service("s", "Library", (near,), (off,))], zones, travel, [Mode.WALK])
    assert [(one.name, round(one.metres)) for one in found.not_located] == [("P29", 1_400)]
    ((name, people, metres),) = [
        (one.name, one.people, one.metres) for one in found.zones_not_located
    ]
    assert (name, people) == ("Need", 300) and metres > 2_400
    assert found.whole.not_known == 1_200, "of the other place no way is known"
    told = journeys.ServiceJourneys(
        key="s", name="Library", before=[], after=[], limit_mode=Mode.WALK, within_limit=None,
        by_mode=[journeys.by_mode(found, found)],
    )  # fmt: skip
    assert journeys.off_network_words([told]) == [
        "P29 has no minutes on foot: 1,400 m from the nearest street that may be used.",
        f"300 people of Need have no minutes on foot: {metres:,.0f} m from the nearest street that "
        "may be used.",
    ]
    plan = possible(facts)
    assert plan.receives_nobody["P29"] == "off_network"
    (user,) = town.occupations.index[town.occupations["property_id"].eq("P29")]
    assert plan.does_not_move[str(user)] == "off_network"
    straight = colocation.gather(replace(town, network=None), SHORT, factories.TODAY, True)
    told_straight = possible(straight)
    assert "off_network" not in {*told_straight.does_not_move.values()}
    assert "off_network" not in {*told_straight.receives_nobody.values()}


def test_journeys_are_by_street_and_staying_changes_nothing(facts: Facts) -> None:
    guests, points = facts.columns.guests, facts.places.points
    at = np.flatnonzero(guests.public & (guests.home != 29))
    assert len(at) > 3
    assert facts.journeys.changes(at, points[guests.home[at]]) == pytest.approx(0, abs=0.03)
    travel, zones = facts.ways.travel, facts.estate.zones
    whence = zones[["easting", "northing"]].to_numpy()
    host = np.full(len(at), 5)
    weight = np.array([900, 600])  # people of areas of need count double
    before, after = (
        travel.minutes(whence, places, Mode.WALK)
        for places in (points[guests.home[at]], points[host])
    )
    longer = weight @ (after - before) / weight.sum()
    walked = (before <= 20).all(axis=0)
    assert walked.any()
    told = facts.journeys.changes(at, points[host])
    assert told[walked] == pytest.approx(longer[walked], abs=1e-6)
    worst = facts.journeys.longest_of_need(at, points[host])
    assert worst[walked] == pytest.approx(np.maximum(after - before, 0)[1][walked], abs=1e-6)


def test_other_neighbours_are_by_street_too(town: Estate) -> None:
    travel = travel_of(town.network, SHORT)
    spot = (WEST + 100.0, SOUTH + 100.0)
    near, off = touch_down.points(town, SHORT, spot)
    there = town.properties.loc[["P03"], ["easting", "northing"]].to_numpy()
    assert near.property_id == "P03" and off.minutes is None
    assert near.minutes == travel.of_pairs(np.array([spot]), there, Mode.WALK)[0]
    alike = sharing_matrix.similar_users(town, SHORT, within_min=4.0)
    straight = sharing_matrix.similar_users(replace(town, network=None), SHORT, within_min=4.0)
    assert len(alike) and not alike.equals(straight)
    assert alike["span_min"].max() < 60
    assert len(suggestions(town, SHORT, factories.TODAY)) == len(town.properties)


def test_every_door_says_what_minutes_rest_on(town: Estate, facts: Facts) -> None:
    def found(of: Facts) -> ranked.Candidates:
        return ranked.Candidates(
            colocation.ranked(of), SHORT, ranked.EVERYTHING, ranked.lonlat(of.estate)
        )

    by_street = found(facts)
    shown = candidate.candidates(by_street, 3)
    told = candidate.listed(by_street, shown).travel
    assert {one.distance_basis for one in shown} == {"network"}
    assert told.network == town.network.key and told.detour_assumed == 1.25
    assert 1 < told.detour_measured < 1.5
    assert [(one.mode, one.engine, one.synthetic) for one in told.by] == [
        ("walk", "cafein 0.29.0", True), ("car", "cafein 0.29.0", True),
    ]  # fmt: skip
    assert [(one.property_id, one.metres) for one in told.off_network] == [("P29", 1_400)]
    assert "made-up streets of 1 September 2026" in told.words
    lines = export_files.as_csv(shown, SHORT, 9, travel=told).decode("utf-8-sig")
    assert "minutes_rest_on" in lines.splitlines()[0] and told.words in lines
    straight = found(colocation.gather(replace(town, network=None), SHORT, factories.TODAY, True))
    plain = candidate.listed(straight, candidate.candidates(straight, 3))
    assert "travel" not in vars(plain)
    assert "minutes_rest_on" not in export_files.as_csv(plain.candidates, SHORT, 9).decode()
    assert "by street and path" in candidate.candidates(by_street, 1)[0].explanation
