"""“Something wrong? Tell the owner”: from a figure of a page to its owner's answer, in browsers."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from estate.club.corrections import waiting_by_owner, waiting_days
from estate.codes import Role
from estate.db import tables as t
from tests.api.imports_office import browser_of
from tests.club.club_office import GUEST, HOST, Club, club_office

DAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("told")) as made:
        yield made


def post(browser: Any, page: str, action: str, fields: Mapping[str, str]) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    return browser.post(action, data={**fields, "csrf_token": token[1] if token else ""})


def told(browser: Any, home: str, field: str, value: str, note: str = "Measured") -> Any:
    sent = {"field": field, "proposed_value": value, "note": note}
    return post(browser, f"{home}/wrong?field={field}", f"{home}/wrong", sent)


def test_a_wrong_figure_goes_from_the_page_to_its_owner_and_the_answer_comes_back(club: Club):
    home = f"/properties/{club.places['CC-1']}"
    with (
        browser_of(club.office, HOST, Role.MEMBER) as teller,
        browser_of(club.office, GUEST) as owner,
    ):
        page = teller.get(home).text
        links = set(re.findall(rf'href="{home}/wrong\?field=(\w+)"', page))
        assert {"gia_m2", "condition", "premises_cost", "leases", "occupations", "interests",
                "ratings", "place", "address", "pfi"} <= links  # fmt: skip
        assert "Tell the owner: Gross internal area" in page
        form = teller.get(f"{home}/wrong?field=gia_m2").text
        assert 'value="600"' in form and "600 m²" in form
        same = told(teller, home, "gia_m2", "600")
        assert same.status_code == 422 and "what the register says today" in same.text
        wrong = told(teller, home, "gia_m2", "plenty", "Paced <b>out</b>")
        assert wrong.status_code == 422 and "Paced &lt;b&gt;out&lt;/b&gt;" in wrong.text
        empty = told(teller, home, "gia_m2", "650", "")
        assert empty.status_code == 422 and "How you know" in empty.text
        kept = told(teller, home, "gia_m2", "650", "The plans of 2019")
        assert kept.status_code == 303
        at = kept.headers["location"]
        with club.office.engine.begin() as connection:
            old = datetime(2026, 11, 17, 9, tzinfo=UTC)
            connection.execute(update(t.correction).values(raised_at=old))
        assert "12 days" in teller.get(at).text and f"{at}/accept" not in teller.get(at).text
        assert "The plans of 2019" in owner.get(at).text
        silent = post(owner, at, f"{at}/decline", {"answer": ""})
        assert silent.status_code == 422 and "Answer" in silent.text
        assert post(owner, at, f"{at}/accept", {"answer": "Thank you"}).status_code == 303
        assert post(owner, f"{home}/change", f"{at}/accept", {}).status_code == 409
        answer = teller.get(at).text
        assert "Thank you" in answer and "Accepted by" in answer
        assert "650 m²" in teller.get(home).text


def test_a_band_is_told_about_and_not_revealed(club: Club):
    """Whatever is told of a figure one is not shown, the answer is the same."""
    home = f"/properties/{club.places['CC-1']}"
    with browser_of(club.office, HOST) as teller, browser_of(club.office, GUEST) as owner:
        banded = teller.get(f"{home}/wrong?field=premises_cost").text
        assert "43,217" not in banded and "a year" in banded
        hidden = teller.get(f"{home}/wrong?field=book_value_gbp").text
        assert "parties under agreement" in hidden and 'value=""' in hidden
        asked = [told(teller, home, "premises_cost", f"{one} a year") for one in
                 ("£43,217", "£50,000")]  # fmt: skip
        assert [one.status_code for one in asked] == [303, 303]
        at = asked[0].headers["location"]
        assert "43,217" in owner.get(at).text
        bare = post(owner, at, f"{at}/accept", {"answer": ""})
        assert bare.status_code == 422 and "Nothing is written by accepting" in bare.text
        said = post(owner, at, f"{at}/accept", {"answer": "The energy bill is put right"})
        assert said.status_code == 303
        assert "The energy bill is put right" in teller.get(at).text
        listed = teller.get("/corrections/corrections.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(listed)))
        assert {row["waiting_days"] for row in rows} == {"0", "answered"}
        assert teller.get("/corrections/waiting.csv").text.count("Testshire County Council") == 1


def test_who_may_not_tell_sees_no_link_and_who_is_not_signed_in_is_told_how(club: Club):
    home = f"/properties/{club.places['CC-1']}"
    with browser_of(club.office, HOST, Role.CRITIC) as critic:
        assert "/wrong" not in critic.get(home).text
        assert "Something wrong" not in critic.get(home).text
        assert critic.get(f"{home}/wrong?field=gia_m2").status_code == 403
    with browser_of(club.office, GUEST) as owner:
        assert "/wrong" not in owner.get(home).text  # its own people change it
    nobody = club.office.client.get(home, headers={"Accept": "text/html"}).text
    assert "/wrong" not in nobody and 'Something wrong? <a href="/sign-in' in nobody
    assert club.office.client.get(f"{home}/wrong?field=gia_m2").status_code == 401
    assert club.office.client.get("/corrections").status_code == 401


def test_a_place_that_is_hidden_by_now_is_not_named_to_who_told_of_it(club: Club):
    home = f"/properties/{club.places['CC-9']}"
    hidden = update(t.property_).where(t.property_.c.local_ref == "CC-9")
    with browser_of(club.office, HOST) as teller, browser_of(club.office, GUEST) as owner:
        at = told(teller, home, "gia_m2", "77").headers["location"]
        assert "Old Depot" in teller.get("/corrections").text
        with club.office.engine.begin() as connection:
            new = {"sensitivity": "owner_only", "name": "Synthetic Refuge"}
            connection.execute(hidden.values(**new))
        for page in ("/corrections", at, "/corrections/corrections.csv"):
            seen = teller.get(page)
            assert seen.status_code == 200 and "77" in seen.text, page
            assert "Refuge" not in seen.text and "not shown to you" in seen.text, page
        mine = club.at(HOST, "GET", "/api/v1/corrections")
        (one,) = (each for each in mine.json()["corrections"] if each["proposed_value"] == "77")
        assert (one["property"]["name"], one["property"]["ref"]) == (None, None)
        assert "Synthetic Refuge" in owner.get("/corrections").text
        assert post(owner, at, f"{at}/accept", {"answer": ""}).status_code == 303


def test_ages_are_reckoned_in_days_owner_by_owner():
    def row(owner: str, days: int, state: str = "open") -> dict[str, Any]:
        raised = datetime(2026, 11, 29, 23, tzinfo=UTC) - timedelta(days=days)
        return {"owner": owner, "state": state, "raised_at": raised}

    rows = [row("B", 4), row("A", 1), row("A", 9), row("A", 2), row("C", 30, "accepted")]
    found = waiting_by_owner(rows, DAY)
    assert [(one.owner, one.waiting, one.oldest_days, one.median_days) for one in found] == [
        ("A", 3, 9, 2.0), ("B", 1, 4, 4.0)
    ]  # fmt: skip
    assert waiting_days(rows[-1], DAY) is None
