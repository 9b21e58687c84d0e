"""Need and spare space."""

from datetime import date

import pandas as pd
import pytest

from estate.assumptions import AssumptionSet, named
from estate.capacity import (
    COUNTERS,
    county_standard,
    needs,
    space_rule,
    spare_space,
    staff,
    standard_words,
    terms,
)

from .factories import occupations, organisations, properties


def test_need_follows_the_organisations_own_standard() -> None:
    bodies = organisations({"id": "SYN-A", "m2_per_fte": 10}, {"id": "SYN-B"})
    rows = occupations(
        {"property_id": "P1", "fte": 20, "need_m2": None},
        {"property_id": "P1", "organisation": "SYN-B", "fte": 20, "need_m2": None},
        {"property_id": "P1", "desks": 20, "need_m2": None},
    )
    assert needs(rows, bodies, named("2026-11")).tolist() == [200, 240, 200]


def test_changing_the_standard_changes_what_is_not_the_organisations_own() -> None:
    bodies = organisations({"id": "SYN-A"}, {"id": "SYN-B", "m2_per_fte": 12})
    rows = occupations(
        {"property_id": "P1", "fte": 20, "need_m2": 240},
        {"property_id": "P1", "fte": 20, "need_m2": 240, "organisation": "SYN-B"},
        {"property_id": "P1", "need_m2": 240, "need_basis": "area"},
        {"property_id": "P1", "desks": 20, "need_m2": 200, "need_basis": "desks"},
        {"property_id": "P1", "need_m2": 240, "need_basis": "fte"},
    )
    eight = AssumptionSet("s8", "8 m2", {"m2_per_fte": 8, "space_standard": "2007"})
    assert needs(rows, bodies, eight).tolist() == pytest.approx([160, 240, 240, 200, 240])
    mobile = AssumptionSet("m", "mobile", {"mobility_factor": 0.5, "space_standard": "2007"})
    assert needs(rows, bodies, mobile).tolist() == pytest.approx([120, 120, 240, 100, 120])


def test_a_need_without_a_basis_is_unknown() -> None:
    rows = occupations({"property_id": "P1", "need_m2": 100, "need_basis": None})
    assert needs(rows, organisations(), named("2026-11")).isna().all()


def space(property_rows, occupation_rows):
    places, users = properties(*property_rows), occupations(*occupation_rows)
    need = needs(users, organisations(), named("2026-11"))
    return spare_space(places, users, need, named("2026-11"))


def test_spare_is_area_less_all_needs() -> None:
    found = space(
        [{"nia_m2": 800}],
        [{"property_id": "P1", "need_m2": 300}, {"property_id": "P1", "need_m2": 100}],
    )
    assert found.loc["P1", ["spare_m2", "utilisation"]].tolist() == [400, 0.5]
    assert not found.loc["P1", "imputed"]


def test_gross_area_is_converted_and_marked() -> None:
    found = space([{"nia_m2": None, "gia_m2": 1000}], [{"property_id": "P1", "need_m2": 200}])
    assert found.loc["P1", "spare_m2"] == pytest.approx(600)
    assert found.loc["P1", "imputed"]


def test_unknown_stays_unknown_and_vacant_is_spare() -> None:
    found = space(
        [{}, {"status": "vacant"}, {}, {"nia_m2": None, "gia_m2": None}],
        [
            {"property_id": "P3", "need_m2": 100},
            {"property_id": "P3", "need_m2": None},
            {"property_id": "P4", "need_m2": 100},
        ],
    )
    assert found["spare_m2"].isna().tolist() == [True, False, True, True]
    assert found.loc["P2", "spare_m2"] == 800


def test_overfull_building_has_nothing_to_spare() -> None:
    found = space([{"nia_m2": 100}], [{"property_id": "P1", "need_m2": 150}])
    assert found.loc["P1", "spare_m2"] == 0
    assert found.loc["P1", "utilisation"] == 1.5
    assert isinstance(found, pd.DataFrame)


