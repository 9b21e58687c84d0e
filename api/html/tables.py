"""Tables of the pages: declared once, shown as HTML and taken home as CSV or a workbook."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from api.html.format import FILTERS, plain
from api.http.downloads import file_answer
from estate.answers.context import ReadContext
from estate.codes import DISCLAIMER
from estate.errors import NotFound
from estate.exports import property_files
from estate.exports.delimited_text import csv_bytes, defused

FORMS = {"csv": "CSV", "xlsx": "Excel"}
#: Kinds of column whose cells are figures.
NUMBERS = frozenset({"number", "pounds", "estimate", "square_metres", "per_cent", "amount"})
_LONGEST_CELL = 32_767  # Excel's own limit


class Withheld(str):
    """Words that stand where a value is not for this reader."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """One column: its name in files, its heading on the page, and how its cells read.

    ``kind``: text, long, number, pounds (a sum on record), estimate (pounds that rest on bands or
    estimates: two significant figures on pages, whole in files), square_metres, day, per_cent,
    rating, mix (a bar of ratings, ``rating_marks.Mix``), amount (a figure that is written out
    already), file (in files alone), or two_ratings (both ratings as marks, on pages alone).
    ``link`` names the key of each row that holds an address of ours, ``small`` one that stands in
    small beneath, and in files in a column of its own. ``said`` names what a screen reader says
    after the words of a link that are the same in every row.
    """

    key: str
    label: str
    kind: str = "text"
    link: str | None = None
    small: str | None = None
    said: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells stand to the right."""
        return self.kind in NUMBERS

    @property
    def is_plain(self) -> bool:
        """Whether a cell is its value alone: no link, nothing beneath it, no bar."""
        return self.link is None and self.small is None and self.kind != "mix"

    def words(self, value: Any) -> Any:
        """A cell with its unit, as it is read; what is written out already stands as it is."""
        if value is None:
            return "not known"
        write = FILTERS.get(self.kind)
        is_figure = self.is_number and not isinstance(value, str)
        return write(value) if write and (is_figure or self.kind == "day") else value


@dataclass(frozen=True)
class Table:
    """Rows under columns. ``name`` is its part of the address; ``note`` stands beneath it, and
    ``empty`` in its place when there is no row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    note: str = ""
    empty: str = "Nothing is recorded."

    def lines(self) -> list[dict[str, Any]]:
        """Rows as they go into a file."""
        return [{name: plain(row.get(name)) for name in self.headings} for row in self.rows]

    @property
    def headings(self) -> list[str]:
        """Names of the columns in a file."""
        kept = (column for column in self.columns if column.kind != "two_ratings")
        return [name for column in kept for name in (column.small, column.key) if name]

    @property
    def on_page(self) -> list[Column]:
        """The columns that the page shows."""
        return [column for column in self.columns if column.kind != "file"]


def chosen(tables: Mapping[str, Table], name: str) -> Table:
    """One of a page's tables; NotFound names those there are."""
    if name not in tables:
        raise NotFound(f"The tables of this page are {', '.join(tables)}.")
    return tables[name]


def download(
    context: ReadContext, table: Table, form: str, what: str | None = None, **more: str
) -> Response:
    """The whole table as a download; a workbook says on a second sheet ``what`` it is (its title
    unless given), of which county, and for whom it was made."""
    told = about(context.county, context.reader.kind.value, context.today, what or table.title)
    return table_file(table, form, told | more)


def table_file(table: Table, form: str, about: Mapping[str, str]) -> Response:
    """The whole table as a download; a workbook says on a second sheet what it is."""
    if form not in FORMS:
        raise NotFound("Tables are downloaded as csv or xlsx.")
    body = _csv(table) if form == "csv" else _workbook(table, about)
    return file_answer(body, f"{table.name}.{form}", property_files.FORMATS[form])


def about(county: Mapping[str, Any], reader: str, today: date, what: str) -> dict[str, str]:
    """What the second sheet of a workbook tells."""
    mark = " (synthetic sample data)" if county["synthetic"] else ""
    return {
        "What": what,
        "County": str(county["name"]) + mark,
        "Made on": today.isoformat(),
        "As seen by": reader,
        "Units": "areas in m², money in £ a year unless the heading says otherwise",
    }


def _csv(table: Table) -> bytes:
    return csv_bytes(table.lines(), table.headings)


def _workbook(table: Table, told: Mapping[str, str]) -> bytes:
    lines = [[line[name] for name in table.headings] for line in table.lines()]
    notes = [*told.items(), ("Note", table.note), ("Disclaimer", DISCLAIMER)]
    return workbook({"Table": (table.headings, lines), "About": ((), notes)})


def workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook that is written once: by title, the headings of a sheet (in bold above its lines;
    none where they are empty) and its lines."""
    book = Workbook(write_only=True)
    for title, (headings, lines) in sheets.items():
        sheet = book.create_sheet(title)
        if headings:
            sheet.freeze_panes = "A2"
            sheet.append([_bold(sheet, name) for name in headings])
        for line in lines:
            sheet.append([_cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(value: Any) -> Any:
    """Text without formulas and without characters that no workbook may hold."""
    if not isinstance(value, str):
        return value
    return defused(ILLEGAL_CHARACTERS_RE.sub("", value))[:_LONGEST_CELL]
