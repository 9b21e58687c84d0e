"""A scheme's cash flow as a workbook that calculates: change a number on the sheet "Inputs" and
payments, years and present values follow, in any spreadsheet.

Every formula is saved with its value, so that viewers and pandas read numbers that nobody has
recalculated. Text is written as text whatever it looks like.
"""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from api.business_case.exports import csv_rows, in_order
from api.business_case.workbook_inputs import DISCOUNTING, SHEET, Inputs
from estate.answers.cases.case_do_minimum import DO_MINIMUM_EXPLAINED, do_minimum_by_year
from estate.codes import DISCLAIMER
from estate.savings import BusinessCase

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAYMENTS = (
    "year",
    "financial_year",
    "item",
    "subject",
    "payer",
    "payee",
    "amount_gbp",
    "transfer_class",
    "one_off",
    "imputed",
)
#: Columns of "Payments" that formulas look at. Parties are matched by number: a spreadsheet
#: would take a name such as "*" for a pattern and would not tell "a" from "A".
_YEAR, _AMOUNT, _CLASS, _PAYER, _PAYEE, _TIMES = "A", "G", "H", "K", "L", "M"
_AT_AMOUNT = _PAYMENTS.index("amount_gbp")
#: First row of years on the sheet "Cash flow", below numbers and headings.
_FIRST = 3
_STATIC = (
    "Change a number in column B of the sheet Inputs that is no formula: payments, years and "
    "present values follow. Days of moves and leases, and how many years count, stay as they were "
    "worked out; ranges and the division between partners are not recalculated."
)


