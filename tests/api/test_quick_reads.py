"""The gate's two questions: right after every write, whoever asks, and when nobody answers."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from api.properties import feature_cache
from estate.db import tables as t
from estate.db.engine import Bounds, make_engine
from estate.register import visibility as v
from estate.register.queries.version_watch import QuickReads
from estate.register.queries.versions import current_version
from tests.api.conftest import TODAY, client_of

FEED = "/map/properties.geojson"


@pytest.fixture
def engine(scratch_database_url: str) -> Iterator[Engine]:
    made = make_engine(scratch_database_url)
    yield made
    made.dispose()


@pytest.fixture
def quick(scratch_database_url: str) -> Iterator[QuickReads]:
    reading = make_engine(scratch_database_url, read_only=True, bounds=Bounds(lock_s=1))
    made = QuickReads(reading)
    yield made
    made.close()


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run() -> Run:
    """In a loop of its own; nothing here may take half a minute."""
    return lambda asked: _in_a_thread(lambda: _in_a_new_loop(asyncio.new_event_loop, asked))


def _in_a_new_loop(
    factory: Callable[[], asyncio.AbstractEventLoop], asked: Coroutine[Any, Any, Any]
) -> Any:
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(asyncio.wait_for(asked, 30))


def _in_a_thread(do: Callable[[], Any]) -> Any:
    """Playwright's loop runs in the tests' own, once any test of a page has been there."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def _write(engine: Engine) -> int:
    """The version after it; it is numbered at the commit."""
    with engine.begin() as connection:
        connection.execute(insert(t.register_version).values(reason="test"))
    with engine.connect() as connection:
        return current_version(connection)


def _end_all_connections(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _connections_of_others(engine: Engine) -> int:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(found.scalar_one())


def test_whoever_asks_after_a_write_sees_it(engine: Engine, quick: QuickReads, run: Run) -> None:
    """Many ask at the same time, some while a question is under way; none gets an older number
    than was written before it asked."""

    async def asker(seen: list[tuple[int, int | None]]) -> None:
        for _ in range(20):
            before = written[-1]
            seen.append((before, await quick.version()))

    async def writer() -> None:
        for _ in range(15):
            written.append(await asyncio.to_thread(_write, engine))

    async def all_at_once() -> list[tuple[int, int | None]]:
        seen: list[tuple[int, int | None]] = []
        await asyncio.gather(writer(), *(asker(seen) for _ in range(12)))
        seen.append((written[-1], await quick.version()))
        return seen

    written = [0]
    seen = run(all_at_once())
    assert len(seen) == 241
    assert all(found is not None and found >= before for before, found in seen)
    assert seen[-1] == (written[-1], written[-1])
    assert written[-1] > 0


def test_one_connection_serves_all_who_ask(engine: Engine, quick: QuickReads, run: Run) -> None:
    async def many() -> list[int | None]:
        return await asyncio.gather(*(quick.version() for _ in range(50)))

    assert run(many()) == [0] * 50
    assert _connections_of_others(engine) == 1


def test_a_loop_that_ended_leaves_nobody_waiting(quick: QuickReads, run: Run) -> None:
    """Its question was never answered; the next loop asks anew."""

    async def gone() -> None:
        task = asyncio.create_task(quick.version())
        await asyncio.sleep(0)
        task.cancel()

    assert run(quick.version()) == 0
    run(gone())
    assert run(quick.version()) == 0


def test_closed_while_it_opens_leaves_nobody_waiting_and_no_connection_open(
    engine: Engine, quick: QuickReads, run: Run
) -> None:
    async def closed_meanwhile() -> list[int | None]:
        early = asyncio.create_task(quick.version())
        await asyncio.sleep(0)  # its connection is asked for in a thread
        quick.close()
        return [await early, await quick.version(), await quick.version()]

    assert run(closed_meanwhile()) == [None, 0, 0]
    assert _connections_of_others(engine) == 1


def test_a_closed_connection_is_no_answer_and_then_opened_again(
    engine: Engine, quick: QuickReads, run: Run
) -> None:
    async def around_an_end(ask_while_idle: bool) -> list[int | None]:
        found = [await quick.version()]
        _end_all_connections(engine)
        if ask_while_idle:
            await asyncio.sleep(0.2)  # the farewell is heard before the next question
        found += [await quick.version(), await quick.version()]
        return found

    assert run(around_an_end(ask_while_idle=False)) == [0, None, 0]
    assert run(around_an_end(ask_while_idle=True)) == [0, 0, 0]


def test_an_error_of_the_server_is_no_answer(engine: Engine, quick: QuickReads, run: Run) -> None:
    async def while_the_table_is_away() -> list[int | None]:
        found = [await quick.version()]
        for there, away in (("register_version", "elsewhere"), ("elsewhere", "register_version")):
            with engine.begin() as connection:
                connection.exec_driver_sql(f"ALTER TABLE {there} RENAME TO {away}")
            found.append(await quick.version())
        return found

    assert run(while_the_table_is_away()) == [0, None, 0]


def test_a_loop_that_watches_no_sockets_is_no_answer(
    quick: QuickReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows' own: the service itself then asks."""

    def cannot(*given: object) -> None:
        raise NotImplementedError

    def loop_that_watches_none() -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        monkeypatch.setattr(loop, "add_reader", cannot)
        monkeypatch.setattr(loop, "remove_reader", cannot)
        return loop

    asked = quick.version()
    assert _in_a_thread(lambda: _in_a_new_loop(loop_that_watches_none, asked)) is None


def test_a_register_that_says_nothing_is_not_waited_for(
    engine: Engine, quick: QuickReads, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(quick.version()) is not None
    monkeypatch.setattr("estate.register.queries.version_watch.WITHIN_S", 0.2)
    with engine.begin() as holding:
        holding.exec_driver_sql("LOCK TABLE register_version IN ACCESS EXCLUSIVE MODE")
        assert run(quick.version()) is None
    monkeypatch.undo()
    assert run(quick.version()) is not None


def test_a_register_out_of_reach_is_no_answer(run: Run) -> None:
    nobody = make_engine("postgresql+psycopg://estate@127.0.0.1:1/estate", read_only=True)
    quick = QuickReads(nobody)

    async def many() -> list[int | None]:
        return await asyncio.gather(*(quick.version() for _ in range(3)))

    assert run(many()) == [None] * 3
    assert quick.whole_feed(v.CLUB, day=TODAY, shape=feature_cache.rendering()) is None
    quick.close()


def test_a_stored_feed_survives_the_end_of_its_connection(
    engine: Engine, quick: QuickReads, scratch_database_url: str
) -> None:
    with engine.begin() as connection:
        box = {"min_easting": 0, "min_northing": 0, "max_easting": 1, "max_northing": 1}
        county = {"county_id": 1, "code": "T", "name": "Testshire", "synthetic": True, **box}
        connection.execute(insert(t.county).values(county))
    with client_of(scratch_database_url, "club") as client:
        assert client.get(FEED).status_code == 200
    wanted = {"day": TODAY, "shape": feature_cache.rendering()}
    assert quick.whole_feed(v.CLUB, **wanted) is not None
    assert quick.whole_feed(v.PUBLIC, **wanted) is None
    _end_all_connections(engine)
    assert quick.whole_feed(v.CLUB, **wanted) is None
    assert quick.whole_feed(v.CLUB, **wanted) is not None
    _write(engine)
    assert quick.whole_feed(v.CLUB, **wanted) is None
