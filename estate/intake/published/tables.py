"""A published table opened: CSV or gzipped CSV, with a bound on what it unpacks to."""

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from pathlib import Path

from estate.errors import FileRefused

#: Far beyond a national file by small area; more is no table of figures.
_MOST_BYTES = 400_000_000
#: So many rows show how wide a table is; a line of fewer filled cells than three above it is a
#: title, a source or a day.
_LOOKED_AT, _FEWEST = 200, 3


@dataclass(frozen=True)
class PublishedTable:
    """Headings and rows of a file, as text; rows that are wholly blank are left out."""

    name: str
    headings: list[str]
    rows: list[list[str]]


def opened(path: Path, *, headed: bool = True) -> PublishedTable:
    """Read a table; ``FileRefused`` says what to do about one that is none."""
    if not path.is_file():
        raise FileRefused(f"There is no file {path}.")
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FileRefused(f"{path.name} is not a readable CSV: {error}.") from error
    if headed:
        rows = _without_titles(rows)
    if len(rows) < (2 if headed else 1):
        raise FileRefused(f"{path.name} holds no rows.")
    headings = [cell.strip() for cell in rows[0]] if headed else []
    return PublishedTable(path.name, headings, rows[1:] if headed else rows)


def _delimiter(text: str) -> str:
    """What stands between the cells: a comma, or what the first lines have more of."""
    first = text[:20_000]
    return max((",", ";", "\t"), key=first.count)


def _without_titles(rows: list[list[str]]) -> list[list[str]]:
    """The table without the lines above it (title, source, day) and beneath it (notes), as Nomis
    writes them: lines of fewer filled cells than the table has columns, before its headings and
    after its last row."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    wide = max(filled[:_LOOKED_AT], default=0)
    start = filled.index(wide) if rows else 0
    if not start or any(one >= _FEWEST for one in filled[:start]):
        return rows
    end = len(rows)
    while filled[end - 1] == 1:
        end -= 1
    return rows[start:end]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if zipped else path.open("rb") as handle:
            body = handle.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(f"{path.name} cannot be unpacked: {error}.") from error
    if len(body) > _MOST_BYTES:
        raise FileRefused(f"{path.name} unpacks to more than {_MOST_BYTES // 1_000_000} MB.")
    if b"\x00" in body[:4096]:
        raise FileRefused(
            f"{path.name} is no CSV: save the table as “CSV UTF-8” and load that (.csv or .csv.gz)."
        )
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
