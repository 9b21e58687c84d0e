"""One worker or two: the same lines, the same figures, and no secret in either."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from estate.db.engine import make_engine
from tests.conftest import database
from tests.intake import county
from tests.watching.conftest import METRICS_TOKEN, Running, running, samples, total

LINK, CODE, STATE = "L1nk-secret-in-a-path", "0idc-code-of-somebody", "st4te-of-a-sign-in"
TOKEN, COOKIE, QUERY = "t0ken-that-nobody-knows-of", "c00kie-of-a-browser-x", "Anna-Smith-7-Lane"
SECRETS = (LINK, CODE, STATE, TOKEN, COOKIE, QUERY, METRICS_TOKEN, "secret-of-the-database")

#: What is asked: method, path, headers, the route's template, status.
ASKED: list[tuple[str, str, dict[str, str], str, int]] = [
    ("GET", f"/sign-in/once/{LINK}", {}, "/sign-in/once/{link}", 200),
    ("POST", f"/sign-in/once/{LINK}?x={QUERY}", {}, "/sign-in/once/{link}", 403),
    ("GET", f"/sign-in/callback?state={STATE}&code={CODE}", {}, "/sign-in/callback", 404),
    ("GET", f"/api/v1/properties?q={QUERY}", {}, "/api/v1/properties", 200),
    ("GET", "/api/v1/me", {"Authorization": f"Bearer {TOKEN}"}, "/api/v1/me", 401),
    ("GET", "/api/v1/me", {"Cookie": f"estate_session={COOKIE}"}, "/api/v1/me", 200),
    ("GET", f"/{LINK}/nowhere?{QUERY}", {}, "(no such route)", 404),
    ("GET", f"/api/v1/properties?unknown={QUERY}", {}, "/api/v1/properties", 422),
    ("GET", f"/api/v1/properties/{QUERY}", {}, "/api/v1/properties/{property_id}", 422),
    ("HEAD", "/api/v1/health/live", {}, "/api/v1/health/live", 200),
    ("DELETE", "/api/v1/properties", {}, "/api/v1/properties", 405),
    ("GET", "/map/properties.geojson", {}, "/map/properties.geojson", 200),
    ("GET", "/static/nothing.js", {}, "(no such route)", 404),
    ("GET", "/metrics", {}, "/metrics", 401),
]  # fmt: skip


@dataclass
class Told:
    """What a service said and counted while all of ``ASKED`` was asked of it."""

    lines: list[dict[str, Any]]
    log: str
    figures: str
    by_token: str
    answers: list[tuple[int, str]] = field(default_factory=list)
    broken: str = ""


def _ask(here: Running, method: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
    answer = requests.request(
        method, here.base + path, headers=headers, timeout=60, allow_redirects=False
    )
    return answer.status_code, answer.headers["X-Request-ID"]


@pytest.fixture(
    scope="module",
    params=[pytest.param(1, marks=pytest.mark.long), 2],
    ids=["one worker", "two workers"],
)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("served")
    with database("migrated") as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            county.start(connection)
        with running(url, folder, request.param) as here:
            answers = [_ask(here, *asked[:3]) for asked in ASKED]
            figures = here.figures()
            door = {"Authorization": f"Bearer {METRICS_TOKEN}"}
            by_token = requests.get(f"{here.base}/metrics", headers=door, timeout=30).text
            with engine.begin() as connection:
                connection.execute(text("ALTER TABLE property RENAME TO gone"))
            status, broken = _ask(here, "GET", f"/api/v1/properties?q={QUERY}&limit=3", {})
            assert status == 500
            here.stop()
            yield Told(here.lines(), here.log.read_text(), figures, by_token, answers, broken)
        engine.dispose()


def test_each_request_is_one_line_found_by_its_number(told: Told) -> None:
    for (method, _, _, route, status), (got, number) in zip(ASKED, told.answers, strict=True):
        (line,) = [one for one in told.lines
                   if one["event"] == "request" and one.get("request_id") == number]  # fmt: skip
        assert (line["method"], line["route"], line["status"], got) == (
            method, route, status, status)  # fmt: skip
        assert line["ms"] >= 0
        assert line["level"] == "info"


def test_no_line_holds_a_secret_a_name_or_a_query(told: Told) -> None:
    for secret in SECRETS:
        assert secret not in told.log
    assert "?" not in "".join(str(line.get("route")) for line in told.lines)


def test_whoever_speaks_says_it_as_json(told: Told) -> None:
    """``lines`` has read each line as JSON; the server's own are among them."""
    assert any(line.get("logger") == "uvicorn.error" for line in told.lines)
    assert all({"event", "level", "timestamp"} <= set(line) for line in told.lines)


def test_a_traceback_is_found_by_the_number_and_tells_no_value(told: Told) -> None:
    (line,) = [one for one in told.lines if "exception" in one]
    assert line["request_id"] == told.broken
    assert "SQLSTATE 42P01" in line["exception"]
    assert 'File "' in line["exception"]
    assert QUERY not in line["exception"]
    assert "[parameters" not in line["exception"]


def test_figures_are_of_all_workers(told: Told) -> None:
    for method, route, status in {(m, r, s) for m, _, _, r, s in ASKED}:
        number = sum((m, r, s) == (method, route, status) for m, _, _, r, s in ASKED)
        counted = total(told.figures, "estate_http_requests_total",
                        method=method, route=route, status=str(status))  # fmt: skip
        assert counted >= number, (method, route)
    workers = int(total(told.figures, "estate_workers"))
    for name in ("estate_worker_memory_bytes", "estate_threads"):
        seen = {dict(labels)["worker"] for (one, labels) in samples(told.figures) if one == name}
        assert seen == {str(n) for n in range(workers)}


def test_both_doors_tell_the_same(told: Told) -> None:
    mine, others = ({name for name, _ in samples(text)} for text in (told.figures, told.by_token))
    assert mine <= others


def test_no_label_holds_what_somebody_sent(told: Told) -> None:
    for secret in SECRETS:
        assert secret not in told.figures
    for _, labels in samples(told.figures):
        assert not {value for _, value in labels if "/nowhere" in value}


def test_the_register_is_told_of(told: Told) -> None:
    assert total(told.figures, "estate_register_up") == 1
    assert total(told.figures, "estate_database_connections") > 10
    assert total(told.figures, "estate_disk_free_bytes", place="data") > 0


@pytest.mark.long
def test_counts_do_not_fall_when_a_worker_is_killed(scratch_database_url: str, tmp_path: Path):
    """The one that takes its place goes on with its figures, and a dead one's gauges are gone."""

    with running(scratch_database_url, tmp_path, 2) as here:
        for _ in range(50):
            requests.get(f"{here.base}/docs", timeout=30)
        before = total(here.figures(), "estate_http_requests_total", route="/docs")
        assert before == 50
        children = Path(f"/proc/{here.process.pid}/task/{here.process.pid}/children").read_text()
        spawned = [int(pid) for pid in children.split()
                   if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]  # fmt: skip
        os.kill(spawned[0], signal.SIGKILL)
        for _ in range(600):
            time.sleep(0.2)
            text_now = here.figures()
            assert total(text_now, "estate_http_requests_total", route="/docs") >= before
            if len(spawned) == 2 and total(text_now, "estate_workers") == 2:
                break
        seen = {dict(labels)["worker"] for (name, labels) in samples(here.figures())
                if name == "estate_worker_memory_bytes"}  # fmt: skip
        assert seen <= {"0", "1"}
