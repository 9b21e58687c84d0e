"""Every door of money says what its figures rest on: one walk over all of them.

Basis, price base, years, assumption set, imputed share and disclaimer: as keys of a JSON, as
columns of a CSV, as words of a page.
"""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook

from estate.codes import DISCLAIMER
from tests.api.test_business_case import golden

#: What must be said → keys or headings that say it.
TOLD = {
    "basis": re.compile(r"basis"),
    "price base": re.compile(r"price_base"),
    "years": re.compile(r"years|horizon_years"),
    "assumption set": re.compile(r"assumption_set"),
    "imputed share": re.compile(r"imputed_share"),
    "disclaimer": re.compile(r"disclaimer"),
}
JSON_DOORS = (
    "/api/v1/candidates?limit=3",
    "/api/v1/savings/top-down",
    "/api/v1/savings/portfolio",
    "/api/v1/savings/cost-range",
)
CSV_DOORS = ("/api/v1/exports/candidates.csv?limit=3",)


@pytest.fixture(scope="module")
def scheme(club) -> str:
    rows = club.get("/api/v1/candidates?limit=50").raise_for_status().json()["candidates"]
    return next(row["scheme_page"] for row in rows if row["scheme_page"])


def keys(value: Any) -> Iterator[str]:
    """Every key at any depth whose value is not null."""
    if isinstance(value, dict):
        for name, below in value.items():
            if below is not None:
                yield name
            yield from keys(below)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def missing(names: set[str]) -> list[str]:
    return [what for what, key in TOLD.items() if not any(key.search(name) for name in names)]


@pytest.mark.parametrize("door", JSON_DOORS)
def test_a_json_says_what_it_rests_on(club, door) -> None:
    found = club.get(door).raise_for_status().json()
    assert missing(set(keys(found))) == []
    assert found["disclaimer"] == DISCLAIMER


def test_the_jsons_of_schemes_say_it_too(club, scheme) -> None:
    sent = club.post("/api/v1/savings/business-case", json=golden()).raise_for_status().json()
    made = club.get("/api/v1" + scheme).raise_for_status().json()
    for found in (sent, made):
        assert missing(set(keys(found))) == []
        assert found["disclaimer"] == DISCLAIMER


def test_every_line_of_a_csv_says_it(club, scheme) -> None:
    answers = [club.get(door) for door in (*CSV_DOORS, f"/api/v1{scheme}/cash-flow.csv")]
    answers.append(club.post("/api/v1/savings/business-case/cash-flow.csv", json=golden()))
    answers += [club.get(f"{scheme}/{name}.csv") for name in ("lenses", "cash-flow", "division")]
    for answer in answers:
        text = answer.raise_for_status().content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows, answer.url
        # Of a list of thousands the disclaimer stands once, on its first line.
        once = "candidates.csv" in str(answer.url)
        for place, row in enumerate(rows):
            said = not once or place == 0
            lacks = missing({name for name, value in row.items() if value != ""})
            assert lacks == ([] if said else ["disclaimer"]), answer.url
            assert row["disclaimer"] == (DISCLAIMER if said else "")


def test_the_page_of_a_scheme_says_it(club, scheme) -> None:
    text = unescape(club.get(scheme).raise_for_status().text)
    for words in ("Basis", "Price base", "Years", "Assumption set", "Estimated", "Run date",
                  "Discounting", DISCLAIMER):  # fmt: skip
        assert words in text, words


#: Where minutes between properties, or residents' minutes, are answered: engine and speed with
#: them, be they by network or by straight lines.
MINUTES = "straight lines × 1.25: on foot at 4.8 km/h"
TOWN = "/towns/Kidderminster/options"


def test_minutes_say_engine_and_speed_at_every_door(club, scheme) -> None:
    near = club.get("/api/v1/candidates?limit=1").json()["candidates"][0]["guest"]["property_id"]
    for door in (
        f"/api/v1{TOWN}",
        f"/api/v1{scheme}",
        f"/api/v1/touch-down?near={near}",
        "/api/v1/sharing/similar-users",
    ):
        told = club.get(door).raise_for_status().json()["travel"]
        assert MINUTES in told["words"], door
        assert {one["mode"] for one in told["by"]} <= {"walk", "car"}
        assert all(one["engine"] and one["profile"] and one["speed"] for one in told["by"])
    for page in (TOWN, scheme, f"/properties/{near}", f"/touch-down?near={near}"):
        assert club.get(page).raise_for_status().text.count(MINUTES) == 1, page


def test_files_of_a_town_plan_and_of_desks_say_it_in_each_line(club) -> None:
    near = club.get("/api/v1/candidates?limit=1").json()["candidates"][0]["guest"]["property_id"]
    files = [f"{TOWN}/{name}.csv" for name in ("moves", "frontier", "by-minutes", "next-plans")]
    lines = 0
    for door in (*files, f"/touch-down/touch-down.csv?near={near}"):
        text = club.get(door).raise_for_status().content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text))
        assert "minutes_rest_on" in (reader.fieldnames or ()), door
        for row in reader:
            lines += 1
            assert MINUTES in row["minutes_rest_on"], door
    assert lines
    book = load_workbook(io.BytesIO(club.get(f"/api/v1{TOWN}.xlsx").raise_for_status().content))
    told = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert MINUTES in str(told["Minutes"])
    assert (
        MINUTES in club.get(f"/api/v1{TOWN}.geojson").raise_for_status().json()["minutes_rest_on"]
    )
