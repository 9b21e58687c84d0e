"""A figure is one figure: on the page, in the file, in the workbook and in the API."""

import csv
import io

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.xdist_group("sample, seen")


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_steps_on_the_countys_page_lead_to_the_portfolio_of_the_api(club: TestClient) -> None:
    central = club.get("/api/v1/savings/portfolio").json()["net"]["central"]
    lines = rows_of(club, "/county/gap.csv")
    assert [lines[0]["name"], lines[-1]["name"]] == ["Top-down, 2010", "Bottom-up portfolio"]
    for end in ("low_gbp_pa", "high_gbp_pa"):
        *walked, last = (float(line[end]) for line in lines)
        assert sum(walked) == pytest.approx(last, abs=0.02)
        assert last == pytest.approx(central, abs=0.51)


def test_the_estimates_on_the_countys_page_are_those_of_the_api(club: TestClient) -> None:
    net = club.get("/api/v1/savings/portfolio").json()["net"]
    page = club.get("/county").text
    line = rows_of(club, "/county/savings.csv")[1]
    for end in ("low", "central", "high"):
        told = round(net[end], -3)
        assert float(line[f"{end}_gbp_pa"]) == told
        assert f"{'−' if told < 0 else ''}£{abs(told):,.0f}" in page
    assert "£-" not in page
    assert "close many times" not in page
