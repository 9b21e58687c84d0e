"""Figures of several worker processes in one answer: prometheus-client's shared folder.

Each worker keeps its figures in files of the folder under the number of its place, and not of its
process: who takes a dead worker's place goes on with its counts, so that they never fall, files
never pile up, and a label has as many values as there are workers. A place is held by a lock that
the kernel lets go when the process ends, however it ends.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

#: prometheus-client's own variable, by which workers find the folder.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "common-estate-metrics-"
_OWNER = "service.lock"
#: Memory, where there is such a place: a full disk must not end a worker (SIGBUS).
_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder made by mkdtemp goes in)
_FEW_BYTES = 4_194_304


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A new folder for all workers of this service, told to them by ``VARIABLE``."""
    room = _place()
    _sweep(room)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=room))
    owner = _lock(folder / _OWNER)
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
        shutil.rmtree(folder, ignore_errors=True)
        if owner is not None:
            os.close(owner)


def _place() -> Path:
    fits = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _FEW_BYTES
    return _MEMORY if fits else Path(tempfile.gettempdir())


def _sweep(room: Path) -> None:
    """Remove what services left that were killed."""
    for folder in room.glob(f"{_PREFIX}*"):
        if folder.stat().st_uid != os.geteuid() or not (folder / _OWNER).exists():
            continue
        lock = _lock(folder / _OWNER)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(file: Path) -> int | None:
    """The file, locked for this process; None when another holds it."""
    found = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(found)
        return None
    return found


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Looking whether a lock is held takes it for a moment: nobody may take a place meanwhile."""
    with (folder / "places.lock").open("a") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def take_place(folder: Path) -> int:
    """The lowest free number, held until this process ends; its figures go into the folder.

    To be called before any figure is made.
    """
    with _one_at_a_time(folder):
        place = next(n for n in count() if _lock(folder / f"worker-{n}.lock") is not None)
    values.ValueClass = values.MultiProcessValue(lambda: place)
    return place


def places_held(folder: Path) -> set[int]:
    """Numbers of the workers that live."""
    held = set()
    with _one_at_a_time(folder):
        for file in folder.glob("worker-*.lock"):
            lock = _lock(file)
            if lock is None:
                held.add(int(file.stem.removeprefix("worker-")))
            else:
                os.close(lock)
    return held


class OfAllWorkers(Collector):
    """Everybody's figures: counts of the dead as well, set values of the living alone."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is that of ``shared_folder``."""
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """Read the files; no worker is asked."""
        living = places_held(self._folder)
        files = [str(file) for file in self._folder.glob("*.db") if _counts(file, living)]
        yield from MultiProcessCollector.merge(files)
        workers = GaugeMetricFamily("estate_workers", "Worker processes that live.")
        workers.add_metric([], len(living))
        yield workers

    def registry(self) -> CollectorRegistry:
        """For whoever writes them out."""
        made = CollectorRegistry(support_collectors_without_names=True)
        made.register(self)
        return made


def _counts(file: Path, living: set[int]) -> bool:
    # A worker that starts has made its file before it has given it a length.
    if not file.stat().st_size:
        return False
    kind, _, rest = file.stem.partition("_")
    return kind != "gauge" or int(rest.rpartition("_")[2]) in living
