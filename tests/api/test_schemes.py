"""A candidate's business case at every door: what it says, and what each reader may see."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from estate.assumptions import AssumptionSet
from estate.capacity import space_rule
from estate.codes import DISCLAIMER
from estate.colocation.plain_language import lint
from estate.quarters import Quarter
from estate.register.queries import cost_lines, related_records
from estate.register.visibility import owner
from tests.api.conftest import TODAY

FILES = ("cash-flow.csv", "cash-flow.xlsx", "cash-flow.svg", "range.svg", "tornado.svg")
TABLES = ("lenses", "cash-flow", "division", "inputs", "information", "application", "assumptions")


@pytest.fixture(scope="module")
def candidates(club) -> list[dict[str, Any]]:
    rows = club.get("/api/v1/candidates?limit=400").raise_for_status().json()["candidates"]
    return [row for row in rows if row["scheme_page"] and row["saving"]["central"] is not None]


@pytest.fixture(scope="module")
def let(candidates) -> dict[str, Any]:
    """One whose guest leaves a lease."""
    return next(row for row in candidates if row["exit_kind"] in ("expiry", "tenant_break"))


@pytest.fixture(scope="module")
def case(club, let) -> dict[str, Any]:
    return club.get("/api/v1" + let["scheme_page"]).raise_for_status().json()


def test_the_case_says_what_a_finance_director_asks(case, let) -> None:
    assert case["candidate"]["id"] == let["id"]
    assert set(case["lenses"]) == {"partner", "club", "economic"}
    partners = case["lenses"]["partner"].values()
    club_npv = case["lenses"]["club"]["npv"]["amount_gbp"]
    assert sum(one["npv"]["amount_gbp"] for one in partners) == pytest.approx(club_npv, abs=0.05)
    shares = case["division"]["shapley"]["shares_gbp"].values()
    assert sum(shares) == pytest.approx(case["division"]["club_gbp"], abs=0.05)
    found = case["range"]
    assert found["p10_gbp"] < found["p50_gbp"] < found["p90_gbp"]
    assert found["seed"] and found["draws"] >= 5_000
    assert 1 <= len(found["drivers"]) <= 5
    assert set(found["partners"]) == set(case["lenses"]["partner"])
    assert case["inputs"] and all(one["source"] for one in case["inputs"])
    assert {one["known"] for one in case["inputs"]} <= {
        "actual", "band", "imputed", "assumed", "unknown",
    }  # fmt: skip


def test_the_yearly_gain_is_the_saving_of_the_candidate(club, candidates) -> None:
    """To the £1,000 to which the club reads a candidate's saving."""
    whole = [row for row in candidates if row["saving"]["whole_building"]][:8]
    assert whole
    for row in whole:
        found = club.get("/api/v1" + row["scheme_page"]).json()
        if not found["warnings"]:
            gain = found["lenses"]["club"]["run_rate"]["amount_gbp"]
            assert gain == pytest.approx(row["saving"]["central"], abs=501), row["scheme_page"]


def test_a_property_stands_for_its_best_ranked_occupation(club, let) -> None:
    address = f"/api/v1/schemes/{let['guest']['property_id']}/{let['host']['property_id']}"
    found = club.get(address).raise_for_status().json()
    assert found["candidate"]["guest"]["property_id"] == let["guest"]["property_id"]


def test_the_club_reads_quarters_and_bands_and_the_owner_its_own_figures(
    club, let, county_token, candidates
) -> None:
    shown = {one["label"]: one for one in club.get("/api/v1" + let["scheme_page"]).json()["inputs"]}
    assert re.fullmatch(r"\d{4} Q[1-4]", shown["Way out"]["value"])
    own = next(row for row in candidates if row["guest"]["organisation"]["code"] == "SYN-CC")
    address = "/api/v1" + own["scheme_page"]
    mine = club.get(address, headers=county_token).raise_for_status().json()
    theirs = club.get(address).json()
    label = "Premises cost of the guest's building"
    exact, band = ({one["label"]: one for one in found["inputs"]}[label]
                   for found in (mine, theirs))  # fmt: skip
    assert (exact["known"], band["known"]) == ("actual", "band")
    assert exact["value"] != band["value"]


def test_the_public_is_refused_at_every_door(public, let) -> None:
    for path in ("", *(f"/{name}" for name in FILES)):
        response = public.get(f"/api/v1{let['scheme_page']}{path}")
        assert response.status_code == 403, path
    page = public.get(let["scheme_page"])
    assert page.status_code == 403
    assert "£" not in page.text


def test_what_is_no_candidate_is_not_found(club, let) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    for path in (f"/schemes/{nobody}/{let['host']['property_id']}", f"/schemes/{nobody}/{nobody}"):
        response = club.get("/api/v1" + path)
        assert response.status_code == 404
        assert "no sharing option of these two" in response.json()["detail"]
        assert club.get(path).status_code == 404
    assert club.get("/api/v1/schemes/x/y").status_code == 422
    assert club.get(f"/api/v1{let['scheme_page']}?surprise=1").status_code == 422
    assert club.get(f"/api/v1{let['scheme_page']}/range.svg?size=huge").status_code == 422


