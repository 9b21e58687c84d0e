"""What a worker holds, how it starts and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from estate.cli import serve_and_demo
from estate.settings import Settings
from tests.api.imports_office import open_office

#: Loaded with the first question that needs them; together they took 115 MiB of every worker.
LATE = ("scipy", "pyogrio", "matplotlib", "highspy", "folium", "cryptography", "httpx2", "alembic")
_TOLD = """
import sys
import api.app
print(*(name for name in sys.argv[1:] if name in sys.modules))
print(int(open("/proc/self/statm").read().split()[1]) * 4096 // 2**20)
"""


def test_a_worker_at_rest_holds_none_of_what_few_questions_need():
    told = subprocess.run(
        [sys.executable, "-c", _TOLD, *LATE], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told[0] == ""
    assert int(told[1]) < 280


def test_more_workers_than_connections_are_told_so(database_url: str):
    assert serve_and_demo._too_many(Settings(connections=12), database_url, 1) == []
    (said,) = serve_and_demo._too_many(Settings(connections=500), database_url, 9)
    assert "9 workers may hold 4500 connections" in said
    assert "ESTATE_CONNECTIONS" in said


def test_nobody_is_taken_for_dead_for_being_busy_and_an_end_is_bounded():
    ending = serve_and_demo._ending(Settings(stop_seconds=7))
    assert ending == {"timeout_worker_healthcheck": 60, "timeout_graceful_shutdown": 7}


@pytest.mark.long
def test_workers_start_without_one_that_dies_and_end_when_told(
    scratch_database_url: str, tmp_path: Path
):
    """With every core busy, as on the machine where each start took a minute of crashes."""
    open_office(scratch_database_url, tmp_path).engine.dispose()
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(3 * (os.cpu_count() or 1))
    ]
    log = tmp_path / "log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ESTATE_DATABASE_URL": scratch_database_url,
                                "ESTATE_DATA_DIR": str(tmp_path)}  # fmt: skip
    with log.open("wb") as into:
        service = subprocess.Popen(
            [Path(sys.executable).with_name("estate"), "serve", "--port", str(port),
             "--workers", "2"], env=environment, stdout=into, stderr=into,
        )  # fmt: skip
    try:
        until = time.monotonic() + 300
        while log.read_text().count("Application startup complete") < 2:
            assert service.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        time.sleep(5)
        service.send_signal(signal.SIGTERM)
        assert service.wait(120) == 0
    finally:
        for one in busy:
            one.kill()
            one.wait()
        service.terminate()
        service.wait(120)
    assert "died" not in log.read_text()
