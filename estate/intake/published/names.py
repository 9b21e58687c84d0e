"""Names of places and streets as Ordnance Survey publishes them: OS Open Names (CSV).

The product is a zip of tables without headings, one for each square of 20 km, named after it
(``SO84.csv``). Some of its tables, unpacked, are taken as well. Of a zip only the squares in and
around the county are opened. The file may be anybody's: its parts never become a path.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from estate.codes import PlaceNameKind
from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.cells import values
from estate.intake.published.bringing import Brought
from estate.progress import Progress, silent
from estate.rows import Rows

#: The columns in their order, as ``OS_Open_Names_Header.csv`` beside the tables has them.
HEADINGS = (
    *("ID", "NAMES_URI", "NAME1", "NAME1_LANG", "NAME2", "NAME2_LANG", "TYPE", "LOCAL_TYPE"),
    *("GEOMETRY_X", "GEOMETRY_Y", "MOST_DETAIL_VIEW_RES", "LEAST_DETAIL_VIEW_RES"),
    *("MBR_XMIN", "MBR_YMIN", "MBR_XMAX", "MBR_YMAX"),
    *("POSTCODE_DISTRICT", "POSTCODE_DISTRICT_URI"),
    *("POPULATED_PLACE", "POPULATED_PLACE_URI", "POPULATED_PLACE_TYPE"),
    *("DISTRICT_BOROUGH", "DISTRICT_BOROUGH_URI", "DISTRICT_BOROUGH_TYPE"),
    *("COUNTY_UNITARY", "COUNTY_UNITARY_URI", "COUNTY_UNITARY_TYPE"),
    *("REGION", "REGION_URI", "COUNTRY", "COUNTRY_URI"),
    *("RELATED_SPATIAL_OBJECT", "SAME_AS_DBPEDIA", "SAME_AS_GEONAMES"),
)
_AT = {name: at for at, name in enumerate(HEADINGS)}
#: What is kept, by ``LOCAL_TYPE``; roads come whole before their sections.
_KINDS = {
    **dict.fromkeys(
        ("City", "Town", "Village", "Hamlet", "Suburban Area", "Other Settlement"),
        PlaceNameKind.PLACE,
    ),
    **dict.fromkeys(("Named Road", "Section Of Named Road"), PlaceNameKind.STREET),
    **dict.fromkeys(("Railway Station", "Bus Station", "Coach Station"), PlaceNameKind.STATION),
}
_SECTION = "Section Of Named Road"
_POSTCODE = "Postcode"
_SQUARE = re.compile(r"([A-HJ-Z])([A-HJ-Z])(\d)(\d)\.csv", re.IGNORECASE)
_SIDE_M = 20_000.0
#: What there may be of a file: Great Britain has 3.1 million rows in some 800 tables.
_MOST_PARTS, _MOST_PART_BYTES, _MOST_BYTES = 3_000, 200_000_000, 4_000_000_000
_LONGEST = 200
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def names(paths: Sequence[Path], envelope: Envelope, progress: Progress = silent) -> Brought:
    """The places, streets and stations of the county's box (m, National Grid). A row that cannot
    be read refuses the file; kinds that are not kept are counted in the remarks."""
    kept: dict[str, dict[str, Any]] = {}
    others: Counter[str] = Counter()
    read = elsewhere = 0
    for where, row in _rows(paths, envelope, progress):
        read += 1
        found = _name(where, row)
        if not envelope.contains(found["easting"], found["northing"]):
            elsewhere += 1
        elif found["kind"] is None:
            others[found["local_type"] or "no kind"] += 1
        elif kept.setdefault(found["name_id"], found) is not found:
            elsewhere += 1  # a road that runs through two squares stands in both
    if not kept:
        raise FileRefused(
            f"None of the {read:,} names read is a place, street or station in this county's box. "
            "Take the zip of Great Britain, or the tables of the county's own squares."
        )
    streets = _once(list(kept.values()))
    return Brought(streets, read, elsewhere + len(kept) - len(streets), _remarks(others))


def _remarks(others: Counter[str]) -> list[dict[str, str]]:
    found = []
    if postcodes := others.pop(_POSTCODE, 0):
        reason = f"{postcodes:,} postcodes are left out: load Code-Point Open as postcodes"
        found.append({"code": _POSTCODE, "reason": reason})
    return found + [
        {"code": kind, "reason": f"{count:,} names of this kind are not looked for, so not kept"}
        for kind, count in others.most_common()
    ]


def _once(rows: Rows) -> Rows:
    """A street once in each place: the road itself before its sections."""
    rows.sort(key=lambda row: row["local_type"] == _SECTION)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        is_street = row["kind"] == PlaceNameKind.STREET.value
        place = row["place"] or row["district"] if is_street else row["name_id"]
        found.setdefault((row["kind"], row["name"].casefold(), place), row)
    return list(found.values())


def _name(where: str, row: Sequence[str]) -> dict[str, Any]:
    if len(row) != len(HEADINGS):
        raise FileRefused(
            f"{where} has {len(row)} columns; OS Open Names has {len(HEADINGS)}. Take the file as "
            "it is published (CSV), not another product."
        )
    kind = _KINDS.get(_cell(row, "LOCAL_TYPE"))
    name, key = _cell(row, "NAME1"), _cell(row, "ID")
    if not key or not name or max(len(name), len(key)) > _LONGEST:
        raise FileRefused(f"{where}: ID or NAME1 is empty or longer than {_LONGEST} letters.")
    try:
        east, north = (values.number(_cell(row, one)) for one in ("GEOMETRY_X", "GEOMETRY_Y"))
    except ValueError:
        east = north = None
    if east is None or north is None:
        raise FileRefused(f"{where}: “{','.join(row[8:10])[:60]}” is no easting and northing.")
    return {
        "name_id": key,
        "kind": None if kind is None else kind.value,
        "name": name,
        "other_name": _cell(row, "NAME2")[:_LONGEST] or None,
        "local_type": _cell(row, "LOCAL_TYPE")[:_LONGEST],
        "place": _cell(row, "POPULATED_PLACE")[:_LONGEST] or None,
        "district": (_cell(row, "DISTRICT_BOROUGH") or _cell(row, "COUNTY_UNITARY"))[:_LONGEST]
        or None,
        "easting": float(east),
        "northing": float(north),
    }


def _cell(row: Sequence[str], name: str) -> str:
    return " ".join(row[_AT[name]].split())


def _rows(
    paths: Sequence[Path], envelope: Envelope, progress: Progress
) -> Iterator[tuple[str, list[str]]]:
    """Every row with where it stands, of the tables that may hold something of the county."""
    for path in paths:
        if not path.is_file():
            raise FileRefused(f"There is no file {path}.")
        if _is_zip(path):
            yield from _zipped(path, envelope, progress)
        else:
            if path.stat().st_size > _MOST_PART_BYTES:
                raise FileRefused(f"{path.name} is too large for one table of OS Open Names.")
            with path.open("rb") as packed:
                yield from _table(packed, path.name)


def _is_zip(path: Path) -> bool:
    """By how it begins: one that breaks off is a zip as well, and says so when it is opened."""
    with path.open("rb") as raw:
        return raw.read(4) == b"PK\x03\x04"


def _zipped(path: Path, envelope: Envelope, progress: Progress) -> Iterator[tuple[str, list[str]]]:
    with _unbroken(path), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        tables = [one for one in parts if _SQUARE.fullmatch(Path(one.filename).name)]
        if not tables:
            raise FileRefused(
                f"{path.name} holds no table such as SO84.csv: take OS Open Names as CSV."
            )
        if len(parts) > _MOST_PARTS or sum(one.file_size for one in tables) > _MOST_BYTES:
            raise FileRefused(f"{path.name} holds more than OS Open Names has.")
        near = [one for one in tables if _is_near(Path(one.filename).name, envelope)]
        if not near:
            raise FileRefused(
                f"None of the {len(tables)} squares of {path.name} lies in this county's box."
            )
        for at, part in enumerate(near):
            progress(f"Reading {Path(part.filename).name}", at, len(near))
            if part.file_size > _MOST_PART_BYTES:
                raise FileRefused(f"{part.filename[:60]} in {path.name} is too large.")
            with archive.open(part) as packed:
                yield from _table(packed, f"{Path(part.filename).name} in {path.name}")


@contextmanager
def _unbroken(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise FileRefused(f"{path.name} is damaged or locked: fetch it again.") from error


def _table(packed: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    text = io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
    reader = csv.reader(text)
    try:
        for number, row in enumerate(reader, 1):
            is_heading = number == 1 and row[:1] == [HEADINGS[0]]
            if not is_heading and any(cell.strip() for cell in row):
                yield f"{name}, row {number}", row
    except csv.Error as error:
        raise FileRefused(f"{name} is not a readable CSV: {error}.") from error
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{name} is not in UTF-8, as OS Open Names is: fetch it again."
        ) from error
    finally:
        text.detach()  # it is closed by whoever opened it


def _is_near(name: str, envelope: Envelope) -> bool:
    """Whether a square, by the name of its table, lies in the box or beside it: a road's middle
    may lie in the next square."""
    match = _SQUARE.fullmatch(name)
    if match is None:
        return False
    first, second = (_letter(match[at]) for at in (1, 2))
    east = ((first - 2) % 5 * 5 + second % 5) * 100_000.0 + int(match[3]) * 10_000.0
    north = (19 - first // 5 * 5 - second // 5) * 100_000.0 + int(match[4]) * 10_000.0
    return (
        envelope.min_easting - _SIDE_M <= east + _SIDE_M
        and east <= envelope.max_easting + _SIDE_M
        and envelope.min_northing - _SIDE_M <= north + _SIDE_M
        and north <= envelope.max_northing + _SIDE_M
    )


def _letter(letter: str) -> int:
    """The place of a letter of the National Grid, which has no I."""
    at = ord(letter.upper()) - ord("A")
    return at - (at > 8)
