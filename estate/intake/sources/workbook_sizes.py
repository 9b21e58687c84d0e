"""How much a workbook holds, counted as it streams out of its archive and before it is opened.

A few kilobytes may unpack to millions of cells, and the libraries that read workbooks hold every
one of them, some twice. So rows and cells are counted first, as text; what is refused here has
cost a few seconds and a megabyte.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from estate.errors import FileRefused
from estate.intake.sources.archive import UNREADABLE
from estate.intake.sources.content import Form
from estate.intake.wording import counted

#: Of all sheets together; the widest register seen has 50,000 rows of 140 columns.
MAX_ROWS = 250_000
MAX_CELLS = 8_000_000
#: The box that a sheet's farthest cells make, which readers fill with blanks.
MAX_BOX = 20_000_000
#: Parts that a table of a register need not have in such numbers.
_MAX_PARTS = {b"xf": 200_000, b"definedName": 50_000, b"mergeCell": 200_000, b"font": 50_000}
_CHUNK = 1 << 20
#: A tag is found whole though it lies on both sides of a border between chunks.
_OVERLAP = 4_096
#: How tags of rows and cells begin and end, whatever stands for their namespace.
_ROW = tuple(before + b"row" + after for before in (b"<", b":") for after in (b" ", b"/", b">"))
_CELL = tuple(before + b"c" + after for before in (b"<", b":") for after in (b" ", b"/", b">"))
_AT = re.compile(rb'<(?:\w{1,20}:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_PART = re.compile(rb"<(?:\w{1,20}:)?(xf|definedName|mergeCell|font)[\s/>]")
_ODS = re.compile(rb"<(/?)table:(table-row|(?:covered-)?table-cell)\b([^<>]{0,2000})")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_HEAD = 400
#: What programs keep beside the table, in whatever way.
_ASIDE = ("customxml/", "docprops/", "meta-inf/")
_ENCODING = re.compile(rb"""\sencoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})["']""")
_MEND = "save the sheet that is meant as CSV, or by itself in a new workbook"


@dataclass
class _Found:
    """What was counted so far, of all sheets."""

    rows: int = 0
    cells: int = 0


def refuse_large(path: Path, form: Form) -> None:
    """Refuse a workbook of more rows or cells than are read; nothing of it is opened. What is
    damaged is left to those who open it."""
    found = _Found()
    with suppress(*UNREADABLE), zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = member.filename.lower()
            if name.endswith((".xml", ".rels")) and not name.startswith(_ASIDE):
                with suppress(*UNREADABLE), archive.open(member) as part:
                    _look(path, form, name, part.read, found)


def _look(path: Path, form: Form, name: str, read: Callable[[int], bytes], found: _Found) -> None:
    """Count one part, chunk by chunk."""
    chunks = _chunks(path, read)
    if form is Form.ODS:
        if name == "content.xml":
            _count_ods(path, chunks, found)
        else:
            for _ in chunks:
                pass
        return
    parts: dict[bytes, int] = {}
    farthest = [0, 0]
    for chunk, kept in chunks:
        found.rows += _starts(_ROW, chunk, kept)
        found.cells += _starts(_CELL, chunk, kept)
        for match in _AT.finditer(chunk):
            farthest = [max(farthest[0], int(match[2])), max(farthest[1], _column(match[1]))]
        for match in _PART.finditer(chunk, kept):
            parts[match[1]] = parts.get(match[1], 0) + 1
        _refuse(path, found)
        if farthest[0] * farthest[1] > MAX_BOX:
            raise _far(path)
        if any(many > _MAX_PARTS[what] for what, many in parts.items()):
            raise FileRefused(
                f"{path.name} has more formats, names or merged cells than any table "
                f"needs; {_MEND}."
            )


def _chunks(path: Path, read: Callable[[int], bytes]) -> Iterator[tuple[bytes, int]]:
    """Pieces of a part and how much of each was in the one before; a refusal of XML in other
    encodings than programs write and of such as defines entities."""
    last = b""
    first = True
    while block := read(_CHUNK):
        if first:
            _require_utf8(path, block[:_HEAD])
        chunk = last + block
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise FileRefused(
                f"{path.name} defines entities (DOCTYPE), which are not read; open it in its "
                "program and save it again."
            )
        yield chunk, len(last)
        last, first = chunk[-_OVERLAP:], False


def _require_utf8(path: Path, head: bytes) -> None:
    said = _ENCODING.search(head.split(b"?>", 1)[0])
    named = b"utf-8" if said is None else said[1].lower()
    if (
        b"\0" in head[:8]
        or head[:2] in (b"\xff\xfe", b"\xfe\xff")
        or named
        not in (
            b"utf-8",
            b"us-ascii",
            b"ascii",
            b"iso-8859-1",
            b"windows-1252",
        )
    ):
        raise FileRefused(
            f"{path.name} is written in another encoding than programs write; open it in its "
            "program and save it again."
        )


def _starts(tags: tuple[bytes, ...], chunk: bytes, kept: int) -> int:
    """Tags that end beyond what was looked at before."""
    new = chunk[max(0, kept - len(tags[0]) + 1) :]
    return sum(new.count(tag) for tag in tags)


def _count_ods(path: Path, chunks: Iterator[tuple[bytes, int]], found: _Found) -> None:
    """Rows and cells as often as they are repeated; blanks after the last filled cell of a row,
    and rows without any, are not there for whoever reads it."""
    times, wide, filled = 1, 0, 0
    for chunk, kept in chunks:
        for match in _ODS.finditer(chunk):
            if match.end() <= kept:
                continue
            repeated = _REPEATED.search(match[3])
            many = int(repeated[1]) if repeated else 1
            if match[2] == b"table-row":
                if filled:
                    found.rows, found.cells = found.rows + times, found.cells + filled * times
                times, wide, filled = (1 if match[1] else many), 0, 0
            elif not match[1]:
                wide += many
                filled = wide if b"value-type=" in match[3] else filled
            _refuse(path, found, filled * times)


def _refuse(path: Path, found: _Found, more: int = 0) -> None:
    if found.rows > MAX_ROWS:
        raise FileRefused(
            f"{path.name} has more than {counted(MAX_ROWS, 'row')}, which is more than a workbook "
            f"is read with; {_MEND}."
        )
    if found.cells + more > MAX_CELLS:
        raise FileRefused(
            f"{path.name} has more than {counted(MAX_CELLS, 'cell')}, which is more than a "
            f"workbook is read with; {_MEND}."
        )


def _far(path: Path) -> FileRefused:
    return FileRefused(
        f"{path.name} has cells far outside its table; delete the rows and columns beyond it and "
        "save it again."
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
