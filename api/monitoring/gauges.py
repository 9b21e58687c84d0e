"""Figures that are looked at and not counted: threads, connections, memory; the register, disks.

Each worker tells its own every two seconds. What concerns them all is looked up four times a
minute by one of them, on a thread and a connection of its own: a scrape asks nobody anything.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import time

from prometheus_client import Gauge
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.http.admission import QueueFigures, Room
from api.monitoring.metrics import Figures
from estate import command_notes
from estate.codes import RecordKind
from estate.register.queries.monitoring import Watched, watched
from estate.settings import Settings

_TICK_S = 2.0
_LOOK_S = 15.0
_KINDS = frozenset(kind.value for kind in RecordKind)


class OwnFigures:
    """What a worker tells of itself, under its number."""

    def __init__(self, figures: Figures, room: Room) -> None:
        """``room`` knows how full this worker is."""
        self._figures, self._room = figures, room
        one, pool, queue = ("worker",), ("worker", "pool"), ("worker", "queue")
        gauge = figures.gauge
        self._lag = gauge("estate_event_loop_lag_seconds", "How late the event loop is.", one)
        self._busy = gauge("estate_requests_in_progress", "Requests under way.", one)
        self._memory = gauge("estate_worker_memory_bytes", "Resident memory.", one)
        self._threads = gauge("estate_threads", "Threads for requests: most.", one)
        self._threads_busy = gauge("estate_threads_busy", "Threads at work.", one)
        self._waiting = gauge("estate_threads_waiting", "Requests that wait for a thread.", one)
        self._most = gauge("estate_pool_connections", "Connections of a pool: most.", pool)
        self._taken = gauge("estate_pool_connections_busy", "Connections in use.", pool)
        self._places = gauge("estate_queue_places", "Places for questions at once.", queue)
        self._at_work = gauge("estate_queue_places_busy", "Places taken.", queue)
        self._in_line = gauge("estate_queue_waiting", "Who waits for a place.", queue)
        self._may_wait = gauge("estate_queue_may_wait", "How many may wait.", queue)
        self._left = figures.counter(
            "estate_queue_left",
            "Who left a queue: answered, refused (full, or too long), or gone by themselves.",
            ("queue", "outcome"),
        )
        self._told: dict[tuple[str, str], int] = {}

    async def keep(self) -> None:
        """For ever, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(_TICK_S)
            self.tell(loop.time() - began - _TICK_S)

    def tell(self, lag_s: float) -> None:
        """Once; to be called in the event loop."""
        worker, full = self._figures.worker, self._room.figures()
        self._lag.labels(worker).set(max(0.0, lag_s))
        self._busy.labels(worker).set(self._figures.in_progress)
        self._memory.labels(worker).set(resident_bytes())
        self._threads.labels(worker).set(full.threads)
        self._threads_busy.labels(worker).set(full.threads_in_use)
        self._waiting.labels(worker).set(full.threads_waited_for)
        for pool in full.pools:
            self._most.labels(worker, pool.name).set(pool.size)
            self._taken.labels(worker, pool.name).set(pool.in_use)
        for queue in full.queues:
            self._tell_queue(worker, queue)

    def _tell_queue(self, worker: str, queue: QueueFigures) -> None:
        self._places.labels(worker, queue.name).set(queue.places)
        self._at_work.labels(worker, queue.name).set(queue.taken)
        self._in_line.labels(worker, queue.name).set(queue.waiting)
        self._may_wait.labels(worker, queue.name).set(queue.may_wait)
        for outcome in ("answered", "refused", "gone"):
            key, now = (queue.name, outcome), getattr(queue, outcome)
            self._left.labels(*key).inc(now - self._told.get(key, 0))
            self._told[key] = now


