"""Assumptions are named, sourced, checked and echoed."""

import pytest

from estate.assumptions import DEFAULTS, AssumptionSet
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS, name_of
from estate.errors import BadQuestion


def test_every_default_has_a_source_and_lies_in_its_own_range() -> None:
    for name, item in DEFAULTS.items():
        assert item.name == name
        assert item.source
        if isinstance(item.value, int | float):
            assert item.low <= item.value <= item.high, name


def test_weights_sum_to_one_and_the_table_is_whole() -> None:
    weights = [DEFAULTS[name].value for name in DEFAULTS if name.startswith("weight_")]
    assert len(weights) == 8
    assert sum(float(str(weight)) for weight in weights) == pytest.approx(1)
    cells = [DEFAULTS[name_of(row, column)] for row in GUEST_ROWS for column in HOST_COLUMNS]
    assert len(cells) == 72


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no_such_thing", 1),
        ("m2_per_fte", -1),
        ("m2_per_fte", "twelve"),
        ("m2_per_fte", True),
        ("m2_per_fte", float("nan")),
        ("m2_per_fte", (1.0, 2.0)),
        ("integration_reading", "hopeful"),
        ("phase_profile_default", (0.0, 2.0)),
        ("phase_profile_default", 0.5),
    ],
)
def test_bad_overrides_are_refused(name: str, value: object) -> None:
    with pytest.raises(BadQuestion):
        AssumptionSet("x", "x", {name: value})  # type: ignore[dict-item]


def test_overrides_are_seen_and_echoed() -> None:
    changed = AssumptionSet("s10", "Ten", {"m2_per_fte": 10})
    assert changed.value("m2_per_fte") == 10
    assert AssumptionSet().value("m2_per_fte") == 12
    row = changed.echo(["m2_per_fte"])[0]
    assert row["value"] == 10
    assert row["overridden"] is True
    assert len(changed.echo()) == len(DEFAULTS)
    further = changed.with_overrides("s", "s", {"mobility_factor": 0.8})
    assert further.value("m2_per_fte") == 10


def test_kinds_of_value_are_not_confused() -> None:
    with pytest.raises(BadQuestion):
        AssumptionSet().value("phase_profile_default")
    with pytest.raises(BadQuestion):
        AssumptionSet().series("m2_per_fte")
    with pytest.raises(BadQuestion):
        AssumptionSet().value("nothing")
