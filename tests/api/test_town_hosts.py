"""Hosts that are offered to a town's plan: new hubs by whoever asks, venues of the register; and
wishes about two, as the page's form puts them."""

import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from estate.answers.towns.cases import kept_question, of_found, rests_on, same_moves
from estate.answers.towns.plan import town_plan
from estate.answers.towns.question import TownAsked, solve, town_question
from estate.club.decisions import Person
from estate.codes import Role, VenueKind
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.writes import venues
from tests.asking import question

PAGE = "/towns/Kidderminster/options"
DOOR = f"/api/v1{PAGE}"
HUB = (
    "at=Kidderminster; area_m2=4000; capital_gbp=100000; ready=2028 Q2; running_gbp_pa=1000; "
    "by=SYN-CC; name=One Stop"
)
GIVEN = {"within_m": 600, "hub": HUB}


@pytest.fixture(scope="module")
def plan(club: TestClient) -> dict[str, Any]:
    return club.get(DOOR, params={"within_s": 5, **GIVEN}).raise_for_status().json()


def test_a_new_hub_is_a_host_in_every_form(club: TestClient, plan: dict[str, Any]) -> None:
    (hub,) = [one for one in plan["buildings"] if one["kind"] == "hub"]
    assert (hub["property_id"], hub["host_id"], hub["name"]) == (None, "hub-1", "One Stop")
    assert (hub["role"], hub["role_words"]) == ("opened", "would be opened")
    into = [one for one in plan["moves"] if one["host"].get("host_id") == "hub-1"]
    assert len(into) == hub["moves_in"] > 0
    assert all(one["first_day_quarter"] >= "2028 Q2" for one in into)
    (asked,) = plan["asked"]["hosts"]
    assert (asked["capital_gbp"], asked["ready_quarter"]) == (100_000, "2028 Q2")
    assert any("what whoever asks says" in one for one in plan["unknown"]["notes"])
    found = json.loads(club.get(f"{DOOR}.geojson", params=GIVEN).content)
    there = [one for one in found["features"] if one["properties"].get("host_id") == "hub-1"]
    assert [one["properties"]["of"] for one in there] == ["hub"]
    ends = [one for one in found["features"] if one["properties"].get("to") == "One Stop"]
    assert len(ends) == len(into)
    book = openpyxl.load_workbook(io.BytesIO(club.get(f"{DOOR}.xlsx", params=GIVEN).content))
    assert "One Stop" in [row[0] for row in book["Buildings"].iter_rows(values_only=True)]
    assert asked["words"] in [row[1] for row in book["About"].iter_rows(values_only=True)]
    proof = club.get(f"{DOOR}/proof.zip", params=GIVEN).content
    with zipfile.ZipFile(io.BytesIO(proof)) as archive:
        assert "One Stop comes into use" in archive.read("variables.csv").decode()


def test_the_form_offers_a_hub_and_asks_wishes_about_two(
    club: TestClient, plan: dict[str, Any]
) -> None:
    boxes = {f"hub_{part}": value for part, value in re.findall(r"(\w+)=([^;]+)", HUB)}
    move = next(one for one in plan["moves"] if one["host"].get("host_id") == "hub-1")
    wishes = {
        "not_into_who": move["occupation_id"], "not_into_where": "hub-1",
        "apart_one": "SYN-CC", "apart_other": "SYN-POL", "hub": "", "venue": "",
    }  # fmt: skip
    page = club.get(PAGE, params={"within_m": 600, **boxes, **wishes}).raise_for_status().text
    text = plan["asked"]["hosts"][0]["text"]
    assert f'name="hub" value="{text}" checked' in page
    assert f'value="not-into:{move["occupation_id"]}:hub-1" checked' in page
    assert 'value="apart:SYN-CC:SYN-POL" checked' in page
    assert "does not move into One Stop" in page
    assert "/properties/hub-1" not in page and "/properties/None" not in page
    half = club.get(PAGE, params={"within_m": 600, "apart_one": "SYN-CC"})
    assert half.status_code == 422 and "choose both, or neither" in half.text


@pytest.mark.parametrize(
    ("hub", "mends"),
    [
        ("at=Kidderminster; area_m2=1", "needs besides: capital_gbp (what it costs once, £)"),
        (HUB.replace("=Kidderminster", "=nowhere"), "a town (its centre)"),
        (HUB.replace("=Kidderminster", "=1,2"), "outside the county"),
        (HUB.replace("4000", "NaN"), "a number from 0"),
        (HUB.replace("4000", "0"), "above 0"),
        (HUB.replace("2028 Q2", "soon"), "such as 2029 Q2"),
        (HUB.replace("2028 Q2", "2020 Q1"), "begun already"),
        (HUB.replace("2028 Q2", "2090 Q1"), "later years are not counted"),
        (HUB.replace("by=SYN-CC; ", ""), "Say who would hold"),
        (HUB + "; at=x", "once, not twice"),
        ("a hub", "A new hub is written"),
    ],
)  # fmt: skip
def test_a_hub_that_says_too_little_is_told_what_is_missing(
    club: TestClient, hub: str, mends: str
) -> None:
    answer = club.get(DOOR, params={"hub": hub})
    assert answer.status_code == 422 and mends in answer.json()["detail"]


def _venue(connection: Any, charge: float | None = 5_000.0) -> str:
    said = venues.VenueFacts(
        "Corner Hall", VenueKind.CHURCH_HALL, None, 383_083.0, 276_714.0, 4_000.0,
        date(2026, 1, 1), date(2040, 3, 31), charge, "A letter",
    )  # fmt: skip
    person = Person(Role.ADMINISTRATOR, None)
    made = venues.offer(connection, person, said, organisation="SYN-CC", by="test")
    return str(made)


def test_a_venue_takes_some_in_until_its_last_day_and_a_kept_plan_finds_it_again(
    sample_engine: Any,
) -> None:
    with sample_engine.connect() as connection:
        key = _venue(connection)
        context = question(connection, v.CLUB)
        wish = f"not-into:nobody:{key}"
        with pytest.raises(BadQuestion, match="No occupier of the chosen"):
            town_question(context, TownAsked("Kidderminster", venues=(key,), wishes=(wish,)))
        asked = town_question(context, TownAsked("Kidderminster", within_m=600, venues=(key,)))
        solve(asked, 5.0)
        told = town_plan(asked)
        (venue,) = [one for one in told.buildings if one.kind == "venue"]
        assert (venue.host_id, venue.role, venue.organisation.code) == (key, "opened", "SYN-CC")
        days = [one.first_day_quarter for one in told.moves if one.host.host_id == key]
        # Five years before its last day at the latest (``host_secure_years``).
        assert days and max(str(one) for one in days) < "2035 Q2"
        kept = kept_question(of_found(asked))
        assert ("venue", key) in kept.asked and rests_on(asked) == asked.basis.chosen
        again = same_moves(context, kept)
        assert float(again.case.club.npv_gbp) == pytest.approx(told.worth_gbp, abs=0.01)
        with pytest.raises(BadQuestion, match="charges a year is not on record"):
            free = _venue(connection, None)
            town_question(context, TownAsked("Kidderminster", venues=(free,)))
        with pytest.raises(BadQuestion, match="/venues"):
            town_question(context, TownAsked("Kidderminster", venues=("none",)))
