"""Need, from frames: premises by service and area, gaps, hot spots and hubs."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from estate import costs
from estate.assumptions import named
from estate.capacity import needs
from estate.errors import BadQuestion
from estate.need import channels, gaps
from estate.need import premises as need
from estate.need.hubs import HubsBy, hubs
from estate.need.premises import NotAttributed
from tests.core import factories as f


@pytest.fixture
def place() -> tuple[object, ...]:
    estate = f.estate(
        properties=f.properties({"availability_reason": "SERVICE_CHANGE;CONDITION"}, {}, {}, {}),
        occupations=f.occupations(
            {"property_id": "P1", "service_function": "library", "need_m2": 100.0},
            {"property_id": "P1", "service_function": "youth", "need_m2": 300.0},
            {"property_id": "P2", "service_function": "library", "need_m2": None},
            {"property_id": "P3", "service_function": "library", "need_m2": None},
            {"property_id": "P3", "service_function": "police", "need_m2": 50.0},
        ),
        costs=f.costs(P1=40_000.0, P2=7_000.0, P3=9_000.0, P4=5_000.0),
    )
    assumptions = named("2026-11")
    money = costs.property_costs(estate.properties, estate.costs, assumptions, estate.leases)
    room = needs(estate.occupations, estate.organisations, assumptions)
    return estate, money, room, assumptions


def test_parts_and_what_stands_apart_make_the_whole(place) -> None:
    estate, money, room, assumptions = place
    found = need.by_service(estate, money, room, assumptions)
    named_parts = {one.key: one.cost.central_gbp_pa for one in found.parts}
    scale = money.at["P1", "total_gbp_pa"] / 40_000
    assert named_parts["youth"] == pytest.approx(30_000 * scale)
    assert named_parts["library"] == pytest.approx((10_000 + 7_000) * scale)
    apart = {one.key: one.cost.central_gbp_pa for one in found.not_attributed}
    assert apart[NotAttributed.SHARED] == pytest.approx(9_000 * scale)
    assert apart[NotAttributed.NOBODY] == pytest.approx(5_000 * scale)
    every = sum(named_parts.values()) + sum(apart.values())
    assert every == pytest.approx(found.whole.central_gbp_pa) == pytest.approx(61_000 * scale)
    areas = need.by_area(money, {"P1": "East", "P2": "East"}, assumptions, "elsewhere")
    assert [(one.key, one.buildings) for one in areas.parts] == [("East", 2)]
    assert [(one.key, one.buildings) for one in areas.not_attributed] == [("elsewhere", 2)]


def test_the_direction_of_a_service_is_what_owners_have_recorded(place) -> None:
    found = need.directions(place[0])
    assert (found["library"].buildings, found["library"].changing) == (3, ("P1",))
    assert (found["police"].buildings, found["police"].changing) == (1, ())


AREAS = pd.DataFrame(
    {"people": [100.0, 200.0, 400.0, None, 800.0], "imd_decile": [1, 4, 3, 2, None]},
    index=list("ABCDE"),
)
MINUTES = np.array([[5, 50], [30, 10], [25, np.inf], [90, 90], [np.nan, np.nan]])


def test_a_gap_is_told_with_whom_it_concerns_and_what_hangs_on_one_place() -> None:
    found = gaps.gap("library", AREAS, MINUTES, [0, 1], 20)
    assert [(one.code, one.people, one.minutes) for one in found.areas] == [
        ("C", 400.0, 25.0), ("D", 0.0, 90.0)
    ]  # fmt: skip
    assert (found.people, found.people_most_deprived) == (400.0, 400.0)
    assert (found.people_within, found.people_not_known) == (300.0, 800.0)
    hanging = [(one.place, one.people, one.areas) for one in found.hanging]
    assert hanging == [(1, 200.0, ("B",)), (0, 100.0, ("A",))]
    alone = gaps.gap("police", AREAS, MINUTES, [1], 20)
    assert alone.areas[0].code == "C" and alone.areas[0].minutes is None
    spots = gaps.hot_spots(AREAS, [found, alone])
    assert [(one.code, one.services) for one in spots] == [
        ("C", ("library", "police")), ("A", ("police",))
    ]  # fmt: skip


def test_a_stop_is_told_beside_a_gap_and_closes_none() -> None:
    stops = np.array([[1.0, 1.0], [9.0, 3.0], [15.0, 10.0], [30.0, np.inf], [np.nan, np.nan]])
    found = gaps.gap("library", AREAS, MINUTES, [0, 1], 20)
    near = gaps.stops_within([one.code for one in found.areas], list("ABCDE"), stops, 20)
    assert near == {"C": (1, 0)}, "the nearest first; D has none within reach"
    nowhere = gaps.gap("health bus", AREAS, MINUTES, [], 20)
    assert (nowhere.people, nowhere.people_within, nowhere.people_not_known) == (1500.0, 0, 0)
    assert nowhere.hanging == () and {one.nearest for one in nowhere.areas} == {None}


def test_every_person_is_counted_once_and_closing_never_helps() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        minutes = rng.uniform(0, 60, (8, 4))
        minutes[rng.random((8, 4)) < 0.2] = np.inf
        minutes[rng.random(8) < 0.1] = np.nan
        areas = pd.DataFrame(
            {"people": rng.integers(0, 900, 8).astype(float), "imd_decile": rng.integers(1, 11, 8)},
            index=[f"Z{n}" for n in range(8)],
        )
        every, fewer = (gaps.gap("x", areas, minutes, one, 30) for one in ([0, 1, 2, 3], [0, 2]))
        for one in (every, fewer):
            told = one.people + one.people_within + one.people_not_known
            assert told == areas["people"].sum()
        assert fewer.people >= every.people
        # Whoever hangs on one place has none once it is gone.
        for hanging in every.hanging:
            left = [one for one in range(4) if one != hanging.place]
            gone = gaps.gap("x", areas, minutes, left, 30)
            assert gone.people - every.people == pytest.approx(hanging.people)


def test_twenty_three_centres_are_seventeen_and_six() -> None:
    """Children's centres in Coventry: 23, of which 17 in the 30 % most deprived areas (2009)."""
    places = [f"P{n}" for n in range(24)]
    area_of = {one: "A" if n < 17 else "B" for n, one in enumerate(places[:23])}
    found = gaps.in_deprived(places[:23], area_of, AREAS)
    assert (found.places, found.most_deprived, found.others) == (23, 17, 6)
    assert gaps.in_deprived(places, area_of | {"P23": "E"}, AREAS).not_known == 1


