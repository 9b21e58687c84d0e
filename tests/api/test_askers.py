"""Many people may share one address: what one of them does wrong shuts nobody else out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.app import create_app
from api.http import callers, sessions
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes import sign_in as writes_sign_in
from estate.register.writes.sign_in import Person
from estate.register.writes.tokens import create_token
from estate.settings import Settings
from tests.conftest import database
from tests.intake import county

QUIET = "/api/v1/organisations"
ME = "/api/v1/me"
SOON = timedelta(hours=1)


class Place:
    """A register with an organisation, and services over it, each with its own bounds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        with self.engine.begin() as connection:
            county.start(connection)

    def client(self, address: str = "192.0.2.1", **settings: int) -> TestClient:
        app = create_app(Settings(**settings), self.url)
        return TestClient(app, client=(address, 50_000), follow_redirects=False)

    def token(self, role: Role = Role.ADMINISTRATOR) -> dict[str, str]:
        with self.engine.begin() as connection:
            made = create_token(
                connection, role=role, organisation_code="T-CC", label=None,
                expires_at=datetime.now(UTC) + SOON,
            )  # fmt: skip
        return {"Authorization": f"Bearer {made}"}

    def cookie(self, secret: str, role: Role = Role.ADMINISTRATOR) -> dict[str, str]:
        with self.engine.begin() as connection:
            writes_sign_in.open_session(
                connection, secret, Person("somebody", role, None), datetime.now(UTC) + SOON
            )
        return {"Cookie": f"{sessions.SESSION_COOKIE}={secret}"}

    def link(self, secret: str) -> str:
        with self.engine.begin() as connection:
            person = Person("one-time link", Role.MEMBER, None)
            writes_sign_in.create_link(connection, secret, person, datetime.now(UTC) + SOON)
        return f"/sign-in/once/{secret}"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with database("migrated") as url:
        made = Place(url)
        yield made
        made.engine.dispose()


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test falls across the end of a minute."""
    monkeypatch.setattr("api.http.callers.monotonic", lambda: 1_000_030.0)


def statuses(asked: TestClient, path: str, many: int, **given) -> list[int]:
    return [asked.get(path, **given).status_code for _ in range(many)]


@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/audit", "/audit"])
def test_refusals_without_a_name_slow_nobody_down(place: Place, path: str):
    with place.client(refusals_per_minute=3) as asked:
        assert set(statuses(asked, path, 8)) == {401}
        assert asked.get(ME, headers=place.token()).status_code == 200
        assert asked.get(QUIET).status_code == 200


def test_refusals_count_against_whoever_is_known(place: Place):
    importer, other = place.token(Role.IMPORTER), place.token(Role.IMPORTER)
    signed_in = place.cookie("a member who tries", Role.MEMBER)
    with place.client(refusals_per_minute=3) as asked:
        for who in (importer, signed_in):
            assert statuses(asked, "/audit", 5, headers=who) == [403, 403, 403, 429, 429]
            assert asked.get(ME, headers=who).status_code == 429
        assert asked.get(ME, headers=other).status_code == 200
        assert asked.get("/api/v1/imports").status_code == 401


def test_wrong_tokens_slow_wrong_tokens_alone(place: Place):
    with place.client(refusals_per_minute=3) as asked:
        wrong = [asked.get(QUIET, headers={"Authorization": f"Bearer {n}"}) for n in range(6)]
        assert [one.status_code for one in wrong] == [401, 401, 401, 429, 429, 429]
        assert asked.get(ME, headers=place.token()).status_code == 200  # never seen before
        assert asked.get(ME, headers=place.cookie("seen now")).json()["signed_in"] is True
        assert asked.get(QUIET).status_code == 200
        assert asked.post(place.link("good once")).status_code == 303


def test_tries_of_a_slowed_address_end_in_the_end_but_not_for_the_known(place: Place):
    known, unseen, cookie = place.token(), place.token(), place.cookie("has not come yet")
    with place.client(refusals_per_minute=2, requests_per_minute_per_address=25) as asked:
        assert asked.get(ME, headers=known).status_code == 200
        for n in range(2 + 25):
            asked.get(QUIET, headers={"Authorization": f"Bearer {n}"})
        assert asked.get(ME, headers=unseen).status_code == 429
        assert asked.get(ME, headers=known).status_code == 200
        assert asked.get(ME, headers=cookie).status_code == 200


def test_a_flood_of_made_up_cookies_keeps_nobody_out_who_is_signed_in(place: Place):
    cookie, token = place.cookie("comes later"), place.token()
    with place.client(refusals_per_minute=2, requests_per_minute_per_address=40) as asked:
        for n in range(40 + 30):
            asked.get(QUIET, headers={"Cookie": f"estate_session={n}"})
        for who in (cookie, token):
            assert asked.get("/docs", headers=who).status_code == 200
            assert asked.get(ME, headers=who).status_code == 200
        assert asked.get(QUIET).status_code == 429


def test_wrong_links_slow_links_and_a_right_one_still_opens(place: Place):
    with place.client(refusals_per_minute=3) as asked:
        tried = [asked.post(f"/sign-in/once/wrong{n}").status_code for n in range(5)]
        assert tried == [403, 403, 403, 429, 429]
        assert asked.post(place.link("right")).status_code == 303
        assert asked.get(ME, headers=place.token()).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_makes_a_browser_ask_is_counted_apart(place: Place, site: str):
    elsewhere = {"Sec-Fetch-Site": site}
    wrong = {"Authorization": "Bearer x"}
    with place.client(refusals_per_minute=2, requests_per_minute_per_address=6) as asked:
        tried = statuses(asked, QUIET, 4, headers=elsewhere | wrong)
        assert tried == [401, 401, 429, 429]
        assert statuses(asked, QUIET, 4, headers=elsewhere) == [200, 200, 429, 429]
        assert statuses(asked, QUIET, 2, headers=wrong) == [401, 401]
        assert statuses(asked, QUIET, 4) == [200] * 4


@pytest.mark.parametrize("name", ["estate_session", "zestate_session", "__Host-estate_session"])
def test_a_cookie_that_opens_nothing_lifts_no_bound(place: Place, name: str):
    with place.client(requests_per_minute_per_address=5) as asked:
        found = [asked.get(QUIET, headers={"Cookie": f"{name}=x{n}"}) for n in range(8)]
        assert [one.status_code for one in found] == [200] * 5 + [429] * 3
        assert asked.get(QUIET).status_code == 429


def test_people_behind_an_address_that_waits_are_answered_when_known(place: Place):
    token, cookie = place.token(), place.cookie("at her desk")
    with place.client(requests_per_minute_per_address=4) as asked:
        assert statuses(asked, QUIET, 6) == [200] * 4 + [429] * 2
        assert statuses(asked, ME, 3, headers=token) == [200] * 3
        assert statuses(asked, ME, 3, headers=cookie) == [200] * 3
        assert asked.get("/sign-in", headers=cookie).status_code == 200


def test_the_known_do_not_use_up_what_their_address_may_ask(place: Place):
    with place.client(requests_per_minute=4, requests_per_minute_per_address=6) as asked:
        for _ in range(3):
            assert statuses(asked, ME, 5, headers=place.token()) == [200] * 4 + [429]
        assert statuses(asked, QUIET, 7) == [200] * 6 + [429]


def test_whose_sign_in_has_ended_counts_as_nobody(place: Place):
    cookie = place.cookie("leaves")
    with place.client(requests_per_minute_per_address=3) as asked:
        assert asked.get(ME, headers=cookie).json()["signed_in"] is True
        with place.engine.begin() as connection:
            connection.execute(delete(t.web_session))
        assert statuses(asked, QUIET, 6, headers=cookie) == [200] * 4 + [429] * 2


def test_strangers_push_nobodys_count_out(place: Place):
    counts = callers.Counts()
    for _ in range(5):
        counts.add("missed", "token", "192.0.2.1")
    for n in range(30_000):
        counts.add("asked", str(ip_address(n)))
    assert 5 <= counts.add("missed", "token", "192.0.2.1", more=0) < 10
    assert counts.add("missed", "link", "192.0.2.1", more=0) < 5


def test_a_new_minute_begins_from_nothing(monkeypatch: pytest.MonkeyPatch):
    counts = callers.Counts()
    assert counts.add("asked", "a") == 1
    before = counts.minute()
    monkeypatch.setattr("api.http.callers.monotonic", lambda: 1_000_080.0)
    counts.take_back(before, "asked", "a")
    assert counts.add("asked", "a", more=0) == 0


def test_the_machines_clock_may_jump(place: Place, monkeypatch: pytest.MonkeyPatch):
    with place.client(requests_per_minute_per_address=2) as asked:
        assert statuses(asked, QUIET, 2) == [200] * 2
        monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
        assert statuses(asked, QUIET, 1) == [429]


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_of_ipv6_the_network_counts(given: str, counted: str):
    assert callers.place_of(given) == counted


def test_one_subscriber_of_ipv6_is_one_asker(place: Place):
    app = create_app(Settings(requests_per_minute_per_address=2), place.url)
    found = []
    with TestClient(app):
        for last in (1, 2, 3):
            client = TestClient(app, client=(f"2001:db8::{last}", 1))
            found.append(client.get(QUIET).status_code)
        assert found == [200, 200, 429]
        assert TestClient(app, client=("2001:db8:0:1::1", 1)).get(QUIET).status_code == 200


def test_a_proxy_that_is_not_named_is_told_of_once(place: Place):
    with place.client(address="172.18.0.1") as asked, capture_logs() as logs:
        for last in (1, 2):
            asked.get(QUIET, headers={"X-Forwarded-For": f"198.51.100.{last}"})
    told = [line for line in logs if "ESTATE_TRUSTED_PROXIES" in line["event"]]
    assert [line["proxy"] for line in told] == ["172.18.0.1"]


def test_a_proxy_that_is_named_is_not_told_of(place: Place):
    with place.client(address="198.51.100.7") as asked, capture_logs() as logs:
        asked.get(QUIET, headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert [line for line in logs if "ESTATE_TRUSTED_PROXIES" in line["event"]] == []


def test_behind_a_trusted_proxy_each_reader_is_counted_alone(place: Place):
    """Whatever a reader writes in front of what the proxy adds."""
    app = create_app(Settings(requests_per_minute_per_address=2), place.url)
    trusting = ProxyHeadersMiddleware(app, trusted_hosts="172.18.0.0/16")
    with TestClient(trusting, client=("172.18.0.2", 1)) as asked:
        for reader in ("198.51.100.1", "198.51.100.2"):
            ways = [f"203.0.113.{n}, {reader}" for n in range(3)]
            found = [asked.get(QUIET, headers={"X-Forwarded-For": way}) for way in ways]
            assert [one.status_code for one in found] == [200, 200, 429]
