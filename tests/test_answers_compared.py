"""What `make answers` compares: of files that are packed anew each time, what they say."""

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import typst

from benchmarks.answers_text import body_text


def workbook(area_m2: float, made: datetime, link: str = "https://example.org/a") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Places"
    for row in (["name", "area"], ["Hall", area_m2], [None, "=B2"]):
        sheet.append(row)
    sheet["A2"].hyperlink = link
    sheet["B2"].number_format = "#,##0"
    book.properties.created = book.properties.modified = made
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_its_sheets_cells_forms_and_links_whenever_it_was_made() -> None:
    one = workbook(1200, datetime(2026, 1, 1))
    other = workbook(1200, datetime(2026, 2, 2))
    assert one != other
    assert body_text("", one) == body_text("", other)
    assert body_text("", one).splitlines() == [
        "── Places visible, A1:B3, None",
        "A1 'name' | B1 'area'",
        "A2 'Hall' → https://example.org/a | B2 1200 (#,##0)",
        "B3 '=B2'",
    ]
    for changed in (
        workbook(1201, datetime(2026, 1, 1)),
        workbook(1200, datetime(2026, 1, 1), "mailto:b"),
    ):
        assert body_text("", changed) != body_text("", one)


def test_a_pdf_is_its_pages_and_their_words(tmp_path: Path) -> None:
    def printed(words: str) -> str:
        source = tmp_path / "page.typ"
        source.write_text(f'#set document(title: "A pack")\n{words}\n#pagebreak()\nThe end')
        return body_text("application/pdf", typst.compile(source))

    assert printed("Twelve desks").splitlines() == [
        "── 2 pages, A pack", "── page 1", "Twelve desks", "── page 2", "The end",
    ]  # fmt: skip
    assert printed("Twelve desks") != printed("Thirteen desks")
