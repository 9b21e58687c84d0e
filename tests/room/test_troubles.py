"""What the service lacks is said in a sentence, with a time to come back; nothing is half done."""

import errno
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.system import housekeeping
from estate.intake.uploads import stored_plans
from estate.settings import Settings
from tests.api.imports_office import MEMBER, Office, open_office
from tests.intake import county

QUESTION = "/api/v1/organisations"


@pytest.fixture
def office(scratch_database_url: str, tmp_path: Path) -> Iterator[Office]:
    office = open_office(
        scratch_database_url, tmp_path / "data", lock_seconds=1, queue_seconds=1,
        requests_per_minute=0, refusals_per_minute=1_000,
    )  # fmt: skip
    office.client._transport.raise_server_exceptions = False
    with office.client:
        yield office
    office.engine.dispose()


def passing(answer: Any, status: int, slug: str) -> str:
    """A problem that says what to do and when; its words."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    told = answer.json()
    assert told["type"] == f"/problems/{slug}"
    return told["detail"]


@pytest.mark.parametrize("reader", ["club", "public"])
def test_a_register_out_of_reach(reader: str) -> None:
    app = create_app(Settings(reader=reader), "postgresql+psycopg://estate@127.0.0.1:1/estate")
    asked = TestClient(app)
    try:
        for headers in ({}, {"Authorization": "Bearer any"}, {"Cookie": "estate_session=any"}):
            for path in (QUESTION, "/api/v1/imports", "/map/properties.geojson", "/api/v1/stats"):
                if path == "/api/v1/imports" and not headers:
                    continue  # refused before the register is asked
                passing(asked.get(path, headers=headers), 503, "database-unreachable")
        page = asked.get("/county", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        passing(asked.get("/api/v1/health/ready"), 503, "not-ready")
        assert asked.get("/api/v1/health/live").json() == {"status": "live"}
    finally:
        app.state.service.close()


def test_no_connection_free_is_busy_and_ready_is_told_all_the_same(office: Office) -> None:
    here = office.client.app.state.service
    with ExitStack() as held:
        for _ in range(here.room.sizes.reading):
            held.enter_context(here.read_engine.connect())
        passing(office.client.get(QUESTION), 503, "busy")
        told = office.client.get("/api/v1/health/ready").json()
        pools = {one["name"]: one for one in told["room"]["pools"]}
        assert pools["reading"]["in_use"] == pools["reading"]["size"] == here.room.sizes.reading
        assert office.client.get("/api/v1/health/live").status_code == 200
    assert office.client.get(QUESTION).status_code == 200


def test_a_locked_record_keeps_nobody_waiting_who_needs_none(office: Office) -> None:
    member = office.headers(MEMBER)
    with office.engine.begin() as holding:
        holding.execute(text("LOCK TABLE audit_record IN ACCESS EXCLUSIVE MODE"))
        with ThreadPoolExecutor(12) as threads:
            ended: list[str] = []

            def ask(who: dict[str, str], name: str) -> Any:
                answer = office.client.get(QUESTION, headers=who)
                ended.append(name)
                return answer

            members = [threads.submit(ask, member, "member") for _ in range(6)]
            others = [threads.submit(ask, {}, "anybody") for _ in range(6)]
            assert {one.result().status_code for one in others} == {200}
            assert {one.result().status_code for one in members} == {503}
        refused = office.ask("DELETE", f"/{uuid4()}", MEMBER)  # nothing there: 404, and recorded
        passing(refused, 503, "locked")
    assert office.client.get(QUESTION, headers=member).status_code == 200


def test_rows_that_somebody_changes_are_not_waited_for_forever(office: Office, tmp_path: Path):
    plan = office.upload(county.write_csv(tmp_path / "a.csv", [county.row("A1")])).json()
    with office.engine.begin() as holding:
        holding.execute(text("LOCK TABLE property IN ACCESS EXCLUSIVE MODE"))
        passing(office.ask("POST", f"/{plan['id']}/commit"), 503, "locked")
        passing(office.client.get("/api/v1/stats"), 503, "locked")
    assert office.count("property") == 0
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200


def test_a_disk_without_room_for_the_database(office: Office, tmp_path: Path) -> None:
    plan = office.upload(county.write_csv(tmp_path / "a.csv", [county.row("A1")])).json()
    with office.engine.begin() as connection:
        connection.execute(text(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file: No space left on device' "
            "USING ERRCODE = 'disk_full'; END $$"
        ))  # fmt: skip
        connection.execute(text(
            "CREATE TRIGGER full_disk BEFORE INSERT ON property "
            "FOR EACH ROW EXECUTE FUNCTION full_disk()"
        ))  # fmt: skip
    words = passing(office.ask("POST", f"/{plan['id']}/commit"), 507, "database-full")
    assert "make room" in words
    with office.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full_disk ON property"))
    assert office.count("property") == 0
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200


@pytest.mark.parametrize(
    "place", ["api.http.multipart.MultiPartParser.parse", "estate.intake.uploads.files._write"]
)
def test_a_disk_without_room_for_an_upload(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = county.write_csv(tmp_path / "a.csv", [county.row("A1")])
    with monkeypatch.context() as patched:
        patched.setattr(place, full)
        words = passing(office.upload(path), 507, "disk-full")
    assert "make room" in words
    assert office.uploaded() == []
    assert office.upload(path).status_code == 201


def test_a_surprise_stays_a_surprise(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (OSError(errno.EACCES, "no"), ValueError("no")):

        def fail(*_: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr("estate.answers.organisations.organisation._of", fail)
        answer = office.client.get(QUESTION)
        assert answer.status_code == 500
        assert answer.json()["type"] == "/problems/unexpected"
        assert "retry-after" not in answer.headers


def test_every_engine_gives_up_in_time(office: Office) -> None:
    here = office.client.app.state.service
    for engine in (here.read_engine, here.write_engine, here.note_engine, here.quick._engine):
        with engine.connect() as connection:
            for name in ("statement", "lock", "idle_in_transaction_session"):
                bound = connection.execute(text(f"SHOW {name}_timeout")).scalar_one()
                assert bound != "0", (engine, name)


@pytest.fixture
def nothing_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own questions at its start take a connection, too, on a busy machine late."""
    for name in ("tidy", "tell_of_protected_places"):
        monkeypatch.setattr(housekeeping, name, lambda _: None)


