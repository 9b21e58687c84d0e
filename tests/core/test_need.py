"""Need, from frames: premises by service and area, gaps, hot spots and hubs."""

import pytest

from estate import costs
from estate.assumptions import named
from estate.capacity import needs
from estate.need import premises as need
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
