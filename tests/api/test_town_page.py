"""The page of a town's plan: what it tells, its switches, tables as files, parts that come live."""

import csv
import html
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from api.towns import options_page
from estate.colocation.plain_language import lint

PAGE = "/towns/Kidderminster/options"
JSON = f"/api/v1{PAGE}"


@pytest.fixture(scope="module")
def plan(club: TestClient) -> dict[str, Any]:
    return club.get(JSON, params={"within_s": 5}).raise_for_status().json()


def words(page: str) -> str:
    """What a reader reads of it."""
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def test_the_page_tells_what_the_answer_tells(club: TestClient, plan: dict[str, Any]):
    page = club.get(PAGE).raise_for_status().text
    read = words(page)
    assert plan["sentence"] in read
    assert plan["standing"]["words"] in read
    assert lint(read.replace("surplus", "")) == []
    for move in plan["moves"]:
        assert html.escape(move["leaves"]["name"], quote=False) in page.replace("&#39;", "'")
    drawn = page.count('class="move"')
    assert drawn == len(plan["moves"])
    assert page.count("<script") == page.count('<script nonce="') > 0  # each by its nonce
    town = club.get("/towns/Kidderminster").text
    assert f'href="{PAGE}"' in town


def test_switches_send_what_the_api_takes_and_stay_as_set(club: TestClient, plan: dict[str, Any]):
    move = next(one for one in plan["moves"] if one["empties_building"])
    home, who = move["leaves"]["property_id"], move["occupation_id"]
    page = club.get(PAGE).text
    for value in (f"stays:{home}", f"left:{home}", f"unmoved:{who}"):
        assert f'value="{value}"' in page
    apart = re.search(r'value="(apart:[^"]+)"', page)
    loses = re.search(r'value="(partner:[^"]+)"', page)
    assert apart and loses
    wishes = [f"stays:{home}", apart[1], loses[1], "", "not-before:2028-04-01"]
    asked = club.get(PAGE, params={"wish": wishes, "keep": "", "dates": "two"})
    asked.raise_for_status()
    assert f'value="stays:{home}" selected' in asked.text
    assert f'value="{loses[1]}" checked' in asked.text
    assert "nothing happens before 1 April 2028" in asked.text
    assert "wishes and limits cost" in asked.text
    empty = club.get(PAGE, params={"keep": 1}).raise_for_status().text
    assert "No plan keeps to all of this. There is a plan that keeps" in words(empty)
    refused = club.get(PAGE, params={"wish": "closed:x"})
    assert refused.status_code == 422 and "A wish is written" in refused.text


def test_the_plan_is_shown_on_the_main_map_by_a_link_that_asks_the_same(
    club: TestClient, plan: dict[str, Any]
):
    """The map asks the plan's own door for it, which is closed to whom the page is closed."""
    page = club.get(PAGE, params={"unrated": True}).raise_for_status().text
    assert 'href="/?plan=Kidderminster&amp;unrated=true#layers=base,districts,plan"' in page


def test_each_table_is_a_file(club: TestClient, plan: dict[str, Any]):
    found = club.get(f"{PAGE}/moves.csv").raise_for_status()
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert [row["words"] for row in rows] == [one["words"] for one in plan["moves"]]
    book = club.get(f"{PAGE}/years.xlsx").raise_for_status()
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["Table"]
    once = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert once == [year["one_off_gbp"] for year in plan["years"]]
    kept = club.get(f"{PAGE}/buildings.csv", params={"keep": 1}).raise_for_status()
    assert len(kept.content.decode().splitlines()) == 1


def test_each_table_of_the_page_is_a_file(club: TestClient):
    """Those of the plan and those around it, once that was looked for."""
    page = club.get(PAGE, params={"wait": "true"}).raise_for_status().text
    linked = set(re.findall(rf'href="{PAGE}/([a-z-]+)\.csv', page))
    assert linked >= {"moves", "buildings", "years", "partners", "no-part", "frontier", "firmness"}
    for name in linked:
        assert club.get(f"{PAGE}/{name}.csv").raise_for_status().content.strip(), name


def test_no_plan_is_looked_for_where_there_is_no_such_table(club: TestClient, monkeypatch):
    def looked_for(*_: object) -> None:
        raise AssertionError("a plan was looked for")

    monkeypatch.setattr(options_page, "town_question", looked_for)
    answer = club.get(f"{PAGE}/nothing.csv")
    assert answer.status_code == 404
    assert "moves, buildings, years, partners, no-part, frontier" in answer.text


def test_parts_come_as_lines(club: TestClient):
    with club.stream("GET", f"{PAGE}/live") as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert lines[0]["kind"] == "progress" and lines[0]["words"]
    around = [one["html"] for one in lines if one["kind"] == "around"]
    assert "How firm this is" in around[-1]
    assert re.search(r'href="/towns/Kidderminster/options\?keep=\d+"', around[-1])
    waited = club.get(PAGE, params={"wait": "true"}).raise_for_status().text
    assert "How firm this is" in waited
    assert re.search(r"No plan keeps fewer than \d+, because ", waited)
    assert 'id="print-now"' in waited and "town-live-top" not in waited
    assert "data-live" not in waited


def test_the_public_is_shown_none_of_it(public: TestClient):
    for door in (PAGE, f"{PAGE}/live", f"{PAGE}/moves.csv"):
        assert public.get(door).status_code in (401, 403)
    assert "What could happen here" not in public.get("/towns/Kidderminster").text


def test_the_towns_own_page_begins_with_the_plan(
    club: TestClient, public: TestClient, plan: dict[str, Any]
):
    """Nothing is worked out for the page: it shows what is known, or asks for it line by line."""
    early = club.get("/towns/Bewdley").raise_for_status().text
    assert 'data-live="/towns/Bewdley/options/short"' in early and "<progress" in early
    town = "/towns/Kidderminster"
    with club.stream("GET", f"{town}/options/short") as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert {one["kind"] for one in lines} == {"progress", "plan"}
    known = club.get(town).raise_for_status().text
    assert "data-live" not in known and lines[-1]["html"].strip() in known
    left = sum(one["role"] == "left" for one in plan["buildings"])
    said = words(known)
    assert known.index("plan-heading") < known.index("mix-heading")
    assert (
        f"{left} building" in said and "could move into" in said and "Nothing is decided." in said
    )
    assert known.count('class="move"') == len(plan["moves"])
    for move in plan["moves"]:
        assert move["occupier"] in said and move["host"]["name"] in said
    assert public.get(f"{town}/options/short").status_code in (401, 403)
    assert "plan-heading" not in public.get(town).text
