"""What every test may ask for: a migrated PostGIS, rolled back after each test.

The database is ``ESTATE_TEST_DATABASE_URL`` when given, else a throw-away private cluster that
all workers of the run share; each worker has a database of its own, cloned from a migrated
template. Without PostGIS the tests fail: nothing is skipped.
"""

import fcntl
import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from estate.db.embedded import EmbeddedPostgres
from estate.db.engine import make_engine, migrate, normalised_url
from estate.errors import EstateError
from estate.intake.gc_control import set_aside
from maps import assets
from tests.throw_away import new_folder, rooms

_TESTS = Path(__file__).resolve().parent
#: Handed from pytest's controller to its workers, and from `make mutants` to each of its trials:
#: whoever made the folder, and the server in it, takes it away.
_RUN_DIR = "ESTATE_TEST_RUN_DIR"
_SAMPLE = "sample-template"  # the file in that folder that holds its address
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Three workers' services, each with its pools, and what the last test has not closed yet.
_QUICK |= {"max_connections": "200", "autovacuum": "off"}


# Nothing is let go of what is loaded and gathered: Python need not look through it for cycles,
# which is a third of the gathering's time. What tests make is looked through in larger lots.
gc.disable()
gc.set_threshold(5_000, 10, 50)

# `make test` draws the same cases each time, so that a green commit stays green; `make prove`
# (ESTATE_TEST_CASES=fresh) looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("fresh", deadline=None)
hypothesis.settings.load_profile(os.environ.get("ESTATE_TEST_CASES", "same"))


def pytest_configure(config: pytest.Config) -> None:
    # Starlette's TestClient asks under this name; a service answers under its own alone.
    os.environ["ESTATE_ALLOWED_HOSTS"] = "testserver"
    if not hasattr(config, "workerinput") and _RUN_DIR not in os.environ:
        _clear_up_after_killed_runs()
        folder = new_folder(f"estate-tests-{os.getpid()}-")
        folder.chmod(0o755)  # the server's user must be able to enter when root runs the tests
        os.environ[_RUN_DIR] = str(folder)
        # No network of roads that lies in this machine's own data folder.
        os.environ["ESTATE_DATA_DIR"] = str(folder / "data")


