"""Workbooks that would unpack to more than anybody has: refused before they are opened."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from estate.errors import FileRefused
from estate.intake.sources import archive, open_source, workbook_sizes
from estate.intake.sources.content import Form

_SOON_S = 10


def workbook(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A sound workbook of one property whose parts are then changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["LOCAL_REF", "NAME", "TYPE_CODE"])
    sheet.append(["A1", "Hall", "office"])
    sound = path.with_suffix(".sound")
    book.save(sound)
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(member, old.read(member)))
    return path


def rows(count: int, cells: str) -> Callable[[str, bytes], bytes]:
    """So many rows of the same cells in the first sheet."""

    def change(member: str, content: bytes) -> bytes:
        if member != "xl/worksheets/sheet1.xml":
            return content
        body = "".join(f'<row r="{n}">{cells}</row>' for n in range(3, count + 3))
        return content.replace(b"</sheetData>", body.encode() + b"</sheetData>")

    return change


def within(member: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, content: content.replace(old, new) if name == member else content


INLINE = "".join(f'<c t="inlineStr"><is><t>{n}</t></is></c>' for n in range(6))
LARGE: dict[str, tuple[Callable[[str, bytes], bytes], str]] = {
    "400,000 rows": (rows(400_000, '<c t="inlineStr"><is><t>a</t></is></c>'), "250,000 rows"),
    "rows without numbers": (
        within("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row/>" * 300_000 + b"</sheetData>"),
        "250,000 rows",
    ),
    "rows under another name": (
        within("xl/worksheets/sheet1.xml", b"</sheetData>", b"<x:row/>" * 300_000 + b"</x>"),
        "250,000 rows",
    ),
    "cells": (rows(1_000, "<c/>" * 8_100), "8,000,000 cells"),
    "far cells": (rows(1, '<c r="XFD1048576" t="n"><v>1</v></c>'), "cells far outside"),
    "far cells, letters last": (rows(1, '<c t="n" s="1" r="XFD90000"><v>1</v></c>'), "far outside"),
    "formats": (within("xl/styles.xml", b"<cellXfs ", b"<cellXfs>" + b"<xf/>" * 210_000
                       + b"</cellXfs><cellXfs "), "more formats"),
    "names": (within("xl/workbook.xml", b"</workbook>", b"<definedNames>"
                     + b"<definedName name='a'>A1</definedName>" * 60_000
                     + b"</definedNames></workbook>"), "more formats, names"),
    "merged cells": (within("xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData><mergeCells>"
                            + b'<mergeCell ref="A1:B2"/>' * 210_000 + b"</mergeCells>"), "merged"),
    "entities": (within("xl/worksheets/sheet1.xml", b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"
                        b"<worksheet"), "defines entities"),
    "entities far in": (within("xl/workbook.xml", b"<workbook", b"<!--" + b" " * 2_000_000
                               + b"--><!DOCTYPE a><workbook"), "defines entities"),
    "UTF-16": (lambda name, content: content.decode("utf-8").encode("utf-16")
               if name == "xl/worksheets/sheet1.xml" else content, "another encoding"),
    "UTF-32 by its word": (within("xl/worksheets/sheet1.xml", b"<worksheet",
                                  b'<?xml version="1.0" encoding="UTF-7"?><worksheet'),
                           "another encoding"),
}  # fmt: skip


@pytest.mark.parametrize("how", sorted(LARGE))
def test_a_workbook_of_too_much_is_refused_unopened(tmp_path: Path, how: str) -> None:
    change, says = LARGE[how]
    path = workbook(tmp_path / "a.xlsx", change)
    start = time.process_time()
    with pytest.raises(FileRefused, match=says):
        open_source(path)
    assert time.process_time() - start < _SOON_S


_ODS = (
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body>"
    "<office:spreadsheet><table:table table:name='a'>{}</table:table></office:spreadsheet>"
    "</office:body></office:document-content>"
)


_MANIFEST = (
    "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
    "<manifest:file-entry manifest:full-path='/' "
    "manifest:media-type='application/vnd.oasis.opendocument.spreadsheet'/>"
    "<manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/>"
    "</manifest:manifest>"
)


def cell(text: str, repeated: int = 1) -> str:
    return (f'<table:table-cell table:number-columns-repeated="{repeated}" '
            f'office:value-type="string"><text:p>{text}</text:p></table:table-cell>')  # fmt: skip


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods(path: Path, *body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", _MANIFEST)
        made.writestr("content.xml", _ODS.format("".join(body)))
    return path


HEADINGS = row(cell("LOCAL_REF") + cell("NAME"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([row(cell("A1"), 1_048_576)], "250,000 rows"),
        ([row(cell("A1", 9_999), 999)], "8,000,000 cells"),
        ([row(cell("A1", 16_384), 9_999)], "8,000,000 cells"),
        ([row("<table:table-cell table:number-columns-repeated='9'/>" + cell("A"), 300_000)],
         "250,000 rows"),
        ([row('<table:table-cell table:number-columns-repeated="16383"/>' + cell("A"))] * 600,
         "8,000,000 cells"),
        ([row(cell("A"))] * 260_000, "250,000 rows"),
    ],
    ids=["rows", "both", "columns", "blanks first", "blanks between", "written out"],
)  # fmt: skip
def test_a_sheet_of_repeats_is_refused_unopened(tmp_path: Path, body: list[str], says: str) -> None:
    path = ods(tmp_path / "a.ods", HEADINGS, *body)
    start = time.process_time()
    with pytest.raises(FileRefused, match=says):
        open_source(path)
    assert time.process_time() - start < _SOON_S


def test_repeats_of_nothing_are_ordinary(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="1022"/>'
    path = ods(tmp_path / "a.ods", HEADINGS, row(cell("A1") + cell("Hall") + blank),
               row(blank, 1_048_000))  # fmt: skip
    source = open_source(path)
    assert source.records["LOCAL_REF"].tolist() == ["A1"]


def test_what_is_counted_is_what_there_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", rows(70_000, INLINE))
    found = workbook_sizes._Found()
    with zipfile.ZipFile(path) as opened, opened.open("xl/worksheets/sheet1.xml") as part:
        workbook_sizes._look(path, Form.XLSX, "xl/worksheets/sheet1.xml", part.read, found)
    assert (found.rows, found.cells) == (70_002, 6 + 6 * 70_000)


def test_every_real_workbook_is_within_the_bounds(shared_data: Path) -> None:
    files = [*shared_data.rglob("*.xlsx"), *shared_data.rglob("*.ods")]
    assert len(files) > 2
    for path in files:
        form = Form.ODS if path.suffix == ".ods" else Form.XLSX
        workbook_sizes.refuse_large(path, form)


def test_an_archive_is_not_unpacked_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.csv", "LOCAL_REF\nA1\n")
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with pytest.raises(OSError, match="No space left"):
        open_source(path)


def test_a_table_of_text_has_so_many_rows_and_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from estate.intake.sources import delimited

    path = tmp_path / "a.csv"
    path.write_text("LOCAL_REF,NAME\n" + "A1,Hall\n" * 50)
    monkeypatch.setattr(delimited, "MAX_CELLS", 40)
    with pytest.raises(FileRefused, match="more than 40 cells; send it in parts"):
        open_source(path)
    monkeypatch.setattr(delimited, "MAX_ROWS", 40)
    with pytest.raises(FileRefused, match="more than 40 rows; send it in parts"):
        open_source(path)
