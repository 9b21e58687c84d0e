"""Archives unpacked into a folder of their own: no member leaves it, no bomb goes off."""

import errno
import os
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from estate.errors import FileRefused

MAX_MEMBERS = 2_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_RATIO = 200
#: Below this size a high ratio is ordinary: an almost empty .dbf shrinks 500-fold.
RATIO_MATTERS_FROM_BYTES = 50_000_000
MAX_DEPTH = 8
#: What ``zipfile`` raises on damaged archives (an IndexError of a member without a name).
UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    OSError,
    zlib.error,
    ValueError,
    IndexError,
)


#: What the system says where there is no room for temporary files; no fault of the archive's.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def unpack(path: Path, folder: Path) -> None:
    """Unpack a zip file into ``folder``, or refuse it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            _check_limits(path, members)
            _refuse_twins(path, members)
            _require_room(folder, members)
            for member in members:
                _extract(archive, member, _inside(path, member.filename, folder))
    except UNREADABLE as error:
        if getattr(error, "errno", None) in NO_ROOM:
            raise
        raise FileRefused(
            f"{path.name} cannot be unpacked; zip the files again without a password."
        ) from error


def refuse_bombs(path: Path) -> None:
    """Refuse a workbook (a zip, too) that would unpack beyond the limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_limits(path, archive.infolist())
    except UNREADABLE as error:
        raise FileRefused(
            f"{path.name} is cut off or damaged; open it in its program and save it again."
        ) from error


def _check_limits(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise FileRefused(f"{path.name} holds more than {MAX_MEMBERS} files; send one layer.")
    suspicious = total > RATIO_MATTERS_FROM_BYTES and total > MAX_RATIO * max(packed, 1)
    if total > MAX_TOTAL_BYTES or suspicious:
        raise FileRefused(
            f"{path.name} would unpack to {total // 1_000_000:,} MB, more than is accepted; "
            "send the layers one by one."
        )


def _require_room(folder: Path, members: list[zipfile.ZipInfo]) -> None:
    """Before anything is unpacked: ``OSError`` where the folder has no room for all of it."""
    total = sum(member.file_size for member in members)
    if total > shutil.disk_usage(folder.parent).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _refuse_twins(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Two members of one name: the second would overwrite the first in silence."""
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names):
        twin = next(name for name in names if names.count(name) > 1)
        raise FileRefused(f"{path.name} holds “{twin}” more than once; zip the files again.")


def _inside(path: Path, name: str, folder: Path) -> Path:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    bad = not parts or len(parts) > MAX_DEPTH or name.startswith(("/", "\\"))
    if bad or any(part in ("..", ".") or ":" in part or "\0" in part for part in parts):
        raise FileRefused(
            f"{path.name} holds a file whose path leads outside the archive; zip it again."
        )
    return folder.joinpath(*parts)


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
