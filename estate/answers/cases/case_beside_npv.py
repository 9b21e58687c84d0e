"""What stands beside a net present value and is never in it: receipts, budgets, debts, flags."""

from decimal import Decimal
from typing import Any

from estate.answers.answer import Answer, answer
from estate.answers.cases.case_do_minimum import do_minimum_answer
from estate.answers.cases.case_sums import pounds
from estate.savings import Application, BusinessCase
from estate.savings.capital_or_revenue import CAPITAL_ITEMS
from estate.savings.figures import Basis
from estate.savings.funding import Debt

_BESIDE_THE_NPV = "weighted by its probability; beside the NPV excluding receipts, never in it"


@answer
class GainApplied(Answer):
    """Shares (0-1) and pounds of one partner's yearly gain at the end of the years counted."""

    party: str
    yearly_gain_gbp_pa: float
    double_running_share: float
    bottom_line_share: float
    returned_to_centre_share: float
    unallocated_share: float
    double_running_gbp_pa: float
    bottom_line_gbp_pa: float
    returned_to_centre_gbp_pa: float
    unallocated_gbp_pa: float


@answer
class ReceiptAnswer(Answer):
    """What a building might bring, present value."""

    building: str
    year: int
    basis: str
    low_gbp: float
    central_gbp: float
    high_gbp: float
    probability: float
    note: str


@answer
class BudgetAnswer(Answer):
    """What one partner would pay once, from either budget, and whether it may borrow."""

    party: str
    basis: str
    price_base: str
    capital_gbp: float
    revenue_gbp: float
    capital_yearly_gbp: list[float]
    capital_items: list[str]
    borrows: str
    borrows_words: str
    borrowable_gbp: float


@answer
class OtherLoan(Answer):
    """The same principal lent in another way."""

    kind: str
    first_payment_gbp: float
    last_payment_gbp: float
    total_interest_gbp: float


@answer
class DebtAnswer(Answer):
    """What one partner's borrowing would cost, outside the NPV."""

    party: str
    principal_gbp: float
    rate_pa: float
    years: int
    half_yearly_payment_gbp: float
    total_interest_gbp: float
    alternatives: list[OtherLoan]
    note: str


@answer
class FlagAnswer(Answer):
    """Minimum revenue provision, IFRS 16 or VAT of one partner; never in the NPV."""

    name: str
    party: str
    applies: str
    words: str
    input: str | None
    input_value: Any
    amount_gbp: float | None
    unit: str


@answer
class MarketRent(Answer):
    """What a host charges beside a market rent that was entered."""

    move: str
    charged_gbp_pa: float
    market_gbp_pa: float
    charged_less_market_gbp_pa: float


def gains_applied(case: BusinessCase) -> list[GainApplied]:
    """What each partner says it would do with its yearly gain."""
    stated = {one.party: one for one in case.scheme.application}
    rows = []
    for one in case.partners:
        told = stated.get(str(one.party), Application(str(one.party)))
        uses = ("double_running", "bottom_line", "returned_to_centre", "unallocated")
        shares: dict[str, Decimal] = {name: getattr(told, name) for name in uses}
        rows.append(
            GainApplied(
                party=str(one.party),
                yearly_gain_gbp_pa=pounds(one.run_rate_gbp_pa),
                **{f"{name}_share": float(part) for name, part in shares.items()},
                **{
                    f"{name}_gbp_pa": pounds(part * one.run_rate_gbp_pa)
                    for name, part in shares.items()
                },
            )
        )
    return rows


def receipt_answer(case: BusinessCase, number: int) -> ReceiptAnswer:
    """One receipt by its number, weighted."""
    line = case.receipts[number]
    return ReceiptAnswer(
        building=line.building,
        year=line.year,
        basis=Basis.PRESENT_VALUE.value,
        low_gbp=pounds(line.low_gbp),
        central_gbp=pounds(line.central_gbp),
        high_gbp=pounds(line.high_gbp),
        probability=float(line.probability),
        note=_BESIDE_THE_NPV,
    )


def beside_npv(case: BusinessCase) -> dict[str, Any]:
    """The parts that stand beside the NPV and are never in it."""
    return {
        "capital_and_revenue": [_budget(case, at) for at in range(len(case.budgets))],
        "debts": [_debt(one) for one in case.debts],
        "flags": [_flag(case, at) for at in range(len(case.flags))],
        "do_minimum": do_minimum_answer(case),
        "market_rents": [
            MarketRent(
                move=one.move,
                charged_gbp_pa=pounds(one.charged_gbp_pa),
                market_gbp_pa=pounds(one.market_gbp_pa),
                charged_less_market_gbp_pa=pounds(one.charged_gbp_pa - one.market_gbp_pa),
            )
            for one in case.rents
        ],
    }


def _budget(case: BusinessCase, at: int) -> BudgetAnswer:
    one = case.budgets[at]
    return BudgetAnswer(
        party=one.party,
        basis=Basis.CUMULATIVE.value,
        price_base=case.price_base,
        capital_gbp=pounds(one.capital_gbp),
        revenue_gbp=pounds(one.revenue_gbp),
        capital_yearly_gbp=[pounds(sum_) for sum_ in one.capital_yearly_gbp],
        capital_items=sorted(CAPITAL_ITEMS),
        borrows=one.borrows.value,
        borrows_words=one.borrows.words,
        borrowable_gbp=pounds(one.borrowable_gbp),
    )


def _debt(debt: Debt) -> DebtAnswer:
    return DebtAnswer(
        party=debt.party,
        principal_gbp=float(debt.loan.principal_gbp),
        rate_pa=float(debt.loan.rate_pa),
        years=debt.loan.years,
        half_yearly_payment_gbp=float(debt.loan.payment_gbp),
        total_interest_gbp=float(debt.loan.total_interest_gbp),
        alternatives=[OtherLoan.made_of(loan) for loan in debt.alternatives],
        note=f"what its {debt.of} would cost to borrow, half-yearly; outside the NPV",
    )


def _flag(case: BusinessCase, at: int) -> FlagAnswer:
    one = case.flags[at]
    return FlagAnswer(
        name=one.name,
        party=one.party,
        applies=one.applies,
        words=one.words,
        input=one.input,
        input_value=None if one.input is None else case.assumptions.value(one.input),
        amount_gbp=None if one.amount_gbp is None else pounds(one.amount_gbp),
        unit=one.unit,
    )
