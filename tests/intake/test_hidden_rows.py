"""Rows that a spreadsheet does not show are read, and said to be."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from estate.intake.sources import open_source

_SAID = (
    "3 rows of sheet “Assets” are hidden{} (rows 3, 4, 6) and were read like the others. If you "
    "mean only what is in view, copy that to a workbook of its own and send it."
)
_HIDDEN = (3, 4, 6)
ROWS = [["Asset reference", "Site name"], *([f"A{n}", f"Hall {n}"] for n in range(2, 8))]


def xlsx(path: Path, *, by_filter: bool) -> Path:
    book = openpyxl.Workbook()
    cover = book.worksheets[0]
    cover.title = "Cover"
    cover.row_dimensions[2].hidden = True
    cover.append(["Read this"])
    cover.append(["and that"])
    sheet = book.create_sheet("Assets")
    for row in ROWS:
        sheet.append(row)
    for number in (*_HIDDEN, 900):
        sheet.row_dimensions[number].hidden = True
    sheet.auto_filter.ref = "A1:B7"
    if by_filter:
        sheet.auto_filter.add_filter_column(1, ["Hall 2", "Hall 5", "Hall 7"])
    book.save(path)
    return path


@pytest.mark.parametrize("by_filter", [True, False])
def test_rows_that_a_filter_hides_are_read_and_said(tmp_path: Path, by_filter: bool) -> None:
    source = open_source(xlsx(tmp_path / "a.xlsx", by_filter=by_filter), "Assets")
    assert source.record_count == 6
    assert source.notes == (_SAID.format(" by a filter" if by_filter else ""),)


def test_rows_without_numbers_of_their_own_are_counted(tmp_path: Path) -> None:
    """Some programs leave out the numbers of rows, and write a prefix before every name."""
    xlsx(tmp_path / "a.xlsx", by_filter=True)
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as old,
        zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new,
    ):
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("sheet2.xml"):
                for number in range(1, 8):
                    content = content.replace(b'<row r="%d"' % number, b"<row")
            new.writestr(member, content)
    assert open_source(tmp_path / "b.xlsx", "Assets").notes == (_SAID.format(" by a filter"),)


def test_one_hidden_row_is_one_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    sheet.row_dimensions[1].hidden = True  # headings are no record
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "a.xlsx")
    (note,) = open_source(tmp_path / "a.xlsx").notes
    assert note.startswith("1 row of sheet “Sheet” is hidden (row 5) and was read like the others")


@pytest.mark.parametrize(("word", "how"), [("filter", " by a filter"), ("collapse", "")])
def test_hidden_rows_of_opendocument(tmp_path: Path, word: str, how: str) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Assets")
    for number, cells in enumerate(ROWS, start=1):
        row = TableRow(visibility=word) if number in _HIDDEN else TableRow()
        for cell in cells:
            made = TableCell(valuetype="string")
            made.addElement(P(text=cell))
            row.addElement(made)
        table.addElement(row)
    table.addElement(TableRow(visibility="collapse", numberrowsrepeated=1_048_569))
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "a.ods"))
    source = open_source(tmp_path / "a.ods")
    assert (source.record_count, source.notes) == (6, (_SAID.format(how),))


def test_hidden_rows_of_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Assets")
    for number, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
        sheet.row(number).hidden = number + 1 in _HIDDEN
    book.save(str(tmp_path / "a.xls"))
    source = open_source(tmp_path / "a.xls")
    assert (source.record_count, source.notes) == (6, (_SAID.format(""),))
