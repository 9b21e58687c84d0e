"""Rows that a spreadsheet does not show: a filter is on, or somebody has hidden them.

They are records like the others and are read; but whoever filters a sheet before sending it may
mean the rows in view alone, so they are counted and named.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlrd
from defusedxml.ElementTree import fromstring, iterparse

from estate.intake.grouped_issues import spans
from estate.intake.sources.content import Form
from estate.intake.sources.second_reader import reading
from estate.intake.wording import counted

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*+)>")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_FILTER_ON = re.compile(rb"<(?:\w+:)?filterColumn\b")


def hidden_rows_note(path: Path, form: Form, sheet: str, numbers: Sequence[int]) -> list[str]:
    """One remark on those of a sheet's records (``numbers``, from 1) that are hidden, if any."""
    finders = {Form.XLSX: _in_xlsx, Form.ODS: _in_ods, Form.XLS: _in_xls}
    with reading(path):
        hidden, filtered = finders[form](path, sheet)
    found = sorted(hidden.intersection(numbers))
    if not found:
        return []
    one, how = len(found) == 1, " by a filter" if filtered else ""
    rows = f"{counted(len(found), 'row')} of sheet “{sheet}” {'is' if one else 'are'} hidden{how}"
    return [
        f"{rows} ({'row' if one else 'rows'} {spans(found)}) and {'was' if one else 'were'} read "
        "like the others. If you mean only what is in view, copy that to a workbook of its own "
        "and send it."
    ]


def _in_xlsx(path: Path, sheet: str) -> tuple[set[int], bool]:
    with zipfile.ZipFile(path) as archive:
        content = archive.read(_part_of(archive, sheet))
    hidden, number = set(), 0
    for row in _ROW.finditer(content):
        stated = _NUMBER.search(row[1])
        number = int(stated[1]) if stated else number + 1
        if _HIDDEN.search(row[1]):
            hidden.add(number)
    return hidden, bool(_FILTER_ON.search(content))


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet lies."""
    book = fromstring(archive.read("xl/workbook.xml"))
    named = next(e for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet)
    key = next(value for name, value in named.items() if name.endswith("}id"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(str(e.get("Target")) for e in relations if e.get("Id") == key)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _in_ods(path: Path, sheet: str) -> tuple[set[int], bool]:
    with zipfile.ZipFile(path) as archive:
        content = io.BytesIO(archive.read("content.xml"))
    hidden: set[int] = set()
    filtered, inside, number = False, False, 0
    for event, element in iterparse(content, events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            inside = event == "start" and element.get(f"{_TABLE}name") == sheet
        elif inside and event == "start" and element.tag == f"{_TABLE}table-row":
            count = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            shown = element.get(f"{_TABLE}visibility", "visible")
            if shown != "visible" and count < 1_000_000:  # a million repeated are no records
                hidden.update(range(number + 1, number + count + 1))
                filtered = filtered or shown == "filter"
            number += count
        elif event == "end":
            element.clear()
    return hidden, filtered


def _in_xls(path: Path, sheet: str) -> tuple[set[int], bool]:
    """Of an old workbook whose formats cannot be read, though its cells can, nothing is known."""
    try:
        with xlrd.open_workbook(
            str(path), logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        ) as book:
            rows = book.sheet_by_name(sheet).rowinfo_map
            return {number + 1 for number, row in rows.items() if row.hidden}, False
    except Exception:  # whatever its formats hold; the cells have been read and counted
        return set(), False
