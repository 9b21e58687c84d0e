"""The gap report: every measure shown to move when the data get better or worse."""

from datetime import date

import pandas as pd
import pytest

from estate.assumptions import named
from estate.costs import property_costs
from estate.quality import gap_report
from estate.quality.checks import ages
from estate.quality.fields_asked_for import FIELDS, RULES
from tests.core import factories

from .facts import TODAY, estate, facts

DEFAULTS = named("2026-11")


def report(found, county, today=TODAY):
    costs = property_costs(county.properties, county.costs, DEFAULTS, county.leases)
    return gap_report(found, county, costs, DEFAULTS, today)


def failed(checks):
    return {check.name: check.failed for check in checks if check.failed}


def test_an_organisation_without_a_gap_scores_a_hundred():
    found = report(
        facts({}, {}), estate({}, {"easting": 397_000.0}, costs=factories.costs(P1=5e4, P2=6e4))
    )
    assert found.score == pytest.approx(100)
    assert found.passed is True
    assert found.gaps.empty
    assert found.property_gaps.empty
    assert found.imputed_share == 0


def test_completeness_counts_only_properties_that_a_field_is_asked_of():
    found = report(
        facts({"has_lease_end": False}, {"has_lease_end": True}, {"has_lease_end": False}),
        estate({"tenure": "leasehold"}, {"tenure": "leasehold"}, {"tenure": "freehold"}),
    )
    row = found.fields.loc["lease_end"]
    assert (row["applies"], row["known"], row["share"], row["passed"]) == (2, 1, 0.5, False)
    assert found.passed is False


def test_a_field_that_applies_nowhere_neither_passes_nor_fails():
    found = report(facts({"has_lease_end": False}), estate({}))
    assert pd.isna(found.fields.loc["lease_end", "share"])
    assert found.fields.loc["lease_end", "passed"] is None
    assert found.passed is True


def test_the_clubs_own_level_takes_the_place_of_the_default():
    levels = pd.DataFrame(
        {"min_share": [0.4], "weight": [5.0], "agreed_on": [date(2026, 1, 2)]}, index=["uprn"]
    )
    rows = ({"has_uprn": False}, {})
    before = report(facts(*rows), estate({}, {})).fields.loc["uprn"]
    after = report(facts(*rows, levels=levels), estate({}, {})).fields.loc["uprn"]
    assert before["passed"] is False
    assert before["source"] == "our working figure of 2026, until the club agrees its own"
    assert after["passed"] is True
    assert (after["weight"], after["agreed_on"]) == (5.0, date(2026, 1, 2))
    assert after["source"] == "agreed by the club"


@pytest.mark.parametrize(
    ("day", "colour"),
    [("2025-03-31", "green"), ("2025-03-30", "amber"), ("2024-03-31", "amber"),
     ("2024-03-30", "red"), (None, "red")],
)  # fmt: skip
def test_facts_are_amber_after_twelve_months_and_red_after_twenty_four(day, colour):
    found = facts({"as_of_date": day})
    assert list(ages(found, TODAY)) == [colour]
    timeliness = report(found, estate({})).timeliness
    assert getattr(timeliness, colour) == 1
    assert timeliness.undated == (day is None)


def test_refused_and_altered_rows_and_half_postcodes_are_not_valid():
    imports = pd.DataFrame(
        [{"kind": "property", "record_count": 10, "refused": 2, "flagged": 3,
          "green_without_decision": 1}]
    )  # fmt: skip
    found = report(
        facts({"postcode_whole": False}, {"postcode_whole": None}, imports=imports),
        estate({"gia_m2": 2.0}, {}),
    )
    assert failed(found.validity) == {
        "refused_rows": 2, "altered_rows": 3, "postcode": 1, "area_range": 1,
    }  # fmt: skip
    assert found.validity[2].tested == 1
    assert failed(found.consistency)["green_without_decision"] == 1
    assert found.parts["validity"] == pytest.approx(1 - 7 / 23)


def test_an_area_of_a_hundred_floors_is_doubted():
    outline = factories.square(396_000, 270_800, side_m=10)
    found = report(
        facts({}, {}),
        estate({"gia_m2": 1_600.0, "geometry": outline}, {"gia_m2": 1_400.0, "geometry": outline}),
    )
    [check] = [c for c in found.consistency if c.name == "area_and_outline"]
    assert (check.tested, check.failed, check.properties) == (2, 1, ("P1",))


