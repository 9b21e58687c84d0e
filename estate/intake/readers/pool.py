"""Readers kept warm: started once, asked one file after another, ended when one takes too much.

Never forked from this process, whose threads may hold any lock: each is a program of its own.
Nothing heavy is loaded here before a reader has been started: it loads the same meanwhile.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from estate.errors import FileRefused, SetupError
from estate.intake.readers import pipes
from estate.intake.readers.bounds import Limits, current
from estate.late_imports import one_at_a_time

#: A reader that has read so many files is replaced, so that nothing piles up in it.
_FILES_EACH = 50
#: Libraries that would start a thread for each processor only to set memory aside for it.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: Of this process's environment a reader gets nothing but what Python needs: no addresses of
#: databases, no secrets, no proxies.
_KEPT = ("PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ", "SYSTEMROOT")
_BY_THE_CLOCK = 5
#: After these a reader is free; one that was short of memory is better replaced.
_LAST_WORDS = frozenset({"offline", "last", "refused", "full", "failed"})
_TO_START_S = 120.0
_MANY = 100_000
#: A reader that has had nothing to do for so long ends; its memory is its own.
_IDLE_S = 900.0


class ReaderProcess:
    """One process; used by one file at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.files = 0
        self.since = time.monotonic()
        self.busy = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "estate.intake.readers.reading_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            close_fds=True,
        )
        self._told = self._greeted = False

    def tell(self) -> None:
        """Tell the limits, so that it can load what is left; ``EOFError`` as of ``ask``."""
        if not self._told:
            self._told = True
            self.ask(
                {
                    "memory_mb": self.limits.memory_mb,
                    "room_mb": self.limits.room_mb,
                    "environment": _of_gdal(),
                }
            )

    def greet(self) -> None:
        """Tell the limits, if need be; answered once the process is up."""
        if self._greeted:
            return
        try:
            self.tell()
            self.answer(_TO_START_S)
        except EOFError as error:
            raise SetupError(
                "The process that reads files could not be started; what it said stands in the log."
            ) from error
        self._greeted = True

    def is_there(self) -> bool:
        """Whether the process answers; one that was just started need not yet."""
        if not self._greeted:
            return self.alive
        with suppress(EOFError, ValueError):
            self.ask({"hello": True})
            self.answer(_TO_START_S)
            return True
        return False

    def ask(self, question: dict[str, Any]) -> None:
        """Send a question; ``EOFError`` when the process is no more."""
        self.busy = True
        try:
            pipes.send(self._pipe(self._process.stdin), question)
        except OSError as error:
            raise EOFError from error

    def answer(self, seconds: float) -> dict[str, Any]:
        """One message; after so many seconds the process is ended: ``EOFError``."""
        timer = threading.Timer(seconds, self.end)
        timer.daemon = True
        timer.start()
        try:
            said: dict[str, Any] = pipes.receive(self._pipe(self._process.stdout))
            self.busy = said.keys().isdisjoint(_LAST_WORDS)
            return said
        finally:
            timer.cancel()

    def end(self) -> None:
        """Kill this reader process, whatever it is doing."""
        with suppress(OSError):
            self._process.kill()

    def bury(self) -> None:
        """End it, and let go of its pipes."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                self._pipe(pipe).close()
        self._process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id that the operating system gave it."""
        return self._process.pid

    @staticmethod
    def _pipe(pipe: Any) -> BinaryIO:
        found: BinaryIO = pipe
        return found


class Pool:
    """So many readers at most; idle ones wait for the next file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.owner = os.getpid()
        self._idle: list[ReaderProcess] = []
        self._room = threading.BoundedSemaphore(limits.readers)
        self._lock = threading.Lock()

    @contextmanager
    def reader(self) -> Iterator[ReaderProcess]:
        """One reader for one file; left in the middle of it, it is ended."""
        if not self._room.acquire(timeout=self.limits.seconds * _BY_THE_CLOCK):
            raise FileRefused("Other files are being read; send this one again in a few minutes.")
        try:
            one = self._take()
            try:
                one.greet()
                yield one
            finally:
                self._put_back(one)
        finally:
            self._room.release()

    def warm(self) -> None:
        """Start a reader if none waits, without waiting for it: it is told all that it needs to
        load, so that it is up once this process has loaded the rest."""
        with self._lock:
            if not self._idle:
                one = ReaderProcess(self.limits)
                self._idle.append(one)
                with suppress(EOFError):  # one that has died is noticed when it is taken
                    one.tell()

    def close(self) -> None:
        """End every reader process that has no file to read."""
        with self._lock:
            ended, self._idle = self._idle, []
        for one in ended:
            one.bury()

    def _take(self) -> ReaderProcess:
        with self._lock:
            while self._idle:
                one = self._idle.pop()
                if one.is_there():
                    return one
                one.bury()
        return ReaderProcess(self.limits)

    def _put_back(self, one: ReaderProcess) -> None:
        one.files, one.since = one.files + 1, time.monotonic()
        if one.busy or one.files >= _FILES_EACH or not one.alive:
            one.bury()
            return
        with self._lock:
            self._idle.append(one)
        timer = threading.Timer(_IDLE_S, self._retire, [one])
        timer.daemon = True
        timer.start()

    def _retire(self, one: ReaderProcess) -> None:
        """End a reader that has waited for long; whoever has read since waits anew."""
        with self._lock:
            if one not in self._idle or one.since + _IDLE_S > time.monotonic() + 1:
                return
            self._idle.remove(one)
        one.bury()


class _Held:
    """The pool of this process, made when first asked for."""

    def __init__(self) -> None:
        self.pool: Pool | None = None
        self.lock = threading.Lock()


_HELD = _Held()


def pool() -> Pool:
    """The pool of this process, of the limits that hold now (a forked process makes its own)."""
    with _HELD.lock:
        before, wanted = _HELD.pool, current()
        own = before is not None and before.owner == os.getpid()
        if before is not None and own and before.limits == wanted:
            return before
        _HELD.pool = made = Pool(wanted)
    if before is not None and own:
        before.close()
    return made


def warm() -> None:
    """Start a reader, so that the first file need not wait for one."""
    pool().warm()


def close() -> None:
    """End the readers that wait."""
    held = _HELD.pool
    if held is not None and held.owner == os.getpid():
        held.close()


def close_after(records: int) -> None:
    """End the readers that wait after a file of so many records that planning needs the room; for
    a process that reads one file."""
    if records > _MANY:
        close()


atexit.register(close)


def clock_seconds(limits: Limits) -> float:
    """How long a reader is waited for."""
    return float(limits.seconds * _BY_THE_CLOCK)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = os.pathsep.join(str(Path(one).absolute()) for one in sys.path if one)
    return {**kept, **_ONE_THREAD, "PYTHONPATH": paths, "PYTHONWARNINGS": "ignore"}


def _of_gdal() -> dict[str, str]:
    """What GDAL is told before it is loaded; a reader is started before this process knows."""
    with one_at_a_time:
        import pyogrio

        from estate.intake.sources import gdal

    return gdal.environment(pyogrio.list_drivers())
