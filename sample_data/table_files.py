"""Writers for what an office makes: CSV files and workbooks."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from estate.rows import NewRow
from sample_data.headings import PROPERTY, RECORDS, TRANSPARENCY, TRANSPARENCY_EXTRA
from sample_data.property_rows import pounds, uk_day, words

_CODES = frozenset({"user_function", "service_function", "cost_kind", "rating_scheme", "rating"})
_MONEY = frozenset({"passing_rent_gbp_pa", "break_penalty_gbp", "amount_gbp_pa"})


def property_csv(path: Path, rows: list[NewRow]) -> Path:
    """Long headings, with the byte order mark that spreadsheets leave."""
    present = [field for field in PROPERTY if field in rows[0] and field != "geom_quality"]
    heads = [PROPERTY[field][1] for field in present]
    return _csv(path, heads, [[row[f] for f in present] for row in rows], "utf-8-sig")


def transparency_csv(path: Path, rows: list[NewRow], encoding: str) -> Path:
    """The Transparency Code's columns in its order, then the council's own."""
    heads = [*TRANSPARENCY, *(PROPERTY[field][1] for field in TRANSPARENCY_EXTRA)]
    fields = [*TRANSPARENCY, *TRANSPARENCY_EXTRA]
    return _csv(path, heads, [[row[f] for f in fields] for row in rows], encoding)


def record_csv(path: Path, kind: str, rows: list[NewRow]) -> Path:
    """Leases, occupations, costs or ratings with long headings, UK dates and pound signs."""
    heads = RECORDS[kind]
    body = [[_as_text(field, row.get(field)) for field in heads] for row in rows]
    return _csv(path, list(heads.values()), body, "utf-8-sig")


def workbook(path: Path, properties: list[NewRow], records: dict[str, list[NewRow]]) -> Path:
    """One sheet per kind of record, with the workbook's own dates and numbers."""
    book = Workbook(write_only=True)
    present = [field for field in PROPERTY if field in properties[0] and field != "geom_quality"]
    sheet = book.create_sheet("Properties")
    sheet.append([PROPERTY[field][1] for field in present])
    for row in properties:
        sheet.append([_cell(row[field]) for field in present])
    for kind, rows in records.items():
        sheet = book.create_sheet(sheet_name(kind))
        sheet.append(list(RECORDS[kind].values()))
        for row in rows:
            sheet.append([_cell(_word(field, row.get(field))) for field in RECORDS[kind]])
    book.save(path)
    return path


def sheet_name(kind: str) -> str:
    """The sheet that holds a kind of record."""
    return {"property": "Properties"}.get(kind, f"{kind.capitalize()}s")


def _csv(path: Path, heads: Sequence[str], rows: list[list[Any]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([["" if value is None else value for value in row] for row in rows])
    return path


def _word(field: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return words(value) if value and field in _CODES else value


def _as_text(field: str, value: Any) -> Any:
    if isinstance(value, date):
        return uk_day(value)
    if value is not None and field in _MONEY:
        return pounds(value)
    return _word(field, value)


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
