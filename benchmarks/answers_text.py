"""An answer as text that is the same again when the same is answered, and what differs.

Of a workbook the sheets and the values of their cells, of a PDF the words of its pages: how either
is packed, and when it was made, is no part of the answer.
"""

import base64
import difflib
import gzip
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pypdf

from benchmarks.sample_service import TODAY

_HEADERS = ("content-type", "content-disposition", "location", "link", "vary", "cache-control",
            "allow", "content-security-policy", "retry-after", "www-authenticate")  # fmt: skip
#: Identities of rows, and of possible moves, which follow from those of their properties.
_IDENTITY = re.compile(
    r"(?<![0-9a-z-])([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16})(?![0-9a-z-])"
)
#: What is new each time, and the word that stands for it.
_VOLATILE = [
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"(\d{1,2} [A-Z][a-z]+ 20\d\d(?:,| at)? )\d\d:\d\d(:\d\d)?"), r"\1<time>"),
    (re.compile(r"DTSTAMP:\w+"), "DTSTAMP:<time>"),
    (re.compile(r"(nonce[-=]\"?)[\w-]+"), r"\1<nonce>"),
    (re.compile(r"/static/[0-9a-f]{12}/"), "/static/<version>/"),
    (re.compile(r"(cursor=)[\w%=-]+"), r"\1<cursor>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<request>"),
    (re.compile(r"(?<![0-9a-z-])(?=\d*[a-f])[0-9a-f]{12}(?![0-9a-z-])"), "<link>"),
    (re.compile(r"(prefix\W{2,8})[\w-]{8}\b"), r"\1<token>"),
    (re.compile(r"<small>\d\d:\d\d:\d\d</small>"), "<small><time></small>"),
    (re.compile(r"[\w-]{8}…"), "<token>…"),
]
_LONGEST_NAME = 180


def file_name(address: str) -> str:
    """A name for an answer's file: its address, cut where a file system would not take it."""
    name = quote(address, safe=" {}()=,:+")
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}~{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    return name


class Words:
    """Names for what is volatile: things of the register by what they are called there, other
    identities by their order in the answer."""

    def __init__(self, named: Mapping[str, str]) -> None:
        self._named = named

    def steady(self, text: str) -> str:
        """The text with a word in place of all that a new register or another moment changes."""
        for pattern, word in _VOLATILE:
            text = pattern.sub(word, text)
        text = _on_the_day(text)
        met: dict[str, str] = {}

        def name(found: re.Match[str]) -> str:
            known = self._named.get(found[0])
            return known or met.setdefault(found[0], f"{{id {len(met) + 1}}}")

        return _IDENTITY.sub(name, text)


def _on_the_day(text: str) -> str:
    """The clock's own day, as rows made while loading bear it, is told as the day asked about."""
    clock = datetime.now(UTC).date()
    if clock != TODAY:
        for form in ("%Y-%m-%d", "%-d %B %Y", "%-d %b %Y", "%d/%m/%Y"):
            # Not within another day: the 1st is no part of the 21st.
            text = re.sub(rf"(?<!\d){_said(clock, form)}", _said(TODAY, form), text)
    return text


def _said(day: date, form: str) -> str:
    return day.strftime(form)


def shown(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """An answer over HTTP: status, the headers that matter, and its body a line for each part."""
    kind = headers.get("content-type", "").split(";")[0]
    head = [f"{name}: {headers[name]}" for name in _HEADERS if name in headers]
    return "\n".join([str(status), *head, "", body_text(kind, body)])


def body_text(kind: str, body: bytes) -> str:
    """A body by its media type: JSON and markup broken into lines, workbooks into cells."""
    if body[:4] == b"PK\x03\x04":
        return "\n".join(_of_zip(body))
    if body[:5] == b"%PDF-":
        return "\n".join(_of_pdf(body))
    if body[:15] == b"SQLite format 3":
        return "\n".join(_of_sqlite(body))
    if kind.endswith("json"):
        values = body.splitlines() if kind.endswith("ndjson") else [body]
        return "\n".join(
            json.dumps(json.loads(one), indent=1, ensure_ascii=False) for one in values
        )
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"{len(body)} bytes, {hashlib.sha256(body).hexdigest()[:32]}"
    if kind.endswith("html"):
        text = _PACKED.sub(_unpacked, text)
    if kind.endswith(("html", "xml", "svg+xml")):
        return re.sub(r">\s*<", ">\n<", text)
    return text


#: What the map in one file carries: answers, packed.
_PACKED = re.compile(r"(?<=>)H4sI[\w+/=]+(?=</script>)")


def _unpacked(found: re.Match[str]) -> str:
    return json.dumps(json.loads(gzip.decompress(base64.b64decode(found[0]))), indent=1)


def _of_zip(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        if "xl/workbook.xml" in whole.namelist():
            yield from _of_workbook(body)
            return
        for name in sorted(whole.namelist()):
            part = whole.read(name)
            if name.endswith(".dbf"):  # bytes 1 to 3 are the day it was written
                part = part[:1] + part[4:]
            text = body_text("text/xml" if name.endswith((".xml", ".rels")) else "", part)
            yield f"── {name}"
            yield text


def _of_workbook(body: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(body)):
        yield f"── {sheet.title} {sheet.sheet_state}, {sheet.dimensions}, {sheet.freeze_panes}"
        for row in sheet.iter_rows():
            filled = (cell for cell in row if cell.value is not None)
            yield " | ".join(f"{one.coordinate} {_of_cell(one)}" for one in filled)


def _of_cell(cell: Any) -> str:
    """The value, how it is shown, and where it leads."""
    form = "" if cell.number_format == "General" else f" ({cell.number_format})"
    link = "" if cell.hyperlink is None else f" → {cell.hyperlink.target}"
    return f"{cell.value!r}{form}{link}"


def _of_pdf(body: bytes) -> Iterator[str]:
    made = pypdf.PdfReader(io.BytesIO(body))
    yield f"── {len(made.pages)} pages, {made.metadata.title if made.metadata else None}"
    for number, page in enumerate(made.pages, 1):
        yield f"── page {number}"
        yield page.extract_text()


def _of_sqlite(body: bytes) -> Iterator[str]:
    with sqlite3.connect(":memory:") as held:
        held.deserialize(body)
        tables = [
            name for (name,) in held.execute("select name from sqlite_master where type='table'")
            if not name.startswith("sqlite_")
        ]  # fmt: skip
        for name in sorted(tables):
            yield f"── {name}"
            for row in held.execute(f'select * from "{name}"'):  # noqa: S608
                yield repr(row)


def compared(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Every address whose answer differs, with a short diff."""
    names = sorted({one.name for folder in (before, after) for one in folder.glob("*.txt")})
    for name in names:
        one, other = (_read(folder / name) for folder in (before, after))
        if one != other:
            yield (one or other)[0], "\n".join(_difference(one, other))


def _read(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").split("\n") if file.exists() else []


_MOST_LINES, _WIDEST = 30, 300


def _difference(one: list[str], other: list[str]) -> list[str]:
    if not one or not other:
        return ["only in the second" if other else "only in the first"]
    lines = [line[:_WIDEST] for line in difflib.unified_diff(one, other, lineterm="", n=1)][2:]
    left = len(lines) - _MOST_LINES
    return lines[:_MOST_LINES] + ([f"… and {left} more lines"] if left > 0 else [])
