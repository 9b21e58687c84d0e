"""Under which names the service answers, and what it calls itself in what it answers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.uvicorn_protocol import BoundedHeaders
from estate.db.engine import make_engine
from estate.settings import Settings
from tests.intake import county

QUIET = "/api/v1/organisations"
PUBLIC = "https://estate.example.gov.uk"


@pytest.fixture
def places(scratch_database_url: str, tmp_path: Path) -> str:
    """A register with more places than one page holds."""
    engine = make_engine(scratch_database_url)
    rows = [county.row(f"P{n}", EASTING=county.EAST + 200 * n) for n in range(5)]
    with engine.begin() as connection:
        county.start(connection)
        county.bring(connection, county.write_csv(tmp_path / "places.csv", rows))
    engine.dispose()
    return scratch_database_url


def status(asked: TestClient, host: str, path: str = QUIET) -> int:
    return asked.get(path, headers={"Host": host}).status_code


def client(url: str, **settings) -> TestClient:
    return TestClient(create_app(Settings(**settings), url), follow_redirects=False)


def test_only_sites_that_the_operator_names_may_show_our_pages(database_url: str):
    with client(database_url) as asked:
        answer = asked.get("/methods")
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    named = "https://intranet.example, https://Pages.example:8443"
    with client(database_url, embed_hosts=named) as asked:
        answer = asked.get("/methods")
        ancestors = "frame-ancestors 'self' https://intranet.example https://pages.example:8443"
        assert answer.headers["content-security-policy"].endswith(ancestors)
        assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("set_up", [{}, {"public_url": PUBLIC}, {"allowed_hosts": "estate.lan"}])
def test_a_name_that_nobody_set_up_is_turned_away(database_url: str, set_up: dict):
    with client(database_url, **set_up) as asked:
        for host in ("evil.example", "evil.example:8000", "estate.example.gov.uk.evil.example",
                     "8.8.8.8", "[2001:db8::1]:80", "localhost.evil.example", "xlocalhost",
                     "127.0.0.1.evil.example", "0.0.0.1"):  # fmt: skip
            answer = asked.get(QUIET, headers={"Host": host})
            assert answer.status_code == 421, host
            assert answer.headers["content-type"] == "application/problem+json"
            assert "ESTATE_ALLOWED_HOSTS" in answer.json()["detail"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            for path in ("/", "/map/properties.geojson", "/static/x", "/tiles/1/1/1.png", "/docs"):
                assert status(asked, host, path) == 421, (host, path)


def test_this_machine_needs_no_mention(database_url: str):
    with client(database_url) as asked:
        for host in ("localhost", "LOCALHOST:9000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000",
                     "estate.localhost:80", "localhost."):  # fmt: skip
            assert status(asked, host) == 200, host


def test_named_hosts_are_answered_at_any_port_however_written(database_url: str):
    named = "estate.lan, 10.1.2.3, fd00::1,Büro.example"
    with client(database_url, allowed_hosts=named, public_url=PUBLIC) as asked:
        for host in ("estate.lan", "Estate.LAN:8000", "10.1.2.3:81", "[FD00::1]:8000",
                     "xn--bro-hoa.example", "estate.example.gov.uk", "estate.example.gov.uk:443",
                     "estate.example.gov.uk."):  # fmt: skip
            assert status(asked, host) == 200, host


def test_the_address_at_which_a_request_arrives_is_its_own(database_url: str):
    app = create_app(Settings(), database_url)
    with TestClient(app, base_url="http://192.0.2.20:8000") as asked:
        assert asked.get(QUIET).status_code == 200
        assert status(asked, "192.0.2.21:8000") == 421


MALFORMED = (
    'a b"<x>', "", "user@localhost", "localhost/x", "localhost:port", "localhost:70000", "[::1",
    "[::1%25eth0]", "local\thost", "localhost,evil.example", "-", "[1.2.3]", "löcalhost", "a" * 300,
)  # fmt: skip


def test_a_malformed_host_is_not_understood(database_url: str):
    with client(database_url) as asked:
        for host in MALFORMED:
            for path in (QUIET, "/api/v1/health/live", "/"):
                answer = asked.get(path, headers={"Host": host.encode("utf-8")})
                assert answer.status_code == 400, (host, path)
                assert "Host" in answer.json()["detail"]


def test_two_hosts_are_none(database_url: str):
    with client(database_url) as asked:
        twice = [("Host", "localhost"), ("Host", "evil.example")]
        assert asked.get(QUIET, headers=twice).status_code == 400


def test_health_is_probed_by_address(database_url: str):
    with client(database_url, public_url=PUBLIC) as asked:
        assert status(asked, "10.9.8.7:8000", "/api/v1/health/live") == 200
        assert status(asked, "10.9.8.7:8000") == 421


def test_a_browser_is_told_on_a_page(database_url: str):
    with client(database_url) as asked:
        page = asked.get("/county", headers={"Host": "evil.example", "Accept": "text/html"})
        assert page.status_code == 421
        assert page.headers["content-type"].startswith("text/html")
        assert "ESTATE_PUBLIC_URL" in page.text
        assert "http://evil.example" not in page.text


def test_links_carry_the_public_address_whatever_was_asked(places: str):
    with client(places, public_url=PUBLIC, reader="club") as asked:
        for host in ("localhost:8000", "127.0.0.1", "estate.example.gov.uk:8443"):
            found = asked.get("/api/v1/properties?limit=2", headers={"Host": host}).json()
            links = [one["href"] for one in found["links"]]
            assert links
            assert all(one.startswith(f"{PUBLIC}/api/v1/properties") for one in links), links


def test_headers_beyond_reason_are_refused(database_url: str):
    with client(database_url) as asked:
        assert asked.get(QUIET, headers={"X-Long": "x" * 20_000}).status_code == 200
        answer = asked.get(QUIET, headers={"X-Long": "x" * 200_000})
        assert answer.status_code == 431
        many = {f"X-{n}": "x" * 100 for n in range(400)}
        assert asked.get(QUIET, headers=many).status_code == 431


def test_browsers_are_told_to_keep_to_https_where_they_can(database_url: str):
    with client(database_url, public_url=PUBLIC) as asked:
        for path in (QUIET, "/nothing", "/static/none.js", "/api/v1/health/live"):
            assert asked.get(path).headers["strict-transport-security"] == "max-age=31536000"
        assert "strict-transport-security" in asked.get("/", headers={"Host": "evil"}).headers
    for plain in ({}, {"public_url": "http://localhost:8000"}):
        with client(database_url, **plain) as asked:
            assert "strict-transport-security" not in asked.get(QUIET).headers


ORIGINS = {
    PUBLIC: True, "http://estate.example.gov.uk": False, f"{PUBLIC}:8443": False,
    "https://evil.example": False, "null": False, "http://localhost": False,
}  # fmt: skip


def test_a_write_comes_from_the_configured_origin(database_url: str):
    with client(database_url, public_url=PUBLIC) as asked:
        for origin, is_ours in ORIGINS.items():
            answer = asked.post("/sign-in/once/x", headers={"Host": "localhost", "Origin": origin})
            words = "has been used, or is too old" if is_ours else "Open the link itself"
            assert words in answer.text, origin


@pytest.mark.parametrize(
    ("given", "known_as"),
    [("https://Estate.Example", "https://estate.example"),
     ("https://estate.example:443", "https://estate.example"),
     ("https://estate.example:8443", "https://estate.example:8443"),
     ("http://[FD00::1]:80", "http://[fd00::1]"),
     ("https://büro.example", "https://xn--bro-hoa.example")],
)  # fmt: skip
def test_the_public_address_is_kept_as_browsers_write_it(given: str, known_as: str):
    assert Settings(public_url=given).public_url == known_as


@pytest.mark.parametrize("part", [b"X-Endless: " + b"x" * 1_000_000, b"X-Many: x\r\n" * 100_000])
def test_headers_that_never_end_are_not_kept(database_url: str, part: bytes):
    app = create_app(Settings(), database_url)
    config = uvicorn.Config(app, port=0, log_level="critical", http=BoundedHeaders)
    with serving(config) as port, socket.create_connection(("127.0.0.1", port), 60) as asked:
        asked.sendall(b"GET /api/v1/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = b""
        while b'"live"}' not in answer:  # the bound is each request's own
            answer += asked.recv(65_536)
        rest = b""
        with suppress(ConnectionError):  # a connection may end before all of it is sent
            asked.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + part)
            while more := asked.recv(65_536):
                rest += more
    assert b"HTTP/1.1 200" not in rest


@contextmanager
def serving(config: uvicorn.Config) -> Iterator[int]:
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(60)
