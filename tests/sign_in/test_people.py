"""Sessions and one-time links can be seen and ended, wherever they came from."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from api.app import create_app
from api.http import sessions
from estate.cli import accounts as command
from estate.codes import Role
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.errors import BadQuestion, NotFound
from estate.register.secret_hashes import sha256
from estate.register.writes.audit import Actor
from estate.register.writes.sign_in import Person, number_of, open_session
from estate.settings import Settings
from tests.conftest import database
from tests.intake import county

ADMINISTRATOR, MEMBER = "administrator", "member"
US = Actor("the tests")


class Hall:
    """Two services (as two workers are) over one register."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        with self.engine.begin() as connection:
            county.start(connection)
        self.one, self.two = (
            TestClient(create_app(Settings(), url), follow_redirects=False) for _ in range(2)
        )

    def signs_in(self, secret: str, role: Role) -> dict[str, str]:
        with self.engine.begin() as connection:
            soon = datetime.now(UTC) + timedelta(hours=1)
            open_session(connection, secret, Person(secret, role, None), soon)
        return {"Cookie": f"{sessions.SESSION_COOKIE}={secret}"}

    def link(self, role: Role = Role.ADMINISTRATOR) -> str:
        with self.engine.begin() as connection:
            address = command.new_link(connection, "http://localhost", role, None, 60, US)
        return address.removeprefix("http://localhost")

    def newest_lines(self, many: int) -> list[Any]:
        r = t.audit_record.c
        with self.engine.connect() as connection:
            found = connection.execute(select(t.audit_record).order_by(r.position.desc()))
            return list(found)[:many]


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    with database("migrated") as url:
        made = Hall(url)
        with made.one, made.two:
            yield made
        made.engine.dispose()


@pytest.fixture(autouse=True)
def nobody_is_signed_in(hall: Hall) -> None:
    with hall.engine.begin() as connection:
        connection.execute(text("DELETE FROM web_session"))
        connection.execute(text("DELETE FROM sign_in_link"))


def csrf(cookie: dict[str, str]) -> str:
    return sessions.csrf_token(cookie["Cookie"].partition("=")[2])


def test_a_leaked_administrators_link_is_ended_everywhere_at_once(hall: Hall):
    """It has no account, so removing one did not reach it."""
    came = hall.two.post(hall.link())
    assert came.status_code == 303
    leaked = {"Cookie": f"{sessions.SESSION_COOKIE}={came.cookies[sessions.SESSION_COOKIE]}"}
    hall.two.cookies.clear()
    ours = hall.signs_in("our administrator", Role.ADMINISTRATOR)
    for worker in (hall.one, hall.two):
        assert worker.get("/api/v1/me", headers=leaked).json()["role"] == "administrator"
    listed = hall.one.get("/api/v1/people", headers=ours).json()["sessions"]
    (theirs,) = [one for one in listed if one["who"].startswith("one-time link ")]
    assert theirs["has_account"] is False
    path = f"/api/v1/people/sign-ins/{theirs['number']}"
    assert hall.one.delete(path, headers=ours).status_code == 403  # no token of our own pages
    ended = hall.one.delete(path, headers={**ours, "X-CSRF-Token": csrf(ours)})
    assert ended.status_code == 204
    for worker in (hall.one, hall.two):
        assert worker.get("/api/v1/me", headers=leaked).json()["signed_in"] is False
        assert worker.get("/audit", headers=leaked).status_code == 401
    (line,) = hall.newest_lines(1)
    assert (line.action, line.subject, line.subject_key) == ("removed", "session", theirs["number"])
    assert line.actor == "our administrator"
    assert line.details["was"]["who"] == theirs["who"]
    again = hall.one.delete(path, headers={**ours, "X-CSRF-Token": csrf(ours)})
    assert again.status_code == 404
    assert theirs["number"] in again.json()["detail"]


def test_a_withdrawn_link_says_so_and_opens_nothing(hall: Hall):
    link, ours = hall.link(), hall.signs_in("administrator", Role.ADMINISTRATOR)
    (waiting,) = hall.one.get("/api/v1/people", headers=ours).json()["links"]
    assert waiting["number"] == number_of(sha256(link.rpartition("/")[2]))
    look, made = hall.newest_lines(2)
    assert (look.action, look.subject) == ("read", "/api/v1/people")
    sent = {**ours, "X-CSRF-Token": csrf(ours)}
    assert (made.action, made.subject, made.actor) == ("added", "sign_in_link", US.name)
    path = f"/api/v1/people/sign-ins/{waiting['number']}"
    assert hall.one.delete(path, headers=sent).status_code == 204
    refused = hall.two.post(link)
    assert refused.status_code == 403
    assert "has been withdrawn" in refused.text
    assert "has been used, or is too old" in hall.two.post("/sign-in/once/unknown").text
    listed = hall.one.get("/api/v1/people", headers=ours).json()["links"]
    assert listed[0]["withdrawn_at"] is not None
    assert hall.one.delete(path, headers=sent).status_code == 404


