"""The private cluster: made once, found again, mended or explained, never wiped."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from estate.db import cluster_dirs
from estate.db.cluster_dirs import find_places
from estate.db.embedded import EmbeddedPostgres
from estate.db.postgres_tools import find_binaries
from estate.errors import ClusterBroken, PostgresMissing
from tests.throw_away import new_folder

QUICK = {"fsync": "off"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to postgres")


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """One stopped, whole cluster that the tests copy: initdb takes most of the time."""
    folder = _open_folder()
    cluster = EmbeddedPostgres(folder, options=QUICK)
    cluster.start()
    cluster.stop()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(template: Path) -> Iterator[Path]:
    """A data folder holding a stopped cluster."""
    folder = _open_folder()
    subprocess.run(["cp", "-a", f"{template}/.", str(folder)], check=True)
    yield folder
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    folder = _open_folder()
    yield folder
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder)


def _open_folder() -> Path:
    folder = new_folder("estate-cluster-")
    folder.chmod(0o755)
    return folder


def _put_down(cluster: EmbeddedPostgres, word: str) -> None:
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def _picked_up(cluster: EmbeddedPostgres) -> str:
    with cluster.connect() as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    assert row is not None
    return str(row[0])


def _wait_until_gone(pid: int) -> None:
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


def test_from_nothing_to_postgis(empty_dir: Path) -> None:
    said: list[str] = []
    cluster = EmbeddedPostgres(empty_dir, said.append, options=QUICK)
    assert not cluster.status().made
    cluster.start()
    with cluster.connect() as connection:
        row = connection.execute(
            "SELECT ST_AsText(ST_Point(1, 2)), current_setting('server_encoding')"
        )
        assert row.fetchone() == ("POINT(1 2)", "UTF8")
    assert said, "the user is told what is being done"
    files = [one for one in empty_dir.rglob("*") if one.is_file() and one.parent == empty_dir]
    assert [one.name for one in files if one.stat().st_mode & 0o077] == []


def test_starting_again_changes_nothing(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    first = cluster.start()
    pid = cluster.status().pid
    assert EmbeddedPostgres(data_dir, options=QUICK).start() == first
    assert cluster.status().pid == pid


def test_stop_then_start_keeps_the_data(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    cluster.start()
    _put_down(cluster, "estate")
    assert cluster.stop()
    assert not cluster.stop()
    assert not cluster.status().running
    cluster.start()
    assert _picked_up(cluster) == "estate"


def test_nothing_listens_on_the_network_and_the_socket_is_private(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    cluster.start()
    with cluster.connect() as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)
    mode = stat.S_IMODE(cluster.places.socket_dir.stat().st_mode)
    assert mode == 0o700
    pid = cluster.status().pid
    assert pid is not None
    sockets = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    inodes = {name[8:-1] for name in sockets if name.startswith("socket:[")}
    tcp = [line.split() for table in ("tcp", "tcp6") for line in _lines(f"/proc/net/{table}")]
    assert inodes
    assert not inodes & {fields[9] for fields in tcp}


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()[1:]


@as_root
def test_started_by_root_it_runs_as_postgres(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    cluster.start()
    pid = cluster.status().pid
    assert Path(f"/proc/{pid}").owner() == "postgres"
    assert cluster.places.cluster.owner() == "postgres"
    assert stat.S_IMODE(cluster.places.cluster.stat().st_mode) == 0o700


def test_a_new_data_folder_is_listed_by_nobody_else(empty_dir: Path) -> None:
    cluster_dirs.find_places(empty_dir / "new")
    assert (empty_dir / "new").stat().st_mode & 0o066 == 0


@as_root
def test_a_folder_closed_to_postgres_gets_its_cluster_elsewhere_and_a_note(
    monkeypatch: pytest.MonkeyPatch, empty_dir: Path
) -> None:
    closed = empty_dir / "closed" / "data"
    closed.mkdir(parents=True)
    closed.parent.chmod(0o700)
    monkeypatch.setattr(cluster_dirs, "ROOT_HOME", empty_dir / "elsewhere")
    cluster = EmbeddedPostgres(closed, options=QUICK)
    cluster.start()
    try:
        assert cluster.places.cluster.is_relative_to(empty_dir / "elsewhere")
        assert str(cluster.places.home) in (closed / "README.txt").read_text()
        assert (closed / "README.txt").stat().st_mode & 0o777 == 0o600
        assert EmbeddedPostgres(closed).status().running
    finally:
        cluster.stop()


def test_a_killed_server_recovers_with_its_data(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir)  # with fsync, as in earnest
    cluster.start()
    _put_down(cluster, "survives")
    pid = cluster.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    _wait_until_gone(pid)
    assert not cluster.status().running
    assert (cluster.places.cluster / "postmaster.pid").exists()
    said: list[str] = []
    again = EmbeddedPostgres(data_dir, said.append)
    again.start()
    assert _picked_up(again) == "survives"
    assert any("not shut down properly" in sentence for sentence in said)


def test_a_server_that_is_just_ending_is_started_again(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the look whether it runs and the first question to it."""
    cluster = EmbeddedPostgres(data_dir)
    cluster.start()
    _put_down(cluster, "survives")
    run = EmbeddedPostgres._run

    def seen_running(self: EmbeddedPostgres) -> None:
        run(self)
        pid = self.status().pid
        monkeypatch.setattr(EmbeddedPostgres, "_run", run)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    monkeypatch.setattr(EmbeddedPostgres, "_run", seen_running)
    cluster.start()
    assert _picked_up(cluster) == "survives"