class Sheet:
    """A sheet that is written row by row; text never becomes a formula, a link or a number."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.bold = book.add_format({"bold": True})
        self.row = 0

    def write(self, values: Sequence[Any], bold: bool = False) -> None:
        """The next row."""
        for column, value in enumerate(values):
            self.cell(self.row, column, value, bold)
        self.row += 1

    def cell(self, row: int, column: int, value: Any, bold: bool = False) -> None:
        """One value; null leaves the cell empty."""
        shape = self.bold if bold else None
        if isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, shape)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, ILLEGAL_CHARACTERS_RE.sub("", value), shape)
        elif value is not None:
            self.sheet.write_number(row, column, float(value), shape)

    def formula(self, row: int, column: int, formula: str, value: Any, bold: bool = False) -> None:
        """One of our own formulas with its value."""
        self.sheet.write_formula(row, column, formula, self.bold if bold else None, float(value))


def workbook(case: BusinessCase, sources: Sequence[Sequence[Any]] = ()) -> bytes:
    """Five sheets: what it rests on, the numbers that went in, every payment as a formula over
    them, the lenses as formulas over the payments, and the do-minimum beside the option.

    ``sources`` (label, value, low, high, unit, how known, source) make a sixth.
    """
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    sheets = {name: Sheet(book, name) for name in ("About", SHEET, "Payments", "Cash flow")}
    staying = Sheet(book, "Do-minimum")
    inputs = Inputs(case)
    _about(sheets["About"], case)
    last = _payments(sheets["Payments"], case, inputs)
    _lenses(sheets["Cash flow"], case, inputs, last)
    _do_minimum(staying, case)
    _inputs(sheets[SHEET], inputs)
    if sources:
        _sources(Sheet(book, "Sources"), sources)
    book.close()
    return stream.getvalue()


def _about(page: Sheet, case: BusinessCase) -> None:
    page.write(["Scheme", case.scheme.name])
    page.write(["To calculate", _STATIC])
    for name, text in case.statement:
        page.write([name, text])
    for text in (*case.warnings, case.division.statement):
        page.write(["Note", text])
    page.write(["Disclaimer", DISCLAIMER])
    page.write(["Assumption", "Value", "Unit", "Source"], bold=True)
    for row in case.assumptions.echo(case.used):
        page.write([row["name"], _plain(row["value"]), row["unit"], row["source"]])
    page.sheet.set_column("A:A", 34)
    page.sheet.set_column("B:B", 70)


def _plain(value: Any) -> Any:
    """A number as a number; a series as text."""
    return str(value) if isinstance(value, list) else value


def _inputs(page: Sheet, inputs: Inputs) -> None:
    page.write(["Input", "Value", "Unit", "Low", "High", "How it is known"], bold=True)
    for one in inputs.lines:
        row = page.row
        page.write([one.name, one.value, one.unit, one.low, one.high, one.known])
        if one.formula is not None:
            page.formula(row, 1, one.formula, one.value)
    page.sheet.freeze_panes(1, 0)
    page.sheet.set_column("A:A", 58)
    page.sheet.set_column("B:F", 18)


def _sources(page: Sheet, sources: Sequence[Sequence[Any]]) -> None:
    headings = ["What went in", "Value", "Low", "High", "Unit", "How it is known", "Source"]
    page.write(headings, bold=True)
    for row in sources:
        page.write(row)
    page.sheet.freeze_panes(1, 0)
    page.sheet.set_column("A:A", 38)
    page.sheet.set_column("B:F", 18)
    page.sheet.set_column("G:G", 60)


def _payments(page: Sheet, case: BusinessCase, inputs: Inputs) -> int:
    """Every payment as a formula; the number of the last row."""
    page.write([*_PAYMENTS, "payer_number", "payee_number", "times"], bold=True)
    numbers = {key: number for number, key in enumerate(case.scheme.partners, 1)}
    for flow, row in zip(in_order(case), csv_rows(case), strict=True):
        at = page.row
        parties = [numbers.get(row[end], 0) for end in ("payer", "payee")]
        page.write([*(row[name] for name in _PAYMENTS), *parties, flow.times])
        formula = inputs.of_payment(flow, f"{_TIMES}{at + 1}")
        page.formula(at, _AT_AMOUNT, formula, flow.amount_gbp)
    page.sheet.freeze_panes(1, 0)
    page.sheet.set_column("C:F", 18)
    return page.row


def _lenses(page: Sheet, case: BusinessCase, inputs: Inputs, last: int) -> None:
    """One row a year; columns: factor, each partner, club, economic, running sum, values."""
    partners = case.scheme.partners
    names = {party.key: party.name for party in case.scheme.parties}
    page.write(["", "", "partner's number", *range(1, len(partners) + 1)])
    page.write(
        [
            "year",
            "financial year",
            "discount factor",
            *(names[key] for key in partners),
            "club",
            "economic",
            "club running sum",
            "club present value",
            "economic present value",
        ],
        bold=True,
    )
    for year in range(case.cash.horizon_years + 1):
        _year(page, case, inputs, year, last)
    end = _FIRST + case.cash.horizon_years
    page.write(["NPV"], bold=True)
    for column, found in enumerate((*case.partners, case.club, case.economic), 3):
        letter = get_column_letter(column + 1)
        formula = f"=SUMPRODUCT({letter}{_FIRST}:{letter}{end},C{_FIRST}:C{end})"
        page.formula(end, column, formula, found.npv_gbp, bold=True)
    page.write(["£, real; gains positive; payments between partners cancel in club"])
    page.write([DISCLAIMER])
    if case.assumptions.changes:
        changed = f"Changed from the published set: {case.assumptions.changes_in_words()}"
        page.write([changed])
    page.sheet.freeze_panes(_FIRST - 1, 3)
    page.sheet.set_column("B:Z", 16)


def _do_minimum(page: Sheet, case: BusinessCase) -> None:
    """Staying and moving by year, costs positive; the option follows from the club's gain."""
    club = get_column_letter(4 + len(case.scheme.partners))
    page.write([DO_MINIMUM_EXPLAINED])
    page.write(
        ["", "financial year", "do-minimum", "of it backlog", "backlog no longer due", "the move"],
        bold=True,
    )
    for at, row in enumerate(do_minimum_by_year(case)):
        line = _FIRST + at
        page.write(
            [
                at,
                row.year,
                row.do_minimum_gbp,
                row.of_it_backlog_gbp,
                row.backlog_avoided_gbp,
            ]
        )
        formula = f"=C{line}-'Cash flow'!{club}{line}-E{line}"
        page.formula(line - 1, 5, formula, row.option_gbp)
    end, found = _FIRST + case.cash.horizon_years, case.do_minimum
    page.write(["Present value"], bold=True)
    backlog = case.discounting.present_value(found.backlog_gbp)
    values = (
        found.present_value_gbp,
        backlog,
        found.avoided_present_value_gbp,
        found.option_present_value_gbp,
    )
    for column, value in enumerate(values, 2):
        letter = get_column_letter(column + 1)
        factors = f"'Cash flow'!C{_FIRST}:C{end}"
        formula = f"=SUMPRODUCT({letter}{_FIRST}:{letter}{end},{factors})"
        page.formula(end, column, formula, value, bold=True)
    for event in found.events:
        name = case.scheme.building[event.building].name
        page.write(["Lease", event.shown, name, event.words])
    for one in case.budgets:
        page.write(
            [
                "Once",
                one.party,
                "capital",
                one.capital_gbp,
                "revenue",
                one.revenue_gbp,
                one.borrows.words,
            ]
        )
    for flag in case.flags:
        page.write([flag.name, flag.party, flag.applies, flag.words, flag.amount_gbp, flag.unit])
    for rent in case.rents:
        page.write(
            [
                "Market rent entered",
                rent.move,
                "charged",
                rent.charged_gbp_pa,
                "market",
                rent.market_gbp_pa,
                "GBP a year",
            ]
        )
    for text in found.notes:
        page.write(["Note", text])
    page.sheet.set_column("A:G", 18)


