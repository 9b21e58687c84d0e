"""The workbook's formulas, recalculated headless, give the business case to the penny."""

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import formulas
import openpyxl
import pandas as pd
import pytest

from api.business_case.workbook import workbook
from estate.assumptions import DEFAULTS, AssumptionSet
from estate.codes import DISCLAIMER
from estate.savings import BusinessCase, business_case
from estate.savings.cash_flow import Terms
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.estimates import estimate
from estate.savings.finance import discounting
from estate.savings.lenses import Lens, view
from estate.savings.scheme import Party, Scheme
from tests.core.schemes import county_as_landlord, golden

A = AssumptionSet()


class Sheets:
    """The workbook as a spreadsheet would show it, recalculated headless by the library `formulas`:
    a second reader of the formulas in any test run, where LibreOffice need not be installed."""

    def __init__(self, content: bytes, folder: Path) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        path = folder / "case.xlsx"
        path.write_bytes(content)
        self.model = formulas.ExcelModel().loads(str(path)).finish()
        self.typed: dict[str, float] = {}
        self.known: Any = None

    def set(self, name: str, value: float) -> None:
        """Type another number into the sheet of inputs; what was reckoned is reckoned anew."""
        rows = [row for row in self.book["Inputs"].iter_rows(min_row=2) if name in row[0].value]
        assert len(rows) == 1, (name, rows)
        assert rows[0][1].data_type == "n"
        self.typed[_node("Inputs", rows[0][1].coordinate)] = value
        self.known = None

    def value(self, sheet: str, cell: str) -> Any:
        if self.known is None:
            self.known = self.model.calculate(inputs=self.typed)
        return self.known[_node(sheet, cell)].value[0, 0]

    def alone(self, sheet: str, cell: str) -> Any:
        """As ``value``, reckoned anew without what the cell does not rest on."""
        node = _node(sheet, cell)
        return self.model.calculate(inputs=self.typed, outputs=[node])[node].value[0, 0]


def _node(sheet: str, cell: str) -> str:
    return f"'[case.xlsx]{sheet.upper()}'!{cell}"


def by_rates() -> Scheme:
    """The golden case with its sums taken from rates, and a second building that others keep."""
    scheme = golden()
    house, host = scheme.buildings
    move = replace(scheme.moves[0], fit_out_gbp=None, moving_gbp=None, ict_gbp=None,
                   marginal_host_gbp_pa=None, need_m2=Decimal("480.5"), fte=Decimal(40),
                   double_running_months=2)  # fmt: skip
    shared = replace(house, key="S", name="Shared", occupations=("desk", "others"))
    second = replace(move, key="M2", occupation="desk", origin="S", charges_begun=(),
                     arrives_on=date(2029, 11, 5), fit_out_on=date(2029, 2, 1))  # fmt: skip
    house = replace(house, dilapidations_gbp=None, area_m2=Decimal(810),
                    lease_ends_on=date(2031, 6, 30))  # fmt: skip
    return replace(scheme, buildings=(house, shared, host), moves=(move, second),
                   optimism_bias=None, project_management=None)  # fmt: skip


SCHEMES = {"golden": golden(), "landlord": county_as_landlord(), "rates": by_rates()}


@dataclass(frozen=True)
class Made:
    """A case, its workbook, and the workbook recalculated."""

    case: BusinessCase
    content: bytes
    sheets: Sheets