def test_a_stale_pid_that_now_belongs_to_another_process_is_seen_through(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    owner = cluster.places.cluster.stat()
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", user=owner.st_uid)
    pid_file = cluster.places.cluster / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{cluster.places.cluster}\n1\n5432\n\n\n")
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    try:
        assert not cluster.status().running
        cluster.start()
        assert cluster.status().pid != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.terminate()
        stranger.wait()


def test_an_interrupted_initdb_is_moved_aside_not_deleted(empty_dir: Path) -> None:
    left = empty_dir / "postgres.making"
    left.mkdir()
    (left / "PG_VERSION").write_text("15\n")
    said: list[str] = []
    EmbeddedPostgres(empty_dir, said.append, options=QUICK).start()
    [aside] = empty_dir.glob("postgres.broken-*")
    assert (aside / "PG_VERSION").read_text() == "15\n"
    assert any(str(aside) in sentence for sentence in said)


def test_a_folder_that_is_no_cluster_is_moved_aside_not_deleted(empty_dir: Path) -> None:
    (empty_dir / "postgres").mkdir()
    (empty_dir / "postgres" / "letter.txt").write_text("mine")
    EmbeddedPostgres(empty_dir, options=QUICK).start()
    [aside] = empty_dir.glob("postgres.broken-*")
    assert (aside / "letter.txt").read_text() == "mine"


def test_a_damaged_cluster_is_explained_and_left_alone(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    control = cluster.places.cluster / "global/pg_control"
    control.rename(control.with_name("pg_control.lost"))
    with pytest.raises(ClusterBroken, match="Nothing has been changed"):
        cluster.start()
    assert (cluster.places.cluster / "base").is_dir()
    assert not list(data_dir.glob("postgres.broken-*"))


def test_a_server_that_will_not_start_says_what_its_log_says(data_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK | {"shared_buffers": "nonsense"})
    with pytest.raises(ClusterBroken, match="shared_buffers"):
        cluster.start()
    EmbeddedPostgres(data_dir, options=QUICK).start()


def test_another_major_version_is_explained(data_dir: Path) -> None:
    version = EmbeddedPostgres(data_dir).places.cluster / "PG_VERSION"
    kept = version.read_text()
    version.write_text("9\n")
    with pytest.raises(PostgresMissing, match=r"made by PostgreSQL 9.*postgresql-9-postgis-3"):
        EmbeddedPostgres(data_dir, options=QUICK).start()
    version.write_text(kept)


def test_no_postgres_at_all_names_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("estate.db.postgres_tools._installed", list)
    with pytest.raises(PostgresMissing, match="apt-get install"):
        find_binaries()


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    folder = _open_folder()
    deep = folder / ("long" * 30)
    cluster = EmbeddedPostgres(deep, options=QUICK)
    try:
        cluster.start()
        socket_dir = cluster.places.socket_dir
        assert not socket_dir.is_relative_to(deep)
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
        with cluster.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.places.socket_dir, ignore_errors=True)
        shutil.rmtree(folder)


def test_a_path_with_commas_and_spaces_works(empty_dir: Path) -> None:
    odd = empty_dir / "estate, the county's"
    cluster = EmbeddedPostgres(odd, options=QUICK)
    cluster.start()
    try:
        with psycopg.connect(cluster.url().replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.places.socket_dir, ignore_errors=True)


def test_a_socket_folder_that_is_somebody_elses_is_refused(data_dir: Path, empty_dir: Path) -> None:
    cluster = EmbeddedPostgres(data_dir, options=QUICK)
    socket_dir = cluster.places.socket_dir
    shutil.rmtree(socket_dir, ignore_errors=True)
    socket_dir.symlink_to(empty_dir)
    with pytest.raises(ClusterBroken, match="socket folder"):
        cluster.start()
    socket_dir.unlink()


def test_two_processes_starting_at_once_share_one_server(data_dir: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from estate.db.embedded import EmbeddedPostgres;"
        "c = EmbeddedPostgres(Path(sys.argv[1])); c.start(); print(c.status().pid)"
    )
    found: list[str] = []

    def start() -> None:
        answer = subprocess.run(
            [sys.executable, "-c", program, str(data_dir)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        found.append(answer.stdout.strip() or answer.stderr)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len(set(found)) == 1
    assert found[0].isdigit()


def test_where_things_are_is_decided_without_starting_anything(empty_dir: Path) -> None:
    places = find_places(empty_dir)
    assert places.cluster == empty_dir / "postgres"
    assert not places.cluster.exists()
