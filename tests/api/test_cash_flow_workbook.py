"""The workbook's formulas, evaluated, give the business case to the penny."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from api.cash_flow_workbook import workbook
from estate.assumptions import AssumptionSet
from estate.codes import DISCLAIMER
from estate.savings import business_case
from estate.savings.estimates import estimate
from estate.savings.scheme import Party
from tests.core.schemes import county_as_landlord, golden

A = AssumptionSet()


class Sheets:
    """As much of a spreadsheet's arithmetic as the workbook uses."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def value(self, sheet: str, cell: str) -> float | str:
        found = self.book[sheet][cell]
        if found.data_type != "f":
            return found.value
        text = str(found.value)[1:]
        for name in ("SUMIFS", "SUMPRODUCT", "SUM", "MIN", "MAX"):
            call = re.compile(rf"\b{name}\(([^()]*)\)")
            while match := call.search(text):
                result = self.function(name, sheet, match[1].split(","))
                text = text[: match.start()] + repr(result) + text[match.end() :]
        text = re.sub(r"(?:\w+!)?\$?[A-Z]+\$?\d+", lambda m: str(self.one(sheet, m[0])), text)
        return float(pd.eval(text.replace("^", "**"), engine="python"))

    def one(self, sheet: str, reference: str) -> float | str:
        place, _, cell = reference.rpartition("!")
        return self.value(place or sheet, cell.replace("$", ""))

    def many(self, sheet: str, reference: str) -> list[float | str]:
        place, _, cells = reference.rpartition("!")
        rows = self.book[place or sheet][cells.replace("$", "")]
        return [self.value(place or sheet, row[0].coordinate) for row in rows]

    def function(self, name: str, sheet: str, terms: list[str]) -> float:
        if name == "SUMIFS":
            amounts, *tests = terms
            kept = [float(amount) for amount in self.many(sheet, amounts)]
            for where, wanted in zip(tests[::2], tests[1::2], strict=True):
                match = wanted.strip('"') if wanted.startswith('"') else self.one(sheet, wanted)
                cells = self.many(sheet, where)
                kept = [k if c == match else 0.0 for k, c in zip(kept, cells, strict=True)]
            return sum(kept)
        if name == "SUMPRODUCT":
            left, right = (self.many(sheet, term) for term in terms)
            return sum(float(a) * float(b) for a, b in zip(left, right, strict=True))
        if name == "SUM":
            start, end = terms[0].replace("$", "").split(":")
            cells = [cell for row in self.book[sheet][f"{start}:{end}"] for cell in row]
            return sum(float(self.value(sheet, cell.coordinate)) for cell in cells)
        numbers = [float(pd.eval(re.sub(r"(?:\w+!)?\$?[A-Z]+\$?\d+",
                                        lambda m: str(self.one(sheet, m[0])), term),
                                 engine="python")) for term in terms]  # fmt: skip
        return min(numbers) if name == "MIN" else max(numbers)


@pytest.mark.parametrize("scheme", [golden(), county_as_landlord()])
def test_formulas_give_every_npv_to_the_penny(scheme) -> None:
    case = business_case(scheme, A)
    sheets = Sheets(workbook(case))
    sheet = sheets.book["Cash flow"]
    npv = next(row[0].row for row in sheet.iter_rows() if row[0].value == "NPV")
    views = [*case.partners, case.club, case.economic]
    for column, view in enumerate(views, 4):
        cell = sheet.cell(npv, column)
        assert cell.data_type == "f"
        found = sheets.value("Cash flow", cell.coordinate)
        assert found == pytest.approx(float(view.npv_gbp), abs=0.005), view
    headings = [sheet.cell(2, column).value for column in range(4, 4 + len(views))]
    assert headings[-2:] == ["club", "economic"]


def test_a_changed_rate_changes_the_npv_as_the_program_would() -> None:
    sheets = Sheets(workbook(business_case(golden(), A)))
    sheets.book["About"]["B1"] = 0.06
    other = business_case(golden(), AssumptionSet("x", "x", {"discount_rate": 0.06}))
    assert sheets.value("Cash flow", "F14") == pytest.approx(float(other.club.npv_gbp), abs=0.005)


def test_names_that_spreadsheets_would_act_on_stay_text() -> None:
    scheme = golden()
    hostile = ('=HYPERLINK("x")', "*")
    keys = {"job": hostile[0], "district": hostile[1]}
    parties = tuple(Party(keys.get(p.key, p.key), f"={p.name}", p.partner) for p in scheme.parties)
    house, host = scheme.buildings
    move = replace(scheme.moves[0], occupier=hostile[0], charges_begun=(), fit_out_gbp=estimate(9))
    scheme = replace(
        scheme, parties=parties, moves=(move,), name="=1+1",
        buildings=(replace(house, holder=hostile[0]), replace(host, holder=hostile[1])),
    )  # fmt: skip
    case = business_case(scheme, A)
    sheets = Sheets(workbook(case))
    for sheet in ("About", "Payments"):
        for row in sheets.book[sheet].iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert sheets.value("Cash flow", "D14") == pytest.approx(float(case.partners[0].npv_gbp))
    assert sheets.value("Cash flow", "E14") == pytest.approx(float(case.partners[1].npv_gbp))


def test_it_says_what_it_rests_on() -> None:
    book = Sheets(workbook(business_case(golden(), A))).book
    texts = {str(cell.value) for row in book["About"].iter_rows() for cell in row}
    assert {DISCLAIMER, "indicative — not a decision", "optimism_bias_high"} <= texts
    assert sum(Decimal(str(row[6].value)) for row in book["Payments"].iter_rows(min_row=2)) != 0
