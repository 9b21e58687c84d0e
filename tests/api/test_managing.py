"""Managing bodies: who manages what, what it costs, and a charge at stated rates."""

from decimal import Decimal

import pandas as pd
import pytest

from estate.assumptions import named
from estate.club.managing import Rates, by_body, managing, together

ADDRESS = "/api/v1/managing-bodies"


def premises(costs: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({
        "total_gbp_pa": costs, "imputed": False, "imputed_part": 0.0, "exact": True, "sigma": 0.0,
        "tier": "actual", "area_tier": ["gia", "class_mean", "gia"], "area_m2": [100, 50, 30.0],
    }, index=["A", "B", "C"])  # fmt: skip
    frame.attrs["price_base"] = named("2026-11").price_base
    return frame


def test_a_charge_by_hand_and_who_is_taken_to_manage():
    """C is not shown to this reader; of B nobody is on record, so who reports it does."""
    places = pd.DataFrame({"organisation": ["SYN-X", "SYN-Y", "SYN-Y"]}, ["A", "B", "C"])
    said = {"A": "SYN-Y", "B": None}
    body, on_record = managing(places, said)
    assert (body.to_dict(), on_record.to_dict()) == (
        {"A": "SYN-Y", "B": "SYN-Y"}, {"A": True, "B": False})  # fmt: skip
    asked = (places, premises([1_000.0, 500.0, 9.0]), said, Rates(2.5, 3), named("2026-11"))
    (one,) = by_body(*asked)
    assert (one.properties, one.on_record, one.areas_known) == (2, 1, 1)
    assert Decimal(str(one.charge_gbp_pa)) == Decimal("487.5")  # 37.50 and 450
    assert together(*asked).charge_gbp_pa == one.charge_gbp_pa
    assert Rates().charge_gbp_pa(1, 1) is None


def test_bodies_make_the_whole_and_no_rate_is_invented(club, county_token):
    found = club.get(ADDRESS).raise_for_status().json()
    whole = found["together"]
    assert sum(one["properties"] for one in found["bodies"]) == whole["properties"] > 1_000
    assert whole["charge_gbp_pa"] is None
    assert all(one["charge_gbp_pa"] is None for one in found["bodies"])
    few = [one for one in found["bodies"] if one["properties"] < 10]
    assert few and all(one["cost"] is None for one in few)
    asked = club.get(ADDRESS, params={"percent_of_cost": 3}).raise_for_status().json()
    for one in asked["bodies"]:
        if one["cost"] is None:
            assert one["charge_gbp_pa"] is None, "a share of a cost tells the cost"
        else:
            cost = one["cost"]["central_gbp_pa"]
            assert one["charge_gbp_pa"] == pytest.approx(cost * 0.03, abs=0.6), "of what is shown"
    again = club.get("/managing-bodies?percent_of_cost=abc&gbp_per_m2_pa=0")
    assert again.status_code == 422 and 'value="abc"' in again.text
    assert "premises cost” (a number, such as 12.5)" in again.text
    assert "m² a year” (more than 0)" in again.text
    area = club.get(ADDRESS, params={"gbp_per_m2_pa": 2}).raise_for_status().json()
    for one in area["bodies"]:
        assert one["charge_gbp_pa"] == pytest.approx(2 * one["area_m2"], abs=2)
    own = club.get(ADDRESS, headers=county_token).raise_for_status().json()
    mine = next(one for one in own["bodies"] if one["code"] == "SYN-CC")
    assert mine["cost"]["central_gbp_pa"] % 1_000 != 0, "its own figures exactly"


def test_page_file_and_who_may_not(club, public):
    assert public.get(ADDRESS).status_code == 403
    assert club.get(ADDRESS, params={"percent_of_cost": 0}).status_code == 422
    page = club.get("/managing-bodies?percent_of_cost=3&gbp_per_m2_pa=").text
    assert "One body would charge a year" in page and 'value="3"' in page
    assert "ownership stays as it is" in page
    assert "One body would charge" not in club.get("/managing-bodies").text.replace("managed", "")
    text = club.get("/managing-bodies/together.csv?gbp_per_m2_pa=2").text
    assert "charge_gbp_pa" in text
