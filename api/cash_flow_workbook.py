"""A scheme's cash flow as a workbook whose sums are formulas over its payments.

A finance officer can follow every figure to the rows it comes from, and change a rate.
"""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.business_case_shapes import csv_rows
from estate.assumptions import words
from estate.codes import DISCLAIMER
from estate.savings import BusinessCase

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAYMENTS = ("year", "financial_year", "item", "subject", "payer", "payee", "amount_gbp",
             "transfer_class", "one_off", "imputed")  # fmt: skip
#: Columns of "Payments" that formulas look at. Parties are matched by number: a spreadsheet
#: would take a name such as "*" for a pattern and would not tell "a" from "A".
_YEAR, _AMOUNT, _CLASS, _PAYER, _PAYEE = "A", "G", "H", "K", "L"
_RATES = ("discount_rate", "discount_rate_later", "discount_step_year")
#: First row of years on the sheet "Cash flow", below numbers and headings.
_FIRST = 3
_BOLD = Font(bold=True)


def workbook(case: BusinessCase, inputs: Sequence[Sequence[Any]] = ()) -> bytes:
    """Three sheets: what it rests on, every payment, and the lenses as formulas over them.

    ``inputs`` (label, value, unit, how known, source) make a fourth.
    """
    book = Workbook()
    about = book.worksheets[0]
    about.title = "About"
    _about(about, case)
    count = _payments(book.create_sheet("Payments"), case)
    _lenses(book.create_sheet("Cash flow"), case, count)
    if inputs:
        _inputs(book.create_sheet("Inputs"), inputs)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _about(sheet: Worksheet, case: BusinessCase) -> None:
    """Rates first, because formulas refer to them: B1, B2 and B3."""
    for name in _RATES:
        _write(sheet, [name, case.assumptions.value(name)])
    _write(sheet, ["Scheme", case.scheme.name])
    for name, text in case.statement:
        _write(sheet, [name, text])
    for text in (*case.warnings, case.division.statement):
        _write(sheet, ["Note", text])
    _write(sheet, ["Disclaimer", DISCLAIMER])
    _write(sheet, ["Assumption", "Value", "Unit", "Source", "In words"])
    for row in case.assumptions.echo(case.used):
        called = words.label(str(row["name"]))
        _write(sheet, [row["name"], str(row["value"]), row["unit"], row["source"], called])
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 70


def _inputs(sheet: Worksheet, inputs: Sequence[Sequence[Any]]) -> None:
    _write(sheet, ["Input", "Value", "Unit", "How it is known", "Source"], bold=True)
    for row in inputs:
        _write(sheet, row)
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 38), ("B", 24), ("C", 24), ("D", 18), ("E", 60)):
        sheet.column_dimensions[letter].width = width


def _payments(sheet: Worksheet, case: BusinessCase) -> int:
    """Every payment; the number of the last row."""
    _write(sheet, [*_PAYMENTS, "payer_number", "payee_number"], bold=True)
    numbers = {key: number for number, key in enumerate(case.scheme.partners, 1)}
    rows = csv_rows(case)
    for row in rows:
        parties = [numbers.get(row[end], 0) for end in ("payer", "payee")]
        _write(sheet, [*(row[name] for name in _PAYMENTS), *parties])
    sheet.freeze_panes = "A2"
    return len(rows) + 1


def _lenses(sheet: Worksheet, case: BusinessCase, last: int) -> None:
    """One row a year; columns: factor, each partner, club, economic, running sum, values."""
    partners = case.scheme.partners
    names = {party.key: party.name for party in case.scheme.parties}
    _write(sheet, ["", "", "partner's number", *range(1, len(partners) + 1)])
    _write(sheet, ["year", "financial year", "discount factor", *(names[key] for key in partners),
                   "club", "economic", "club running sum", "club present value",
                   "economic present value"], bold=True)  # fmt: skip
    for year in range(case.cash.horizon_years + 1):
        _year(sheet, case, year, last)
    end = _FIRST + case.cash.horizon_years
    sheet.cell(end + 1, 1, "NPV").font = _BOLD
    for column in range(4, 4 + len(partners) + 2):
        letter = get_column_letter(column)
        formula = f"=SUMPRODUCT({letter}{_FIRST}:{letter}{end},C{_FIRST}:C{end})"
        sheet.cell(end + 1, column, formula).font = _BOLD
    sheet.cell(end + 2, 1, "GBP, real; gains positive; payments between partners cancel in club")
    sheet.cell(end + 3, 1, DISCLAIMER)
    if case.assumptions.changes:
        changed = f"Changed from the published set: {case.assumptions.changes_in_words()}"
        sheet.cell(end + 4, 1, changed)
    sheet.freeze_panes = f"D{_FIRST}"


def _year(sheet: Worksheet, case: BusinessCase, year: int, last: int) -> None:
    row, count = _FIRST + year, len(case.scheme.partners)
    starts = case.scheme.base_year + year
    step = f"MIN(A{row},About!$B$3)"
    later = f"MAX(0,A{row}-About!$B$3)"
    first, final, club, economic = (
        get_column_letter(column) for column in (4, 3 + count, 4 + count, 5 + count)
    )
    cells: list[Any] = [
        year,
        f"{starts}/{(starts + 1) % 100:02d}",
        f"=1/((1+About!$B$1)^{step}*(1+About!$B$2)^{later})",
    ]
    for number in range(1, count + 1):
        cells.append("=" + _gain(row, f"{get_column_letter(3 + number)}$1", last))
    taxes = "".join(
        f"-({_gain(row, f'{get_column_letter(3 + number)}$1', last, taxed=True)})"
        for number in range(1, count + 1)
    )
    cells.append(f"=SUM({first}{row}:{final}{row})")
    cells.append(f"={club}{row}{taxes}")
    cells.append(f"=SUM({club}${_FIRST}:{club}{row})")
    cells += [f"={column}{row}*C{row}" for column in (club, economic)]
    sheet.append(cells)


def _gain(row: int, number: str, last: int, taxed: bool = False) -> str:
    """What a partner receives less what it pays in a year."""

    def column(letter: str) -> str:
        return f"Payments!${letter}$2:${letter}${last}"

    tax = f',{column(_CLASS)},"tax"' if taxed else ""
    sums = [f"SUMIFS({column(_AMOUNT)},{column(_YEAR)},$A{row},{column(end)},{number}{tax})"
            for end in (_PAYEE, _PAYER)]  # fmt: skip
    return "-".join(sums)


def _write(sheet: Worksheet, values: Sequence[Any], bold: bool = False) -> None:
    """A row of values; a text that looks like a formula is a text."""
    sheet.append([ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in values])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if bold:
            cell.font = _BOLD
