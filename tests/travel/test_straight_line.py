"""The straight line that stands in where no network is loaded."""

import numpy as np
import pytest

from estate.access.travel import Mode, StraightLine
from estate.errors import BadQuestion

LINE = StraightLine(1.25, {Mode.WALK: 80.0, Mode.CAR: 500.0})
HERE = np.array([[400_000.0, 250_000.0], [400_300.0, 250_400.0], [np.nan, np.nan]])


def test_minutes_are_metres_times_detour_over_speed() -> None:
    walked = LINE.minutes(HERE[:1], HERE, Mode.WALK)
    assert walked[0, 0] == 0
    assert walked[0, 1] == pytest.approx(500 * 1.25 / 80)
    assert np.isnan(walked[0, 2])
    assert LINE.of_pairs(HERE[:1], HERE[1:2], Mode.CAR)[0] == pytest.approx(500 * 1.25 / 500)


def test_without_a_timetable_there_is_no_bus() -> None:
    with pytest.raises(BadQuestion, match="no timetable"):
        LINE.minutes(HERE, HERE, Mode.BUS)


def test_its_basis_and_key_say_what_it_is() -> None:
    assert LINE.basis(Mode.WALK).engine == "straight line"
    assert LINE.basis(Mode.WALK).speed == "4.8 km/h"
    assert LINE.key != StraightLine(1.3, LINE.metres_a_minute).key
    assert np.isnan(LINE.off_network_m(HERE, Mode.WALK)[2])
