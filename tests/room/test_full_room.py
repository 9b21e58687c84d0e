"""A full room: many at once, slow beside quick, and people who leave before their answer."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from estate.answers.county import portfolio as answers_portfolio
from tests.room.serving import HANGS_S, Served, eventually, serve

PORTFOLIO = "/api/v1/savings/portfolio"
MIXED = [
    "/api/v1/stats", "/api/v1/savings/portfolio", "/organisations/T-CC",
    "/api/v1/candidates?town=Easton", "/api/v1/leases/calendar", "/county",
]  # fmt: skip


@pytest.fixture
def served(scratch_database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve(scratch_database_url, tmp_path, lock_seconds=60, slow_queue=1) as one:
        yield one


def test_a_hundred_and_twenty_at_once_are_all_answered(
    scratch_database_url: str, tmp_path: Path
) -> None:
    """Forty threads over fifteen connections stood still here for half a minute, then failed."""
    with serve(scratch_database_url, tmp_path) as served:
        with ThreadPoolExecutor(1) as beside:
            alive = beside.submit(lambda: [served.get("/api/v1/health/live") for _ in range(10)])
            found = served.burst(MIXED * 20)
        assert {answer.status for answer in found} == {200}
        assert {answer.status for answer in alive.result()} == {200}
        for engine in (served.here.read_engine, served.here.write_engine, served.here.note_engine):
            assert engine.pool.checkedout() == 0
        most = served.here.room.sizes.connections
        with served.office.engine.connect() as connection:
            statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            held = connection.execute(text(statement)).scalar_one()
        assert held <= most + 1


class HeldUp:
    """The portfolio, which takes as long as the test wants."""

    def __init__(self) -> None:
        self.begun = 0
        self._may_go_on = threading.Event()
        self._usual = answers_portfolio.best_set

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.begun += 1
        assert self._may_go_on.wait(HANGS_S)
        return self._usual(*given, **named)

    def let_go(self) -> None:
        self._may_go_on.set()


@pytest.fixture
def portfolio(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldUp]:
    held = HeldUp()
    monkeypatch.setattr(answers_portfolio, "best_set", held)
    yield held
    held.let_go()  # whatever has failed: the server waits for its threads


def test_quick_questions_never_wait_behind_slow_ones(served: Served, portfolio: HeldUp) -> None:
    queue = served.here.room.slow_reads
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(served.get, PORTFOLIO) for _ in range(4)]
        eventually(lambda: queue.figures().waiting == 1)
        quick = served.get("/api/v1/organisations")
        refused = served.get(PORTFOLIO)
        told = served.get("/api/v1/health/ready")
        portfolio.let_go()
        assert {one.result().status for one in waiting} == {200}
    assert quick.status == 200
    assert refused.status == 503
    assert int(refused.headers["retry-after"]) > 0
    assert b"ask again in a moment" in refused.body
    assert told.status == 200
    assert b'"name":"slow_reads","places":3,"taken":3,"waiting":1' in told.body
    assert queue.figures().refused == 1


def test_whoever_leaves_the_queue_is_not_worked_for(served: Served, portfolio: HeldUp) -> None:
    queue = served.here.room.slow_reads
    with ThreadPoolExecutor(3) as threads:
        staying = [threads.submit(served.get, PORTFOLIO) for _ in range(3)]
        eventually(lambda: queue.figures().taken == 3 and portfolio.begun == 1)
        with served.asking(PORTFOLIO):
            eventually(lambda: queue.figures().waiting == 1)
        eventually(lambda: queue.figures().waiting == 0)
        portfolio.let_go()
        assert {one.result().status for one in staying} == {200}
    assert queue.figures().gone == 1
    assert portfolio.begun == 1  # the three who stayed share it


def test_what_the_database_does_for_whoever_left_is_cancelled(served: Served) -> None:
    """A statement that waits for a lock would go on for a minute."""
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND datname = current_database()"
    )
    with served.office.engine.begin() as holding, served.office.engine.connect() as looking:
        looking = looking.execution_options(isolation_level="AUTOCOMMIT")
        holding.execute(text("LOCK TABLE property IN ACCESS EXCLUSIVE MODE"))
        with served.asking("/api/v1/stats"):
            eventually(lambda: looking.execute(waits).scalar_one() == 1)
        eventually(lambda: looking.execute(waits).scalar_one() == 0)
        eventually(lambda: served.here.room.quick_reads.figures().taken == 0)
    assert served.here.read_engine.pool.checkedout() == 0
    assert served.get("/api/v1/stats").status == 200
