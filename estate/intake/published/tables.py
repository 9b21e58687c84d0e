"""A published table opened: CSV, gzipped or in a zip, or a workbook, with bounds on its size."""

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from estate.errors import FileRefused
from estate.intake.readers.ask_a_reader import open_source
from estate.intake.sources.headings import is_told

#: Far beyond a national file by small area; more is no table of figures.
_MOST_BYTES = 400_000_000
_MOST_PARTS = 3_000
#: So many rows show how wide a table is; a line of fewer filled cells than three above it is a
#: title, a source or a day.
_LOOKED_AT, _FEWEST = 200, 3
#: Headings are about as wide as the table.
_WIDE_ENOUGH = 0.75
#: The second line of headings where counts and their shares stand side by side.
_UNITS = frozenset({"", "number", "count", "value", "%", "percent", "per cent", "percentage"})
_NUMBER = re.compile(r"[-(£]{0,3}\d[\d,.]*\)?%?")
#: A line of a single cell beneath a table is a note where it is as long as a sentence, or says so.
_NOTE = re.compile(r"(source|notes?|crown|contains|\*)\b|.{40}", re.IGNORECASE | re.DOTALL)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_WORKBOOK = frozenset({"[Content_Types].xml", "mimetype"})
_JSON = re.compile(r"\s{0,20}(\{|\[\s{0,20}[{\[])")
_MARKUP = re.compile(r"\s{0,20}<(!doctype|html|\?xml)", re.IGNORECASE)


@dataclass(frozen=True)
class PublishedTable:
    """Headings and rows of a file, as text; rows that are wholly blank are left out.

    ``numbers``: which row of the file each is, as a person sees it; ``above``: what stands above
    the headings.
    """

    name: str
    headings: list[str]
    rows: list[list[str]]
    numbers: Sequence[int] = ()
    above: list[str] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number in the file."""
        numbers = self.numbers or range(2, len(self.rows) + 2)
        return zip(numbers, self.rows, strict=True)


def opened(
    path: Path, *, headed: bool = True, sheet: str | None = None, meant: str | None = None
) -> PublishedTable:
    """Read a table; ``FileRefused`` says what to do about one that is none.

    ``sheet``: of a workbook the sheet, of a zip the table; ``meant``: what stands in the name of
    the table that is taken of several where none is named (``lsoa``).
    """
    if not path.is_file():
        raise FileRefused(f"There is no file {path}.")
    with path.open("rb") as raw:
        begins = raw.read(4)
    if begins == _OLE:
        return _of_workbook(path, sheet)
    if begins != _ZIP:
        return _table(path.name, _text(path.name, _unpacked(path)), headed)
    with whole(path):
        parts = parts_of(path)
        if _WORKBOOK & {one.filename for one in parts}:
            return _of_workbook(path, sheet)
        part = _chosen(path, [one for one in parts if is_table(one)], sheet, meant)
        return _table(f"{_short(part)} in {path.name}", text_of(path, part), headed)


def parts_of(path: Path) -> list[zipfile.ZipInfo]:
    """What lies in a zip; ``whole`` says what is wrong with one that is damaged."""
    with zipfile.ZipFile(path) as archive:
        parts = [one for one in archive.infolist() if not one.is_dir()]
    if len(parts) > _MOST_PARTS:
        raise FileRefused(f"{path.name} holds {len(parts):,} files: unpack it and name one.")
    return parts


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Whatever unpacking says of a damaged file, as a sentence."""
    try:
        yield
    except FileRefused:
        raise
    except _BROKEN as error:
        raise FileRefused(f"{path.name} is damaged or locked: fetch it again.") from error


