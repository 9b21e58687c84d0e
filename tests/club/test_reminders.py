"""What waits for each body, over HTTP, on the page and in one person's feed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from api.http.dependencies import today
from estate.codes import Role
from estate.db import tables as t
from estate.register.writes.sign_in import Person, create_link, open_session
from tests.club.club_office import GUEST, HOST, LANDLORD, TODAY, Club, club_office

PATH = "/api/v1/reminders"
ATOM = "{http://www.w3.org/2005/Atom}"
#: The guest's lease of the landlord's ends on 17/09/2028; notice and getting ready come before.
NEAR = date(2027, 12, 1)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    with club_office(tmp_path_factory.mktemp("reminders")) as made:
        _waiting(made)
        yield made


def _waiting(club: Club) -> None:
    """A rating to review, a correction, a decision, next steps and two offers."""
    place = club.places["CC-1"]
    with club.office.engine.begin() as connection:
        connection.execute(
            insert(t.rating).values(
                property_id=place, scheme="sharing", rating="green", basis="human",
                reason_codes=["OTHER"], organisation_code=GUEST, assessor="SYN",
                assessed_on=date(2025, 1, 1), review_by=date(2026, 1, 1),
            )
        )  # fmt: skip
    club.at(HOST, "POST", f"/api/v1/properties/{place}/corrections", field="condition",
            proposed_value="B", note="Seen in May").raise_for_status()  # fmt: skip
    key = club.picked("Share the Town Offices")
    details = {"next_step": "Agree £40,000", "next_step_organisation": HOST,
               "next_step_by": "2026-12-04"}  # fmt: skip
    club.ask(GUEST, "POST", f"/{key}/details", revision=1, **details).raise_for_status()
    with club.office.engine.begin() as connection:
        o = t.opportunity.c
        connection.execute(
            update(t.opportunity).where(o.opportunity_id == key).values(stage="approvals")
        )
    meeting = club.at(GUEST, "POST", "/api/v1/meetings", title="The club", held_on="2026-11-29")
    called = meeting.raise_for_status().json()["meeting"]["id"]
    club.at(GUEST, "POST", f"/api/v1/meetings/{called}/entries", kind="action",
            text="Ask for £9,000", organisation=LANDLORD,
            due_on="2026-12-01").raise_for_status()  # fmt: skip
    club.at(GUEST, "POST", f"/api/v1/properties/{club.places['CC-9']}/offers", forum="Cabinet",
            decided_on="2026-11-02", minute_ref="7").raise_for_status()  # fmt: skip


@contextmanager
def on(club: Club, day: date) -> Iterator[None]:
    app: Any = club.office.client.app
    app.dependency_overrides[today] = lambda: day
    try:
        yield
    finally:
        app.dependency_overrides[today] = lambda: TODAY


def told(club: Club, who: str | None, **asked: Any) -> list[dict[str, Any]]:
    headers = club.office.headers({GUEST: "editor", HOST: "other", LANDLORD: "police"}.get(
        who or "", who))  # fmt: skip
    answer = club.office.client.get(PATH, headers=headers, params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["reminders"]
    return found


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [one["kind"] for one in found]


def test_each_body_is_told_what_waits_for_it_and_of_nothing_else(club: Club) -> None:
    mine = told(club, GUEST)
    assert kinds(mine) == ["corrections", "decisions", "reviews"]
    correction, decision, review = mine
    assert review["is_overdue"]
    assert review["due_on"] == "2026-01-01"
    assert correction["about"] == "Records Office"
    assert decision["about"] == "Share the Town Offices"
    theirs = told(club, HOST)
    assert kinds(theirs) == ["decisions", "actions"]
    assert theirs[1]["due_on"] == "2026-12-04"
    assert theirs[1]["detail"] == "Agree £40,000"
    (action,) = told(club, LANDLORD)
    assert (action["kind"], action["due_on"]) == ("actions", "2026-12-01")
    assert "9,000" not in action["what"]
    assert told(club, "stranger") == []
    for outside in ("administrator", "critic"):  # who speak for no body
        assert kinds(told(club, outside)) == ["decisions", "actions", "actions"]
    assert club.at(None, "GET", PATH).status_code == 401


def test_a_tenant_alone_is_told_by_when_to_act_on_its_lease(club: Club) -> None:
    days = {}
    for who in (GUEST, HOST, LANDLORD, "administrator"):
        with on(club, date(2027, 6, 1)):
            found = told(club, who, kind="leases")
        days[who] = [one["due_on"] for one in found]
    assert days[HOST] == days[LANDLORD] == days["administrator"] == []
    (day,) = days[GUEST]
    events = club.at(GUEST, "GET", f"/api/v1/leases/calendar?organisation={GUEST}").json()["events"]
    assert [one["date"] for one in events if one["kind"]["code"] == "act_by"] == [day]
    with on(club, date.fromisoformat(day) - timedelta(days=92)):
        assert told(club, GUEST, kind="leases") == []


def test_an_offer_is_told_to_the_others_before_it_closes_and_then_to_its_owner(club: Club) -> None:
    (offer,) = club.at(HOST, "GET", "/api/v1/offers").json()["offers"]
    last = date.fromisoformat(offer["closes_on"])
    with on(club, last - timedelta(days=14)):
        assert kinds(told(club, HOST, kind="offers")) == ["offers"]
        assert told(club, GUEST, kind="offers") == []
    with on(club, last - timedelta(days=15)):
        assert told(club, HOST, kind="offers") == []
    with on(club, last + timedelta(days=1)):
        assert told(club, HOST, kind="offers") == []
        assert "what came of it" in told(club, GUEST, kind="offers")[0]["what"]


@contextmanager
def account_of(club: Club, organisation: str | None, role: Role = Role.EDITOR) -> Iterator[Any]:
    """A browser that is signed in to an account of its own, and the account's id."""
    email = f"ann-{token_urlsafe(6).lower()}@council.example"
    secret = token_urlsafe()
    with club.office.engine.begin() as connection:
        values = {"email": email, "role": role.value, "organisation_code": organisation}
        made = insert(t.account).values(values).returning(t.account.c.account_id)
        key: UUID = connection.execute(made).scalar_one()
        until = datetime.now(UTC) + timedelta(hours=1)
        open_session(connection, secret, Person(email, role, organisation, key), until)
    with TestClient(club.office.client.app, follow_redirects=False) as browser:
        browser.cookies.set("estate_session", secret)
        yield browser, key


