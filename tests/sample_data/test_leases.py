"""Leases of the sample county follow the recipe relative to any reference date."""

from datetime import date

import pytest

from estate.rows import NewRow
from sample_data.organisations import organisations
from tests.sample_data.drawn import drawn


@pytest.fixture(scope="module", params=[date(2026, 4, 1), date(2024, 2, 29)])
def dated(request: pytest.FixtureRequest) -> tuple[date, list[NewRow]]:
    return request.param, drawn(reference_date=request.param).leases


def test_shares_of_breaks_holding_over_and_missing_dates(dated: tuple[date, list[NewRow]]) -> None:
    today, leases = dated
    assert len(leases) == 176
    assert sum("break_date" in row for row in leases) == round(0.35 * 176)
    assert sum("holding_over_since" in row for row in leases) == round(0.06 * 176)
    assert sum("expiry" not in row for row in leases) == round(0.25 * 176)
    running = [row for row in leases if row.get("expiry", date.min) > today]
    soon = [row for row in running if (row["expiry"] - today).days < 3 * 366]
    assert abs(len(soon) / len(running) - 0.20) < 0.02


def test_an_eighth_of_the_leases_is_between_partners(dated: tuple[date, list[NewRow]]) -> None:
    names = {alias for o in organisations() for alias in (o.name, *o.aliases)}
    assert sum(row["landlord"] in names for row in dated[1]) == round(0.12 * 176)


def test_dates_are_in_order(dated: tuple[date, list[NewRow]]) -> None:
    today, leases = dated
    for row in leases:
        if "expiry" not in row:
            assert "break_date" not in row
            continue
        assert row["start"] < row["expiry"]
        assert row["start"] < today
        if "holding_over_since" in row:
            assert row["expiry"] < row["holding_over_since"] < today
        if "break_date" in row:
            assert today <= row["break_date"] < row["expiry"]
        if row.get("review_date"):
            assert today < row["review_date"] < row["expiry"]


def test_rent_is_part_of_the_cost_lines() -> None:
    county = drawn()
    rents = {
        r["property_ref"]: r["amount_gbp_pa"] for r in county.costs if r["cost_kind"] == "rent"
    }
    assert rents
    leases = {row["property_ref"]: row["passing_rent_gbp_pa"] for row in county.leases}
    assert all(leases[ref] == rent for ref, rent in rents.items())