def resident_bytes() -> int:
    """Memory of this process that lies in RAM; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0


class SharedFigures:
    """What is the same whichever worker tells it; one of them does."""

    def __init__(self, figures: Figures, settings: Settings, engine: Engine) -> None:
        """``engine``: a read-only one, used by nobody else, that gives up after seconds."""
        self._settings, self._engine = settings, engine
        self._ended = threading.Event()
        self._gauges: dict[str, Gauge] = {}
        self._figures = figures

    def keep(self, folder: Path | None) -> None:
        """Until ``end``: look, if no other worker does. ``folder`` is what the workers share."""
        lock = None if folder is None else (folder / "looks.lock").open("a")
        is_mine = lock is None
        while not self._ended.is_set():
            if lock is not None and not is_mine:
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    is_mine = True
            if is_mine:
                self.look()
            self._ended.wait(_LOOK_S)
        if lock is not None:
            lock.close()
        self._engine.dispose()

    def end(self) -> None:
        """Stop looking at the register; the thread ends after its present look."""
        self._ended.set()

    def look(self) -> None:
        """Once: the register, the record, backups, disks."""
        try:
            with self._engine.begin() as connection:
                found: Watched | None = watched(connection)
        except SQLAlchemyError:
            found = None
        self._set("estate_register_up", "Whether the register answers.", int(found is not None))
        if found is not None:
            self._register(found)
        self._noted()
        self._disks()
        self._set("estate_looked_timestamp_seconds", "When these figures were looked up.", time())

    def _register(self, found: Watched) -> None:
        self._set("estate_register_version", "Number of the last change.", found.version)
        if found.changed_at is not None:
            self._set(
                "estate_register_changed_timestamp_seconds",
                "When that was.",
                found.changed_at.timestamp(),
            )
        self._set("estate_register_bytes", "Size of the database.", found.database_bytes)
        self._set(
            "estate_plans_waiting", "Import plans that nobody has committed.", found.plans_waiting
        )
        self._set("estate_audit_lines", "Lines of the record.", found.audit_lines)
        self._set(
            "estate_database_connections",
            "Connections of the database server: most.",
            found.most_connections,
        )
        self._set(
            "estate_database_connections_busy",
            "Connections in use, by any program.",
            found.connections,
        )
        told: dict[tuple[str, str], int] = {}
        for (kind, is_reverted), number in found.imports.items():
            key = (kind if kind in _KINDS else "other", "reverted" if is_reverted else "standing")
            told[key] = told.get(key, 0) + number
        for (kind, state), number in told.items():
            self._gauge(
                "estate_register_imports", "Imports in the register.", ("kind", "state")
            ).labels(kind, state).set(number)

    def _noted(self) -> None:
        data_dir = self._settings.data_dir
        verified = command_notes.last_verified(data_dir)
        if verified is not None:
            self._set(
                "estate_audit_verified_timestamp_seconds",
                "When `estate audit verify` last looked.",
                datetime.fromisoformat(verified.at).timestamp(),
            )
            self._set("estate_audit_verified_lines", "How many lines it found.", verified.lines)
            self._set(
                "estate_audit_whole", "Whether all stood as they were written.", int(verified.whole)
            )
        backup = command_notes.newest_backup(data_dir, self._settings.backup_dir)
        if backup is not None:
            self._set(
                "estate_backup_timestamp_seconds",
                "When the newest backup was written.",
                backup.at_s,
            )
            self._set("estate_backup_bytes", "Its size.", backup.size_bytes)

    def _disks(self) -> None:
        places = {"data": self._settings.data_dir, "temporary": Path(tempfile.gettempdir())}
        if self._settings.backup_dir is not None:
            places["backup"] = self._settings.backup_dir
        for name, folder in places.items():
            with suppress(OSError):
                usage = shutil.disk_usage(_that_exists(folder))
                self._gauge(
                    "estate_disk_bytes", "Size of the disk that holds a folder.", ("place",)
                ).labels(name).set(usage.total)
                self._gauge(
                    "estate_disk_free_bytes", "Room that is left there.", ("place",)
                ).labels(name).set(usage.free)

    def _gauge(self, name: str, words: str, labels: tuple[str, ...] = ()) -> Gauge:
        """Made when it is first set: a figure that is not known is absent, and not nought."""
        if name not in self._gauges:
            self._gauges[name] = self._figures.gauge(name, words, labels)
        return self._gauges[name]

    def _set(self, name: str, words: str, value: float) -> None:
        self._gauge(name, words).set(value)


def _that_exists(folder: Path) -> Path:
    """The folder, or where it will be made."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


@asynccontextmanager
async def kept(own: OwnFigures, shared: SharedFigures, folder: Path | None) -> AsyncIterator[None]:
    """Both, as long as the service runs."""
    task = asyncio.create_task(own.keep())
    thread = threading.Thread(target=shared.keep, args=(folder,), name="figures", daemon=True)
    thread.start()
    own.tell(0.0)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        shared.end()
