"""The sheet "Inputs" of a cash-flow workbook: every number that payments are worked out from, one a
cell with its unit, and the formulas that lead from them to a payment."""

from dataclasses import dataclass, field
from decimal import Decimal
from math import prod

from estate.assumptions import words
from estate.assumptions.optimism_and_funding import EVIDENCE
from estate.savings import BusinessCase, optimism
from estate.savings.cash_flow import Flow
from estate.savings.estimates import Estimate, Factor

SHEET = "Inputs"
#: Rates of discounting, in the first rows: formulas of "Cash flow" refer to them.
DISCOUNTING = ("discount_rate", "discount_rate_later", "discount_step_year")
_FIRST = 2  # below the headings


@dataclass(frozen=True)
class Line:
    """One row: ``formula`` where the number is the product of others."""

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    known: str = ""
    formula: str | None = None


@dataclass
class Inputs:
    """Rows in the order in which they were first asked for; each number stands once."""

    case: BusinessCase
    lines: list[Line] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Discounting first."""
        self._told = {str(row["name"]): row for row in self.case.assumptions.echo(self.case.used)}
        for name in DISCOUNTING:
            self._assumption(name, Decimal(str(self.case.assumptions.value(name))))

    def cell(self, name: str) -> str:
        """The cell of a number that stands on the sheet already, as other sheets name it."""
        return f"{SHEET}!$B${self._rows[name]}"

    def of_payment(self, flow: Flow, times: str) -> str:
        """The formula of a payment; ``times`` is the cell of what its figure is multiplied by."""
        figure = self._figure(flow)
        terms = [f"{SHEET}!$B${figure}", times]
        rates = [self._rate(one) for one in flow.rates]
        if len(rates) == 2:  # bias on what is managed counts its management too
            rates[0] = f"(1+{rates[0]})"
        return f"=ROUND({'*'.join([*terms, *rates])},2)"

    def _figure(self, flow: Flow) -> int:
        """The row of the sum that a payment and others of its kind rest on."""
        found = flow.rests_on
        key = f"figure {flow.subject} {id(found)}"
        if key not in self._rows:
            known = _product(found)
            cells = [self._factor(one.name, one.value, one.unit) for one in known]
            formula = f"={'*'.join(f'B{row}' for row in cells)}" if cells else None
            unit = "GBP" if flow.one_off else "GBP a year"
            ranged = found.low < found.high
            low, high = (float(found.low), float(found.high)) if ranged else (None, None)
            name = f"{flow.subject}: {words_of(flow.item)}"
            line = Line(name, float(found.central), unit, low, high, found.tier, formula)
            self._add(key, line)
        return self._rows[key]

    def _factor(self, name: str, value: Decimal, unit: str) -> int:
        if name not in self._rows:
            if name in self._told:
                self._assumption(name, value)
            else:
                self._add(name, Line(name, float(value), unit))
        return self._rows[name]

    def _rate(self, name: str) -> str:
        """A share of one-off cost: as the scheme states, else the assumption; optimism bias by
        class is its upper bound less what the evidence takes off."""
        stated = getattr(self.case.scheme, name, None)
        if stated is None and name.startswith(f"{optimism.ONE_RATE}_"):
            return self._bias(name)
        if name not in self._rows:
            value = self.case.assumptions.money(name) if stated is None else stated
            self._assumption(name, value)
        return self.cell(name)

    def _bias(self, name: str) -> str:
        rate = f"rate of {name}"
        if rate not in self._rows:
            kind, told = name.removeprefix(f"{optimism.ONE_RATE}_"), self.case.assumptions
            upper, lower = (
                f"B{self._factor(one, told.money(one), '')}" for one in (name, f"{name}_lower")
            )
            pairs = [(f"bias_part_{one}_{kind}", f"bias_evidence_{one}") for one in EVIDENCE]
            rows = [[self._factor(one, told.money(one), "") for one in pair] for pair in pairs]
            off = "+".join(f"B{part}*B{shown}" for part, shown in rows)
            formula = f"=MAX(MIN({lower},{upper}),{upper}*MAX(0,1-({off})))"
            found = optimism.bias(name, told)
            ends = (float(found.low), float(found.high))
            label = f"{words.label(name)}: rate used"
            self._add(
                rate,
                Line(
                    label,
                    float(found.central),
                    "share of one-off cost",
                    *ends,
                    "worked out",
                    formula,
                ),
            )
        return self.cell(rate)

    def _assumption(self, name: str, value: Decimal) -> None:
        told = self._told[name]
        ends = [self._told.get(end) for end in _ends(name)]
        low, high = (None if one is None else float(str(one["value"])) for one in ends)
        label = f"{words.label(name)} ({name})"
        self._add(name, Line(label, float(value), str(told["unit"]), low, high, "assumed"))

    def _add(self, key: str, line: Line) -> None:
        self.lines.append(line)
        self._rows[key] = _FIRST + len(self.lines) - 1


def words_of(item: str) -> str:
    """``fit_out`` → ``fit out``."""
    return item.replace("_", " ")


def _product(found: Estimate) -> tuple[Factor, ...]:
    """The numbers that a sum is the product of; none where they do not give it."""
    value = prod((float(one.value) for one in found.product), start=1.0)
    same = abs(value - float(found.central)) <= 1e-9 * max(1.0, abs(value))
    return found.product if found.product and same else ()


def _ends(name: str) -> tuple[str, str]:
    """The names of the low and high value of an assumption that is kept in three values."""
    for unit in ("_gbp_per_m2", "_gbp_per_fte"):
        if name.endswith(unit):
            stem = name.removesuffix(unit)
            return f"{stem}_low{unit}", f"{stem}_high{unit}"
    return f"{name}_low", f"{name}_high"