def test_net_above_gross_contradicts_itself():
    found = report(facts({}), estate({"gia_m2": 500.0, "nia_m2": 600.0}))
    assert failed(found.consistency) == {"net_and_gross": 1}


def test_a_cost_of_a_thousand_pounds_a_square_metre_is_an_outlier():
    found = report(facts({}), estate({}, costs=factories.costs(P1=1_000_000)))
    assert failed(found.consistency) == {"cost_per_m2": 1}


def test_a_cost_that_stands_as_its_band_is_not_tested():
    banded = factories.costs(P1=1_000_000)
    banded["exact"] = False
    found = report(facts({}), estate({}, costs=banded))
    [check] = [c for c in found.consistency if c.name == "cost_per_m2"]
    assert (check.tested, check.share) == (0, None)


@pytest.mark.parametrize(
    ("lease", "contradicts"),
    [
        ({"expiry": "2026-03-30"}, True),
        ({"expiry": "2026-03-31"}, False),
        ({"expiry": "2026-03-30", "holding_over_since": "2026-03-30"}, False),
    ],
)
def test_a_lease_that_ended_is_still_current(lease, contradicts):
    rows = factories.leases({"property_id": "P1", **lease})
    found = report(facts({}), estate({"tenure": "leasehold"}, leases=rows))
    assert failed(found.consistency) == ({"lease_ended": 1} if contradicts else {})


@pytest.mark.parametrize(
    ("other", "shift", "clash"),
    [("SYN-B", 15, True), ("SYN-A", 15, False), ("SYN-B", 29, False), ("SYN-B", 40, False)],
)
def test_outlines_of_different_owners_overlap(other, shift, clash):
    county = estate(
        {"geometry": factories.square(396_000, 270_800)},
        {"geometry": factories.square(396_000 + shift, 270_800), "organisation": other},
    )
    mine = ({},) if other != "SYN-A" else ({}, {})
    assert failed(report(facts(*mine), county).consistency) == ({"overlap": 1} if clash else {})


def test_the_imputed_share_falls_when_costs_are_given():
    county = estate({}, {}, {})
    without = report(facts({}, {}, {}), county).imputed_share
    some = estate({}, {}, {}, costs=factories.costs(P1=50_000, P2=50_000))
    assert without == 0.5  # areas are known: only the rates are imputed
    assert 0 < report(facts({}, {}, {}), some).imputed_share < 0.5


def test_the_dearest_gap_comes_first():
    county = estate({}, {}, costs=factories.costs(P1=10_000, P2=90_000))
    found = report(facts({"has_tenure": False, "has_uprn": False}, {"has_tenure": False}), county)
    weights = sum(field.weight for field in FIELDS)
    assert list(found.gaps.index) == ["tenure", "uprn"]
    assert found.gaps.loc["tenure", "value_gbp_pa"] == pytest.approx(100_000 * 3 / weights)
    assert list(found.property_gaps.index) == ["P2", "P1"]
    assert found.property_gaps.loc["P1", "missing"] == ("UPRN", "Tenure")


def test_open_corrections_are_reported_with_their_age():
    raised = pd.DataFrame(
        {"state": ["open", "open", "accepted", "declined"],
         "raised_on": [date(2026, 3, 1), date(2026, 3, 21), date(2025, 1, 1), date(2025, 1, 1)]}
    )  # fmt: skip
    found = report(facts({}, corrections=raised), estate({})).corrections
    assert (found.open, found.accepted, found.declined) == (2, 1, 1)
    assert (found.oldest_open_days, found.median_open_days) == (30, 20.0)


def test_an_organisation_without_properties_has_no_score():
    found = report(facts(), estate({"organisation": "SYN-B"}))
    assert found.properties == 0
    assert found.score is None
    assert found.passed is None
    assert found.imputed_share is None


def test_every_rule_names_its_source_and_the_weights_make_one():
    assert all(rule.source for rule in RULES.values())
    parts = [rule.value for name, rule in RULES.items() if name.startswith("quality_weight")]
    assert sum(parts) == pytest.approx(1)
