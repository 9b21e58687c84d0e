"""Thousands are not read as pounds, square feet not as metres, months not as years."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from estate.codes import RecordKind
from estate.errors import FileRefused
from estate.geometry import Envelope
from estate.intake.cells.money_units import no_amount, scale_of_heading
from estate.intake.columns.recognition import recognise
from estate.intake.file_reading import Read, read_all
from estate.intake.rows.context import Context
from estate.intake.sources import open_source

START = ["Asset reference", "Site name", "Use class"]
HALL = ["A1", "Hall", "Office"]


def text_of(rows: list[list[str]], mark: str = ",") -> str:
    quoted = [[f'"{cell}"' if mark in cell else cell for cell in row] for row in rows]
    return "\n".join(mark.join(row) for row in quoted)


def read(path: Path, kind: str = "property", mapping: Path | None = None) -> Read:
    context = Context("T-CC", RecordKind(kind), Envelope(353000, 229000, 419000, 284000),
                      "Testshire", date(2026, 11, 22))  # fmt: skip
    source = open_source(path)
    recognition = recognise(source.records, context.kind, mapping, file_name=path.name)
    return read_all(source, recognition, context)


def table(folder: Path, rows: list[list[str]], **more: Any) -> Read:
    path = folder / "a.csv"
    path.write_text(text_of(rows, more.pop("mark", ",")), "utf-8")
    return read(path, **more)


def facts(found: Read, *names: str) -> list[Any]:
    """Each record's fields, as texts."""
    return [[str(getattr(record, name)) for name in names] for record in found.checked.records]


@pytest.mark.parametrize(
    ("heading", "factor"),
    [("Book value (£000s)", 1_000), ("Book value £'000", 1_000), ("Book value (£ 000)", 1_000),
     ("Book value (£1,000s)", 1_000), ("Book value £k", 1_000), ("Book value (000’s)", 1_000),
     ("BOOK_VAL_K", 1_000), ("Book value (£m)", 1_000_000), ("Book value £ millions", 1_000_000),
     ("Book value in thousands", 1_000), ("Book value (£)", 1), ("Book value", 1)],
)  # fmt: skip
def test_money_in_thousands_is_money_in_pounds(tmp_path: Path, heading: str, factor: int) -> None:
    found = table(tmp_path, [[*START, heading], [*HALL, "1,250.5"]])
    assert facts(found, "book_value_gbp") == [[f"{1250.5 * factor:.2f}"]]
    said = [note for note in found.notes if "its figures were multiplied by" in note]
    assert len(said) == (factor != 1)


@pytest.mark.parametrize(
    ("heading", "factor"),
    [("Rent pcm", 12), ("Monthly rent", 12), ("Rent per quarter (£000)", 4_000), ("Rent", 1)],
)
def test_a_month_s_rent_is_a_year_s(tmp_path: Path, heading: str, factor: int) -> None:
    rows = [["LEASE_REF", "PROP_REF", heading], ["L1", "A1", "£100"]]
    assert facts(table(tmp_path, rows, kind="lease"), "passing_rent_gbp_pa") == [
        [f"{100 * factor:.2f}"]
    ]


@pytest.mark.parametrize("heading", ["Book value ($)", "Book value €", "Book value (£/m2)",
                                     "Book value per sq ft", "Book value per FTE"])  # fmt: skip
def test_other_currencies_and_rates_are_left_out_and_refused_of_a_mapping(
    tmp_path: Path, heading: str
) -> None:
    rows = [[*START, heading], [*HALL, "1,250"]]
    found = table(tmp_path, rows)
    assert facts(found, "book_value_gbp") == [["None"]]
    assert heading in found.recognition.unmapped
    mapping = tmp_path / "m.toml"
    mapping.write_text(f'[columns]\n"Asset reference" = "local_ref"\n'
                       f'"{heading}" = "book_value_gbp"\n')  # fmt: skip
    with pytest.raises(FileRefused, match=r"mapped to book_value_gbp, is .* convert it to pounds"):
        table(tmp_path, rows, mapping=mapping)


