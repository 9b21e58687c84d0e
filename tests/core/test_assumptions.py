"""Assumptions are named, sourced, checked and echoed."""

import pytest

from estate.assumptions import DEFAULTS, AssumptionSet, words
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS, name_of
from estate.errors import BadQuestion
from estate.savings.from_candidate import USED_OF_CANDIDATES


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
    assert len(cells) == 14 * 14


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


USED = ("fit_out_low_gbp_per_m2", "fit_out_gbp_per_m2", "fit_out_high_gbp_per_m2",
        "discount_rate", "void_months", "m2_per_fte")  # fmt: skip


def test_a_set_is_tried_for_one_question_and_says_what_differs() -> None:
    county = AssumptionSet("c", "The county's", {"discount_rate": 0.04})
    tried = county.tried({"fit_out_gbp_per_m2": 400, "void_months": 12}, USED)
    assert (tried.id, tried.name) == ("c+request", "The county's, changed in the request")
    assert tried.value("discount_rate") == 0.04
    assert tried.changes == ("fit_out_gbp_per_m2",)
    assert tried.changes_in_words() == "Fit-out at the other building: £400 per m² instead of £350"
    back = county.tried({"discount_rate": 0.035}, USED)
    assert back.changes_in_words() == "Discount rate: 3.5% a year, real instead of 4%"


def test_what_is_as_published_is_no_change() -> None:
    county = AssumptionSet("c", "c", {"discount_rate": 0.04})
    assert county.tried({"discount_rate": 0.04, "m2_per_fte": 12}, USED) is county
    assert county.changes == ()


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"weight_use": 1}, "does not rest on weight_use"),
        ({"discount_rate": 3.5}, "'discount_rate' must lie between 0 and 0.2 per year"),
        ({"void_months": 1.5}, "'void_months' must be a whole number"),
        ({"void_months": float("inf")}, "'void_months' must lie between 0 and 900 months"),
        ({"fit_out_gbp_per_m2": 700}, "must lie between its low and its high value"),
        ({"fit_out_low_gbp_per_m2": 351}, "'fit_out_low_gbp_per_m2' must lie between its low"),
    ],
)
def test_what_cannot_be_tried_is_said(overrides: dict[str, float], words: str) -> None:
    with pytest.raises(BadQuestion, match=words):
        AssumptionSet().tried(overrides, USED)


def test_low_middle_and_high_may_be_changed_together() -> None:
    names = USED[:3]
    tried = AssumptionSet().tried(dict.fromkeys(names, 700), USED)
    assert set(tried.changes) == set(names)


def test_every_assumption_of_a_business_case_is_called_by_words_and_has_its_unit() -> None:
    assert len({words.label(name) for name in USED_OF_CANDIDATES}) == len(USED_OF_CANDIDATES)
    for name in USED_OF_CANDIDATES:
        told = f"{words.label(name)} {words.value(name, DEFAULTS[name].value)}"
        assert name not in told
        assert "_" not in told
        assert not set(told.split()) & {"GBP", "m2", "pa", "NIA", "FTE"}, told
    assert words.value("double_running_months", 1) == "1 month"
    assert words.value("price_base", "2009/10") == "2009/10"
    assert words.allowed(DEFAULTS["discount_rate"]) == "between 0 and 20%"
    assert words.allowed(DEFAULTS["fit_out_gbp_per_m2"]) == "£0 or more"
    assert words.source(DEFAULTS["void_share"]) == "our working figure of 2026; to be signed off"
