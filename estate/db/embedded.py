"""A private PostGIS that the tool starts itself.

One cluster per data folder: made by ``initdb``, reachable through a unix socket in a folder
that only its owner can enter, never through the network. Starting is idempotent and serialised
between processes. Whatever stands in the data folder is never deleted: a half-made cluster
is moved aside, a damaged one is explained.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from estate.db.cluster_dirs import Places, find_places, prepare_socket_dir
from estate.db.postgres_tools import Binaries, find_binaries, run, server_user
from estate.errors import ClusterBroken

DATABASE = "estate"
ROLE = "estate"
PORT = 5432  # only names the socket file; nothing listens on the network
_DYING_S = 3  # a server that was killed is gone by then

#: The rest is PostgreSQL's own: fsync, full_page_writes and synchronous_commit stay on.
_SETTINGS = {
    "shared_buffers": "256MB",  # the index of outlines stays in memory while it is filled
    "jit": "off",  # compiling took longer than any of our questions
    "max_wal_size": "2GB",  # fewer checkpoints, after each of which whole pages are logged
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class ClusterStatus:
    """What ``estate db status`` tells."""

    made: bool
    running: bool
    pid: int | None
    major: int | None
    """Major version of PostgreSQL that made the cluster."""
    data_dir: Path
    cluster_dir: Path
    socket_dir: Path
    url: str | None
    """SQLAlchemy address while it runs."""


#: What the log says while something is left of a server that was killed.
_OLD_SERVER = ("still in use", "Is another postmaster")


class EmbeddedPostgres:
    """The private cluster of one data folder."""

    def __init__(
        self,
        data_dir: Path,
        progress: Say | None = None,
        *,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self._places = find_places(data_dir)
        self._say = progress or (lambda _sentence: None)
        self._options = dict(options or {})
        self._user = server_user(self._places.cluster)

    @property
    def places(self) -> Places:
        """The folders of the private database: its data, its socket, its log."""
        return self._places

    def start(self) -> str:
        """Start the server, making the cluster first if there is none; the SQLAlchemy address.

        Raises PostgresMissing or ClusterBroken with the sentence that mends it.
        """
        with self._locked():
            self._run()
            try:
                self._ensure_database()
            except ClusterBroken:
                # A server that was just killed may still be there when it is looked for.
                if not self._gone_within(_DYING_S):
                    raise
                self._run()
                self._ensure_database()
        return self.url()

    def _run(self) -> None:
        if self._postmaster() is not None:
            return
        self._set_half_made_aside()
        if not self._places.cluster.exists():
            self._make()
        self._launch()

    def _gone_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self._postmaster() is not None:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def stop(self) -> bool:
        """Stop the server if it runs; False when it did not."""
        with self._locked():
            if self._postmaster() is None:
                return False
            binaries = self._binaries()
            self._pg_ctl(binaries, "stop", "-m", "fast", "-w", "-t", "60")
            if self._postmaster() is not None:
                raise ClusterBroken(f"The server did not stop; its log is {self._places.log}.")
            return True

    def status(self) -> ClusterStatus:
        """What stands and whether it runs; starts and changes nothing."""
        pid = self._postmaster()
        return ClusterStatus(
            made=self._major() is not None,
            running=pid is not None,
            pid=pid,
            major=self._major(),
            data_dir=self._places.data_dir,
            cluster_dir=self._places.cluster,
            socket_dir=self._places.socket_dir,
            url=self.url() if pid is not None else None,
        )

    def url(self, database: str = DATABASE) -> str:
        """The SQLAlchemy address of the register (or of another database of this cluster)."""
        query = {"host": str(self._places.socket_dir), "port": str(PORT)}
        address = URL.create("postgresql+psycopg", username=ROLE, database=database, query=query)
        return address.render_as_string(hide_password=False)

    def connect(self, database: str = DATABASE) -> psycopg.Connection:
        """A plain psycopg connection that commits each statement; for keeping house."""
        return psycopg.connect(
            host=str(self._places.socket_dir),
            port=PORT,
            user=ROLE,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    def binaries(self) -> Binaries:
        """The PostgreSQL programs that fit this cluster."""
        return self._binaries()

    # -- what is there ---------------------------------------------------------------------

    def _major(self) -> int | None:
        with suppress(OSError, ValueError):
            return int((self._places.cluster / "PG_VERSION").read_text().strip())
        return None

    def _binaries(self) -> Binaries:
        return find_binaries(self._major())

    def _postmaster(self) -> int | None:
        """The process id of this cluster's running server, else None.

        A ``postmaster.pid`` alone proves nothing: after a crash its number may belong to any
        process. The server's working directory is its cluster, so that is what is compared.
        """
        try:
            lines = (self._places.cluster / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
            at_work_in = Path(f"/proc/{pid}/cwd").stat()
            here = self._places.cluster.stat()
        except (OSError, ValueError, IndexError):
            return None
        same = (at_work_in.st_dev, at_work_in.st_ino) == (here.st_dev, here.st_ino)
        return pid if same else None

    def _set_half_made_aside(self) -> None:
        """Move what an interrupted initdb left out of the way; explain a damaged cluster."""
        cluster = self._places.cluster
        self._check_owner()
        if self._places.making.exists():
            self._move_aside(self._places.making)
        if not cluster.exists() or (cluster / "global/pg_control").exists():
            return
        if (cluster / "base").exists() and self._major() is not None:
            raise ClusterBroken(
                f"The database in {cluster} is damaged: global/pg_control is missing. Nothing has "
                f"been changed. Restore that folder from a backup, or move it away "
                f"(mv {cluster} {cluster}.kept) to begin with an empty register."
            )
        self._move_aside(cluster)

    def _check_owner(self) -> None:
        cluster = self._places.cluster
        if not cluster.exists() or os.geteuid() == 0:
            return
        if cluster.stat().st_uid != os.geteuid():
            raise ClusterBroken(
                f"The database in {cluster} belongs to another user. Run this command as that "
                "user, or choose another data folder: ESTATE_DATA_DIR=/some/folder"
            )

    def _move_aside(self, folder: Path) -> None:
        aside = folder.with_name(f"postgres.broken-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}")
        folder.rename(aside)
        self._say(f"A half-made database was found and moved to {aside}; nothing was deleted.")

    # -- making and starting ---------------------------------------------------------------

    def _make(self) -> None:
        """Run initdb beside the final place and rename: a cluster is whole or not there."""
        binaries = find_binaries()
        self._say(f"Making a private PostgreSQL {binaries.major} in {self._places.cluster} …")
        making = self._places.making
        making.mkdir(mode=0o700)
        if self._user is not None:
            os.chown(making, self._user, -1)
        command = [binaries.program("initdb"), "-D", str(making), "-U", ROLE, "-E", "UTF8"]
        command += [f"--locale={self._locale()}", "--auth-local=trust", "--auth-host=reject"]
        if self._options.get("fsync") == "off":
            command.append("--no-sync")
        answer = run(command, self._user)
        if answer.returncode != 0:
            raise ClusterBroken(f"initdb failed: {answer.stderr.strip()[-600:]}")
        making.rename(self._places.cluster)

    def _locale(self) -> str:
        known = run(["locale", "-a"], self._user).stdout.lower().split()
        return "C.UTF-8" if {"c.utf8", "c.utf-8"} & set(known) else "C"

    def _launch(self) -> None:
        binaries = self._binaries()
        self._drop_stale_pid()
        prepare_socket_dir(self._places.socket_dir, self._user)
        self._say("Starting the private database …")
        for attempt in range(5):
            answer = self._pg_ctl(binaries, "start", "-w", "-t", "90", "-o", self._server_options())
            if self._postmaster() is not None and answer == 0:
                return
            # After kill -9 the children of the old server need a moment to notice, and the
            # system to forget the number of the old server itself.
            if not any(words in self._log_tail() for words in _OLD_SERVER):
                break
            time.sleep(0.5 * (attempt + 1))
        raise ClusterBroken(
            f"The private database in {self._places.cluster} does not start. Nothing has been "
            f"changed. Its log ({self._places.log}) ends:\n{self._log_tail()}"
        )

    def _server_options(self) -> str:
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self._places.socket_dir),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **_SETTINGS,
            **self._options,
        }
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _pg_ctl(self, binaries: Binaries, action: str, *arguments: str) -> int:
        command = [binaries.program("pg_ctl"), action, "-D", str(self._places.cluster)]
        command += ["-l", str(self._places.log)] if action == "start" else []
        return run([*command, *arguments], self._user).returncode

    def _drop_stale_pid(self) -> None:
        """Rename a crashed server's pid file when its number now belongs to another process.

        PostgreSQL itself recognises a number that nobody uses; it refuses one that is in use
        by any process of the same user, as happens after a reboot or in a container.
        """
        pid_file = self._places.cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        self._say("The database was not shut down properly; it recovers by itself …")
        number = pid_file.read_text().partition("\n")[0].strip()
        if Path("/proc", number).exists():
            pid_file.replace(pid_file.with_name("postmaster.pid.stale"))

    def _log_tail(self) -> str:
        with suppress(OSError):
            lines = self._places.log.read_text(errors="replace").splitlines()
            return "\n".join(lines[-6:])
        return "(no log)"

    def _ensure_database(self) -> None:
        try:
            with self.connect("postgres") as connection:
                found = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if found is None:
                    self._say("Creating the database and PostGIS …")
                    connection.execute(
                        sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
                    )
            with self.connect() as connection:
                connection.execute("SET client_min_messages = warning")
                connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        except psycopg.Error as error:
            raise ClusterBroken(
                f"The private database runs but does not answer as it should ({error}). "
                f"Its log is {self._places.log}."
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time makes, starts or stops this cluster."""
        with open(self._places.lock, "a", opener=for_its_owner_alone) as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say("Another process is starting or stopping the database; waiting …")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def for_its_owner_alone(path: str, flags: int) -> int:
    """For ``open``: a file that nobody else may read."""
    return os.open(path, flags, 0o600)
