"""Sheets and tables as offices keep them: sums, remarks, hidden sheets, spoilt references."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection

from estate import intake
from estate.codes import RecordKind, Severity
from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.columns.recognition import recognise
from estate.intake.file_reading import Read, read_all
from estate.intake.rows.context import Context
from estate.intake.sources import open_source
from tests.intake.county import EAST, NORTH, start

HEADINGS = ["Asset reference", "Site name", "Postcode", "GIA", "Easting", "Northing"]
CONTEXT = Context("T-CC", RecordKind.PROPERTY, Envelope(353000, 229000, 419000, 284000),
                  "Testshire", date(2026, 4, 1), {})  # fmt: skip


def hall(reference: Any, **more: Any) -> list[Any]:
    made = {"name": "Old Hall", "postcode": None, "gia": 100, "east": EAST, "north": NORTH}
    return [reference, *(made | more).values()]


def book(
    folder: Path, *rows: list[Any], then: Callable[[Worksheet], None] = lambda sheet: None
) -> Path:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Assets"
    for row in (HEADINGS, *rows):
        sheet.append(row)
    then(sheet)
    made.save(folder / "register.xlsx")
    return folder / "register.xlsx"


def read(path: Path) -> Read:
    source = open_source(path)
    recognition = recognise(source.records, RecordKind.PROPERTY, file_name=path.name)
    return read_all(source, recognition, CONTEXT)


def test_sums_and_remarks_below_a_table_are_no_properties(tmp_path: Path) -> None:
    sums: list[list[Any]] = [
        ["Total", None, None, 200],
        ["Grand total:", None, None, "£200"],
        ["* leased"],
    ]
    found = read(book(tmp_path, hall("A1"), hall("Totalgate"), *sums)).checked
    assert [record.row_number for record in found.records] == [2, 3]
    assert found.refused_rows == [4, 5, 6]
    said = [i.message for i in found.issues if i.severity is Severity.ERROR]
    assert "sum of others" in said[0] and "sum of others" in said[1]
    assert "remark below the table" in said[2]


def test_a_second_table_on_the_sheet_is_refused_naming_its_row(tmp_path: Path) -> None:
    second = [[], ["Leases"], ["Lease ref", "Asset reference", "Landlord", "Rent", "Expiry date"],
              ["L1", "A1", "Mr Smith", "£1,200", "31/12/2030"]]  # fmt: skip
    with pytest.raises(FileRefused, match=r"“Assets” of register\.xlsx .* in row 5 other headings"):
        read(book(tmp_path, hall("A1"), *second))


def test_a_row_of_words_is_no_second_table(tmp_path: Path) -> None:
    words = hall("Depot", name="Landlord", gia=None, east=None, north=None)
    assert len(read(book(tmp_path, hall("A1"), words)).checked.records) == 2


def test_a_hidden_sheet_is_left_out_unless_named(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("codes")
        other.append(["F", "Freehold"])
        other.sheet_state = "veryHidden"

    path = book(tmp_path, hall("A1"), then=hide)
    source = open_source(path)
    assert source.layer == "Assets"
    assert source.notes == (
        "Sheet “codes” is hidden and was left out; name it with --layer to read it.",
    )
    assert open_source(path, "codes").records.columns.tolist() == ["F", "Freehold"]


def test_formulas_that_nobody_counted_are_not_read_as_blank(tmp_path: Path) -> None:
    path = book(tmp_path, hall("A1", gia="=50*2"), hall("A2", gia='=""'))
    with pytest.raises(FileRefused, match=r"results it does not hold \(D2, D3\); open it in Excel"):
        open_source(path)


def test_cells_merged_downwards_are_filled_down_and_said(tmp_path: Path) -> None:
    path = book(tmp_path, hall("A1", postcode="WR11 4AA"), hall("A2"), hall("A3"),
                then=lambda sheet: sheet.merge_cells("C2:C3"))  # fmt: skip
    source = open_source(path)
    assert source.notes == (
        "Merged cells (C2:C3) were filled down: their value counts in each of their rows.",
    )
    assert source.records["Postcode"].tolist() == ["WR11 4AA", "WR11 4AA", None]


def test_cells_merged_sideways_are_named(tmp_path: Path) -> None:
    path = book(tmp_path, hall("A1", postcode="WR11 4AA"), hall("A2"),
                then=lambda sheet: sheet.merge_cells("B2:C2"))  # fmt: skip
    (note,) = open_source(path).notes
    assert note.startswith("Merged cells (B2:C2) count in their first row and column alone")


@pytest.mark.parametrize(
    ("reference", "words"),
    [(datetime(2026, 1, 3), "is a date"), (True, "is a yes or no"),
     ("1.2E+05", "whose last digits are lost"), (" #REF!", "the error of a formula")],
)  # fmt: skip
def test_a_reference_that_a_spreadsheet_has_spoilt_refuses_its_row(
    tmp_path: Path, reference: Any, words: str
) -> None:
    found = read(book(tmp_path, hall("A1"), hall(reference), hall("A3"))).checked
    assert found.refused_rows == [3]
    (issue,) = [i for i in found.issues if i.severity is Severity.ERROR]
    assert words in issue.message and "Make the column text" in issue.message


@pytest.mark.parametrize("reference", ["03-Jan", "Jan-03"])
def test_a_reference_like_a_day_is_kept_and_remarked(tmp_path: Path, reference: str) -> None:
    found = read(book(tmp_path, hall(reference))).checked
    assert found.refused_rows == []
    (issue,) = [i for i in found.issues if i.severity is Severity.WARNING]
    assert "turned into a date" in issue.message


def test_a_file_that_changes_while_it_is_read_is_refused(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = book(tmp_path, hall("A1"))

    def write_on(what: str, done: int, total: int) -> None:
        if what == "Checking rows":
            path.write_bytes(path.read_bytes() + b"more")

    with pytest.raises(FileRefused, match=r"register\.xlsx changed while it was read"):
        intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY,
                       progress=write_on)  # fmt: skip


def test_a_file_of_the_same_name_beside_it_may_be_written_meanwhile(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    path = book(tmp_path, hall("A1"))

    def write_others(what: str, done: int, total: int) -> None:
        for suffix in (".csv", ".log", ".gfs", ".xlsx-wal"):
            path.with_suffix(suffix).write_text(what)

    plan = intake.prepare(connection, path, organisation="T-CC", kind=RecordKind.PROPERTY,
                          progress=write_others)  # fmt: skip
    assert plan.counts["new"] == 1


def test_utf_16_without_a_mark_whichever_byte_comes_first(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        path = tmp_path / "a.csv"
        path.write_bytes("ref;name\nA;Café £5\n".encode(encoding))
        assert open_source(path).records["name"].tolist() == ["Café £5"]


def test_two_files_put_together_are_read_each_in_its_own_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("ref,name\nA,Café £5\n".encode() + "B,Café £6\n".encode("cp1252"))
    source = open_source(path)
    assert source.records["name"].tolist() == ["Café £5", "Café £6"]
    assert source.notes == ("Text read as UTF-8 and, line by line, Windows-1252.",)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("ref;name\nA;x\n".encode("utf-32-be"))
    with pytest.raises(FileRefused, match="not a text table"):
        open_source(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
      "is protected by a password"),
     ("a.xls", b"<html><table><tr><td>ref</td></tr></table></html>",
      "is a web page under another name; open it in Excel"),
     ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
      b'spreadsheet">',
      "is a workbook of 2003 in XML under another name"),
     ("a.xlsx", b"", "is empty \\(0 bytes\\)"), ("a.csv", b"", "is empty \\(0 bytes\\)")],
)  # fmt: skip
def test_what_is_no_workbook_is_said_with_the_way_out(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused, match=words):
        open_source(tmp_path / name)


def test_costs_without_a_column_of_amounts_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text("Property ref,Cost type,Sponds,Year\nA1,energy,5,2024/25\n")
    records = open_source(path).records
    with pytest.raises(FileRefused, match=r"looks like the amount of a cost .*“Sponds”"):
        recognise(records, RecordKind.COST, file_name="costs.csv")


def test_a_system_that_is_none_is_told_though_no_shape_needs_it(
    connection: Connection, tmp_path: Path
) -> None:
    start(connection)
    with pytest.raises(FileRefused, match="coordinate system cannot be understood"):
        intake.prepare(connection, book(tmp_path, hall("A1")), organisation="T-CC",
                       kind=RecordKind.PROPERTY, crs="banana")  # fmt: skip


def test_what_was_found_is_said_with_what_was_expected(tmp_path: Path) -> None:
    rows = [hall("A1", gia=-5), hall("A2", gia="c. 5"), hall("A3", east="SP 037 439")]
    said = [i.message for i in read(book(tmp_path, *rows)).checked.issues]
    assert "-5 is not a possible gross internal area in m² (0 to 10,000,000)" in said[0]
    assert "“c. 5” is not a number. Write it like 1,250.50." in said[1]
    assert "metres such as 385000 and 254000" in said[2]
