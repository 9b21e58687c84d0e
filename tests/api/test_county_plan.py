"""What could happen in the county, part by part: the same over HTTP, on the page and as a file."""

import csv
import io
import json

import pytest
from starlette.testclient import TestClient


def test_page_json_and_file_say_the_same(club: TestClient, public: TestClient) -> None:
    early = club.get("/county/options").raise_for_status().text
    assert 'data-live="/county/options/live"' in early and "<progress" in early
    with club.stream("GET", "/api/v1/county/options/stream") as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert {one["kind"] for one in lines[:-1]} == {"progress"} and lines[-1]["kind"] == "plan"
    counts = [one["parts_found"] for one in lines[:-1]]
    assert counts == sorted(counts) and counts[-1] == lines[-2]["parts"]
    found = club.get("/api/v1/county/options").raise_for_status().json()
    assert lines[-1]["answer"] == found
    live = club.get("/county/options/live").text.splitlines()
    assert found["sentence"] in json.loads(live[-1])["html"]
    parts = found["parts"]
    assert found["proved_parts"] == len(parts) > 1
    assert found["gap"] == found["at_most_better_gbp"] == 0
    for total, of_part in (
        ("worth_gbp", "worth_gbp"),
        ("one_off_gbp", "one_off_gbp"),
        ("moves", "moves"),
        ("could_be_left", "could_be_left"),
    ):
        assert found[total] == pytest.approx(sum(one[of_part] for one in parts), abs=0.05)
    assert found["worth_gbp"] > 1_000_000
    assert [one["worth_gbp"] for one in parts] == sorted(
        (one["worth_gbp"] for one in parts), reverse=True
    )
    page = club.get("/county/options")
    assert page.status_code == 200
    assert found["sentence"] in page.text
    assert "Nothing has been decided" in page.text
    rows = list(
        csv.DictReader(io.StringIO(club.get("/county/options/parts.csv").text.lstrip("\ufeff")))
    )
    moving = [one for one in parts if one["moves"]]
    assert [float(row["worth_gbp"]) for row in rows] == [one["worth_gbp"] for one in moving]
    assert f"In {len(parts) - len(moving)} further parts no move gains anything" in page.text
    own_pages = [club.get(one).text for one in ("/county", "/organisations/SYN-CC")]
    for own, drawn in zip(own_pages, (found["moves"], 1), strict=True):
        assert own.index("plan-heading") < own.index("mix-heading")
        assert "could move into" in own and found["moves"] >= own.count('class="move"') >= drawn
    assert "concern" in own_pages[1]
    for one in ("/county", "/organisations/SYN-CC"):
        assert "plan-heading" not in public.get(one).raise_for_status().text
    for address in ("/api/v1/county/options", "/county/options", "/county/options/parts.csv"):
        assert public.get(address).status_code == 403
