"""Bands of minutes against what the engine says of points inside and outside them."""

from typing import Any

import numpy as np
import shapely

from estate.access.journeys_before_and_after import AccessPoint, Service
from estate.access.minute_bands import bands
from estate.access.travel import Mode, StraightLine

LINE = StraightLine(1.0, {Mode.WALK: 100.0})
HERE, THERE = AccessPoint("a", "A", 0.0, 0.0), AccessPoint("b", "B", 1500.0, 0.0)
FAR = AccessPoint("c", "C", 90_000.0, 0.0)


def test_a_point_lies_in_the_bands_that_its_minutes_say() -> None:
    service = Service("s", "S", (HERE, FAR), (THERE, FAR))
    found = bands(service, LINE, Mode.WALK)
    whole = {(one.kind, one.low_min, one.high_min): one.outline for one in found}
    ten = whole[("before", None, 10)]
    assert abs(ten.area / (np.pi * 1000**2) - 1) < 0.02  # 10 min at 100 m/min
    assert whole[("after", None, 10)].centroid.distance(shapely.Point(1500, 0)) < 30
    # Beside the old place the journey grows by 15 minutes, beside the new one it shrinks by them.
    assert whole[("change", 10, None)].contains(shapely.Point(-200, 0))
    assert whole[("change", None, -10)].contains(shapely.Point(1700, 0))
    assert not any(
        one.outline.contains(shapely.Point(750, 100)) for one in found if one.kind == "change"
    ), "half-way nothing changes"


class HalfKnown:
    """The straight line, with no road at all north of the service."""

    key, modes = "half", LINE.modes
    basis, of_pairs, off_network_m = LINE.basis, LINE.of_pairs, LINE.off_network_m

    def minutes(self, origins: Any, destinations: Any, mode: Mode, within_min: float = 1) -> Any:
        found = LINE.minutes(origins, destinations, mode)
        found[origins[:, 1] > 300] = np.nan
        return found


def test_nothing_is_drawn_where_minutes_are_not_known() -> None:
    half: Any = HalfKnown()
    found = bands(Service("s", "S", (HERE,), (THERE,)), half, Mode.WALK)
    assert {one.kind for one in found} == {"before", "after", "change"}
    assert max(one.outline.bounds[3] for one in found) <= 300


def test_a_closed_service_and_one_without_a_place_are_drawn_as_far_as_they_can_be() -> None:
    closed = bands(Service("s", "S", (HERE,), ()), LINE, Mode.WALK)
    assert {one.kind for one in closed} == {"before", "change"}
    assert {(one.low_min, one.high_min) for one in closed if one.kind == "change"} == {(10, None)}
    nowhere = AccessPoint("n", "N", float("nan"), float("nan"))
    assert bands(Service("s", "S", (nowhere,), ()), LINE, Mode.WALK) == ()
