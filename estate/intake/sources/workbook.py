"""Excel and OpenDocument workbooks: one sheet is one layer."""

import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from estate.errors import FileRefused
from estate.intake.sources.common import Source, pick_layer, table

Rows = list[list[Any]]


def open_workbook(path: Path, layer: str | None) -> Source:
    """Read one sheet; title lines above the headings are skipped and said so."""
    sheets = _xlsx_sheets(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _ods_sheets(path)
    filled = {name: rows for name, rows in sheets.items() if any(_filled(row) for row in rows)}
    name = pick_layer(path, list(filled), layer)
    rows = filled[name]
    start = heading_row(rows)
    width = max(i for i, cell in enumerate(rows[start]) if _has(cell)) + 1
    headings = ["" if cell is None else str(cell) for cell in rows[start][:width]]
    kept = [(start + 2 + i, row) for i, row in enumerate(rows[start + 1 :]) if _filled(row)]
    notes = [f"Headings found in row {start + 1}."] if start else []
    return Source(
        path=path,
        format=path.suffix.lstrip(".").upper(),
        layer=name,
        records=table(headings, [row for _, row in kept]),
        row_numbers=[number for number, _ in kept],
        record_count=len(kept),
        layers=tuple(filled),
        notes=tuple(notes),
    )


def heading_row(rows: Rows) -> int:
    """Index of the first row that is filled about as wide as the widest of the first rows."""
    widths = [_filled(row) for row in rows[:50]]
    widest = max(widths)
    return next(i for i, width in enumerate(widths) if width >= max(1, 0.6 * widest))


def _has(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _filled(row: list[Any]) -> int:
    return sum(1 for cell in row if _has(cell))


def _xlsx_sheets(path: Path) -> dict[str, Rows]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles we do not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                return {
                    sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
                    for sheet in book.worksheets
                }
            finally:
                book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileRefused(
            f"{path.name} is not a readable Excel workbook; save it again."
        ) from error


def _ods_sheets(path: Path) -> dict[str, Rows]:
    try:
        frames = pd.read_excel(path, engine="odf", sheet_name=None, header=None, dtype=object)
    except Exception as error:  # odfpy raises whatever its XML parser does
        raise FileRefused(
            f"{path.name} is not a readable OpenDocument sheet; save it again."
        ) from error
    return {
        str(name): [[None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy()]
        for name, frame in frames.items()
    }
