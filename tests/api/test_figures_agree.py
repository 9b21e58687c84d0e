"""A figure is one figure: on the page, in the file, in the workbook and in the API."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from estate.db import tables as t
from estate.rounding import about_pounds
from tests.api.imports_office import EDITOR, Office


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_steps_on_the_countys_page_lead_to_the_portfolio_of_the_api(club: TestClient) -> None:
    net = club.get("/api/v1/savings/portfolio").json()["net"]
    lines = rows_of(club, "/county/gap.csv")
    assert [lines[0]["name"], *(line["name"] for line in lines[-3:])] == [
        "From total cost, plan of 2010", "Moves that can all happen together",
        "One-off cost", "Annual equivalent",
    ]  # fmt: skip
    for end in ("low_gbp_pa", "high_gbp_pa"):
        *walked, full, one_off, left = (float(line[end]) for line in lines)
        assert sum(walked) == pytest.approx(full, abs=0.02)
        assert full == pytest.approx(net["recurrent"]["central"], abs=0.51)
        assert full + one_off == pytest.approx(left, abs=1.01)
        assert left == pytest.approx(net["central"], abs=1.01)


def test_the_bridge_leads_from_each_premises_cost_to_the_next(club: TestClient) -> None:
    lines = {one["name"]: float(one["gbp_pa"]) for one in rows_of(club, "/county/bridge.csv")}
    steps = list(lines.values())
    assert len(steps) == 7
    assert steps[0] + steps[1] == pytest.approx(lines["Reported"], abs=1_001)
    total = lines["Premises cost of this register"]
    assert lines["Reported"] + lines["Worked out"] == pytest.approx(total, abs=1_001)
    assert total == club.get("/api/v1/stats").json()["premises_cost"]["central_gbp_pa"]
    rest = total + lines["Mean of the county council instead"]
    assert rest == pytest.approx(lines["Premises cost, extrapolated"], abs=1_001)
    shown = club.get("/county/how-worked-out").text
    assert "of the 645 properties extrapolated" in shown
    table = shown.split('id="table-bridge"')[1].split("<caption")[0]
    assert 'class="folds"' in table, "an amount is cut at the edge of a narrow screen"


def test_the_county_s_own_range_is_one_wherever_it_stands(club: TestClient) -> None:
    own = club.get("/api/v1/savings/top-down").json()["todays_money"]["own_saving"]
    lines = {one["name"]: one for one in rows_of(club, "/county/savings.csv")}
    level = next(one for one in rows_of(club, "/county/gap.csv") if one["name"] == "Cost level")
    for end in ("low", "high"):
        amount = own[end]["amount_gbp"]
        assert float(lines["From total cost, this register"][f"{end}_gbp_pa"]) == amount
        published = float(lines["From total cost, plan of 2010"][f"{end}_gbp_pa"])
        assert abs(published + float(level[f"{end}_gbp_pa"]) - amount) <= 1  # each to the pound
    said = club.get("/api/v1/savings/portfolio").json()["top_down"]["statement"]
    low, high = (about_pounds(own[end]["amount_gbp"]) for end in ("low", "high"))
    assert f"{low} to {high} at this register's own premises cost" in said


def test_the_steps_add_up_in_whole_pounds_and_the_page_rounds_them(club: TestClient) -> None:
    found = club.get("/api/v1/savings/portfolio").json()
    beside, central = found["top_down"], found["net"]["recurrent"]["central"]
    for end in ("low", "high"):
        steps = [step[end]["amount_gbp"] for step in beside["steps"]]
        assert all(step == int(step) for step in steps)
        assert beside[end]["amount_gbp"] + sum(steps) == central
    assert beside["bottom_up"]["central"]["amount_gbp"] == central
    page = club.get("/county/how-worked-out").text
    for line in rows_of(club, "/county/gap.csv"):
        for end in ("low_gbp_pa", "high_gbp_pa"):
            assert about_pounds(abs(float(line[end]))) in page


def test_nought_has_no_sign_in_any_answer(club: TestClient) -> None:
    found = club.get("/api/v1/candidates", params={"limit": 60})
    pages = [one["scheme_page"] for one in found.json()["candidates"] if one["scheme_page"]]
    addresses = [
        "/api/v1/savings/portfolio", "/api/v1/savings/top-down", "/api/v1/stats",
        "/county/savings.csv", "/county/gap.csv",
        *(f"/api/v1{page}" for page in pages[:15]),
        *(f"/api/v1{page}/cash-flow.csv" for page in pages[:3]),
    ]  # fmt: skip
    for text in (found.text, *(club.get(one).raise_for_status().text for one in addresses)):
        assert not re.search(r"[:,\[\n]-0(\.0+)?[,}\]\r\n]", text)


def test_the_estimates_on_the_countys_page_are_those_of_the_api(club: TestClient) -> None:
    net = club.get("/api/v1/savings/portfolio").json()["net"]
    page = club.get("/county/how-worked-out").text
    lines = {one["name"]: one for one in rows_of(club, "/county/savings.csv")}
    for name, of in (("Moves that can all happen together", net["recurrent"]),
                     ("The same, less one-off cost", net)):  # fmt: skip
        for end in ("low", "central", "high"):
            told = round(of[end], -3)
            assert float(lines[name][f"{end}_gbp_pa"]) == told
            assert about_pounds(told) in page
    assert "£-" not in page
    assert "close many times" not in page


def test_the_lenses_of_a_business_case_are_numbers_to_the_penny_in_its_files(
    club: TestClient,
) -> None:
    found = club.get("/api/v1/candidates", params={"organisation": "SYN-CC", "limit": 50}).json()
    page = next(one["scheme_page"] for one in found["candidates"] if one["scheme_page"])
    case = club.get("/api/v1" + page).json()
    lines = {line["measure"]: line for line in rows_of(club, f"{page}/lenses.csv")}
    for lens in ("club", "economic"):
        told = case["lenses"][lens]
        if told["sign_known"]:
            assert float(lines["Net present value"][lens]) == told["npv"]["amount_gbp"]
        else:
            assert lines["Net present value"][lens].startswith("not known: ")
        assert float(lines["Most money out at one time"][lens]) == told["peak_need_gbp"]
    book = load_workbook(io.BytesIO(club.get(f"{page}/lenses.xlsx").content))
    cell = book["Table"].cell(row=2, column=2).value
    assert isinstance(cell, int | float)
    paid = rows_of(club, f"/api/v1{page}/cash-flow.csv")
    gains = sum(float(one["club_gain_gbp"]) * float(one["discount_factor"]) for one in paid)
    assert gains == pytest.approx(case["lenses"]["club"]["npv"]["amount_gbp"], abs=0.01)
    shares = rows_of(club, f"{page}/division.csv")
    for one, party in zip(shares, case["division"]["gains_gbp"], strict=True):
        ranged = case["range"]["partners"][party]
        assert float(one["p10_gbp"]) == pytest.approx(ranged["p10_gbp"], abs=0.01)
        assert float(one["p10_gbp"]) <= float(one["p90_gbp"])
    put_in = {line["what"]: line["value"] for line in rows_of(club, f"{page}/inputs.csv")}
    assert put_in["Project management"] == "8% (5% to 12%) of works and ICT"


def test_a_quarter_reads_as_months_on_a_page_and_as_itself_in_a_file(club: TestClient) -> None:
    page = club.get("/towns/Evesham").text
    assert not re.findall(r"20\d\d Q[1-4]", page)
    assert re.search(r"(Jan–Mar|Apr–Jun|Jul–Sep|Oct–Dec) 20\d\d", page)
    sites = rows_of(club, "/towns/Evesham/properties.csv")
    whens = {line["lease_can_end"] for line in sites if line["lease_can_end"].startswith("20")}
    assert whens
    assert all(re.fullmatch(r"20\d\d Q[1-4]", when) for when in whens)
    leases = rows_of(club, "/towns/Evesham/leases.csv")
    assert {line["precision"] for line in leases} == {"quarter"}


def test_the_lease_list_names_tenants_and_a_tenant_without_dates_is_not_an_owner(
    club: TestClient,
) -> None:
    tenants = {line["tenant"] for line in rows_of(club, "/towns/Evesham/leases.csv")}
    names = {one["name"] for one in club.get("/api/v1/organisations").json()["organisations"]}
    assert tenants <= names
    sites = rows_of(club, "/towns/Evesham/properties.csv")
    assert {one["lease_can_end"] for one in sites if one["tenure"] == "Freehold"} == {"–"}
    let = [one["lease_can_end"] for one in sites if one["tenure"] == "Leasehold"]
    assert "–" not in let
    assert "" in let


def test_an_owner_reads_its_own_lease_days_on_a_candidate_with_another(
    club: TestClient, county_token: dict[str, str], sample_engine: Engine
) -> None:
    lets = select(t.lease.c.property_id).where(t.lease.c.landlord_organisation_code == "SYN-CC")
    with sample_engine.connect() as connection:
        let_by_it = {str(one) for one in connection.execute(lets).scalars()}
    asked = {"organisation": "SYN-CC", "limit": 1_000}
    own = club.get("/api/v1/candidates", params=asked, headers=county_token).json()["candidates"]
    guests = [one for one in own if one["guest"]["organisation"]["code"] == "SYN-CC"]
    dated = [one for one in guests if one["exit_kind"] in ("expiry", "tenant_break")]
    assert dated
    assert all(one["exit_date"] for one in dated)
    others = [one for one in own if one["guest"]["organisation"]["code"] != "SYN-CC"
              and one["guest"]["property_id"] not in let_by_it]  # fmt: skip
    assert others
    assert not any("exit_date" in one for one in others)
    seen = club.get("/api/v1/candidates", params=asked).json()["candidates"]
    assert not any("exit_date" in one for one in seen)


def test_the_lines_of_the_portfolio_add_up_to_its_total_as_its_rounding_says(
    club: TestClient,
) -> None:
    found = club.get("/api/v1/savings/portfolio").json()
    net, moves, emptied = found["net"], found["moves"], found["emptied"]
    assert all(one["empties_building"] for one in moves) or len(emptied) < len(moves)
    one_off = sum(one["one_off_gbp"] for one in moves) + sum(o["give_back_gbp"] for o in emptied)
    assert one_off == pytest.approx(net["one_off_gbp"], abs=500 * (len(moves) + len(emptied)))
    if all(one["empties_building"] for one in moves):
        saved = sum(one["saving_gbp_pa"] for one in emptied)
        assert saved == pytest.approx(net["gross"], abs=500 * len(emptied))
    assert net["gross"] - net["costs"] == net["central"]
    told = {one["name"]: one["text"] for one in found["statement"]}
    assert "nearest £1,000" in told["Rounding"]


@pytest.mark.parametrize("page", ["/towns/Evesham", "/organisations/SYN-POL"])
def test_a_page_that_shows_some_candidates_leads_to_all_of_them(
    club: TestClient, page: str
) -> None:
    text = club.get(page).text
    link = re.search(r'href="(/api/v1/exports/candidates\.csv[^"]*)"', text)
    assert link
    address = link[1].replace("&amp;", "&")
    total = re.search(r"All ([\d,]+) as CSV", text)
    assert total
    assert len(rows_of(club, address)) == int(total[1].replace(",", ""))
    assert "Our candidates" not in text


def test_a_propertys_page_says_how_many_candidates_its_files_leave_out(club: TestClient) -> None:
    found = club.get("/api/v1/candidates", params={"limit": 300}).json()["candidates"]
    hosts = [one["host"]["property_id"] for one in found]
    place = max(hosts, key=hosts.count)
    every = club.get(f"/api/v1/properties/{place}/candidates").json()["numberMatched"]
    assert every > 10
    page = club.get(f"/properties/{place}").text
    assert f"The best five of {every:,}; the files hold the best 10." in page


def test_an_organisation_without_properties_says_so_and_what_comes_next(office: Office) -> None:
    own = office.headers(EDITOR)
    page = office.client.get("/organisations/T-CC", headers=own).text
    assert "is in the register yet" in page
    assert 'href="/imports"' in page
    for nonsense in ("Nothing that is asked for is missing", "ratings.svg", "Premises cost"):
        assert nonsense not in page
    for address in (
        "/county",
        "/organisations",
        "/ratings",
        "/print",
        "/organisations/T-CC/quality",
    ):
        assert office.client.get(address, headers=own).status_code == 200, address