@pytest.mark.usefixtures("nothing_at_the_start")
def test_no_transaction_is_open_while_a_file_is_read(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that never ended held a connection, and with it everybody who needs the record."""
    usual, open_ones = stored_plans.read_file, []
    here = office.client.app.state.service

    def held() -> list[int]:
        engines = (here.read_engine, here.write_engine, here.note_engine)
        return [engine.pool.checkedout() for engine in engines]

    def read(*given: Any, **named: Any) -> Any:
        until = time.monotonic() + 10
        while any(held()) and time.monotonic() < until:
            time.sleep(0.01)  # what looks after the service each minute gives its own back
        open_ones.extend(held())
        return usual(*given, **named)

    monkeypatch.setattr(stored_plans, "read_file", read)
    plan = office.upload(county.write_csv(tmp_path / "a.csv", [county.row("A1")])).json()
    assert office.ask("POST", f"/{plan['id']}/commit").status_code == 200
    assert open_ones == [0] * 6
    assert office.uploaded() == [f"{plan['id']}/map.geojson"]


def test_what_a_file_was_held_against_may_not_change_while_it_is_read(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = stored_plans.read_file

    def read(*given: Any, **named: Any) -> Any:
        with office.engine.begin() as connection:
            connection.execute(text("UPDATE county SET name = 'Elsewhere'"))
        return usual(*given, **named)

    monkeypatch.setattr(stored_plans, "read_file", read)
    answer = office.upload(county.write_csv(tmp_path / "a.csv", [county.row("A1")]))
    assert answer.status_code == 409
    assert "do this again" in answer.json()["detail"]
    assert office.uploaded() == []


def test_a_plan_committed_while_its_file_is_read_again_is_a_conflict(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = stored_plans.read_file
    plan = office.upload(county.write_csv(tmp_path / "a.csv", [county.row("A1")])).json()
    commit = f"/{plan['id']}/commit"

    def read(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(stored_plans, "read_file", usual)
        assert office.ask("POST", commit).status_code == 200  # somebody was quicker
        return usual(*given, **named)

    monkeypatch.setattr(stored_plans, "read_file", read)
    answer = office.ask("POST", commit)
    assert answer.status_code == 409
    assert "committed already" in answer.json()["detail"]
