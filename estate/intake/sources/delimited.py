"""CSV and TSV: encoding and separator detected, line breaks in cells kept."""

import csv
import io
import re
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.cells.lengths import heading
from estate.intake.sources.common import Source, lines_above, table
from estate.intake.sources.headings import (
    filled,
    grouped,
    is_grouped,
    is_title,
    named_for_two,
    rows_note,
    said_again,
)
from estate.intake.sources.stated_encoding import in_stated
from estate.intake.sources.unit_rows import unit_row_note, with_unit_row

_SEPARATORS = ",;\t|"
_NAMES = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_DECIMAL_COMMA = re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+$")
_PLAIN = re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+$")
_A_PAIR = re.compile(r"^\d{4,},\d{4,}$")
_PLAIN_ENCODING = re.compile(
    r"utf[-_]?8(?:[-_]sig)?|utf[-_]?16(?:[-_]?[lb]e)?|utf[-_]?32(?:[-_]?[lb]e)?|(?:us[-_]?)?ascii|"
    r"(?:iso[-_ ]?)?8859[-_]\d{1,2}|iso[-_]?8859[-_]\d{1,2}|latin[-_]?\d{0,2}|l\d|"
    r"(?:windows|cp|ibm)[-_]?\d{2,5}|mac[-_]?(?:roman|intosh|latin2|centeuro)|koi8[-_][rtu]",
    re.IGNORECASE,
)
_WIDE_TABLE = 4
#: The whole of England's leases held by companies has four million rows, a county's register a
#: hundred thousand.
MAX_ROWS, MAX_CELLS = 2_000_000, 30_000_000
_ZERO_BYTES = 10  # of text there are fewer zero bytes than one in so many
_MIXED = "UTF-8 and, line by line, Windows-1252"
csv.field_size_limit(10_000_000)


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Text and its encoding: byte order mark, else UTF-8, else Windows-1252.

    Where some lines are UTF-8 and others are not (two files put together), each line is read
    in its own. What the caller states outranks all of it.
    """
    told = in_stated(content, name)
    if told is not None:
        return told
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", "replace"), "UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "UTF-16"
    if len(content) > 3 and content[1] == content[3] == 0 and b"\0" not in content[:4:2]:
        return content.decode("utf-16-le", "replace"), "UTF-16"  # as Excel's, without a mark
    if len(content) > 3 and content[0] == content[2] == 0 and b"\0" not in content[1:4:2]:
        return content.decode("utf-16-be", "replace"), "UTF-16"
    if content.count(b"\0") * _ZERO_BYTES > len(content):
        raise FileRefused(f"{name} is not a text table; save it as CSV (UTF-8).")
    if _is_utf8(content):
        return content.decode("utf-8"), "UTF-8"
    lines = content.splitlines(keepends=True)
    in_utf8 = [_is_utf8(line) for line in lines]
    if any(plain and not line.isascii() for plain, line in zip(in_utf8, lines, strict=True)):
        return "".join(
            line.decode("utf-8") if plain else _western(line)[0]
            for plain, line in zip(in_utf8, lines, strict=True)
        ), _MIXED
    return _western(content)


def in_encoding(content: bytes, named: str) -> str | None:
    """Text in the encoding that a file names; None where it is not in that, or that is none of
    those in which maps are written (some of Python's take the square of a text's length)."""
    if not is_plain_encoding(named):
        return None
    try:
        return content.decode(named)
    except (LookupError, UnicodeDecodeError):
        return None


def is_plain_encoding(named: str) -> bool:
    """Whether this names Unicode, ASCII, or an encoding of one byte a letter."""
    return _PLAIN_ENCODING.fullmatch(named.strip()) is not None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _western(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "ISO-8859-1"


def separator(text: str) -> str:
    """The separator that the heading line uses most, outside quotation marks; a title line
    that holds none is passed over."""
    for line in [line for line in text.splitlines() if line.strip()][:20]:
        outside = "".join(line.split('"')[::2])
        if any(mark in outside for mark in _SEPARATORS):
            return max(_SEPARATORS, key=lambda mark: (outside.count(mark), mark == ","))
    return ","


def open_delimited(path: Path) -> Source:
    """Read a CSV or TSV file; every record of it, blank lines aside."""
    content = path.read_bytes()
    if content.count(b"\n") > MAX_ROWS:
        raise FileRefused(f"{path.name} has more than {MAX_ROWS:,} rows; send it in parts.")
    text, encoding = decode(content, path.name)
    mark = separator(text)
    if text.count(mark) > MAX_CELLS:
        raise FileRefused(f"{path.name} has more than {MAX_CELLS:,} cells; send it in parts.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False))
    except csv.Error as error:
        raise FileRefused(f"{path.name} is not a readable CSV file: {error}.") from error
    start = _heading(path, lines)
    lines[: start + 1] = [[heading(cell) for cell in line] for line in lines[: start + 1]]
    named, body = named_for_two(list(lines[start])), lines[start + 1 :]
    if is_grouped(lines[start : start + 3]):
        named, body[0] = grouped(*lines[start : start + 2]), []
    with_units = with_unit_row(list(named), list(body[0]) if body else None)
    unit_row = [] if with_units is None else [unit_row_note(start + 2)]
    if with_units is not None:
        named, body[0] = with_units, []
    kept = [(start + 2 + i, row) for i, row in enumerate(body) if any(c.strip() for c in row)]
    _refuse_odd_rows(path, named, kept, mark)
    again = said_again(named, [(number, list(row)) for number, row in kept])
    repeated = set(again)
    rows = [(number, list(row)) for number, row in kept if number not in repeated]
    notes = [] if encoding == "UTF-8" else [f"Text read as {encoding}."]
    notes += [f"Columns separated by {_NAMES[mark]}."] if mark in _NAMES else []
    notes += [f"Headings found in row {start + 1}."] if start else []
    notes += unit_row
    if mark != ",":
        notes += _decimal_commas(named, [row for _, row in rows])
    return Source(
        path=path,
        format="CSV",
        layer=None,
        records=table(path.name, named, [row for _, row in rows]),
        row_numbers=[number for number, _ in rows],
        record_count=len(rows),
        encoding=encoding,
        notes=(*notes, *rows_note(again)),
        above=lines_above([cell for line in lines[:start] for cell in line if cell.strip()]),
    )


def _heading(path: Path, lines: list[list[str]]) -> int:
    """Index of the heading line: the first that is filled, titles of one cell passed over."""
    start = next((i for i, line in enumerate(lines) if any(c.strip() for c in line)), None)
    if start is None:
        raise FileRefused(f"{path.name} is empty.")
    widest = max(filled(list(line)) for line in lines[start : start + 50])
    if widest < 3:
        return start
    wide = (
        i
        for i in range(start, len(lines))
        if filled(list(lines[i])) > 1 and not is_title(lines[i : i + 10], widest)
    )
    return next(wide, start)


def _refuse_odd_rows(
    path: Path, heading: list[str], rows: list[tuple[int, list[str]]], mark: str
) -> None:
    """Refuse cells beyond the headings, and quotation marks that swallowed whole lines."""
    width = len(heading)
    for number, row in rows:
        if any(cell.strip() for cell in row[width:]):
            raise FileRefused(
                f"Record {number} of {path.name} has {len(row)} cells under {width} "
                "headings; put quotation marks around cells that hold the separator."
            )
        if width < _WIDE_TABLE:
            continue
        for cell in row:
            if "\n" in cell and any(line.count(mark) >= width - 1 for line in cell.splitlines()):
                raise FileRefused(
                    f"In record {number} of {path.name} a quotation mark is not closed, and the "
                    "lines after it were swallowed; mend it and send the file again."
                )


def _decimal_commas(heading: list[str], rows: list[list[str]]) -> list[str]:
    """Write ``12,5`` as 12.5 in columns that hold nothing but numbers, and say so.

    A column of groups of three alone (``1,234``, ``1.234``) stays as it is unless another column
    proves the comma; ``440715,354526`` is a pair of coordinates.
    """
    columns = {
        i: cells
        for i in range(len(heading))
        if (cells := [row[i].strip() for row in rows if i < len(row) and row[i].strip()])
        and all(_DECIMAL_COMMA.match(cell) or _PLAIN.match(cell) for cell in cells)
        and any("," in cell or "." in cell for cell in cells)
        and not all(_A_PAIR.match(cell) for cell in cells)
    }
    proven = any(not _GROUPED.match(c) and "," in c for cells in columns.values() for c in cells)
    if not proven:
        return _dots_note(heading, columns)
    for i in columns:
        for row in rows:
            if i < len(row):
                row[i] = row[i].replace(".", "").replace(",", ".")
    named = ", ".join(f"“{heading[i].strip()}”" for i in columns)
    return [f"Numbers with a decimal comma read as such in {named}."]


def _dots_note(heading: list[str], columns: dict[int, list[str]]) -> list[str]:
    """Where each dot stands before three figures, it may stand between thousands."""
    dotted = {
        i: next(c for c in cells if "." in c)
        for i, cells in columns.items()
        if any("." in cell for cell in cells)
    }
    named = ", ".join(f"“{heading[i].strip()}” ({cell})" for i, cell in dotted.items())
    if not dotted:
        return []
    return [
        f"The dot was read as a decimal point in {named}; if it stands between thousands, export "
        "the file without it."
    ]
