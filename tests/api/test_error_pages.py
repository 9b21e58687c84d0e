"""A person with a browser gets a page for what goes wrong; a program gets problem+json."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from estate.db.engine import make_engine
from estate.settings import Settings
from tests.intake import county

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def visitor(scratch_database_url: str) -> Iterator[TestClient]:
    """The public edition of a county without properties; errors are answered, not raised."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    app = create_app(Settings(reader="public"), scratch_database_url)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    engine.dispose()


def as_browser(client: TestClient, path: str, method: str = "GET", **headers: str) -> Any:
    return client.request(method, path, headers=BROWSER | headers, follow_redirects=False)


def is_page(answer: Any) -> bool:
    """Whether it is a page of ours under the strict policy, with a nonce of its own."""
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert " style=" not in answer.text
    return "<h1>" in answer.text and answer.headers["Content-Type"].startswith("text/html")


def test_an_unknown_address_is_a_page_that_leads_on(visitor: TestClient) -> None:
    for path in ("/no-such-page", "/organisations/NOBODY", "/properties/1234", "/towns/Nowhere"):
        answer = as_browser(visitor, path)
        assert answer.status_code in (404, 422), path
        assert is_page(answer), path
        assert '<a class="button" href="/">To the map</a>' in answer.text
    assert "There is no page at this address" in as_browser(visitor, "/no-such-page").text


def test_programs_get_problem_json_whatever_they_accept(visitor: TestClient) -> None:
    for path in ("/api/v1/nothing", "/map/nothing.geojson", "/static/nothing.js"):
        answer = as_browser(visitor, path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json", path
    for accept in ("*/*", "application/json", "text/html;q=0.5, application/json", "text/html;q=0"):
        answer = visitor.get("/no-such-page", headers={"Accept": accept})
        assert answer.headers["Content-Type"] == "application/problem+json", accept


def test_a_page_says_no_more_than_the_problem_does(visitor: TestClient) -> None:
    """Status and words are those of problem+json, and what was asked for is not repeated."""
    asked = "/<img src=x onerror=alert(1)>"
    program, person = visitor.get(asked), as_browser(visitor, asked)
    assert person.status_code == program.status_code == 404
    assert program.json()["title"] in person.text
    assert "onerror" not in person.text


def test_a_wrong_method_says_so_and_is_a_page(visitor: TestClient) -> None:
    program, person = visitor.post("/county"), as_browser(visitor, "/county", "POST")
    assert program.status_code == person.status_code == 405
    assert is_page(person)
    assert person.headers.get("Allow") == program.headers.get("Allow")


def test_a_surprise_is_a_page_without_a_word_of_it(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("zq-confidential")

    monkeypatch.setattr("estate.answers.organisations.organisation.organisations.listing", fail)
    answer = as_browser(visitor, "/organisations")
    assert answer.status_code == 500
    assert is_page(answer)
    assert "it has been logged" in answer.text
    assert "Try again" in answer.text
    assert "confidential" not in answer.text
    plain = visitor.get("/organisations")
    assert plain.headers["Content-Type"] == "application/problem+json"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in plain.headers["Content-Security-Policy"]


def test_the_page_of_a_failure_names_its_number_and_of_a_refusal_none(
    visitor: TestClient, scratch_database_url: str
) -> None:
    assert "name its number" not in as_browser(visitor, "/no-such-page").text
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE county RENAME TO gone"))
    engine.dispose()
    answer = as_browser(visitor, "/county")
    assert answer.status_code >= 500
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in answer.text