def test_the_session_of_a_link_is_called_by_the_links_number(hall: Hall):
    link = hall.link(Role.MEMBER)
    hall.one.post(link)
    hall.one.cookies.clear()
    number = number_of(sha256(link.rpartition("/")[2]))
    (line,) = hall.newest_lines(1)
    assert (line.action, line.actor) == ("signed_in", f"one-time link {number} (member)")


def test_the_page_ends_sessions_by_a_button_and_shows_no_secret(hall: Hall):
    ours = hall.signs_in("our-secret", Role.ADMINISTRATOR)
    theirs = hall.signs_in("<b>their secret</b>", Role.MEMBER)
    link = hall.link()
    page = hall.one.get("/people", headers=ours)
    assert page.status_code == 200
    assert link.rpartition("/")[2] not in page.text
    assert sha256("our-secret") not in page.text
    assert "<b>their secret</b>" not in page.text
    number = number_of(sha256("<b>their secret</b>"))
    assert f'action="/people/sign-ins/{number}/end"' in page.text
    assert f'action="/people/sign-ins/{number_of(sha256("our-secret"))}/end"' not in page.text
    address = f"/people/sign-ins/{number}/end"
    for wrong in ({"csrf_token": "x"}, {}):
        answer = hall.one.post(address, headers=ours, data=wrong)
        assert answer.status_code in (403, 422)
    foreign = {**ours, "Origin": "https://elsewhere.example"}
    right = {"csrf_token": csrf(ours)}
    assert hall.one.post(address, headers=foreign, data=right).status_code == 403
    assert hall.one.get("/api/v1/me", headers=theirs).json()["signed_in"] is True
    assert hall.one.post(address, headers=ours, data=right).headers["location"] == "/people"
    assert hall.one.get("/api/v1/me", headers=theirs).json()["signed_in"] is False


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CRITIC])
def test_it_is_for_administrators_alone(hall: Hall, role: Role):
    cookie = hall.signs_in("curious", role)
    hall.link()
    for path in ("/people", "/api/v1/people"):
        assert hall.one.get(path, headers=cookie).status_code == 403
        assert hall.one.get(path).status_code == 401
    number = number_of(sha256("curious"))
    sent = {"csrf_token": csrf(cookie)}
    answer = hall.one.post(f"/people/sign-ins/{number}/end", headers=cookie, data=sent)
    assert answer.status_code == 403
    assert hall.one.get("/api/v1/me", headers=cookie).json()["signed_in"] is True


@pytest.fixture
def typing(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    url = hall.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ESTATE_DATABASE_URL", url)


def test_the_commands_list_and_end(hall: Hall, typing: None, capsys: pytest.CaptureFixture[str]):
    cookie = hall.signs_in("somebody", Role.MEMBER)
    link = hall.link()
    session, waits = number_of(sha256("somebody")), number_of(sha256(link.rpartition("/")[2]))
    command.sessions()
    command.links()
    shown = capsys.readouterr().out
    assert session in shown
    assert waits in shown
    command.end_sign_ins([session, waits])
    assert "has ended" in capsys.readouterr().err
    assert {line.actor.rpartition(" at ")[2] for line in hall.newest_lines(2)} == {
        "the command line"
    }
    assert hall.two.get("/api/v1/me", headers=cookie).json()["signed_in"] is False
    assert "withdrawn" in hall.two.post(link).text
    command.links(as_json=True)
    assert '"withdrawn_at": "' in capsys.readouterr().out
    with pytest.raises(NotFound, match=session):
        command.end_sign_ins([session])


def test_everything_ends_in_one_command(hall: Hall, typing: None, capsys):
    hall.signs_in("one", Role.MEMBER)
    hall.signs_in("two", Role.ADMINISTRATOR)
    link = hall.link()
    command.end_sign_ins(everything=True)
    with hall.engine.connect() as connection:
        assert connection.execute(select(t.web_session)).all() == []
    assert "withdrawn" in hall.one.post(link).text
    command.end_sign_ins(everything=True)
    assert "Nobody is signed in" in capsys.readouterr().err
    for wrong in ({}, {"numbers": ["x"], "everything": True}):
        with pytest.raises(BadQuestion):
            command.end_sign_ins(**wrong)
