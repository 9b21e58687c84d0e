"""What stands at fixed addresses, for robots and for people who find a weakness."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from estate.settings import Settings

CONTACT = "mailto:security@estate.example.gov.uk"


def client(url: str, **settings: str) -> TestClient:
    return TestClient(create_app(Settings(**settings), url))


def test_whom_to_tell_of_a_weakness(database_url: str):
    public = "https://estate.example.gov.uk"
    with client(database_url, security_contact=CONTACT, public_url=public) as asked:
        answer = asked.get("/.well-known/security.txt", headers={"Host": "estate.example.gov.uk"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == CONTACT
    assert told["Canonical"] == f"{public}/.well-known/security.txt"
    ahead = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=150) < ahead < timedelta(days=365)


def test_without_a_contact_there_is_none(database_url: str):
    with client(database_url) as asked:
        assert asked.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("reader", "closed"), [("club", ["/"]), ("public", ["/api/", "/map/", "/print"])]
)
def test_robots_read_no_more_than_is_meant_for_them(
    database_url: str, reader: str, closed: list[str]
):
    with client(database_url, reader=reader) as asked:
        answer = asked.get("/robots.txt")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert set(closed) <= {line.removeprefix("Disallow: ") for line in lines}
    assert ("Disallow: /" in lines) == (reader == "club")
