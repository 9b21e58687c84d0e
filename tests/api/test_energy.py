"""Energy over HTTP, on pages and in files: sums of buildings, two years of factors, who sees it."""

import csv
import io

import pytest


@pytest.fixture(scope="module")
def pair(club) -> tuple[str, str]:
    found = club.get("/api/v1/candidates?limit=40").json()["candidates"]
    one = next(one for one in found if one["scheme_page"])
    return one["guest"]["occupation_id"], one["host"]["property_id"]


def test_the_county_its_page_files_and_years(club, public) -> None:
    new, old = (club.get(f"/api/v1/energy?factors={year}").json() for year in (2025, 2024))
    whole = new["whole"]
    assert 0 < whole["kwh_pa"]["low"] < whole["kwh_pa"]["middle"] < whole["kwh_pa"]["high"]
    assert 0 < whole["on_record"] < whole["properties"] and 0 < whole["imputed_share"] < 1
    assert sum(one["kwh_pa"]["middle"] for one in new["organisations"]) == pytest.approx(
        whole["kwh_pa"]["middle"], rel=1e-6
    )
    assert sum(one["kwh_pa"] for one in new["by_fuel"]) == pytest.approx(
        whole["kwh_pa"]["middle"], rel=1e-6
    )
    used = {one["fuel"]: one["kwh_pa"] for one in new["by_fuel"]}
    assert old["whole"]["kwh_pa"] == whole["kwh_pa"]
    fell = old["whole"]["tco2e_pa"]["middle"] - whole["tco2e_pa"]["middle"]
    kg = used["electricity"] * (0.20705 - 0.177) + used["gas"] * (0.1829 - 0.18296)
    assert fell == pytest.approx(kg / 1000, rel=2e-4)  # the other fuels hardly moved
    assert club.get("/api/v1/energy?factors=1999").status_code == 422
    page = club.get("/energy?factors=2024").text
    assert "factors of 2024" in page and "not included in the money figures" in page
    text = club.get("/energy/organisations.csv").text
    assert text.count("\n") == len(new["organisations"]) + 2
    assert {one["key"] for one in new["flags"] if one["properties"]} >= {"dec_missing"}
    assert public.get("/api/v1/energy").status_code == 403


def test_a_property_and_who_may_not(club, public) -> None:
    listed = csv.DictReader(
        io.StringIO(club.get("/api/v1/exports/properties.csv").content.decode("utf-8-sig"))
    )
    rows = [row for row in listed if row["gia_m2"]]
    metered = next(row for row in rows if row["electricity_kwh"] and row["gas_kwh"])
    other = next(row for row in rows if not row["electricity_kwh"] and row["operational"] == "True")
    found = club.get(f"/api/v1/properties/{metered['property_id']}/energy").json()
    told = sum(float(metered[name]) for name in ("electricity_kwh", "gas_kwh"))
    assert found["kwh_pa"]["middle"] == pytest.approx(told) and found["tier"] == "actual"
    assert found["year"] == "2024/25" and "energy_works_gbp" not in found
    guess = club.get(f"/api/v1/properties/{other['property_id']}/energy").json()
    assert guess["tier"] != "actual" and 0 < guess["kwh_pa"]["low"] < guess["kwh_pa"]["high"]
    page = club.get(f"/properties/{other['property_id']}").text
    assert "kWh a year" in page and "worked out" in page
    assert club.get(f"/properties/{other['property_id']}/energy.csv").status_code == 200
    assert public.get(f"/api/v1/properties/{metered['property_id']}/energy").status_code == 403
    shown = public.get(f"/properties/{metered['property_id']}")
    assert "kWh" not in shown.text


def test_what_a_move_changes_stands_beside_the_money(club, pair) -> None:
    guest, host = pair
    at = f"/schemes/{guest}/{host}"
    found = club.get(f"/api/v1{at}/energy").json()
    _sums(found)
    assert len(found["buildings"]) == 2
    page = club.get(at).text
    assert "Energy use and emissions, before and after" in page and found["sentence"] in page
    text = club.get(f"/api/v1{at}/energy.csv").text
    assert text.count("\n") == 3 and "electricity_before_kwh" in text.splitlines()[0]
    lines = {one["name"]: one for one in csv.DictReader(io.StringIO(text))}
    for one in found["buildings"]:
        before = one["before_all_fuels_kwh_pa"]
        assert float(lines[one["name"]]["before_kwh_low"]) == before["low"]
        assert float(lines[one["name"]]["before_kwh_high"]) == before["high"]
    assert club.get(f"/api/v1{at}/energy.xlsx").status_code == 200
    case = club.get(f"/api/v1{at}").json()
    assert "kwh" not in str(case).lower()


def test_a_town_s_option_uses_what_its_buildings_use(club, public) -> None:
    at = "/towns/Bromsgrove/options"
    found = club.get(f"/api/v1{at}/energy?within_s=2").raise_for_status().json()
    _sums(found)
    left = [one for one in found["buildings"] if one["role"] == "left"]
    assert left and all(sum(one["after_kwh_pa"].values()) == 0 for one in left)
    assert club.get(f"/api/v1{at}/energy.csv?within_s=1").text.count("\n") > len(left)
    assert "Energy use and emissions, before and after" in club.get(at).text
    assert public.get(f"/api/v1{at}/energy").status_code == 403


def _sums(found: dict) -> None:
    """The whole is the sum of its buildings, before and after, of each fuel."""
    for when in ("before", "after"):
        of = [one[f"{when}_kwh_pa"] for one in found["buildings"]]
        total = sum(sum(one.values()) for one in of)
        assert found[f"{when}_kwh_pa"]["middle"] == pytest.approx(total, abs=len(of))
        for told in found["by_fuel"]:
            used = told[f"{when}_kwh_pa"]
            each = sum(one[told["fuel"]] for one in of)
            assert used["middle"] == pytest.approx(each, abs=len(of))
            assert used["low"] <= used["middle"] <= used["high"]
        for one in found["buildings"]:
            told, parts = one[f"{when}_all_fuels_kwh_pa"], one[f"{when}_kwh_pa"]
            assert told["middle"] == pytest.approx(sum(parts.values()), abs=0.2)
            assert told["low"] <= told["middle"] <= told["high"]
            if one["tier"] not in ("actual", "none") and told["middle"]:
                assert told["low"] < told["middle"] < told["high"], "without data it is a range"
        emitted = sum(one[f"{when}_tco2e_pa"]["middle"] for one in found["buildings"])
        assert found[f"{when}_tco2e_pa"]["middle"] == pytest.approx(emitted, abs=0.01)
    change = found["change_kwh_pa"]
    assert change["middle"] == pytest.approx(
        found["after_kwh_pa"]["middle"] - found["before_kwh_pa"]["middle"], abs=0.2
    )
    assert change["low"] <= change["middle"] <= change["high"]
