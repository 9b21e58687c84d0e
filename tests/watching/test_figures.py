"""What is counted of one service, asked in this process."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.request_log import UNKNOWN, RouteNames
from api.http import logs
from api.monitoring.workers import OfAllWorkers
from estate import command_notes
from estate.errors import ReaderFailed
from estate.intake.readers import answering
from estate.settings import Settings
from tests.api.imports_office import Office, open_office
from tests.intake import county
from tests.watching.conftest import METRICS_TOKEN, total


@pytest.fixture
def office(scratch_database_url: str, tmp_path: Path) -> Iterator[Office]:
    office = open_office(scratch_database_url, tmp_path / "data", metrics_token=METRICS_TOKEN)
    with office.client:
        yield office
    office.engine.dispose()


def figures(client: TestClient) -> str:
    return generate_latest(client.app.state.registry).decode()


def test_each_step_of_an_import_is_counted_by_kind(office: Office, tmp_path: Path) -> None:
    good = county.write_csv(tmp_path / "good.csv", [county.row("A1"), county.row("A2")])
    first = office.upload(good).raise_for_status().json()["id"]
    office.ask("POST", f"/{first}/commit").raise_for_status()
    office.ask("POST", f"/{first}/commit")  # it moved on: refused
    office.ask("POST", f"/{first}/revert").raise_for_status()
    second = office.upload(good).raise_for_status().json()["id"]
    office.ask("DELETE", f"/{second}").raise_for_status()
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"PK not a table")
    assert office.upload(broken).status_code == 422
    told = figures(office.client)
    for outcome, number in (
        ("planned", 2), ("committed", 1), ("reverted", 1), ("discarded", 1), ("refused", 1),
    ):  # fmt: skip
        found = total(told, "estate_imports_total", kind="property", outcome=outcome)
        assert found == number, outcome
    # What no kind could be recognised of has none.
    assert total(told, "estate_imports_total", kind="not said", outcome="refused") == 1


def test_refusals_limits_and_sign_ins_are_counted_by_kind(office: Office) -> None:
    client = office.client
    client.get("/api/v1/imports")
    client.get("/api/v1/properties?nonsense=1")
    client.post("/sign-in/once/nobodys-link")
    told = figures(client)
    assert total(told, "estate_problems_total", status="401") == 1
    assert total(told, "estate_problems_total", kind="bad-parameters", status="422") == 1
    assert total(told, "estate_sign_ins_total", way="link", outcome="refused") == 1
    app = create_app(
        Settings(requests_per_minute_per_address=1),
        office.engine.url.render_as_string(hide_password=False),
    )
    assert {TestClient(app).get("/docs").status_code for _ in range(3)} == {200, 429}
    told = generate_latest(app.state.registry).decode()
    assert total(told, "estate_rate_limited_total", bound="address") == 2


def test_a_line_of_the_record_that_cannot_be_written_is_counted(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_record RENAME TO gone"))
    client = TestClient(office.client.app, raise_server_exceptions=False)
    answer = client.get("/api/v1/properties", headers=office.headers("editor"))
    assert answer.status_code == 500  # nobody looks without a line
    assert total(figures(client), "estate_audit_write_failures_total") == 1
    assert total(figures(client), "estate_problems_total", kind="unexpected") == 1


def test_the_door_asks_for_its_token_and_no_other(office: Office) -> None:
    client = office.client
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=office.headers("administrator")).status_code == 401
    found = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert found.status_code == 200
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["x-request-id"]
    closed = create_app(Settings(), office.engine.url.render_as_string(hide_password=False))
    assert TestClient(closed).get("/metrics").status_code == 404


def test_the_door_answers_when_no_thread_and_no_connection_is_left(office: Office) -> None:
    client = office.client
    here = client.app.state.service
    held = []
    try:
        for engine in (here.read_engine, here.write_engine, here.note_engine):
            most = engine.pool.size()
            held += [engine.connect() for _ in range(most)]
        found = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        assert found.status_code == 200
    finally:
        for connection in held:
            connection.close()


def test_a_worker_that_is_about_to_write_does_not_stop_who_reads(tmp_path: Path) -> None:
    """Its file is there, and has no length yet: one such moment cost a whole answer."""
    for kind in ("counter", "histogram", "gauge_livesum", "gauge_liveall"):
        (tmp_path / f"{kind}_0.db").touch()
    figures = generate_latest(OfAllWorkers(tmp_path).registry()).decode()
    assert total(figures, "estate_workers") == 0
    assert "estate_workers" in figures


def test_a_template_for_every_route_and_one_name_for_the_rest(office: Office) -> None:
    names = RouteNames(office.client.app.routes)
    assert names.of("/api/v1/properties/7") == "/api/v1/properties/{property_id}"
    assert names.of("/organisations/T-CC/record") == "/organisations/{code}/record"
    assert names.of("/tiles/1/2/3.png").startswith("/tiles/{")
    assert {names.of(f"/{word}") for word in ("wp-login.php", "Anna", "a/b/c")} == {UNKNOWN}


def test_backups_count_only_whole(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "backups"
    folder.mkdir()
    assert command_notes.newest_backup(data, folder) is None
    (folder / "cut.backup").write_bytes(b"PGDMP and no end")
    assert command_notes.newest_backup(data, folder) is None
    whole = folder / "whole.backup"
    whole.write_bytes(b"PGDMP" + command_notes.SEAL_MARK + b"0" * 64 + b"\n")
    found = command_notes.newest_backup(data, folder)
    assert found is not None and found.size_bytes == whole.stat().st_size
    (tmp_path / "other").write_bytes(b"x" * 7)
    command_notes.note_backup(data, tmp_path / "other")
    newest = command_notes.newest_backup(data, folder)
    assert newest is not None and newest.size_bytes == 7
    command_notes.note_backup(tmp_path / "other" / "no folder", tmp_path / "other")  # no error
    (data / "noted" / "backup.json").write_text("{broken")
    assert command_notes.newest_backup(data, folder) == found


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET http://a.example/x?code=abc&state=1 failed", "GET http://a.example/x?… failed"),
        ("opened /sign-in/once/abc.def", "opened /sign-in/once/…"),
        ("token ab12cd34ef56ab12cd34ef56 unknown", "token … unknown"),
        ("Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",) * 2,
        ("is it so? yes", "is it so? yes"),
    ],
)
def test_what_looks_like_a_secret_is_left_out(said: str, kept: str) -> None:
    assert logs.scrubbed(said) == kept


@pytest.mark.parametrize("error", [ValueError, KeyError, LookupError, UnicodeError])
def test_an_error_does_not_repeat_what_it_was_given(error: type[Exception]) -> None:
    """In whatever place of a chain of errors it stands."""
    record = _logged(error("Anna Smith"), RuntimeError("a thread is gone"))
    assert "Anna" not in record
    assert "a thread is gone" in record
    assert f"builtins.{error.__name__}" in record


def test_what_a_reader_of_files_met_is_told_without_its_cells() -> None:
    cells = ["Anna Smith", "12 Secret Lane"]
    try:
        try:
            int(cells[0])
        except ValueError as cause:
            raise KeyError(cells[1]) from cause
    except KeyError as error:
        where = answering.where(error)
    line = _logged(ReaderFailed(where), RuntimeError("no plan"))
    assert "Anna" not in line and "Secret Lane" not in line
    assert "builtins.ValueError" in line and "builtins.KeyError" in line
    assert "test_figures.py" in line


def _logged(first: Exception, second: Exception) -> str:
    try:
        try:
            raise first
        except Exception as cause:
            raise second from cause
    except Exception as error:
        info = (type(error), error, error.__traceback__)
        made = logging.LogRecord("library", logging.ERROR, __file__, 1, "failed", None, info)
        structlog.contextvars.bind_contextvars(request_id="42")
        try:
            line = logs.formatter().format(made)
        finally:
            structlog.contextvars.clear_contextvars()
    assert '"request_id":"42"' in line
    return line
