"""The edge: how often, how much, how long, and whose word is taken."""

import gc

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.route_table import MAX_BODY_BYTES
from estate.db.engine import Bounds, make_engine
from estate.settings import Settings

QUIET = "/api/v1/organisations"


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test falls across the end of a minute."""
    monkeypatch.setattr("api.http.callers.monotonic", lambda: 1_000_030.0)


def client(url: str, **settings) -> TestClient:
    return TestClient(create_app(Settings(**settings), url))


def test_who_asks_too_often_waits_and_others_do_not(database_url: str):
    with client(database_url, requests_per_minute_per_address=5) as asked:
        answers = [asked.get(QUIET) for _ in range(7)]
        assert [answer.status_code == 429 for answer in answers] == [False] * 5 + [True] * 2
        refused = answers[-1]
        assert refused.headers["content-type"] == "application/problem+json"
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert "Please wait" in refused.json()["detail"]
        assert asked.get("/api/v1/health/live").status_code == 200


def test_who_waits_with_a_browser_is_told_so_on_a_page(database_url: str):
    with client(database_url, requests_per_minute_per_address=1) as asked:
        asked.get(QUIET)
        page = asked.get("/county", headers={"Accept": "text/html,*/*;q=0.8"})
        assert page.status_code == 429
        assert page.headers["content-type"].startswith("text/html")
        assert "Please wait 50 seconds" in page.text
        assert ">Try again</a>" in page.text
        nonce = page.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
        assert nonce
        assert page.headers["retry-after"] == "50"
        assert page.headers["x-request-id"]
        program = asked.get(QUIET, headers={"Accept": "text/html"})
        assert program.json()["title"] == "Too many requests"
        assert "default-src 'none'" in program.headers["content-security-policy"]


def test_guessing_tokens_is_slowed_down_per_address(database_url: str):
    with client(database_url, refusals_per_minute=3) as asked:
        tried = [asked.get(QUIET, headers={"Authorization": f"Bearer {n}"}) for n in range(5)]
        assert [answer.status_code for answer in tried] == [401, 401, 401, 429, 429]


def test_no_bound_where_the_operator_lifts_it(database_url: str):
    with client(database_url, requests_per_minute=0) as asked:
        assert {asked.get("/api/v1/health/live").status_code for _ in range(20)} == {200}


def test_a_body_beyond_reason_is_not_read(database_url: str):
    with client(database_url) as asked:
        answer = asked.post(
            "/api/v1/savings/business-case",
            content=b"[" + b" " * MAX_BODY_BYTES,
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 413


@pytest.mark.long
def test_a_service_that_ends_at_once_leaves_no_connection_open(database_url: str):
    for _ in range(3):
        with client(database_url):
            pass
        gc.collect()


def test_a_question_that_takes_too_long_is_given_up_by_the_server(database_url: str):
    engine = make_engine(database_url, read_only=True, bounds=Bounds(1))
    with engine.connect() as connection:
        bound = connection.execute(text("SHOW statement_timeout")).scalar_one()
    engine.dispose()
    assert bound == "1s"


def test_secrets_may_come_from_files(tmp_path, monkeypatch):
    (tmp_path / "estate_oidc_client_secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("ESTATE_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("ESTATE_OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("ESTATE_OIDC_CLIENT_ID", "common-estate")
    monkeypatch.setenv("ESTATE_PUBLIC_URL", "https://estate.example")
    secret = Settings().oidc_client_secret
    assert secret is not None
    assert secret.get_secret_value() == "from a file"
    assert "from a file" not in repr(Settings())
    monkeypatch.setenv("ESTATE_OIDC_CLIENT_SECRET", "from the environment")
    assert Settings().oidc_client_secret.get_secret_value() == "from the environment"


def test_the_word_of_an_unknown_proxy_is_not_taken(database_url: str):
    with client(database_url, requests_per_minute_per_address=2) as asked:
        answers = [
            asked.get(QUIET, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
            for n in range(4)
        ]
    assert answers[2:] == [429, 429]


def test_every_answer_carries_the_headers_and_names_no_server(database_url: str):
    with client(database_url) as asked:
        for path in (QUIET, "/nowhere", "/sign-in"):
            headers = asked.get(path).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"], path
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Request-ID"]
