"""A filter that names no town or organisation is refused by name, at every door, in any case."""

import csv
import io
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from api.candidates.paging import Ranked, _read

TOWN_DOORS = (
    "/api/v1/properties", "/api/v1/candidates", "/api/v1/savings/portfolio",
    "/api/v1/exports/properties.csv", "/api/v1/exports/candidates.csv", "/print", "/leases",
    "/api/v1/leases", "/api/v1/leases.ics",
)  # fmt: skip
ORGANISATION_DOORS = (
    *TOWN_DOORS, "/api/v1/leases/calendar", "/api/v1/leases/calendar.csv",
    "/api/v1/leases/calendar.ics", "/api/v1/sharing/similar-users", "/ratings",
    "/ratings/overdue.csv",
)  # fmt: skip
CASES = [(door, "town", "Nowhere") for door in TOWN_DOORS]
CASES += [(door, "organisation", "SYN-XX") for door in ORGANISATION_DOORS]


@pytest.mark.parametrize(("door", "name", "asked"), CASES)
def test_what_names_nothing_is_refused_by_name(club, door, name, asked):
    answer = club.get(door, params={name: asked})
    assert answer.status_code == 422, answer.text[:300]
    assert asked in answer.text


@pytest.mark.parametrize(
    ("door", "right", "typed"),
    [
        ("/api/v1/candidates", {"town": "Evesham"}, {"town": "evesham"}),
        ("/api/v1/candidates", {"organisation": "SYN-CC"}, {"organisation": "syn-cc"}),
        ("/api/v1/properties", {"town": ["Evesham", "none"]}, {"town": ["EVESHAM ", "none"]}),
        ("/api/v1/properties", {"organisation": "SYN-CC"}, {"organisation": "Syn-Cc"}),
        ("/api/v1/leases/calendar", {"organisation": "SYN-CC"}, {"organisation": "syn-cc"}),
    ],
)
def test_the_case_of_letters_does_not_matter(club, door, right, typed):
    meant, found = (club.get(door, params=asked).json() for asked in (right, typed))
    counts = [one.get("numberMatched", one["numberReturned"]) for one in (meant, found)]
    assert counts[0] == counts[1] > 0


def test_the_refusal_offers_the_nearest_name(club):
    detail = club.get("/api/v1/candidates", params={"town": "Evsham"}).json()["detail"]
    assert detail == "This register shows you no town “Evsham”. Did you mean Evesham?"


def test_an_organisation_that_a_reader_sees_nothing_of_is_unknown_to_it(club, public):
    """The answer is the same as for one that is not there."""
    shown = {one["code"] for one in public.get("/api/v1/organisations").json()["organisations"]}
    every = {one["code"] for one in club.get("/api/v1/organisations").json()["organisations"]}
    for code in sorted(every - shown)[:3]:
        answer = public.get("/api/v1/properties", params={"organisation": code})
        assert answer.status_code == 422
    assert public.get("/api/v1/properties", params={"organisation": "SYN-CC"}).status_code == 200


def test_candidates_page_to_the_end_and_past_ten_thousand(club):
    first = club.get("/api/v1/candidates", params={"limit": 3_000}).raise_for_status().json()
    seen = [row["id"] for row in first["candidates"]]
    version, day, assumption_set, asked, start = _read(
        parse_qs(urlsplit(first["next"]).query)["cursor"][0]
    )
    assert start == 3_000
    ranking = (version, date.fromisoformat(day), assumption_set)
    beyond = Ranked(*ranking, asked).cursor(12_000)
    after = club.get("/api/v1/candidates", params={"cursor": beyond})
    assert after.status_code == 200 and after.json()["candidates"] == []
    page = first
    while page["next"]:
        page = club.get(page["next"]).raise_for_status().json()
        assert page["candidates"][0]["rank"] == len(seen) + 1
        seen += [row["id"] for row in page["candidates"]]
    assert len(seen) == len(set(seen)) == first["numberMatched"] > 3_000


def test_a_filtered_list_pages_with_its_filters(club):
    asked = {"town": "Evesham", "limit": 40}
    page = club.get("/api/v1/candidates", params=asked).json()
    matched, seen = page["numberMatched"], [row["id"] for row in page["candidates"]]
    while page["next"]:
        page = club.get(page["next"]).json()
        assert page["numberMatched"] == matched
        seen += [row["id"] for row in page["candidates"]]
    text = club.get("/api/v1/exports/candidates.csv", params={"town": "Evesham"}).content
    lines = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert [line["id"] for line in lines] == seen
    assert len(seen) == matched


def test_a_cursor_of_another_ranking_is_refused(club):
    old = Ranked(1, date(2020, 1, 1), "2026-01", "").cursor(100)
    answer = club.get("/api/v1/candidates", params={"cursor": old})
    assert answer.status_code == 409
    assert "Start again" in answer.json()["detail"]
    assert club.get("/api/v1/candidates", params={"cursor": "nonsense"}).status_code == 422