def test_whose_standard_holds_is_said() -> None:
    bodies = organisations({"id": "SYN-A", "m2_per_fte": 10}, {"id": "SYN-B"})
    rows = occupations({"property_id": "P1"}, {"property_id": "P1", "organisation": "SYN-B"})
    flat = AssumptionSet("f", "flat", {"space_standard": "2007"})
    assert terms(rows, bodies, flat)["by"].tolist() == ["own_flat", "2007"]
    planned = AssumptionSet("p", "planned", {"space_standard": "2026"})
    assert terms(rows, bodies, planned)["by"].tolist() == ["own_flat", "county"]


def test_a_need_from_desks_that_are_not_seen_shrinks_as_those_that_are() -> None:
    rows = occupations({"property_id": "P1", "need_m2": 200, "need_basis": "desks"})
    mobile = AssumptionSet("m", "mobile", {"mobility_factor": 0.5, "space_standard": "2007"})
    assert needs(rows, organisations(), mobile).tolist() == [100]


def test_who_needs_less_than_a_counter_has_no_staff_there_rather_than_less_than_none() -> None:
    bodies = organisations({"id": "SYN-A"})
    rows = occupations(
        *(
            {"property_id": "P1", "user_function": min(COUNTERS), "need_basis": "fte"}
            for _ in range(3)
        )
    )
    mobile = AssumptionSet("m", "mobile", {"mobility_factor": 0.5, "space_standard": "2026"})
    by = terms(rows, bodies, mobile)
    counter_m2, each = by["counter_m2"].iloc[0], by["m2_per_post"].iloc[0]
    assert counter_m2 > 0
    need = pd.Series([0.0, 0.5 * counter_m2, 0.5 * counter_m2 + 4 * each], rows.index)
    assert staff(rows, bodies, need, mobile).tolist() == pytest.approx([0, 0, 4])


def test_a_building_without_area_has_no_utilisation() -> None:
    found = space(
        [{"nia_m2": 0}, {"nia_m2": 1}],
        [{"property_id": "P1", "need_m2": 10}, {"property_id": "P2", "need_m2": 10}],
    )
    assert found["utilisation"].isna().tolist() == [True, False]
    assert found.loc["P2", "utilisation"] == 10


def test_an_area_used_today_speaks_of_staff_at_the_organisations_own_figure() -> None:
    bodies = organisations({"id": "SYN-A", "m2_per_fte": 10}, {"id": "SYN-B"})
    rows = occupations(
        {"property_id": "P1", "need_basis": "area"},
        {"property_id": "P1", "need_basis": "area", "organisation": "SYN-B"},
    )
    told = staff(rows, bodies, pd.Series(120.0, rows.index), named("2026-11"))
    assert told.tolist() == pytest.approx([12, 10])


@pytest.mark.parametrize("standard", ["2007", "2026"])
def test_the_register_is_asked_by_the_rule_of_the_set(standard: str) -> None:
    """Each figure is another one, so that none can stand in for another."""
    given = {"m2_per_fte": 11, "m2_per_desk": 9, "space_mobile_share": 0.3,
             "space_m2_per_desk": 6, "space_desks_per_post": 0.7, "space_mobile_attendance": 0.4,
             "space_meeting_m2_per_desk": 2.5, "space_storage_m2_per_desk": 1.5,
             "space_counter_m2": 21}  # fmt: skip
    asked = AssumptionSet("s", "s", {**given, "space_standard": standard})
    day = date(2026, 11, 30)
    rule = space_rule(asked, day)
    assert (rule.flat, rule.day) == (standard == "2007", day)
    assert (rule.m2_per_post, rule.m2_per_desk, rule.mobile_share) == (11, 9, 0.3)
    assert rule.default == county_standard(asked)
    county = (rule.default.m2_per_desk, rule.default.desks_per_post, rule.default.counter_m2)
    assert county == (6, 0.7, 21)
    assert standard_words(asked) == (
        "11 m² NIA per FTE" if rule.flat
        else "county default of 2026: 10 m² NIA a desk, 0.7 desks a post,"
    )  # fmt: skip
