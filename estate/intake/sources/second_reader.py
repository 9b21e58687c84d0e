"""The same workbook through a reader of another make: counts to compare, merged cells, XLS."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from estate.errors import FileRefused
from estate.intake.sources.content import Form
from estate.intake.sources.headings import Merged, filled
from estate.intake.wording import counted

RowsOfCells = list[list[Any]]

MAX_CELLS_XLS = 5_000_000
_OLE = b"\xd0\xcf\x11\xe0"
#: The first record of a workbook (BOF, version 8), then FILEPASS, perhaps after WRITEPROT.
_LOCKED = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever a reader trips over in a damaged workbook (a panic of the Rust one is no
    ``Exception``), the workbook cannot be read."""
    try:
        yield
    except (FileRefused, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        if isinstance(error, PasswordError) or _encrypted(path):
            raise FileRefused(
                f"{path.name} is protected by a password; save it without one."
            ) from error
        raise FileRefused(
            f"{path.name} is not a readable workbook; open it in its program and save it again."
        ) from error


def _encrypted(path: Path) -> bool:
    """Whether a workbook is locked: a new one lies in a box of that name, an old one says so
    in its head (record 0x2F after the first)."""
    content = path.read_bytes()
    if not content.startswith(_OLE):
        return False
    return "EncryptedPackage".encode("utf-16-le") in content or bool(_LOCKED.search(content))


class SecondReader:
    """A workbook as calamine sees it."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path = path
        with reading(path):
            if form is Form.XLS:
                _refuse_far_cells(path)
            self._book = CalamineWorkbook.from_path(str(path))

    def sheets(self) -> dict[str, RowsOfCells]:
        """All sheets, for the binary forms that only this reader knows."""
        return {name: self._rows(name) for name in self._book.sheet_names}

    def require_as_many(self, name: str, rows: RowsOfCells) -> None:
        """Refuse a sheet of which this reader finds more filled rows than the first did."""
        there = sum(1 for row in self._rows(name) if filled(row))
        found = sum(1 for row in rows if filled(row))
        if there > found:
            raise FileRefused(
                f"Sheet “{name}” of {self.path.name} holds {counted(there, 'row')} but {found:,} "
                "could be read; open it in its program and save it again."
            )

    def hidden(self) -> frozenset[str]:
        """Sheets that their program does not show."""
        return frozenset(
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible is not SheetVisibleEnum.Visible
        )

    def merged(self, name: str) -> list[Merged]:
        """Merged ranges of a sheet; those of OpenDocument are not told."""
        with reading(self.path):
            ranges = self._book.get_sheet_by_name(name).merged_cell_ranges or []
        return [(top, bottom, left, right) for (top, left), (bottom, right) in ranges]

    def _rows(self, name: str) -> RowsOfCells:
        with reading(self.path):
            rows = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return [[None if cell == "" else cell for cell in row] for row in rows]


def _refuse_far_cells(path: Path) -> None:
    """xlrd holds rows as long as they are and no cell beyond column 256; calamine sets memory
    aside for the whole box, however far a damaged cell lies."""
    with xlrd.open_workbook(str(path), logfile=io.StringIO(), ragged_rows=True) as book:
        if any(sheet.nrows * sheet.ncols > MAX_CELLS_XLS for sheet in book.sheets()):
            raise FileRefused(
                f"{path.name} has cells far outside its table; delete the rows and columns "
                "beyond it and save it again."
            )