def test_an_unknown_need_is_said_with_what_mends_it(club) -> None:
    rows = club.get("/api/v1/candidates?limit=2000&fit=could_fit").json()["candidates"]
    unknown = next(row for row in rows if row["need_m2"] is None)
    assert unknown["scheme_page"] is None
    address = f"/schemes/{unknown['guest']['property_id']}/{unknown['host']['property_id']}"
    response = club.get("/api/v1" + address)
    if response.status_code == 422:  # another occupation of the property may have a known need
        assert "Supply its staff, desks or the area" in response.json()["detail"]
        assert "Supply its staff" in club.get(address).text


def test_the_charts_are_images_that_say_what_they_show(club, let) -> None:
    for name in ("cash-flow", "range", "tornado"):
        for size in ("wide", "narrow"):
            response = club.get(f"/api/v1{let['scheme_page']}/{name}.svg?size={size}")
            assert response.headers["content-type"].startswith("image/svg+xml")
            assert b'role="img"' in response.content and b"\xc2\xa3" in response.content


def test_the_workbook_names_every_input(club, let, case) -> None:
    response = club.get(f"/api/v1{let['scheme_page']}/cash-flow.xlsx").raise_for_status()
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["About", "Inputs", "Payments", "Cash flow", "Do-minimum", "Sources"]
    labels = [row[0] for row in book["Sources"].iter_rows(min_row=2, values_only=True)]
    assert labels == [one["label"] for one in case["inputs"]]


def test_the_page_shows_the_case_and_says_nothing_forbidden(club, let, case) -> None:
    page = club.get(let["scheme_page"]).raise_for_status().text
    text = unescape(page)
    for words in ("Who gains", "Equal split", "Fair split", "8 in 10 chance of",
                  "What to ask for", "to pay back.", "Most money out at one time", "Arrives",
                  "How it is known", "The saving rests on ", DISCLAIMER,
                  "indicative — not a decision", case["division"]["statement"]):  # fmt: skip
        assert words in text, words
    assert text.count(DISCLAIMER) == 1
    assert lint(re.sub(r"<[^>]+>", " ", text)) == []
    assert "style=" not in page
    images = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert len([one for one in images if ".svg" in one[0] and "/schemes/" in one[0]]) == 3


def test_the_page_says_by_when_to_act(club, candidates) -> None:
    dated = next(row for row in candidates if row["act_by_quarter"])
    quarter = Quarter(int(dated["act_by_quarter"][:4]), int(dated["act_by_quarter"][-1]))
    page = club.get(dated["scheme_page"]).raise_for_status().text
    assert f"<dt>Act by</dt><dd>{quarter.words}</dd>" in page


def test_every_answer_says_what_it_rests_on(club, let, case) -> None:
    """Basis, price base, years, assumption set, imputed share and disclaimer."""
    told = {"price_base", "horizon_years", "assumption_set", "imputed_share", "disclaimer", "basis"}
    assert told <= set(case)
    address = "/api/v1" + let["scheme_page"]
    rows = _csv(club.get(f"{address}/cash-flow.csv").content)
    assert rows and all(row[name] for row in rows for name in told)
    for table in TABLES:
        response = club.get(f"{let['scheme_page']}/{table}.csv").raise_for_status()
        rows = _csv(response.content)
        assert rows, table
        assert all(row[name] for row in rows for name in told), table
        workbook = club.get(f"{let['scheme_page']}/{table}.xlsx").raise_for_status()
        assert workbook.content[:2] == b"PK"
    assert club.get(f"{let['scheme_page']}/nothing.csv").status_code == 404


def _csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_nothing_exact_of_others_is_in_the_club_s_case(
    sample_engine: Engine, club, candidates
) -> None:
    """No exact cost or lease day of the guest's organisation stands anywhere in its answer."""
    sought = 0
    for row in candidates[:10]:
        code, home = row["guest"]["organisation"]["code"], row["guest"]["property_id"]
        with sample_engine.connect() as connection:
            lines = cost_lines.latest(connection, owner(code), [home])
            rule = space_rule(AssumptionSet(), TODAY)
            found = related_records.of_property(connection, owner(code), UUID(home), rule)
            leases = found.leases
        texts = club.get("/api/v1" + row["scheme_page"]).text
        secrets = {f"{float(line['amount_gbp_pa'])}" for line in lines}
        secrets |= (
            {f"{sum(float(line['amount_gbp_pa']) for line in lines):.2f}"} if lines else set()
        )
        ends = [one["expiry_date"] for one in leases if one["expiry_date"]]
        secrets |= {day.isoformat() for day in ends if (day + timedelta(days=1)).day != 1}
        for secret in secrets - {"0.0", "0.00"}:
            sought += 1
            assert secret not in texts, (secret, row["scheme_page"])
    assert sought > 15
