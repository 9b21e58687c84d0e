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
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FileRefused(f"{path.name} is not a readable CSV: {error}.") from error
    if len(rows) < (2 if headed else 1):
        raise FileRefused(f"{path.name} holds no rows.")
    headings = [cell.strip() for cell in rows[0]] if headed else []
    return PublishedTable(path.name, headings, rows[1:] if headed else rows)


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
