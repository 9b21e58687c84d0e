"""Where the private cluster keeps its files, its socket and its lock."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from estate.db.postgres_tools import can_enter, server_user
from estate.errors import ClusterBroken

# A unix socket's path holds at most 107 bytes; PostgreSQL adds the file name to the folder.
_SOCKET_PATH_BYTES = 107
_SOCKET_NAME = "/.s.PGSQL.5432"
# Commas and quotes separate folders in PostgreSQL's and libpq's own syntax.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")
ROOT_HOME = Path("/var/lib/common-estate")


@dataclass(frozen=True)
class Places:
    """The folders of one private cluster."""

    data_dir: Path
    home: Path
    """Holds the cluster; the data folder itself wherever the server's user can reach it."""

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "postgres"

    @property
    def making(self) -> Path:
        """Where initdb works until the cluster is whole."""
        return self.home / "postgres.making"

    @property
    def lock(self) -> Path:
        """Held while a cluster is made, started or stopped."""
        return self.data_dir / "postgres.lock"

    @property
    def log(self) -> Path:
        """The file into which the database server writes what happens."""
        return self.cluster / "server.log"

    @property
    def socket_dir(self) -> Path:
        """The folder of the unix socket: open to its owner alone."""
        inside = self.home / "run"
        path = str(inside)
        if len(os.fsencode(path + _SOCKET_NAME)) <= _SOCKET_PATH_BYTES and _PLAIN_PATH.fullmatch(
            path
        ):
            return inside
        return Path(tempfile.gettempdir()) / f"common-estate-{os.geteuid()}-{digest(self.home)}"


#: Entered, never listed, by others: root's cluster belongs to the user ``postgres``.
_NEW_FOLDER = 0o711 if os.geteuid() == 0 else 0o700


def digest(path: Path) -> str:
    """A short name for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def find_places(data_dir: Path) -> Places:
    """Decide where the cluster of this data folder lives; makes the folders on the way.

    Root's own data folder is usually closed to the user ``postgres`` (``/root`` is 0700); then
    the cluster lives under ``/var/lib/common-estate`` and a README in the data folder says so.
    """
    data_dir = data_dir.expanduser().resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=_NEW_FOLDER)
    except OSError as error:
        raise ClusterBroken(
            f"The data folder {data_dir} cannot be made ({error.strerror}). "
            "Choose another one: ESTATE_DATA_DIR=/some/folder"
        ) from error
    user = server_user(data_dir / "postgres")
    if user is None or can_enter(data_dir, user):
        return Places(data_dir, data_dir)
    home = ROOT_HOME / digest(data_dir)
    home.mkdir(parents=True, exist_ok=True)
    _leave_note(data_dir, home)
    return Places(data_dir, home)


def _leave_note(data_dir: Path, home: Path) -> None:
    note = data_dir / "README.txt"
    if not note.exists():
        note.write_text(
            "The database of this Common Estate is not in this folder but in\n"
            f"  {home}\n"
            "because PostgreSQL may not run as root, and the user postgres cannot enter this\n"
            "folder. To keep it elsewhere set ESTATE_DATA_DIR to a folder open to everyone.\n",
            encoding="utf-8",
        )
        note.chmod(0o600)


def prepare_socket_dir(folder: Path, user: int | None) -> None:
    """Make the socket's folder, 0700, and be sure that it is ours and not a trap."""
    owner = os.geteuid() if user is None else user
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise ClusterBroken(
            f"The socket folder {folder} belongs to somebody else. Look at it, remove it, and "
            "start again, or choose another ESTATE_DATA_DIR."
        )
    if found.st_uid != owner:
        os.chown(folder, owner, -1)
    folder.chmod(0o700)
