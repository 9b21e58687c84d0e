"""Candidates to work with: filtered and sorted alike in JSON, files, on pages and for places."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

PATH, CSV = "/api/v1/candidates", "/api/v1/exports/candidates.csv"


def asked(club, **parameters):
    return club.get(PATH, params=parameters).raise_for_status().json()


def lines(club, **parameters):
    text = club.get(CSV, params=parameters).raise_for_status().content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_can_be_asked_and_how_many_answer(club):
    everything = asked(club, limit=1)["numberMatched"]
    soon = asked(club, act_by_until="2027-12-31", sort="act_by", limit=500)
    assert 0 < soon["numberMatched"] < everything
    quarters = [row["act_by_quarter"] for row in soon["candidates"]]
    assert quarters == sorted(quarters) and quarters[-1] <= "2027 Q4"
    # What is past comes first, and says so; where there is no such day, nothing is said.
    past = [row["act_by_passed"] for row in soon["candidates"]]
    assert past == sorted(past, reverse=True)
    assert soon["sorted"] == {"by": "act_by", "words": "act-by date", "order": "ascending",
                              "unknown_last": 0}  # fmt: skip
    dear = asked(club, min_saving_gbp_pa=40_000, max_one_off_gbp=250_000, sort="saving", limit=500)
    savings = [row["saving"]["central"] for row in dear["candidates"]]
    assert savings == sorted(savings, reverse=True) and min(savings) >= 40_000
    assert max(row["one_off"]["central"] for row in dear["candidates"]) <= 250_000
    undated = asked(club, exit="unknown", limit=500)
    assert {row["act_by_passed"] for row in undated["candidates"]} <= {None}
    assert {row["exit_kind"] for row in undated["candidates"]} <= {None}
    whole = asked(club, sort="exit", limit=10_000)
    dates = [row["exit_date_quarter"] for row in whole["candidates"]]
    known = [one for one in dates if one]
    assert dates == sorted(known) + [None] * whole["sorted"]["unknown_last"]
    ways = {way: asked(club, exit=way, limit=1)["numberMatched"]
            for way in ("dated", "owned", "unknown")}  # fmt: skip
    assert sum(ways.values()) == everything and min(ways.values()) > 0
    assert ways["dated"] == len(known)


def test_a_sorted_list_pages_to_its_end_and_is_that_of_the_file(club):
    question = {"host_organisation": "syn-cc", "sort": "one_off", "order": "descending"}
    page = asked(club, **question, limit=150)
    rows, matched = list(page["candidates"]), page["numberMatched"]
    assert matched > 300
    while page["next"]:
        page = club.get(page["next"]).raise_for_status().json()
        rows += page["candidates"]
    assert len(rows) == matched == len({row["id"] for row in rows})
    assert {row["host"]["organisation"]["code"] for row in rows} == {"SYN-CC"}
    ranks = {row["id"]: row["rank"] for row in rows}
    assert sorted(ranks.values()) == list(range(1, matched + 1))
    held = lines(club, **question)
    assert [line["id"] for line in held] == [row["id"] for row in rows]
    assert [int(line["rank"]) for line in held] == [row["rank"] for row in rows]
    start = asked(club, **question, limit=150)["next"]
    other = {"cursor": parse_qs(urlsplit(start).query)["cursor"][0], "sort": "act_by"}
    refused = club.get(PATH, params=other)
    assert refused.status_code == 422 and "another question" in refused.json()["detail"]


def test_guest_and_host_by_id_and_by_reference(club):
    first = asked(club, limit=1)["candidates"][0]
    for role in ("guest", "host"):
        side = first[role]
        by_id = asked(club, **{role: side["property_id"]}, limit=500)
        named = f"{side['organisation']['code'].lower()}/{side['ref'].lower()}"
        assert asked(club, **{role: named}, limit=500)["candidates"] == by_id["candidates"]
        assert {row[role]["property_id"] for row in by_id["candidates"]} == {side["property_id"]}
    one = first["host"]["property_id"]
    of_it = club.get(f"/api/v1/properties/{one}/candidates", params={"sort": "saving", "limit": 99})
    assert [row["id"] for row in of_it.json()["candidates"]] == [
        row["id"] for row in asked(club, property=one, sort="saving", limit=99)["candidates"]
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"guest": "no such"}, "no such"), ({"host_organisation": "SYN-QQ"}, "SYN-QQ"),
        ({"sort": "price"}, "sort"), ({"order": "up"}, "order"), ({"fit": "maybe"}, "fit"),
        ({"act_by_from": "soon"}, "act_by_from"), ({"exit": "never"}, "exit"),
        ({"exit_from": "2027-01-01", "exit": "owned"}, "exit=dated"),
        ({"act_by_from": "2028-01-01", "act_by_until": "2027-01-01"}, "act_by_until"),
        ({"min_saving_gbp_pa": "lots"}, "min_saving_gbp_pa"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_by_name(club, wrong, named):
    for path in (PATH, CSV, "/candidates"):
        answer = club.get(path, params=wrong)
        assert answer.status_code == 422 and named in unescape(answer.text), path


def test_the_page_is_a_form_that_works_without_javascript(club, public):
    """What a browser sends: every box, most of them empty; the address says what was asked."""
    boxes = ("organisation", "town", "guest", "host", "kind", "max_minutes", "act_by_from", "exit",
             "exit_from", "max_one_off_gbp")  # fmt: skip
    blank = dict.fromkeys(boxes, "")
    sent = blank | {"fit": "fits", "sort": "act_by", "order": "descending", "town": "Redditch"}
    page = club.get("/candidates", params=sent).raise_for_status().text
    same = asked(club, town="Redditch", fit="fits", sort="act_by", order="descending")
    assert f"{same['numberMatched']} sharing options" in page
    for row in same["candidates"]:
        assert f"/properties/{row['guest']['property_id']}" in page
    assert '<option value="act_by" selected>' in page and "<option selected>Redditch" in page
    href = unescape(re.search(r'href="(/api/v1/exports/candidates\.csv[^"]*)"', page).group(1))
    assert "organisation" not in href, "boxes left empty are no part of the address"
    held = csv.DictReader(io.StringIO(club.get(href).content.decode("utf-8-sig")))
    assert [line["id"] for line in held] == [row["id"] for row in same["candidates"]]
    whole = club.get("/candidates").text
    following = unescape(re.search(r'href="(/candidates\?[^"]*cursor[^"]*)"', whole).group(1))
    assert "31 to 60 of" in club.get(following).raise_for_status().text
    assert "Shown to members of the property club" in public.get("/candidates").text
    assert club.get("/candidates?sort=nonsense").headers["content-type"].startswith("text/html")


def test_the_pages_of_places_lead_there_with_their_filter(club):
    first = asked(club, limit=1)["candidates"][0]["host"]["property_id"]
    for path, name, value in (
        ("/towns/Evesham", "town", "Evesham"), ("/organisations/SYN-CC", "organisation", "SYN-CC"),
        (f"/properties/{first}", "property", first),
    ):  # fmt: skip
        page = club.get(path).raise_for_status().text
        assert 'action="/candidates"' in page
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
        answer = club.get("/candidates", params={name: value, "fit": "", "sort": "saving"})
        assert answer.status_code == 200
    assert 'action="/candidates"' in club.get("/county").text


def test_parts_of_needs_are_a_list_of_their_own_at_every_door(club):
    whole = {row["id"] for row in asked(club, limit=10_000)["candidates"]}
    found = asked(club, moves="part", sort="saving", limit=10_000)
    rows = found["candidates"]
    assert len(rows) == found["numberMatched"] > 100 and found["numberFitting"] == 0
    assert not {row["id"] for row in rows} & whole
    for row in rows:
        assert row["part"]["goes_m2"] <= row["need_m2"] and row["scheme_page"] is None
        assert "no rent" in row["saving"]["basis"] and "no rent is saved" in row["explanation"]
        assert {"capacity", "lease"}.isdisjoint(one["name"] for one in row["components"])
        assert row["spare_m2"] <= 0.8 * row["need_m2"] + 0.5 and not row["saving"]["whole_building"]
    held = lines(club, moves="part", sort="saving")
    assert [line["id"] for line in held] == [row["id"] for row in rows]
    assert {line["moves"] for line in held} == {"part"}
    assert [float(line["part_goes_m2"]) for line in held] == [
        row["part"]["goes_m2"] for row in rows
    ]
    page = club.get("/candidates", params={"moves": "part"}).raise_for_status().text
    assert f"{len(rows):,} part moves" in page
    refused = club.get(PATH, params={"moves": "part", "act_by_until": "2028-01-01"})
    assert refused.status_code == 422 and "ends no lease" in refused.json()["detail"]
