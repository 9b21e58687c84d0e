"""Formulas whose results a workbook does not hold: programs that write one without counting."""

import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

from estate.errors import FileRefused
from estate.intake.sources.second_reader import RowsOfCells, reading

#: A formula without a result; one whose result is an empty text says so (``t="str"``).
_UNCOUNTED = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"(?![^<>]*\bt="str")[^<>]*>\s*+'
    rb"<f\b(?:[^<>]*/>|[^<>]*>[^<]*+</f>)\s*+(?:<v\s*+/>|<v>\s*+</v>)?\s*+</c>"
)
_SHOWN = 10


def refuse_uncounted(path: Path, sheet: str, rows: RowsOfCells) -> None:
    """Refuse a sheet with formulas that were never counted: their cells read as blank."""
    suspects = _suspects(path)
    if not suspects:
        return
    cells = [
        cell.coordinate
        for row in _formulas(path, sheet)
        for cell in row
        if cell.coordinate in suspects and _blank(rows, cell.row - 1, cell.column - 1)
    ]
    if cells:
        listed = ", ".join(cells[:_SHOWN]) + (" …" if cells[_SHOWN:] else "")
        raise FileRefused(
            f"Sheet “{sheet}” of {path.name} has formulas whose results it does not hold "
            f"({listed}); open it in Excel or LibreOffice, save it and send it again."
        )


def _suspects(path: Path) -> set[str]:
    with reading(path), zipfile.ZipFile(path) as archive:
        return {
            cell.decode()
            for member in archive.namelist()
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member)
            for cell in _UNCOUNTED.findall(archive.read(member))
        }


def _formulas(path: Path, sheet: str) -> list[list[Any]]:
    with reading(path), path.open("rb") as handle, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # styles we do not read
        book = openpyxl.load_workbook(handle, read_only=True, keep_links=False)
        try:
            page = book[sheet]
            page.reset_dimensions()
            return [[cell for cell in row if cell.data_type == "f"] for row in page.iter_rows()]
        finally:
            book.close()


def _blank(rows: RowsOfCells, row: int, column: int) -> bool:
    return row >= len(rows) or column >= len(rows[row]) or rows[row][column] is None
