"""Residents' journeys before and after moves, at every door, on the sample county."""

import csv
import io
import json
import re
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import openpyxl
import pytest
import shapely
from starlette.testclient import TestClient

from estate.colocation.plain_language import lint

API, PAGE = "/api/v1/journeys", "/journeys"


@pytest.fixture(scope="module")
def pair(club: TestClient) -> Mapping[str, Any]:
    """A candidate whose guest the public visits."""
    rows = club.get("/api/v1/candidates?limit=400").raise_for_status().json()["candidates"]
    return next(row for row in rows if row["kind"] == "access_access" and row["scheme_page"])


@pytest.fixture(scope="module")
def asked(pair: Mapping[str, Any]) -> dict[str, str]:
    return {"move": f"{pair['guest']['occupation_id']}:{pair['host']['property_id']}"}


@pytest.fixture(scope="module")
def found(club: TestClient, asked: dict[str, str]) -> dict[str, Any]:
    return club.get(API, params=asked).raise_for_status().json()


def test_the_answer_says_who_goes_how_far_and_on_what_it_rests(
    club: TestClient, found: dict[str, Any], pair: Mapping[str, Any], asked: dict[str, str]
) -> None:
    (service,) = found["services"]
    left, new = ({one["property_id"] for one in service[when]} for when in ("before", "after"))
    assert pair["guest"]["property_id"] in left - new
    assert pair["host"]["property_id"] in new - left
    assert [one["basis"]["mode"] for one in service["by_mode"]] == ["walk", "car"]
    assert service["limit_mode"] == "walk" and service["within_limit"] in (True, False)
    assert all(one["whole"]["bad_day"] is None for one in service["by_mode"])
    for one in service["by_mode"]:
        basis, whole = one["basis"], one["whole"]
        assert basis["engine"] == "straight line" and "km/h" in basis["words"]
        parts = ("compared", "lost_reach", "gained_reach", "out_of_reach", "not_known")
        assert whole["people"] == pytest.approx(sum(whole[name] for name in parts), abs=0.5)
        for name in ("before", "after"):
            told = whole[f"total_{name}_min"] / whole["compared"]
            assert whole[f"mean_{name}_min"] == pytest.approx(told, abs=0.01)
        for within in whole["within"]:
            after = within["before"] + within["gained"] - within["lost"]
            assert within["after"] == pytest.approx(after, abs=0.2)
        longer = [place["after_min"] - place["before_min"] for place in one["hit_worst"]]
        assert longer == sorted(longer, reverse=True)
        assert all(place["words"].endswith("longer") for place in one["hit_worst"])
    assert "synthetic" in found["residents"]
    assert any("bus" in one for one in found["not_told"])
    assert lint(found["sentence"]) == []
    stays = f"{pair['guest']['occupation_id']}:{pair['guest']['property_id']}"
    same = club.get(API, params={"move": stays}).json()["services"][0]["by_mode"][0]["whole"]
    assert same["change_min"] == same["longer"] == same["shorter"] == 0
    began = time.perf_counter()
    club.get(API, params=asked).raise_for_status()
    assert time.perf_counter() - began < 1


def test_pages_files_and_the_map_tell_the_same(
    club: TestClient, found: dict[str, Any], pair: Mapping[str, Any], asked: dict[str, str]
) -> None:
    page = club.get(PAGE, params=asked).raise_for_status().text
    case = club.get(pair["scheme_page"]).raise_for_status().text
    for shown in (page, case):
        assert found["sentence"].split(":")[1].split("(")[0].strip() in shown
        assert "on foot, 4.8 km/h (straight line × 1.25 for detours)" in shown.lower()
        assert 'href="/api/v1/journeys?move=' in shown
    assert page.count("<svg viewBox") >= 1
    assert "move=OCCUPATION:PROPERTY" in club.get(PAGE).text
    lines = list(csv.DictReader(io.StringIO(club.get(f"{PAGE}/journeys.csv", params=asked).text)))
    by_mode = found["services"][0]["by_mode"]
    assert [float(line["change_min"]) for line in lines] == [
        one["whole"]["change_min"] for one in by_mode
    ]
    limits = [line["within_limit"] for line in lines]
    assert limits == ["yes" if found["services"][0]["within_limit"] else "no", ""]
    assert "Within the limit of town plans on foot" in page and "Bad day" not in page
    for shown in (page, case):
        assert "By deprivation, age and disability" in shown
        assert "aged 65 and over" in shown and "not disabled" in shown
    book = openpyxl.load_workbook(
        io.BytesIO(club.get(f"{PAGE}/within.xlsx", params=asked).content), read_only=True
    )
    assert len(list(book["Table"].rows)) == 1 + 4 * len(by_mode)
    about = {row[0].value: row[1].value for row in book["About"].rows}
    assert "straight line" in about["Rests on"]
    drawn = json.loads(club.get(f"{API}.geojson", params={**asked, "mode": "car"}).content)
    assert drawn["basis"] == by_mode[1]["basis"]["words"]
    kinds = {one["properties"]["kind"] for one in drawn["features"]}
    assert {"before", "after", "place", "residents"} <= kinds
    for one in drawn["features"]:
        west, south, east, north = shapely.from_geojson(json.dumps(one["geometry"])).bounds
        assert -3.5 < west <= east < -1 and 51 < south <= north < 53.5