def test_a_mapped_column_keeps_the_scale_that_its_heading_names(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\n"Ref" = "local_ref"\n"NBV £k" = "book_value_gbp"\n'
                       '"Floor sq ft" = "gia_m2"\n')  # fmt: skip
    found = table(tmp_path, [["Ref", "NBV £k", "Floor sq ft"], ["A1", "12", "1000"]],
                  mapping=mapping)  # fmt: skip
    assert facts(found, "book_value_gbp", "gia_m2") == [["12000.00", "92.90"]]


@pytest.mark.parametrize("heading", ["Rent weekly", "Rent per week", "Rent pw"])
def test_a_week_is_no_part_of_a_year(heading: str) -> None:
    assert no_amount(heading, "passing_rent_gbp_pa") == "is by the week"


@pytest.mark.parametrize(
    "heading",
    ["Amount 2000", "Cost (£)", "Premium", "Kempsey cost", "Annual rent (£)", "RENT_PA", "Cost m",
     "Block K value"],
)  # fmt: skip
def test_plain_headings_have_no_scale(heading: str) -> None:
    assert scale_of_heading(heading, "amount_gbp_pa") is None


@pytest.mark.parametrize(
    ("above", "heading", "better"),
    [("All figures in £000s", "Book value", r"Book value \(£000s\)"),
     ("£k", "Backlog", r"Backlog \(£k\)"),
     ("Areas are in sq ft", "GIA", r"GIA \(square feet\)"),
     ("All areas in m2", "Size land", r"Size land \(square metres\)")],
)  # fmt: skip
def test_a_unit_above_the_table_refuses_columns_that_name_none(
    tmp_path: Path, above: str, heading: str, better: str
) -> None:
    rows = [[above, "", "", ""], [*START, heading], [*HALL, "12"]]
    with pytest.raises(FileRefused, match=rf"stands “{above}”.* such as “{better}”"):
        table(tmp_path, rows)


@pytest.mark.parametrize("above", ["An estate worth £12 million", "Register of 2000", "March 2026",
                                   "Unit 2, a site of 5 acres", "Land in hectares",
                                   "Buildings in m2 and sq ft"])  # fmt: skip
def test_a_title_is_no_unit(tmp_path: Path, above: str) -> None:
    found = table(tmp_path, [[above], [*START, "Book value", "GIA"], [*HALL, "12", "5"]])
    assert facts(found, "book_value_gbp", "gia_m2") == [["12.00", "5.00"]]


def test_a_row_of_units_below_the_headings_is_read_with_them(tmp_path: Path) -> None:
    rows = [[*START, "Book value", "GIA"], ["text", "", "code", "£000", "sq ft"],
            [*HALL, "12", "1000"]]  # fmt: skip
    found = table(tmp_path, rows)
    assert facts(found, "row_number", "book_value_gbp", "gia_m2") == [["3", "12000.00", "92.90"]]
    assert found.notes[0] == "Row 2 holds units, not a record; they were read with the headings."
    book = openpyxl.Workbook()
    for row in [["Our estate"], *rows]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    assert facts(read(tmp_path / "a.xlsx"), "row_number", "book_value_gbp", "gia_m2") == [
        ["4", "12000.00", "92.90"]
    ]


def test_a_row_of_short_words_is_a_record(tmp_path: Path) -> None:
    found = table(tmp_path, [[*START, "GIA"], ["M", "Hall", "Office", "12"]])
    assert facts(found, "local_ref") == [["M"]]


def test_a_heading_over_several_columns_gives_them_its_unit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([*START, "Values (£000s)", None])
    sheet.append([None, None, None, "Book value", "Backlog"])
    sheet.append([*HALL, 10, 20])
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
        sheet.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert facts(found, "book_value_gbp", "backlog_gbp") == [["10000.00", "20000.00"]]


