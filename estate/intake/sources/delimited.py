"""CSV and TSV: encoding and separator detected, line breaks in cells kept."""

import csv
import io
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.sources.common import Source, table

_SEPARATORS = ",;\t|"
csv.field_size_limit(10_000_000)


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Text and its encoding: byte order mark, else UTF-8, else Windows-1252."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig"), "UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        if b"\0" in content:
            raise FileRefused(f"{name} is not a text table; save it as CSV (UTF-8).") from None
        return content.decode("latin-1"), "ISO-8859-1"


def separator(text: str) -> str:
    """The separator that the heading line uses most, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=lambda mark: (outside.count(mark), mark == ","))


def open_delimited(path: Path) -> Source:
    """Read a CSV or TSV file; every record of it, blank lines aside."""
    text, encoding = decode(path.read_bytes(), path.name)
    mark = separator(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False))
    except csv.Error as error:
        raise FileRefused(f"{path.name} is not a readable CSV file: {error}.") from error
    start = next((i for i, line in enumerate(lines) if any(c.strip() for c in line)), None)
    if start is None:
        raise FileRefused(f"{path.name} is empty.")
    heading, body = lines[start], lines[start + 1 :]
    kept = [(start + 2 + i, row) for i, row in enumerate(body) if any(c.strip() for c in row)]
    _refuse_long_rows(path, heading, kept)
    notes = [] if encoding == "UTF-8" else [f"Text read as {encoding}."]
    if mark != ",":
        notes.append("Columns separated by " + {";": "semicolons", "\t": "tabs"}.get(mark, mark))
    return Source(
        path=path,
        format="CSV",
        layer=None,
        records=table(heading, [list(row) for _, row in kept]),
        row_numbers=[number for number, _ in kept],
        record_count=len(kept),
        encoding=encoding,
        notes=tuple(notes),
    )


def _refuse_long_rows(path: Path, heading: list[str], rows: list[tuple[int, list[str]]]) -> None:
    for number, row in rows:
        if any(cell.strip() for cell in row[len(heading) :]):
            raise FileRefused(
                f"Record {number} of {path.name} has {len(row)} cells under {len(heading)} "
                "headings; put quotation marks around cells that hold the separator."
            )