@pytest.fixture(scope="module", params=SCHEMES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    case = business_case(SCHEMES[request.param], A)
    content = workbook(case)
    return Made(case, content, Sheets(content, tmp_path_factory.mktemp("case")))


def test_formulas_give_every_npv_to_the_penny(made: Made) -> None:
    case, sheets = made.case, made.sheets
    sheet = sheets.book["Cash flow"]
    npv = next(row[0].row for row in sheet.iter_rows() if row[0].value == "NPV")
    views = [*case.partners, case.club, case.economic]
    for column, lens in enumerate(views, 4):
        cell = sheet.cell(npv, column)
        assert cell.data_type == "f"
        found = sheets.value("Cash flow", cell.coordinate)
        assert found == pytest.approx(float(lens.npv_gbp), abs=0.005), lens
    headings = [sheet.cell(2, column).value for column in range(4, 4 + len(views))]
    assert headings[-2:] == ["club", "economic"]


def test_every_formula_is_saved_with_the_value_that_it_has(made: Made) -> None:
    content, sheets = made.content, made.sheets
    saved = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    found_formulas = 0
    for sheet in sheets.book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            found_formulas += 1
            value = saved[sheet.title][cell.coordinate].value
            found = sheets.value(sheet.title, cell.coordinate)
            assert value == pytest.approx(found, abs=1e-6), (sheet.title, cell.coordinate)
    assert found_formulas > 100
    frame = pd.read_excel(io.BytesIO(content), "Cash flow", header=1, engine="openpyxl")
    years = frame[pd.to_numeric(frame["year"], errors="coerce").notna()]
    assert pd.to_numeric(years["club present value"], errors="coerce").notna().all()


CHANGES = {
    "discount_rate": 0.06, "fit_out_gbp_per_m2": 612.5, "moves_gbp_per_fte": 900,
    "ict_gbp_per_fte": 1234, "marginal_host_gbp_per_m2": 31, "dilapidations_gbp_per_m2": 55,
    "void_share": 0.5, "avoidable_share": 0.31, "optimism_bias_non_standard": 0.7,
    "project_management": 0.11,
    "bias_evidence_brief": 1, "bias_part_contract_non_standard": 0.2,
    "dilapidations_share_unknown": 0.4,
}  # fmt: skip

#: Some evidence, so that the part that it speaks to matters.
SHOWN = {"bias_evidence_contract": 0.5}


def test_any_changed_input_changes_the_npv_as_the_program_would(tmp_path: Path) -> None:
    """One number at a time, each to within a penny a payment of the program's own answer."""
    scheme = by_rates()
    shown = AssumptionSet("x", "x", SHOWN)
    sheets = Sheets(workbook(business_case(scheme, shown)), tmp_path)
    before = sheets.value("Cash flow", "F14")
    for name, value in CHANGES.items():
        sheets.typed.clear()
        sheets.set(f"({name})", value)
        changed = AssumptionSet("x", "x", {**SHOWN, name: value, **_wide_enough(name, value)})
        cash = cash_flow(Terms(scheme, changed))
        found = view(cash, Lens.CLUB, scheme.partners, discounting(changed))
        npv = sheets.alone("Cash flow", "F14")
        assert npv == pytest.approx(float(found.npv_gbp), abs=0.01 * len(cash.flows)), name
        assert abs(npv - before) > 100, name
    sheets.typed.clear()
    sheets.set("M1: area", 600)
    more = replace(scheme.moves[0], need_m2=Decimal(600))
    cash = cash_flow(Terms(replace(scheme, moves=(more, scheme.moves[1])), shown))
    npv = view(cash, Lens.CLUB, scheme.partners, discounting(shown)).npv_gbp
    assert sheets.value("Cash flow", "F14") == pytest.approx(float(npv), abs=1)


def _wide_enough(name: str, value: float) -> dict[str, float]:
    """Ends of a range that hold the value: an assumption set may refuse a middle outside them."""
    for unit in ("_gbp_per_m2", "_gbp_per_fte", ""):
        low, high = (f"{name.removesuffix(unit)}_{end}{unit}" for end in ("low", "high"))
        if low in DEFAULTS:
            return {low: min(float(A.value(low)), value), high: max(float(A.value(high)), value)}
    return {}


def test_a_changed_rate_changes_the_npv_as_the_program_would(tmp_path: Path) -> None:
    sheets = Sheets(workbook(business_case(golden(), A)), tmp_path)
    sheets.set("(discount_rate)", 0.06)
    other = business_case(golden(), AssumptionSet("x", "x", {"discount_rate": 0.06}))
    assert sheets.value("Cash flow", "F14") == pytest.approx(float(other.club.npv_gbp), abs=0.005)


def test_names_that_spreadsheets_would_act_on_stay_text(tmp_path: Path) -> None:
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
    sheets = Sheets(workbook(case), tmp_path)
    written = [cell.value for sheet in sheets.book for row in sheet.iter_rows()
                for cell in row if cell.data_type == "f"]  # fmt: skip
    assert written
    assert not [one for one in written if "HYPERLINK" in one or "1+1" in one]
    assert not any(cell.hyperlink for row in sheets.book["Payments"].iter_rows() for cell in row)
    assert sheets.value("Cash flow", "D14") == pytest.approx(float(case.partners[0].npv_gbp))
    assert sheets.value("Cash flow", "E14") == pytest.approx(float(case.partners[1].npv_gbp))


def test_it_says_what_it_rests_on() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(business_case(golden(), A))))
    texts = {str(cell.value) for row in book["About"].iter_rows() for cell in row}
    assert {DISCLAIMER, "indicative — not a decision", "optimism_bias_high"} <= texts
    units = {row[2].value for row in book["Inputs"].iter_rows(min_row=2)}
    assert {"GBP", "GBP a year"} <= units
    assert all(row[1].data_type in "nf" for row in book["Inputs"].iter_rows(min_row=2))