#: Files that take long for the few tests in them. Among several workers they are begun first:
#: whoever took one last would be left alone with it.
_LONG_FIRST = (
    "access/test_inference.py",
    "access/test_who_sees_what.py",
    "openapi/test_schemathesis.py",
    "openapi/test_hostile_values.py",
    "maps/test_pages.py",
    "access/test_kept_cases.py",
    "api/test_town_wishes.py",
    "api/test_town_hosts.py",
    "api/test_town_page.py",
    "api/test_town_plans.py",
    "cli/test_energy.py",
    "api/test_services.py",
    "room/test_kills.py",
    "room/test_prove_room.py",
    "room/test_troubles.py",
    "room/test_full_room.py",
    "room/test_serving.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order in which workers take files: the long ones, then those of the most tests. `make
    test` tells xdist to keep to it (``--no-loadscope-reorder``)."""
    if not hasattr(config, "workerinput"):
        return
    first = {str(_TESTS / name): rank for rank, name in enumerate(_LONG_FIRST)}
    assert all(Path(name).is_file() for name in first), "a file named in _LONG_FIRST is gone"
    tests = Counter(str(item.path) for item in items)

    def turn(item: pytest.Item) -> tuple[int, int]:
        path = str(item.path)
        return first.get(path, len(first)), -tests[path]

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    set_aside()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def assets_in_place() -> None:
    """Charts are drawn with the typeface that is among the map's assets."""
    assets.build(quiet=True)


def _clear_up_after_killed_runs() -> None:
    """Stop and remove the throw-away clusters whose pytest is no more."""
    for folder in (one for room in rooms() for one in room.glob("estate-tests-*-*")):
        number = folder.name.split("-")[2]
        alive = Path("/proc", number).exists()
        if not alive and folder.is_dir() and folder.stat().st_uid == os.geteuid():
            with suppress(EstateError):
                EmbeddedPostgres(folder).stop()
            shutil.rmtree(folder, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ[_RUN_DIR])
    if not folder.name.startswith(f"estate-tests-{os.getpid()}-"):
        return  # another's, who still needs it
    del os.environ[_RUN_DIR]
    if (folder / "postgres").exists():
        EmbeddedPostgres(folder).stop()
    elif (folder / _SAMPLE).exists():
        _dropped((folder / _SAMPLE).read_text())
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time() -> Iterator[Path]:
    folder = Path(os.environ[_RUN_DIR])
    with (folder / "tests.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder


def _migrated_template() -> str:
    """A database at the newest revision that nothing but cloning touches."""
    given = os.environ.get("ESTATE_TEST_DATABASE_URL")
    with _one_at_a_time() as folder:
        url = normalised_url(given) if given else EmbeddedPostgres(folder, options=_QUICK).start()
        done = folder / "template-is-migrated"
        if not done.exists():
            migrate(url)
            done.touch()
    return url


def _run_outside_transactions(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


@contextmanager
def database(template: str | None) -> Iterator[str]:
    """A database of its own, cloned from the template; dropped afterwards."""
    server = _migrated_template()
    url = _made(server, make_url(server).database if template else None)
    try:
        yield url
    finally:
        _dropped(url)


def _made(server: str, template: str | None) -> str:
    """The address of a new database."""
    # Identifiers of our own making: one word, hexadecimal digits.
    name = f"estate_test_{uuid4().hex[:12]}"
    origin = f' TEMPLATE "{template}"' if template else ""
    with _one_at_a_time():  # a template can be cloned only while nobody is connected to it
        how = _clones_by_file(server) if template else ""
        _run_outside_transactions(_maintenance(server), f'CREATE DATABASE "{name}"{origin}{how}')
    return _address(server, name)


@cache
def _clones_by_file(server: str) -> str:
    """To copy a template's files takes half the work of copying it block by block, which is what
    PostgreSQL 15 and later do unless told."""
    engine = create_engine(_maintenance(server))
    try:
        with engine.connect() as connection:
            version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    finally:
        engine.dispose()
    return " STRATEGY FILE_COPY" if version >= 150_000 else ""


def _dropped(url: str) -> None:
    name = make_url(url).database
    _run_outside_transactions(_maintenance(url), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _maintenance(server: str) -> str:
    return _address(server, "postgres")


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Address of this worker's migrated database; tests leave nothing in it."""
    with database("migrated") as url:
        yield url


@pytest.fixture
def scratch_database_url() -> Iterator[str]:
    """A migrated database for one test that really commits (processes, kills, HTTP)."""
    with database("migrated") as url:
        yield url


@pytest.fixture
def empty_database_url() -> Iterator[str]:
    """A database without any migration, for tests of the migrations themselves."""
    with database(None) as url:
        _run_outside_transactions(url, "CREATE EXTENSION postgis")
        yield url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back after the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session that may commit and roll back; the test as a whole leaves nothing."""
    with Session(bind=connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def make_session(connection: Connection) -> Callable[[], Session]:
    """Further sessions within the same rolled-back test."""
    return lambda: Session(bind=connection, join_transaction_mode="create_savepoint")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The reference data beside the repository; tests on it are skipped where it is missing."""
    folder = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data ../shared/data is not beside this clone")
    return folder.resolve()


@pytest.fixture(scope="session")
def sample_url() -> Iterator[str]:
    """A database of this worker's own with the sample county in it.

    The tests of a file run on one worker (`--dist loadfile`), so that what a file prepares for
    all its tests is prepared once.
    """
    with sample_copy() as url:
        yield url


@contextmanager
def sample_copy() -> Iterator[str]:
    """The sample county in a database of its own, for a file that writes for good."""
    url = _made(_migrated_template(), make_url(_sample_template()).database)
    try:
        yield url
    finally:
        _dropped(url)


def _sample_template() -> str:
    """A database with the sample county in it, imported from its files once a run: by whichever
    worker asks first, while another that asks waits. Nothing but cloning touches it afterwards."""
    from estate.cli import sample_county

    folder = Path(os.environ[_RUN_DIR])
    with (folder / "sample.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not (folder / _SAMPLE).exists():
            server = _migrated_template()
            url = _made(server, make_url(server).database)
            sample_county.load(url, folder / "sample-files")
            (folder / _SAMPLE).write_text(url)
        return (folder / _SAMPLE).read_text()
