"""A worker that is killed (-9) in the middle of a job: another takes it up, and it is done once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, func, select, text

from estate.db import tables as t
from estate.db.engine import make_engine
from tests.api.imports_office import Office, make_token
from tests.api.jobs_office import finished, gone, house, office, send, shared, work
from tests.intake import county
from tests.watching.conftest import running

__all__ = ["house", "office", "shared"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
_ROWS = 30_000
_WITHIN_S = 180.0


def killed_in(office: Office, step: str) -> None:
    """A worker of its own takes the job that waits, and is killed when a step has done its work
    but the job has not ended."""
    url = office.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.api.killed_worker", url, str(office.data_dir), step]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL


def attempts(engine: Engine) -> list[int]:
    j = t.import_job.c
    with engine.connect() as connection:
        return list(connection.execute(select(j.attempts).order_by(j.created_at)).scalars())


def counts(engine: Engine) -> tuple[int, int, int]:
    """Plans, imports and properties."""
    with engine.connect() as connection:
        plans, imports, properties = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (t.import_plan, t.import_batch, t.property_)
        )
    return plans, imports, properties


def test_a_worker_killed_in_a_job_leaves_it_to_another(office: Office, house: Path) -> None:
    """The short form: a commit of which all is written but its end."""
    read = finished(office, send(office, house))
    commit = office.ask("POST", f"/{read['plan_id']}/commit/job")
    killed_in(office, "commit_plan")
    assert counts(office.engine) == (1, 0, 0)
    assert not work(office)  # for all that anybody knows it is at work
    gone(office, commit.json())
    assert finished(office, commit)["state"] == "done"
    assert (counts(office.engine), attempts(office.engine)) == ((1, 1, 2), [1, 2])


@contextmanager
def service_killed_when(url: str, folder: Path, is_time: Callable[[], bool]) -> Iterator[str]:
    """A service to be asked, killed with all it does as soon as it is time."""
    with running(url, folder, 1) as service:
        yield service.base
        until = time.monotonic() + _WITHIN_S
        while not is_time():
            assert time.monotonic() < until, service.log.read_text()[-2000:]
            time.sleep(0.02)
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait(30)


@pytest.mark.long
def test_a_service_killed_in_a_long_job_takes_it_up_when_it_is_back(
    scratch_database_url: str, tmp_path: Path
) -> None:
    """In the middle of reading, and while the new rows are stored."""
    engine = make_engine(scratch_database_url)
    with engine.begin() as connection:
        county.start(connection)
    headers = {"Authorization": f"Bearer {make_token(engine, 'editor', 'T-CC')}"}
    path = county.write_csv(tmp_path / "long.csv", [county.row(f"A{n}") for n in range(_ROWS)])
    api = "/api/v1/imports"

    def ended(base: str, job: dict[str, Any]) -> dict[str, Any]:
        until = time.monotonic() + _WITHIN_S
        while time.monotonic() < until:
            found: dict[str, Any] = requests.get(base + job["links"]["self"], headers=headers,
                                                 timeout=30).json()  # fmt: skip
            if found["has_ended"]:
                return found
            time.sleep(0.5)
        raise AssertionError(found)

    def is_reading() -> bool:
        with engine.connect() as connection:
            done = connection.execute(select(t.import_job.c.rows_done)).scalar()
        return bool(done)

    def is_storing() -> bool:
        asked = "SELECT FROM pg_stat_activity WHERE query LIKE 'COPY \"property\"%'"
        with engine.connect() as connection:
            return connection.execute(text(asked)).first() is not None

    try:
        with service_killed_when(scratch_database_url, tmp_path, is_reading) as base:
            with path.open("rb") as handle:
                sent = requests.post(f"{base}{api}/jobs", headers=headers, timeout=60,
                                     files={"file": (path.name, handle)})  # fmt: skip
            job = sent.json()
        assert counts(engine) == (0, 0, 0)
        with service_killed_when(scratch_database_url, tmp_path, is_storing) as base:
            read = ended(base, job)
            assert read["state"] == "ready"
            commit = requests.post(f"{base}{api}/{read['plan_id']}/commit/job", headers=headers,
                                   timeout=60).json()  # fmt: skip
        assert counts(engine) == (1, 0, 0)
        with running(scratch_database_url, tmp_path, 1) as service:
            done = ended(service.base, commit)
        assert (done["state"], done["counts"]["new"]) == ("done", _ROWS)
        assert counts(engine) == (1, 1, _ROWS)
        assert attempts(engine) == [2, 2]
    finally:
        engine.dispose()
