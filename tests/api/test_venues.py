"""Venues that are no public property: who offers, what is kept, how they stand at every door."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from estate.answers.club.venues import hosts
from estate.frames import VENUE_COLUMNS
from estate.register import visibility as v
from tests.api.imports_office import browser_of
from tests.asking import question
from tests.club.club_office import GUEST, HOST, TODAY, Club, club_office
from tests.intake.county import EAST, NORTH

HALL = {"name": "<b>St Anne's hall</b>", "kind": "church_hall", "easting": EAST + 50,
        "northing": NORTH + 50, "nia_m2": 180, "available_from": "2027-01-01",
        "source": "=letter of the vicar"}  # fmt: skip


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("venues")) as made:
        yield made


def offer(club: Club, who: str | None = HOST, **more: object):
    headers = club.office.headers(None if who is None else {GUEST: "editor", HOST: "other"}[who])
    return club.office.client.post("/api/v1/venues", headers=headers, json=HALL | more)


def listed(club: Club, who: str | None = GUEST, query: str = ""):
    return club.at(who, "GET", f"/api/v1/venues{query}").raise_for_status().json()["venues"]


def test_a_venue_is_offered_changed_and_withdrawn_and_all_of_it_is_kept(club: Club) -> None:
    before = club.at(GUEST, "GET", "/api/v1/stats").json()
    made = offer(club)
    assert made.status_code == 201, made.text
    told = made.json()["venue"]
    assert told["kind"] == {"code": "church_hall", "label": "Church hall"}
    assert told["offered_by"]["code"] == HOST and told["charge_gbp_pa"] is None
    assert -2.3 < told["longitude"] < -2.1 and told["is_open"]
    path = f"/api/v1/venues/{told['id']}"
    assert [one["id"] for one in listed(club)] == [told["id"]]
    (mark,) = club.at(GUEST, "GET", "/map/venues.json").json()["venues"]
    assert (mark["name"], mark["kind"]) == (HALL["name"], "Church hall")
    anew = club.at(HOST, "POST", path, **HALL | {"nia_m2": 200, "charge_gbp_pa": 4_000})
    assert [one["nia_m2"] for one in anew.json()["history"]] == [200, 180]
    assert club.at(GUEST, "POST", path, **HALL).status_code == 403
    assert club.at(GUEST, "POST", f"{path}/withdraw").status_code == 403

    with club.office.engine.connect() as connection:
        frame = hosts(question(connection, v.CLUB, TODAY))
        assert tuple(frame.columns) == tuple(VENUE_COLUMNS)
        row = frame.loc[told["id"]]
        assert (row["nia_m2"], row["charge_gbp_pa"], row["organisation"]) == (200, 4_000, HOST)
        assert hosts(question(connection, v.PUBLIC, TODAY)).empty
        with pytest.raises(DBAPIError, match="append"), connection.begin_nested():
            connection.exec_driver_sql("UPDATE venue SET name = 'x'")

    with browser_of(club.office, HOST) as browser:
        page = browser.get("/venues").text
        assert "&lt;b&gt;St Anne" in page and "£4,000" in page and "Withdraw a venue" in page
        rows = csv.DictReader(io.StringIO(browser.get("/venues/venues.csv").text.lstrip("\ufeff")))
        (line,) = list(rows)
        assert (line["nia_m2"], line["charge_gbp_pa"]) == ("200.0", "4000.0")
        assert line["source"] == "'=letter of the vicar"
    gone = club.at(HOST, "POST", f"{path}/withdraw")
    assert gone.status_code == 200 and not gone.json()["venue"]["is_open"]
    assert club.at(HOST, "POST", f"{path}/withdraw").status_code == 409
    assert listed(club) == [] and club.at(GUEST, "GET", "/map/venues.json").json()["venues"] == []
    (kept,) = listed(club, query="?every=true")
    assert kept["withdrawn"] and len(club.at(GUEST, "GET", path).json()["history"]) == 3
    after = club.at(GUEST, "GET", "/api/v1/stats").json()
    assert before["properties"] == after["properties"]  # never a property of the register


def test_who_may_and_what_cannot_be(club: Club) -> None:
    assert offer(club, None).status_code == 401
    assert offer(club, GUEST, organisation=HOST).status_code == 403
    for wrong, words in (
        ({"easting": 1.0}, "outside the county"),
        ({"northing": None}, "together"),
        ({"easting": None, "northing": None}, "Say where it is"),
        ({"available_until": "2026-12-31"}, "last day"),
        ({"nia_m2": 0}, "nia_m2"), ({"source": ""}, "source"), ({"kind": "palace"}, "kind"),
    ):  # fmt: skip
        answer = offer(club, **wrong)
        assert (answer.status_code, words in answer.text) == (422, True), answer.text
    assert listed(club) == []
    over = offer(club, available_from="2026-01-01", available_until="2026-11-28").json()["venue"]
    assert not over["is_open"] and listed(club) == []
    by_address = offer(club, easting=None, northing=None, address="1 High Street").json()["venue"]
    assert by_address["longitude"] is None
    with club.office.engine.connect() as connection:
        assert hosts(question(connection, v.CLUB, TODAY)).empty
        assert not hosts(question(connection, v.CLUB, date(2026, 11, 28))).empty


def test_the_form_keeps_what_was_typed_and_says_what_to_mend(club: Club) -> None:
    with browser_of(club.office, HOST) as browser:
        token = browser.get("/venues").text.split('name="csrf_token" value="')[1].split('"')[0]
        typed = {name: str(value) for name, value in HALL.items()} | {"csrf_token": token}
        wrong = browser.post("/venues", data=typed | {"nia_m2": "plenty"})
        assert wrong.status_code == 422 and "Net area on offer" in wrong.text
        assert 'value="plenty"' in wrong.text
        right = browser.post("/venues", data=typed | {"nia_m2": "1,180"}, follow_redirects=False)
        assert right.status_code == 303, right.text
        assert "1,180" in browser.get("/venues").text
