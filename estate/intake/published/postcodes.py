"""Postcodes with their points: Code-Point Open as it is published (a zip of tables by postcode area
without headings, its headings in a file of their own), or a table with headings such as ONSPD."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.cells import values
from estate.intake.published import headings, tables
from estate.intake.published.bringing import Brought, several
from estate.intake.published.headings import cell_of
from estate.intake.published.tables import PublishedTable
from estate.progress import Progress, silent

_CODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? *\d[A-Z]{2}$")
#: A table of Code-Point Open: the letters of its postcode area.
_AREA = re.compile(r"[a-z]{1,2}\.csv", re.IGNORECASE)
_CODES = ("pcds", "postcode", "pcd", "pcd7", "pcd2", "pcd8", "pc", "postcodeunit")
_EASTS = ("easting", "eastings", "oseast1m", "east1m", "ea", "x")
_NORTHS = ("northing", "northings", "osnrth1m", "north1m", "no", "y")
_ENDED = ("doterm", "dateoftermination", "terminated")
#: No easting or northing has so many digits.
_METRES = 9
_Columns = tuple[int, int, int, int | None]


@dataclass
class _Found:
    """What has been read so far."""

    kept: dict[str, dict[str, Any]]
    nowhere: list[str]
    ended: list[str]
    twice: list[str]
    read: int = 0
    elsewhere: int = 0


def postcodes(
    paths: Sequence[Path],
    envelope: Envelope,
    *,
    sheet: str | None = None,
    progress: Progress = silent,
) -> Brought:
    """Postcodes with a point in the county's box (m, National Grid); those that have ended are
    left out. A row that cannot be read refuses the file."""
    found = _Found({}, [], [], [])
    for table in _each(paths, sheet, progress):
        body = _body(table)
        if body is not None:
            _read(*body, envelope, found)
    if not found.read:
        raise FileRefused(
            f"{paths[0].name} holds headings and no postcodes: load the tables that come with it "
            "(Data/CSV), or the whole zip."
        )
    if not found.kept:
        raise FileRefused(
            f"None of the {found.read:,} postcodes lies in this county's box. Easting and northing "
            "are metres on the British National Grid."
        )
    remarks = [
        *several(found.nowhere, "has no point"),
        *several(found.ended, "has ended, so it is left out"),
        *several(found.twice, "stands twice with two points: the first counts"),
    ]
    return Brought(list(found.kept.values()), found.read, found.elsewhere, remarks)


def _each(paths: Sequence[Path], sheet: str | None, progress: Progress) -> Iterator[PublishedTable]:
    """The tables of all files; of a zip those by postcode area, where it has such."""
    for done, path in enumerate(paths):
        areas = _areas(path)
        for at, part in enumerate(areas):
            progress(f"Reading {PurePosixPath(part.filename).name}", at, len(areas))
            with tables.whole(path):
                text = tables.text_of(path, part)
            yield tables.bare(f"{PurePosixPath(part.filename).name} in {path.name}", text)
        if not areas:
            progress(f"Reading {path.name}", done, len(paths))
            yield tables.opened(path, headed=False, sheet=sheet)


def _areas(path: Path) -> list[zipfile.ZipInfo]:
    if not path.is_file() or not zipfile.is_zipfile(path):
        return []
    with tables.whole(path):
        parts = [one for one in tables.parts_of(path) if tables.is_table(one)]
    return [one for one in parts if _AREA.fullmatch(PurePosixPath(one.filename).name)]


def _body(table: PublishedTable) -> tuple[PublishedTable, _Columns] | None:
    """The rows beneath the headings, and where postcode, easting, northing and end stand in them;
    None of a file of headings alone."""
    if table.headings:  # a workbook's
        return table, _columns(table, table.headings)
    at: _Columns = (0, 2, 3, None)
    numbers, rows = list(table.numbers), table.rows
    begins = 0
    while begins < min(len(rows), 2) and not _is_bare(rows[begins]):
        if begins == 0 or cell_of(rows[begins], at[0]).casefold() == "postcode":
            at = _columns(table, rows[begins])
            begins += 1
        else:
            break
    if begins == len(rows):
        return None
    return PublishedTable(table.name, [], rows[begins:], numbers[begins:]), at


def _is_bare(row: Sequence[str]) -> bool:
    return _CODE.match(row[0].strip().upper()) is not None and len(row) >= 4


def _columns(table: PublishedTable, named: Sequence[str]) -> _Columns:
    code, east, north = (headings.headed(named, *of) for of in (_CODES, _EASTS, _NORTHS))
    if code is None or east is None or north is None:
        raise FileRefused(
            f"{table.name} is neither Code-Point Open nor a table with postcode, easting and "
            f"northing. It begins: {', '.join(named[:8])}."
        )
    return code, east, north, headings.headed(named, *_ENDED)


def _read(table: PublishedTable, at: _Columns, envelope: Envelope, found: _Found) -> None:
    code_at, east_at, north_at, ended_at = at
    found.read += len(table.rows)
    for number, row in table.numbered():
        east, north = (_metres(table, number, row, one) for one in (east_at, north_at))
        if not east or not north:
            found.nowhere.append(_code(table, number, row, code_at))
        elif not envelope.contains(float(east), float(north)):
            found.elsewhere += 1
        elif ended_at is not None and cell_of(row, ended_at):
            found.ended.append(_code(table, number, row, code_at))
        else:
            code = _code(table, number, row, code_at)
            point = {"postcode": code, "easting": east, "northing": north}
            if found.kept.setdefault(code, point) != point:
                found.twice.append(code)


def _metres(table: PublishedTable, number: int, row: Sequence[str], at: int) -> Decimal | None:
    cell = cell_of(row, at)
    if cell.isdecimal() and len(cell) < _METRES:
        return Decimal(cell)  # nearly all of them, and there are 1.7 million
    try:
        return values.number(cell)
    except ValueError:
        raise _refused(table, number, row) from None


def _code(table: PublishedTable, number: int, row: Sequence[str], at: int) -> str:
    try:
        code = values.postcode(cell_of(row, at))
    except ValueError:
        raise _refused(table, number, row) from None
    if code is None:
        raise FileRefused(f"{table.name}, row {number} has no postcode.")
    return code


def _refused(table: PublishedTable, number: int, row: Sequence[str]) -> FileRefused:
    return FileRefused(
        f"{table.name}, row {number}: “{','.join(row)[:60]}” is no postcode with easting and "
        "northing."
    )