def test_four_hundred_and_fifty_points_with_350_staff_cost_eight_million() -> None:
    """Leicestershire (2010): 450 face-to-face points, 350 FTE, £8m; 65 call centres, 300, £7.1m."""
    face = {"channel": "face_to_face", "fte": 350 / 450, "cost_gbp_pa": 8e6 / 450}
    phone = {"channel": "telephone", "fte": 300 / 65, "cost_gbp_pa": 7.1e6 / 65}
    found = channels.by_channel(pd.DataFrame([face] * 450 + [phone] * 65))
    told = [
        (one.points, round(one.fte), round(one.cost_gbp_pa), round(one.gbp_pa_per_point, 2),
         round(one.gbp_pa_per_fte, 2)) for one in found
    ]  # fmt: skip
    assert told == [
        (450, 350, 8_000_000, 17_777.78, 22_857.14), (65, 300, 7_100_000, 109_230.77, 23_666.67)
    ]  # fmt: skip


def test_a_rate_by_channel_rests_on_what_is_known_of_the_same_points() -> None:
    estate = f.estate(
        properties=f.properties({}, {}, {}, {"operational": False}),
        occupations=f.occupations(
            {"property_id": "P1", "service_function": "library", "fte": 3.0},
            {"property_id": "P1", "service_function": "customer_contact", "fte": 9.0},
            {"property_id": "P2", "service_function": "library", "fte": None},
            {"property_id": "P2", "service_function": "ict", "fte": 40.0},
            {"property_id": "P3", "service_function": "library", "fte": None},
            {"property_id": "P4", "service_function": "customer_contact", "fte": 5.0},
        ),
    )
    ids = estate.occupations.index
    premises = pd.DataFrame({"total_gbp_pa": [40.0, 7.0, 9.0, 5.0]}, ["P1", "P2", "P3", "P4"])
    room = pd.Series([10.0, 30.0, None, 5.0, 4.0, 1.0], ids)
    points = channels.points(estate, [ids[0], ids[2], ids[4]], premises, room)
    face, phone = channels.by_channel(points)
    assert (face.points, face.fte, face.points_with_fte) == (3, 3.0, 1)
    assert (face.cost_gbp_pa, face.points_with_cost) == (10.0 + 9.0, 2)
    assert (face.gbp_pa_per_point, face.gbp_pa_per_fte) == (9.5, pytest.approx(10 / 3))
    assert (phone.points, phone.fte, phone.cost_gbp_pa) == (1, 9.0, 30.0)
    none = channels.by_channel(points[points["channel"].eq("telephone")])[0]
    assert (none.points, none.fte, none.gbp_pa_per_point, none.gbp_pa_per_fte) == (0,) + (None,) * 3


def _without_and_minutes(minutes: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    journey = minutes.min(axis=1)
    there = np.isfinite(journey)
    return float(weight[~there].sum()), float((weight[there] * journey[there]).sum())


def test_no_other_hubs_serve_more() -> None:
    rng = np.random.default_rng(7)
    for case in range(40):
        minutes = np.round(rng.uniform(0, 60, (9, 7)))
        if case % 2:
            minutes[rng.random((9, 7)) < 0.2] = np.inf
        weight = rng.integers(1, 90, 9).astype(float)
        weight[case % 9] = 0.0
        count = 1 + case % 3
        choices = [list(one) for one in combinations(range(7), count)]
        best = max(weight[(minutes[:, one].min(axis=1) <= 25)].sum() for one in choices)
        found = hubs(minutes, weight, count, 25, HubsBy.COVERING)
        assert found.covered == pytest.approx(best) == pytest.approx(found.bound)
        assert found.proved and len(found.hubs) == count
        assert sum(one.weight_within for one in found.hubs) == pytest.approx(found.covered)
        told = sum(one.weight for one in found.hubs) + found.not_reached
        assert told == pytest.approx(weight.sum())
        # First as few people as can be are left without a way, then the minutes are fewest.
        left, least = min(_without_and_minutes(minutes[:, one], weight) for one in choices)
        nearest = hubs(minutes, weight, count, 25, HubsBy.NEAREST)
        assert nearest.not_reached == pytest.approx(left) and nearest.proved
        assert nearest.total_minutes == pytest.approx(least) == pytest.approx(nearest.bound)
    for count in (0, 8):
        with pytest.raises(BadQuestion, match="from 1 to 7: 7 places could host"):
            hubs(minutes, weight, count, 25, HubsBy.COVERING)
    with pytest.raises(BadQuestion, match="reached from any area"):
        hubs(np.full((2, 2), np.inf), np.ones(2), 1, 25, HubsBy.COVERING)