def send(browser: TestClient, path: str, **typed: Any) -> Any:
    token = browser.get("/api/v1/me").json()["csrf_token"]
    return browser.post(path, data={"csrf_token": token, **typed})


def feed_of(browser: TestClient) -> str:
    page = send(browser, "/reminders/feed").text
    return page.partition("<code>")[2].partition("</code>")[0].removeprefix("http://testserver")


def test_a_person_chooses_on_the_page_and_has_a_feed_of_their_own(club: Club) -> None:
    with account_of(club, HOST) as (browser, _):
        assert "Share the Town Offices" in browser.get("/reminders").text
        chosen = {"mail": ["decisions"], "every": "daily", "feed": ["actions", "decisions"]}
        assert send(browser, "/reminders", **chosen).status_code == 303
        page = browser.get("/reminders").text
        assert page.count(" checked") == 4
        path = feed_of(browser)
        assert path.removesuffix(".atom").rpartition("/")[2] not in browser.get("/reminders").text
        answer = club.office.client.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert answer.headers["cache-control"] == "no-store"
        whole = Xml.fromstring(answer.text)  # noqa: S314 - our own
        titles = [one.findtext(f"{ATOM}title") or "" for one in whole.iter(f"{ATOM}entry")]
        assert len(titles) == 2
        assert "£40,000" not in answer.text  # what somebody typed stays on the page
        ids = [one.text for one in whole.iter(f"{ATOM}id")]
        again = Xml.fromstring(club.office.client.get(path).text)  # noqa: S314
        assert [one.text for one in again.iter(f"{ATOM}id")] == ids
        new = feed_of(browser)
        assert club.office.client.get(path).status_code == 404
        assert club.office.client.get(new).status_code == 200
        send(browser, "/reminders/feed/end")
        assert club.office.client.get(new).status_code == 404


