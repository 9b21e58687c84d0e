"""The long form: a commit of 100,000 rows killed at twenty random moments (``make prove``)."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, select

from benchmarks import shapes
from estate import intake
from estate.codes import RecordKind
from estate.db import tables as t
from estate.db.engine import make_engine
from estate.register.queries.content_number import register_content_hash
from tests.intake.county import start

KILLS = 20


def content(engine: Engine) -> str:
    with engine.connect() as connection:
        return register_content_hash(connection)


def planned(engine: Engine, path: Path) -> intake.ImportPlan:
    with engine.connect() as connection:
        return intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY)


def seconds_of_a_commit(engine: Engine, plan: intake.ImportPlan) -> tuple[float, str]:
    """How long a commit takes, and the content it would leave; it is rolled back."""
    with engine.connect() as connection:
        began = time.monotonic()
        intake.commit(connection, plan, by="rehearsal")
        took = time.monotonic() - began
        after = register_content_hash(connection)
        connection.rollback()
    return took, after


def killed_after(url: str, plan: intake.ImportPlan, delay_s: float) -> None:
    """Commit in a process of its own that is killed after some seconds, wherever it is."""
    child = os.fork()
    if child == 0:
        try:
            with make_engine(url).begin() as connection:
                intake.commit(connection, plan, by="killed")
        finally:
            os._exit(0)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_often(url: str, path: Path, rows: int, kills: int) -> int:
    """How many of the kills came too late; the content is checked after each."""
    shapes.write(path, rows)
    engine, late = make_engine(url), 0
    try:
        with engine.begin() as connection:
            start(connection)
        before, plan = content(engine), planned(engine, path)
        took, after = seconds_of_a_commit(engine, plan)
        engine.dispose()  # nothing open is handed to the children
        for delay in np.random.default_rng(20_260_101).uniform(0, took * 1.1, kills):
            killed_after(url, plan, float(delay))
            found = content(engine)
            assert found in (before, after)
            if found == after:
                late += 1
                with engine.begin() as connection:
                    batch = select(t.import_batch.c.import_batch_id).where(
                        t.import_batch.c.reverted_at.is_(None)
                    )
                    done = connection.execute(batch).scalar_one()
                    intake.revert(connection, done, by="test")
                assert content(engine) == before
                plan = planned(engine, path)
            engine.dispose()
        with engine.begin() as connection:
            intake.commit(connection, plan, by="test")
        assert content(engine) == after
    finally:
        engine.dispose()
    return late


def test_a_commit_killed_at_a_random_moment_leaves_all_or_nothing(
    scratch_database_url: str, tmp_path: Path
) -> None:
    kill_often(scratch_database_url, tmp_path / "a.shp", rows=2_000, kills=3)


@pytest.mark.long
def test_a_large_commit_killed_at_twenty_random_moments(
    scratch_database_url: str, tmp_path: Path
) -> None:
    late = kill_often(scratch_database_url, tmp_path / "a.shp", rows=100_000, kills=KILLS)
    assert late < KILLS / 2
