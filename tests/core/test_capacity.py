"""Need and spare space."""

import pandas as pd
import pytest

from estate.assumptions import AssumptionSet, named
from estate.capacity import needs, spare_space

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