def test_a_feed_ends_with_its_account_and_each_look_is_on_record(club: Club) -> None:
    with account_of(club, GUEST) as (browser, key):
        send(browser, "/reminders", feed=["corrections"])
        path = feed_of(browser)
        assert "Records Office" in club.office.client.get(path).text
        r = t.audit_record.c
        with club.office.engine.begin() as connection:
            seen = select(r.about, r.subject).where(r.subject == "/reminders/feed")
            assert (GUEST, "/reminders/feed") in connection.execute(seen).all()
            secret = path.rpartition("/")[2].removesuffix(".atom")
            whole = connection.execute(select(t.audit_record)).all()
            assert secret not in repr(whole)
            a = t.account
            off = update(a).where(a.c.account_id == key).values(disabled_at=datetime.now(UTC))
            connection.execute(off)
        assert club.office.client.get(path).status_code == 404


def test_a_place_that_is_hidden_goes_without_its_name(club: Club) -> None:
    p = t.property_
    place = p.c.property_id == club.places["CC-1"]
    with account_of(club, GUEST) as (browser, _):
        send(browser, "/reminders", feed=["corrections", "reviews"])
        path = feed_of(browser)
        with club.office.engine.begin() as connection:
            connection.execute(update(p).where(place).values(sensitivity="owner_only"))
        try:
            text = club.office.client.get(path).text
            assert "Records Office" in browser.get("/reminders").text
        finally:
            with club.office.engine.begin() as connection:
                connection.execute(update(p).where(place).values(sensitivity="open"))
        assert "Records Office" not in text
        assert text.count("A property that the club is not shown") == 2


def test_what_is_wrong_is_refused_and_a_one_time_link_has_no_choices(club: Club) -> None:
    with account_of(club, HOST) as (browser, key):
        assert send(browser, "/reminders", mail=["gossip"]).status_code == 422
        assert send(browser, "/reminders", every="hourly").status_code == 422
        assert browser.post("/reminders", data={"mail": "leases"}).status_code == 403  # no token
        with club.office.engine.begin() as connection:
            chosen = select(t.reminder_choice).where(t.reminder_choice.c.account_id == key)
            assert connection.execute(chosen).first() is None
    with TestClient(club.office.client.app, follow_redirects=False) as browser:
        link = token_urlsafe()
        with club.office.engine.begin() as connection:
            create_link(connection, link, Person("Ann", Role.EDITOR, HOST),
                        datetime.now(UTC) + timedelta(hours=1))  # fmt: skip
        browser.post(f"/sign-in/once/{link}")
        assert "one-time link" in browser.get("/reminders").text
        assert send(browser, "/reminders", mail=["leases"]).status_code == 403
    assert club.office.client.get("/reminders").status_code == 401


def test_the_file_holds_what_the_page_shows(club: Club) -> None:
    headers = club.office.headers("editor")
    text = club.office.client.get("/reminders/reminders.csv", headers=headers).text
    assert text.count("Records Office") == 2


def test_many_reviews_stand_on_the_page_as_one_line_and_in_the_file_each(club: Club) -> None:
    rating = {"property_id": club.places["CC-9"], "scheme": "sharing", "rating": "green",
              "basis": "human", "reason_codes": ["OTHER"], "organisation_code": GUEST,
              "assessor": "SYN", "assessed_on": date(2024, 1, 1),
              "review_by": date(2025, 3, 1)}  # fmt: skip
    with club.office.engine.begin() as connection:
        connection.execute(insert(t.rating).values(**rating))
    with account_of(club, GUEST) as (browser, _):
        page = browser.get("/reminders").text
        assert "2 reviews are overdue" in page
        assert "1 March 2025 (overdue)" in page
        assert f'href="/ratings?organisation={GUEST}"' in page
        assert "the files hold each" in page
        file = browser.get("/reminders/reminders.csv").text
    assert file.count(",reviews,") == 2
    assert "Old Depot" in file
    assert "2 reviews" not in file
