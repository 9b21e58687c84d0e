"""Killing an import at any moment leaves the register as it was, and the next one works."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from estate import intake
from estate.codes import RecordKind
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.writes.batches import lock_organisation
from tests.intake.county import bring, row, start, write_csv

ROOT = Path(__file__).resolve().parents[2]


def contents(connection: Any) -> dict[str, int]:
    tables = [t.import_batch, t.row_issue, t.property_, t.interest, t.rating, t.history,
              t.register_version]  # fmt: skip
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def kill_at(url: str, path: Path, moment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.intake.slow_import", url, str(path), moment],
        stdout=subprocess.PIPE, cwd=ROOT, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", ["checking", "rating", "register_version"])
def test_a_killed_import_leaves_the_register_as_it_was(
    scratch_database_url: str, tmp_path: Path, moment: str
) -> None:
    path = write_csv(tmp_path / "a.csv", [row("A1"), row("A2", RAG="R", RAG_SCHEME="sharing")])
    engine = make_engine(scratch_database_url)
    try:
        with engine.begin() as connection:
            start(connection)
        with engine.connect() as connection:
            before = contents(connection)
        kill_at(scratch_database_url, path, moment)
        with engine.begin() as connection:
            assert contents(connection) == before
            plan, _ = bring(connection, path)
        assert plan.counts["new"] == 2
    finally:
        engine.dispose()


def test_two_imports_of_one_organisation_take_turns(
    scratch_database_url: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row("A1")])
    engine = make_engine(scratch_database_url)
    ended: list[str] = []

    def second(organisation: str) -> None:
        with engine.begin() as connection:
            lock_organisation(connection, organisation)
            ended.append(organisation)

    try:
        with engine.begin() as connection:
            start(connection)
        with engine.begin() as connection:
            plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)
            intake.commit(connection, plan, by="first")
            threads = [threading.Thread(target=second, args=(o,)) for o in ("T-CC", "T-DC")]
            for thread in threads:
                thread.start()
            deadline = time.monotonic() + 20
            while "T-DC" not in ended and time.monotonic() < deadline:
                time.sleep(0.02)
            assert ended == ["T-DC"]
        for thread in threads:
            thread.join(20)
        assert ended == ["T-DC", "T-CC"]
    finally:
        engine.dispose()