def _year(page: Sheet, case: BusinessCase, inputs: Inputs, year: int, last: int) -> None:
    row, count = _FIRST + year, len(case.scheme.partners)
    starts = case.scheme.base_year + year
    rate, later_rate, turn = map(inputs.cell, DISCOUNTING)
    first, final, club, economic = (
        get_column_letter(column) for column in (4, 3 + count, 4 + count, 5 + count)
    )
    taxes = "".join(f"-({_gain(row, number, last, taxed=True)})" for number in range(1, count + 1))
    factor = case.discounting.factor(year)
    gains = [one.yearly_gbp[year] for one in (*case.partners, case.club, case.economic)]
    cells: list[tuple[str, Any]] = [
        (f"=1/((1+{rate})^MIN(A{row},{turn})*(1+{later_rate})^MAX(0,A{row}-{turn}))", factor),
        *((f"={_gain(row, number, last)}", gains[number - 1]) for number in range(1, count + 1)),
        (f"=SUM({first}{row}:{final}{row})", gains[-2]),
        (f"={club}{row}{taxes}", gains[-1]),
        (f"=SUM({club}${_FIRST}:{club}{row})", sum(case.club.yearly_gbp[: year + 1])),
        (f"={club}{row}*C{row}", gains[-2] * factor),
        (f"={economic}{row}*C{row}", gains[-1] * factor),
    ]
    at = page.row
    page.write([year, f"{starts}/{(starts + 1) % 100:02d}"])
    for column, (formula, value) in enumerate(cells, 2):
        page.formula(at, column, formula, value)


def _gain(row: int, number: int, last: int, taxed: bool = False) -> str:
    """What a partner receives less what it pays in a year."""

    def column(letter: str) -> str:
        return f"Payments!${letter}$2:${letter}${last}"

    tax = f',{column(_CLASS)},"tax"' if taxed else ""
    partner = f"{get_column_letter(3 + number)}$1"
    sums = [
        f"SUMIFS({column(_AMOUNT)},{column(_YEAR)},$A{row},{column(end)},{partner}{tax})"
        for end in (_PAYEE, _PAYER)
    ]
    return "-".join(sums)