def text_of(path: Path, part: zipfile.ZipInfo) -> str:
    """One table of a zip as text."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as packed:
        return _text(f"{_short(part)} in {path.name}", packed.read(_MOST_BYTES + 1))


def is_table(part: zipfile.ZipInfo) -> bool:
    """Whether a part of a zip is a table by its name, and no copy that a Mac leaves beside it."""
    named = PurePosixPath(part.filename)
    return named.suffix.casefold() in (".csv", ".tsv") and "__MACOSX" not in named.parts


def bare(name: str, text: str) -> PublishedTable:
    """A text as a table without headings."""
    return _table(name, text, False)


def _short(part: zipfile.ZipInfo) -> str:
    return PurePosixPath(part.filename).name[:80]


def _chosen(
    path: Path, parts: Sequence[zipfile.ZipInfo], sheet: str | None, meant: str | None
) -> zipfile.ZipInfo:
    if not parts:
        raise FileRefused(f"{path.name} holds no table (CSV): unpack it, and name the file meant.")
    names = [_short(one) for one in parts]
    if sheet is not None:
        if sheet not in names:
            raise FileRefused(f"{path.name} has no table “{sheet}”; it holds {_listed(names)}.")
        return parts[names.index(sheet)]
    if len(parts) > 1 and meant is not None:
        found = [at for at, one in enumerate(names) if meant in re.split(r"\W|_", one.casefold())]
        parts = [parts[at] for at in found] if len(found) == 1 else parts
    if len(parts) > 1:
        raise FileRefused(
            f"{path.name} holds {len(parts)} tables; say which one with --layer: {_listed(names)}."
        )
    return parts[0]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")


def _of_workbook(path: Path, sheet: str | None) -> PublishedTable:
    source = open_source(path, sheet)
    rows = [[_as_text(cell) for cell in row] for row in source.records.itertuples(index=False)]
    if not rows:
        raise FileRefused(f"{path.name} holds no rows.")
    named = [str(heading).strip() for heading in source.records.columns]
    return PublishedTable(path.name, named, rows, source.row_numbers, list(source.above))


def _as_text(value: Any) -> str:
    if value is None or value != value:  # not a number
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(name: str, text: str, headed: bool) -> PublishedTable:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        found = [(number, row) for number, row in enumerate(reader, 1) if any(map(str.strip, row))]
    except csv.Error as error:
        raise FileRefused(f"{name} is not a readable CSV: {error}.") from error
    numbers, rows = [one for one, _ in found], [row for _, row in found]
    if not headed and rows:
        return PublishedTable(name, [], rows, numbers)
    named, begins, end = _headings(rows) if rows else ([], 0, 0)
    if begins >= end:
        raise FileRefused(f"{name} holds no rows.")
    above = [" ".join(filter(None, map(str.strip, row))) for row in rows[: begins - 1]]
    headings = [cell.strip() for cell in named]
    return PublishedTable(name, headings, rows[begins:end], numbers[begins:end], above)


def _delimiter(text: str) -> str:
    """What stands between the cells: a comma, or what the first lines have more of."""
    first = text[:20_000]
    return max((",", ";", "\t"), key=first.count)


def _headings(rows: list[list[str]]) -> tuple[list[str], int, int]:
    """The headings, and where the rows begin and end: without the lines above the table (title,
    source, day) and beneath it (notes), as Nomis and workbooks saved as CSV have them."""
    units = next((i for i, row in enumerate(rows[:_LOOKED_AT]) if i and _is_units(row)), None)
    if units is not None:
        return _with_units(rows[units - 1], rows[units]), units + 1, _end(rows, units)
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    wide = max(filled[:_LOOKED_AT])
    start = next(
        i
        for i, one in enumerate(filled)
        if one >= _WIDE_ENOUGH * wide and not (is_told(rows[i]) and i + 1 < len(rows))
    )
    above = filled[start - 1] if start and not is_told(rows[start - 1]) else 0
    if above >= max(2, wide / 2) and any(map(_is_number, rows[start])):
        start -= 1  # a heading or two are blank
    if any(one >= _FEWEST for one in filled[:start]):
        start = 0
    return rows[start], start + 1, _end(rows, start)


def _end(rows: list[list[str]], start: int) -> int:
    end = len(rows)
    while end > start + 1:
        filled = [cell for cell in rows[end - 1] if cell.strip()]
        if len(filled) > 1 or not (start or _NOTE.match(filled[0].strip())):
            break
        end -= 1
    return end


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def _is_units(row: Sequence[str]) -> bool:
    """Whether a row says of each column whether it holds a count or a share."""
    cells = [cell.strip().casefold() for cell in row]
    return all(cell in _UNITS for cell in cells) and sum(map(bool, cells)) > 1


def _with_units(above: Sequence[str], units: Sequence[str]) -> list[str]:
    """“Total” over “number” and “%” heads “Total” and “Total %”."""
    found, last = [], ""
    for at, unit in enumerate(units):
        heading = above[at].strip() if at < len(above) else ""
        last = heading or (last if unit.strip() else "")
        share = unit.strip().casefold() in ("%", "percent", "per cent", "percentage")
        found.append(f"{last} %" if share else last)
    return found


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if zipped else path.open("rb") as handle:
            return handle.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(f"{path.name} cannot be unpacked: {error}.") from error


def _text(name: str, body: bytes) -> str:
    if len(body) > _MOST_BYTES:
        raise FileRefused(
            f"{name} unpacks to more than {_MOST_BYTES // 1_000_000} MB: take a table of fewer "
            "columns, or of the county's areas alone."
        )
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    if b"\x00" in body[:4096]:
        raise FileRefused(
            f"{name} is neither a CSV nor a workbook: save the table as “CSV UTF-8” and load that "
            "(.csv or .csv.gz)."
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    if _MARKUP.match(text[:200]):
        raise FileRefused(
            f"{name} is a web page, not a table: fetch the file itself, from its publisher's "
            "“download”."
        )
    if _JSON.match(text[:200]):
        raise FileRefused(f"{name} is JSON, not a table: fetch it as CSV, or as a workbook.")
    return text
