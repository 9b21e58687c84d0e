"""Excel and OpenDocument workbooks: one sheet is one layer, counted by a second reader."""

import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from estate.intake.sources import archive
from estate.intake.sources.common import Source, pick_layer, table
from estate.intake.sources.content import Form
from estate.intake.sources.formulas import refuse_uncounted
from estate.intake.sources.headings import (
    Merged,
    filled,
    has,
    heading_row,
    headings_of,
    rows_note,
    said_again,
)
from estate.intake.sources.hidden_rows import hidden_rows_note
from estate.intake.sources.second_reader import Rows, SecondReader, reading


def open_workbook(path: Path, form: Form, layer: str | None) -> Source:
    """Read one sheet; title lines above the headings are skipped and said so."""
    if form is not Form.XLS:
        archive.refuse_bombs(path)
    second = SecondReader(path, form)
    readers = {Form.XLSX: _xlsx_sheets, Form.ODS: _ods_sheets}
    sheets = readers[form](path) if form in readers else second.sheets()
    held = {name: rows for name, rows in sheets.items() if any(filled(row) for row in rows)}
    hidden = [name for name in held if name in second.hidden()]
    offered = [name for name in held if name not in hidden or layer is not None]
    name = pick_layer(path, offered or list(held), layer)
    rows = held[name]
    second.require_as_many(name, rows)
    if form is Form.XLSX:
        refuse_uncounted(path, name, rows)
    first = heading_row(rows)
    merged = second.merged(name)
    named, begins = headings_of(rows, first, merged)
    width = max(i for i, cell in enumerate(named) if has(cell)) + 1
    headings = ["" if cell is None else str(cell) for cell in named[:width]]
    body = [(begins + 1 + i, row) for i, row in enumerate(rows[begins:]) if filled(row)]
    again = set(said_again(named[:width], body))
    kept = [(number, row) for number, row in body if number not in again]
    notes = [f"Headings found in row {begins}."] if begins > 1 else []
    notes += _beyond(path, width, kept) + _merged_note(merged, begins)
    notes += hidden_rows_note(path, form, name, [number for number, _ in kept])
    if layer is None and offered:
        notes += [f"Sheet “{sheet}” is hidden and was left out; name it with --layer to read it."
                  for sheet in hidden]  # fmt: skip
    return Source(
        path=path,
        format=form.value,
        layer=name,
        records=table(headings, [row[:width] for _, row in kept]),
        row_numbers=[number for number, _ in kept],
        record_count=len(kept),
        layers=tuple(held),
        notes=(*notes, *rows_note(sorted(again))),
    )


def _beyond(path: Path, width: int, rows: list[tuple[int, list[Any]]]) -> list[str]:
    """Cells to the right of the last heading belong to no column; say where they are."""
    numbers = [number for number, row in rows if any(has(cell) for cell in row[width:])]
    if not numbers:
        return []
    listed = ", ".join(map(str, numbers[:20])) + (" …" if numbers[20:] else "")
    rows_ = "row" if len(numbers) == 1 else "rows"
    return [f"Cells to the right of the last heading were left out in {rows_} {listed}."]


def _merged_note(merged: list[Merged], begins: int) -> list[str]:
    """A merged cell has one value; whether it is meant for all its rows nobody can tell."""
    areas = [
        f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        for top, bottom, left, right in merged
        if top >= begins
    ]
    if not areas:
        return []
    listed = ", ".join(areas[:20]) + (" …" if areas[20:] else "")
    return [
        f"Merged cells ({listed}) count in their first row and column alone, the others are "
        "blank; where the value is meant for all, unmerge them and fill it in."
    ]


def _xlsx_sheets(path: Path) -> dict[str, Rows]:
    with reading(path), path.open("rb") as handle, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # styles we do not read
        book = openpyxl.load_workbook(handle, read_only=True, data_only=True)
        try:
            return {sheet.title: _rows(sheet) for sheet in book.worksheets}
        finally:
            book.close()


def _rows(sheet: Any) -> Rows:
    sheet.reset_dimensions()  # the size that a sheet states is often wrong
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _ods_sheets(path: Path) -> dict[str, Rows]:
    with reading(path):
        frames = pd.read_excel(path, engine="odf", sheet_name=None, header=None, dtype=object)
        return {
            str(name): [
                [None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy()
            ]
            for name, frame in frames.items()
        }
