"""A rejected candidate stays out of the lists, until its readers see something else, or a year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import update

from api.http.dependencies import today
from estate.answers.candidates.candidate import Candidates
from estate.club.tracks import months_later
from estate.db import tables as t
from estate.register.writes.batches import next_version
from tests.club.club_office import GUEST, HOST, TODAY, Club, club_office

WHO = {"guest": "editor", "host": "other", "club": "administrator"}
WHY = "The reading room needs its own entrance."


@pytest.fixture
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("rejections")) as made:
        yield made


def asked(club: Club, who: str) -> dict[str, Any]:
    found = club.office.client.get("/api/v1/candidates", headers=club.office.headers(WHO[who]))
    told: dict[str, Any] = found.raise_for_status().json()
    return told


def listed_for(club: Club) -> set[str]:
    """Who is shown the pair; to everybody else it is told why not."""
    pair = (club.occupation, club.places["DC-1"])
    shown = set()
    for who in WHO:
        told = asked(club, who)
        pairs = {(one["guest"]["occupation_id"], one["host"]["property_id"])
                 for one in told["candidates"]}  # fmt: skip
        assert (pair in pairs) is not bool(told["kept_out"]), who
        if pair in pairs:
            shown.add(who)
        else:
            (why,) = told["kept_out"]
            assert why["reason"] == WHY and why["host"]["name"] == "Town Offices"
            assert (why["rejected_on"], why["until"]) == ("2026-11-29", "2027-11-29")
    return shown


def change(club: Club, table: Any, where: Any, **values: Any) -> None:
    with club.office.engine.begin() as connection:
        connection.execute(update(table).where(where).values(**values))
        next_version(connection, "a change")


def test_a_rejected_pair_is_out_for_each_reader_until_what_they_see_changes(club: Club) -> None:
    assert listed_for(club) == set(WHO)
    key = club.promote().json()["id"]
    assert listed_for(club) == set(WHO)  # taken up, it stays in the lists
    assert club.move(GUEST, key, "idea", "rejected", reason=WHY).status_code == 200
    assert listed_for(club) == set()
    page = club.office.client.get("/candidates", headers=club.office.headers("other")).text
    assert "1 pair left out after a rejection" in page and WHY in page
    of_host = f"/api/v1/properties/{club.places['DC-1']}/candidates"
    told = club.office.client.get(of_host, headers=club.office.headers("other")).json()
    assert told["kept_out"][0]["opportunity"] == 1 and told["numberMatched"] == 0
    TypeAdapter(Candidates).validate_python(told)
    case = f"/api/v1/schemes/{club.occupation}/{club.places['DC-1']}"
    assert club.office.client.get(case, headers=club.office.headers("other")).status_code == 200
    # One more post: nobody but its own organisation sees that (the need rounds to 200 m² still).
    x = t.occupation.c
    change(club, t.occupation, x.occupation_id == club.occupation, fte=21)
    assert listed_for(club) == {"guest"}
    change(club, t.occupation, x.occupation_id == club.occupation, fte=20)
    # The host's condition is for the club to see.
    p = t.property_.c
    change(club, t.property_, p.local_ref == "DC-1", condition="D")
    assert listed_for(club) == set(WHO)
    change(club, t.property_, p.local_ref == "DC-1", condition=None)
    # What is changed elsewhere changes nothing.
    change(club, t.property_, p.local_ref == "CC-9", condition="D")
    assert listed_for(club) == set()
    app: Any = club.office.client.app
    for day, out in ((date(2027, 11, 28), True), (date(2027, 11, 29), False)):
        app.dependency_overrides[today] = lambda day=day: day
        assert (asked(club, "club")["kept_out"] != []) is out, day
    app.dependency_overrides[today] = lambda: TODAY
    assert club.move(GUEST, key, "rejected", "idea", reason="A new entrance").status_code == 200
    assert asked(club, "club")["kept_out"] == []
    again = club.move(GUEST, key, "idea", "rejected", reason=WHY)
    assert [one["reason"] for one in again.json()["steps"]][1:] == [WHY, "A new entrance", WHY]
    a_set = club.picked("A set of both", who=HOST)
    assert club.move(HOST, a_set, "idea", "rejected", reason=WHY).status_code == 200
    assert club.office.count("rejected_pair") == 4  # the club, and the three bodies of the pair
    _no_second_one_of_a_pair_and_no_circle(club, key)


def _no_second_one_of_a_pair_and_no_circle(club: Club, rejected: str) -> None:
    made = club.promote().json()
    again = club.move(GUEST, rejected, "rejected", "idea", reason="A new entrance")
    assert again.status_code == 409
    assert f"Opportunity {made['number']} is about these two already" in again.text
    other = club.get(GUEST, club.picked("Instead of both"))

    def supersede(key: str, by: int) -> Any:
        return club.move(GUEST, key, "idea", "superseded", reason="One plan", superseded_by=by)

    refused = supersede(made["id"], 1)
    assert refused.status_code == 409 and "The one that you name is rejected" in refused.text
    assert supersede(made["id"], other["number"]).status_code == 200
    refused = supersede(other["id"], made["number"])
    assert refused.status_code == 409 and "The one that you name is superseded" in refused.text


def test_twelve_months_are_counted_by_the_calendar() -> None:
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_later(date(2026, 11, 29), 12) == date(2027, 11, 29)