@pytest.mark.parametrize("ground", ["before", "after"])
def test_the_page_draws_from_where_a_service_is_reached_today_and_afterwards(
    club: TestClient, asked: dict[str, str], ground: str
) -> None:
    page = club.get(PAGE, params={**asked, "ground": ground}).raise_for_status().text
    assert f'<option value="{ground}" selected>' in page and "What the maps show" in page
    within = [f"within {most} minutes" for most in (30, 20, 15, 10)]
    drawn = re.findall(r"<path [^>]*><title>(within \d+ minutes)</title>", page)
    assert drawn == [one for one in within if one in drawn] and len(drawn) > 1, "widest beneath"
    assert page.index("within 10 minutes</li>") < page.index("within 30 minutes</li>")
    assert f"&amp;minutes={ground}" in page
    assert club.get(PAGE, params={**asked, "ground": "cost"}).status_code == 422


def test_a_place_may_stand_for_all_that_is_visited_there(
    club: TestClient, pair: Mapping[str, Any], found: dict[str, Any]
) -> None:
    place = f"{pair['guest']['property_id']}:{pair['host']['property_id']}"
    whole = club.get(API, params={"move": place}).raise_for_status().json()
    keys = {one["occupation_id"] for one in whole["moves"]}
    assert found["moves"][0]["occupation_id"] in keys
    assert all(one["visited"] for one in whole["moves"])


def test_what_cannot_be_asked_is_said(
    club: TestClient, public: TestClient, asked: dict[str, str], pair: Mapping[str, Any]
) -> None:
    other = f"{pair['guest']['occupation_id']}:{pair['guest']['property_id']}"
    twice = club.get(API, params={"move": [asked["move"], other]})
    assert twice.status_code == 422 and "two places" in twice.text
    assert club.get(API, params={"move": "nonsense"}).status_code == 422
    assert club.get(API).status_code == 422
    no_bus = club.get(f"{API}.geojson", params={**asked, "mode": "bus"})
    assert no_bus.status_code == 422 and "timetable" in no_bus.text
    assert public.get(API, params=asked).status_code == 403
    assert public.get(PAGE, params=asked).status_code == 403


def test_a_towns_options_tell_residents_journeys(club: TestClient) -> None:
    address = "/towns/Kidderminster/options"
    plan = club.get(f"/api/v1{address}").raise_for_status().json()
    shown = club.get(address).raise_for_status().text
    assert 'id="journeys"' in shown
    moves = [f"{one['occupation_id']}:{one['host']['property_id']}" for one in plan["moves"]]
    told = club.get(API, params={"move": moves}).raise_for_status().json()
    assert told["sentence"].split(";")[0][:60] in shown
    purse = club.get("/api/v1/public-spending").json()["directions"]
    changing = {one["service"]["label"]: one for one in purse if one["changing"]}
    services = {one["service"].lower() for one in told["moves"]}
    moved = [name for name in changing if name.lower() in services]
    assert moved, services
    for name in moved:
        one = changing[name]
        words = f"{name}: for {one['changing']} of the {one['buildings']} buildings in the county"
        assert words in shown
    assert np.isfinite(sum(one["by_mode"][0]["whole"]["people"] for one in told["services"]))
