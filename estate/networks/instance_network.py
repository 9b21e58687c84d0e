"""The network of this instance on its disk: ``network/`` in the data folder.

A folder for each network, named by its key, and a file ``current`` that names the one in use. It is
no part of the register's backup: it holds nothing that is not in the files it was built from, and
is built anew from them in minutes.
"""

import os
import shutil
import threading
from pathlib import Path

from estate.access.network_store import StoredNetwork
from estate.errors import Refused

_FOLDER, _CURRENT = "network", "current"
_KEY = frozenset("0123456789abcdef")


def place(data_dir: Path) -> Path:
    """Where an instance's networks lie."""
    return data_dir.expanduser() / _FOLDER


def put(data_dir: Path, built: Path, key: str) -> StoredNetwork:
    """Put a built network in its place and use it from now on; the one before is removed."""
    home = place(data_dir)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    to = home / key
    shutil.rmtree(to, ignore_errors=True)
    built.rename(to)
    mark = home / f".{_CURRENT}.{os.getpid()}"
    mark.write_text(key, encoding="ascii")
    mark.replace(home / _CURRENT)
    for other in home.iterdir():
        if other.is_dir() and other != to and set(other.name) <= _KEY:
            shutil.rmtree(other, ignore_errors=True)
    return StoredNetwork.open(to)


def remove(data_dir: Path) -> bool:
    """Use no network from now on; whether there was one."""
    home = place(data_dir)
    was_there = (home / _CURRENT).exists()
    (home / _CURRENT).unlink(missing_ok=True)
    shutil.rmtree(home, ignore_errors=True)
    return was_there


def current(data_dir: Path) -> StoredNetwork | None:
    """The network in use; None where there is none. Raises ``Refused`` where it is broken."""
    mark = place(data_dir) / _CURRENT
    try:
        key = mark.read_text(encoding="ascii").strip()
    except OSError:
        return None
    if not key or not set(key) <= _KEY:
        raise Refused("The stored network is not as it was built: build it again.")
    return StoredNetwork.open(mark.parent / key)


class InUse:
    """The network in use, opened once and again when another has been built."""

    def __init__(self, data_dir: Path | None) -> None:
        """``data_dir``: None for no network, whatever lies anywhere."""
        self._data_dir = data_dir
        self._stamp: tuple[int, int] | None = None
        self._open: StoredNetwork | None = None
        self._lock = threading.Lock()

    def network(self) -> StoredNetwork | None:
        """The network of this instance; None where none is built."""
        if self._data_dir is None:
            return None
        try:
            found = (place(self._data_dir) / _CURRENT).stat()
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        with self._lock:
            if stamp != self._stamp:
                self._open = current(self._data_dir)
                self._stamp = stamp
            return self._open
