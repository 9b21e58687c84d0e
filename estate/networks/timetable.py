"""Whether a file is a timetable (GTFS) that can be read in bounds, unpacked where it is.

The file is untrusted: the archive's parts are counted before and while they are unpacked, only
the tables of the standard are taken, and their names never become a path.
"""

import csv
import zipfile
import zlib
from pathlib import Path

from estate.errors import Refused

_MOST_FILE = 500 * 1024 * 1024
_MOST_UNPACKED = 4_000 * 1024 * 1024
_MOST_PARTS = 200
_READ = 1_048_576
#: What is taken of the archive; with the columns without which it is none.
_NEEDED = {
    "stops.txt": {"stop_id", "stop_lat", "stop_lon"},
    "routes.txt": {"route_id", "route_type"},
    "trips.txt": {"route_id", "service_id", "trip_id"},
    "stop_times.txt": {"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"},
}
#: Too large to be read at once, and without names.
_LARGE = "stop_times.txt"
_EITHER = ("calendar.txt", "calendar_dates.txt")
_MORE = ("agency.txt", "frequencies.txt", "transfers.txt", "feed_info.txt")


def unpack(file: Path, into: Path) -> Path:
    """The tables of a timetable as files in a folder, for whoever reads them.

    Raises ``Refused`` where the file is no timetable, broken, empty or too large.
    """
    name = file.name
    try:
        size = file.stat().st_size
        if size > _MOST_FILE:
            raise Refused(f"{name} is {size / 1e6:,.0f} MB; {_MOST_FILE / 1e6:,.0f} are the most.")
        with zipfile.ZipFile(file) as archive:
            return _taken(archive, name, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(
            f"{name} is not a timetable in GTFS (a zip archive), or it is damaged: fetch it again."
        ) from error
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def _taken(archive: zipfile.ZipFile, name: str, into: Path) -> Path:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise Refused(f"{name} holds {len(parts):,} files: a timetable has a few dozen.")
    wanted = {*_NEEDED, *_EITHER, *_MORE}
    named = [Path(one.filename).name.casefold() for one in parts]
    twice = next((one for one in named if one in wanted and named.count(one) > 1), None)
    if twice is not None:
        raise Refused(
            f"{name} holds several timetables ({twice} stands in it {named.count(twice)} times): "
            "unpack it and take one."
        )
    found = {one: part for one, part in zip(named, parts, strict=True) if one in wanted}
    missing = [one for one in _NEEDED if one not in found]
    if not any(one in found for one in _EITHER):
        missing.append(" or ".join(_EITHER))
    if missing:
        raise Refused(f"{name} is not a whole timetable in GTFS: it lacks {', '.join(missing)}.")
    left = _MOST_UNPACKED
    for table, part in found.items():
        left = _copied(archive, part, into / table, left, name)
    for table in found:
        if table != _LARGE:
            _to_utf8(into / table)
    for table, columns in _NEEDED.items():
        _headed(into / table, columns, name)
    return into


def _copied(archive: zipfile.ZipFile, part: zipfile.ZipInfo, to: Path, left: int, name: str) -> int:
    """One part, byte by byte counted; how much more may come."""
    with archive.open(part) as packed, to.open("wb") as plain:
        while read := packed.read(_READ):
            left -= len(read)
            if left < 0:
                raise Refused(
                    f"{name} unpacks to more than {_MOST_UNPACKED / 1e9:,.0f} GB: take the "
                    "timetable of a smaller area."
                )
            plain.write(read)
    return left


def _to_utf8(table: Path) -> None:
    """A table written in Windows' letters, as names of stops sometimes are, in UTF-8."""
    body = table.read_bytes()
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        table.write_text(body.decode("cp1252", errors="replace"), encoding="utf-8", newline="")


def _headed(table: Path, columns: set[str], name: str) -> None:
    with table.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        head = {cell.strip() for cell in next(csv.reader(text), [])}
        more = text.readline()
    if missing := sorted(columns - head):
        raise Refused(f"{name}: {table.name} lacks the column {', '.join(missing)}.")
    if not more.strip():
        raise Refused(f"{name}: {table.name} holds no rows.")
