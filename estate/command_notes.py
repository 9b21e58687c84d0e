"""What commands note for whoever watches the service: the last check of the record, backups.

Small files in the data folder, beside the database and not in it: who alters the register does
not alter them with it.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_FOLDER = "noted"
_VERIFIED = "record-verified.json"
_BACKUP = "backup.json"
#: Written beside its backups by ops/backup.sh, for who may not read those.
_NEWEST = "newest.json"
#: Of a folder of backups the newest so many are looked at.
_MOST_FILES = 200
SEAL_MARK = b"\nestate backup, SHA-256 "
SEAL_BYTES = len(SEAL_MARK) + 64 + 1


@dataclass(frozen=True)
class Verified:
    """A check of the record: when (UTC, ISO), how many lines, the last one's hash, and whether
    all stood as they were written."""

    at: str
    lines: int
    head: str | None
    whole: bool


@dataclass(frozen=True)
class Backup:
    """A whole backup: when it was written (seconds since 1970) and its size."""

    at_s: float
    size_bytes: int


def note_verified(data_dir: Path, lines: int, head: str | None, whole: bool) -> None:
    """Keep what `estate audit verify` found."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    _write(data_dir, _VERIFIED, asdict(Verified(at, lines, head, whole)))


def last_verified(data_dir: Path) -> Verified | None:
    """What was found last; None when nobody has looked, or the note cannot be read."""
    found = _read(data_dir / _FOLDER / _VERIFIED)
    try:
        return None if found is None else Verified(**found)
    except TypeError:
        return None


def note_backup(data_dir: Path, file: Path) -> None:
    """Keep that a backup was written, wherever it went."""
    size = file.stat().st_size
    _write(data_dir, _BACKUP, asdict(Backup(file.stat().st_mtime, size)))


def newest_backup(data_dir: Path, folder: Path | None) -> Backup | None:
    """The newest whole backup in the folder, or one that was noted (here or there) if newer.

    Whole by its first and last bytes: its seal is reckoned when it is restored.
    """
    known = [_backup(data_dir / _FOLDER / _BACKUP)]
    if folder is not None and folder.is_dir():
        known.append(_backup(folder / _NEWEST))
        known.append(next((one for one in map(_sealed, _newest_first(folder)) if one), None))
    return max((one for one in known if one), key=lambda one: one.at_s, default=None)


def _backup(file: Path) -> Backup | None:
    found = _read(file)
    try:
        return None if found is None else Backup(float(found["at_s"]), int(found["size_bytes"]))
    except (KeyError, TypeError, ValueError):
        return None


def _newest_first(folder: Path) -> list[Path]:
    files = [
        (entry.stat().st_mtime, Path(entry.path))
        for entry in os.scandir(folder)
        if entry.is_file(follow_symlinks=False)
    ]
    return [file for _, file in sorted(files, reverse=True)[:_MOST_FILES]]


def _sealed(file: Path) -> Backup | None:
    try:
        with file.open("rb") as source:
            begins = source.read(5) == b"PGDMP"
            size = source.seek(0, os.SEEK_END)
            source.seek(max(0, size - SEAL_BYTES))
            ends = source.read().startswith(SEAL_MARK)
        return Backup(file.stat().st_mtime, size) if begins and ends else None
    except OSError:
        return None


def _write(data_dir: Path, name: str, what: dict[str, Any]) -> None:
    """Whoever may not write there has checked or backed up all the same: no note, no error."""
    folder = data_dir / _FOLDER
    part = folder / f"{name}.{os.getpid()}.part"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_text(json.dumps(what), encoding="utf-8")
        part.replace(folder / name)


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