@pytest.mark.parametrize("unit", ["GIA unit", "GIA_UOM", "Unit of measure", "Area units"])
def test_a_column_of_units_beside_an_area(tmp_path: Path, unit: str) -> None:
    rows = [[*START, "GIA", unit], [*HALL, "1,000", "sq ft"], ["A2", "B", "Office", "50", "m2"],
            ["A3", "C", "Office", "60", ""]]  # fmt: skip
    assert facts(table(tmp_path, rows), "gia_m2") == [["92.90"], ["50.00"], ["60.00"]]


def test_a_unit_of_something_else_is_left_alone(tmp_path: Path) -> None:
    rows = [[*START, "GIA", "NIA", "Units"], [*HALL, "1000", "900", "sq ft"]]
    found = table(tmp_path, rows)  # of which of the two?
    assert facts(found, "gia_m2") == [["1000.00"]]
    assert found.recognition.unmapped == ["Units"]


@pytest.mark.parametrize(
    ("cell", "m2"),
    [("12 000 m2", "12000.00"), ("12\u00a0500 m²", "12500.00"), ("1 250,5 m2", "1250.50"),
     ("Unit 2 500 m2", "500.00")],
)  # fmt: skip
def test_spaces_between_thousands_of_an_area(tmp_path: Path, cell: str, m2: str) -> None:
    assert facts(table(tmp_path, [[*START, "GIA"], [*HALL, cell]]), "gia_m2") == [[m2]]


def test_dots_between_thousands_where_another_column_has_decimal_commas(tmp_path: Path) -> None:
    rows = [[*START, "GIA", "Book value"], [*HALL, "1.250", "12,50"],
            ["A2", "B", "Office", "2.500", "1.250,00"]]  # fmt: skip
    found = table(tmp_path, rows, mark=";")
    assert facts(found, "gia_m2", "book_value_gbp") == [
        ["1250.00", "12.50"],
        ["2500.00", "1250.00"],
    ]


def test_dots_that_may_stand_between_thousands_are_said(tmp_path: Path) -> None:
    rows = [[*START, "GIA"], [*HALL, "1.250"], ["A2", "B", "Office", "300"]]
    found = table(tmp_path, rows, mark=";")
    assert facts(found, "gia_m2") == [["1.25"], ["300.00"]]
    assert "The dot was read as a decimal point in “GIA” (1.250); if it stands between" in str(
        found.notes
    )


def test_dates_that_could_have_the_month_first_are_not_guessed(tmp_path: Path) -> None:
    rows = [[*START, "AS_OF", "BV_DATE"], [*HALL, "12/31/2025", "31/12/2025"],
            ["A2", "B", "Office", "04/05/2026", "04/05/2026"],
            ["A3", "C", "Office", "05/05/2026", "12/31/2025"]]  # fmt: skip
    found = table(tmp_path, rows)
    assert facts(found, "as_of_date", "book_value_date") == [
        ["None", "2025-12-31"], ["None", "2026-05-04"], ["2026-05-05", "None"],
    ]  # fmt: skip
    (note,) = [note for note in found.notes if "month first" in note]
    assert note.startswith("“AS_OF” holds dates with the month first (12/31/2025) and none with")
    assert "1 date that could be either was left out" in note
    said = {
        (i.row_number, i.field): i.message for i in found.checked.issues if i.field == "as_of_date"
    }
    assert "Others of its column have the month first" in said[3, "as_of_date"]


def test_two_rows_of_headings_are_said_to_be_that(tmp_path: Path) -> None:
    rows = [["LOCAL_REF", "NAME", "USE_CLASS"], ["Local reference", "Name", "Use class"], HALL]
    with pytest.raises(FileRefused, match=r"two rows of headings: row 2 .* delete one of the two"):
        table(tmp_path, rows)
