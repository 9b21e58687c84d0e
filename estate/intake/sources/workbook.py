"""Excel and OpenDocument workbooks: one sheet is one layer, counted by a second reader."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from estate.intake.cells.lengths import heading
from estate.intake.sources import archive
from estate.intake.sources.common import Source, lines_above, pick_layer, table
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
from estate.intake.sources.second_reader import RowsOfCells, SecondReader, reading
from estate.intake.sources.unit_rows import unit_row_note, with_unit_row
from estate.intake.sources.workbook_sizes import refuse_large


def open_workbook(path: Path, form: Form, layer: str | None) -> Source:
    """Read one sheet; title lines above the headings are skipped and said so."""
    if form is not Form.XLS:
        archive.refuse_bombs(path)
        refuse_large(path, form)
    second = SecondReader(path, form)
    readers = {Form.XLSX: _xlsx_sheets, Form.ODS: _ods_sheets}
    sheets = readers[form](path) if form in readers else second.sheets()
    held = {name: rows for name, rows in sheets.items() if any(filled(row) for row in rows)}
    offered, left_out = _offered(held, second.hidden()) if layer is None else (list(held), [])
    name = pick_layer(path, offered, layer)
    rows = held[name]
    second.require_as_many(name, rows)
    if form is Form.XLSX:
        refuse_uncounted(path, name, rows)
    found = _table(path, rows, second.merged(name))
    notes = found.notes + hidden_rows_note(path, form, name, [number for number, _ in found.rows])
    notes += left_out
    return Source(
        path=path,
        format=form.value,
        layer=name,
        records=table(
            path.name, found.headings, [row[: len(found.headings)] for _, row in found.rows]
        ),
        row_numbers=[number for number, _ in found.rows],
        record_count=len(found.rows),
        layers=tuple(held),
        notes=(*notes, *rows_note(found.repeats)),
        above=found.above,
    )


def _offered(held: dict[str, RowsOfCells], hidden: frozenset[str]) -> tuple[list[str], list[str]]:
    """Which sheets may be meant when none is named, and what is said of the others."""
    shown = [name for name in held if name not in hidden] or list(held)
    tables = [name for name in shown if _is_table(held[name])] or shown
    said = [
        f"Sheet “{name}” holds no table and was left out." for name in shown if name not in tables
    ]
    said += [
        f"Sheet “{name}” is hidden and was left out; name it with --layer to read it."
        for name in held
        if name not in shown
    ]
    return tables, said


def _is_table(rows: RowsOfCells) -> bool:
    """Whether a sheet holds more than a cover's words: two rows at least, of two cells."""
    widths = [filled(row) for row in rows]
    return sum(width > 0 for width in widths) > 1 and max(widths) > 1


@dataclass(frozen=True)
class _Table:
    """The table of a sheet: headings, numbered rows, and what stands above the headings."""

    headings: list[str]
    rows: list[tuple[int, list[Any]]]
    repeats: list[int]
    notes: list[str]
    above: tuple[str, ...]


def _table(path: Path, rows: RowsOfCells, merged: list[Merged]) -> _Table:
    named, begins = headings_of(rows, heading_row(rows), merged)
    named = [heading(cell) if isinstance(cell, str) else cell for cell in named]
    above = lines_above([str(cell) for row in rows[: begins - 1] for cell in row if has(cell)])
    notes = [f"Headings found in row {begins}."] if begins > 1 else []
    with_units = with_unit_row(named, rows[begins] if begins < len(rows) else None)
    if with_units is not None:
        notes.append(unit_row_note(begins + 1))
        named, begins = with_units, begins + 1
    width = max(i for i, cell in enumerate(named) if has(cell)) + 1
    body = [(begins + 1 + i, row) for i, row in enumerate(rows[begins:]) if filled(row)]
    again = set(said_again(named[:width], body))
    kept = [(number, row) for number, row in body if number not in again]
    filled_down = _fill_down(merged, begins, kept)
    notes += _beyond(path, width, kept) + _merged_notes(merged, begins, filled_down)
    headings = ["" if cell is None else str(cell) for cell in named[:width]]
    return _Table(headings, kept, sorted(again), notes, above)


def _beyond(path: Path, width: int, rows: list[tuple[int, list[Any]]]) -> list[str]:
    """Cells to the right of the last heading belong to no column; say where they are."""
    numbers = [number for number, row in rows if any(has(cell) for cell in row[width:])]
    if not numbers:
        return []
    listed = ", ".join(map(str, numbers[:20])) + (" …" if numbers[20:] else "")
    rows_ = "row" if len(numbers) == 1 else "rows"
    return [f"Cells to the right of the last heading were left out in {rows_} {listed}."]


def _fill_down(
    merged: list[Merged], begins: int, rows: list[tuple[int, list[Any]]]
) -> list[Merged]:
    """Give the value of cells merged downwards to every row they stand beside, as in a lease book
    with several leases of one property; which of them were filled."""
    by_number = dict(rows)
    done: list[Merged] = []
    for area in merged:
        top, bottom, left, right = area
        first = by_number.get(top + 1)
        if top < begins or bottom == top or left != right or first is None or left >= len(first):
            continue
        for number in range(top + 2, bottom + 2):
            row = by_number.get(number)
            if row is not None and left < len(row) and not has(row[left]):
                row[left] = first[left]
        done.append(area)
    return done


def _merged_notes(merged: list[Merged], begins: int, filled_down: list[Merged]) -> list[str]:
    """Cells merged downwards count in all their rows; of others only the first cell."""
    notes = []
    if filled_down:
        notes.append(
            f"Merged cells ({_areas(filled_down)}) were filled down: their value counts in each of "
            "their rows."
        )
    others = [area for area in merged if area[0] >= begins and area not in filled_down]
    if others:
        notes.append(
            f"Merged cells ({_areas(others)}) count in their first row and column alone, the "
            "others are blank. If the value is meant for all, unmerge them and fill it in."
        )
    return notes


def _areas(merged: list[Merged]) -> str:
    areas = [
        f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        for top, bottom, left, right in merged
    ]
    return ", ".join(areas[:20]) + (" …" if areas[20:] else "")


def _xlsx_sheets(path: Path) -> dict[str, RowsOfCells]:
    with reading(path), path.open("rb") as handle, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # styles we do not read
        book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
        try:
            return {sheet.title: _rows(sheet) for sheet in book.worksheets}
        finally:
            book.close()


def _rows(sheet: Any) -> RowsOfCells:
    sheet.reset_dimensions()  # the size that a sheet states is often wrong
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _ods_sheets(path: Path) -> dict[str, RowsOfCells]:
    with reading(path):
        frames = pd.read_excel(path, engine="odf", sheet_name=None, header=None, dtype=object)
        return {
            str(name): [
                [None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy()
            ]
            for name, frame in frames.items()
        }
