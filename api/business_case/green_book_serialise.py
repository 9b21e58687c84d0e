"""What stands beside a business case: budgets, loans, flags, do-minimum, market rents."""

from decimal import Decimal
from typing import Any

from estate.savings import BusinessCase
from estate.savings.do_minimum import DoMinimum
from estate.savings.figures import Basis, penny
from estate.savings.spending import CAPITAL_ITEMS

Row = dict[str, Any]


def beside(case: BusinessCase) -> Row:
    """The parts of the answer that stand beside the NPV and are never in it."""
    return {
        "capital_and_revenue": [_budget(case, at) for at in range(len(case.budgets))],
        "debts": _debts(case),
        "flags": [_flag(case, at) for at in range(len(case.flags))],
        "do_minimum": _do_minimum(case),
        "market_rents": [
            {
                "move": one.move,
                "charged_gbp_pa": _pounds(one.charged_gbp_pa),
                "market_gbp_pa": _pounds(one.market_gbp_pa),
                "charged_less_market_gbp_pa": _pounds(one.charged_gbp_pa - one.market_gbp_pa),
            }
            for one in case.rents
        ],
    }


def _budget(case: BusinessCase, at: int) -> Row:
    one = case.budgets[at]
    return {
        "party": one.party,
        "basis": Basis.CUMULATIVE.value,
        "price_base": case.price_base,
        "capital_gbp": _pounds(one.capital_gbp),
        "revenue_gbp": _pounds(one.revenue_gbp),
        "capital_yearly_gbp": [_pounds(sum_) for sum_ in one.capital_yearly_gbp],
        "capital_items": sorted(CAPITAL_ITEMS),
        "borrows": one.borrows.value,
        "borrows_words": one.borrows.words,
        "borrowable_gbp": _pounds(one.borrowable_gbp),
    }


def _flag(case: BusinessCase, at: int) -> Row:
    one = case.flags[at]
    return {
        "name": one.name,
        "party": one.party,
        "applies": one.applies,
        "words": one.words,
        "input": one.input,
        "input_value": None if one.input is None else case.assumptions.value(one.input),
        "amount_gbp": None if one.amount_gbp is None else _pounds(one.amount_gbp),
        "unit": one.unit,
    }


def _do_minimum(case: BusinessCase) -> Row:
    found = case.do_minimum
    return {
        "lens": "club",
        "basis": "cash of the year, real; costs positive",
        "price_base": case.price_base,
        "present_value_gbp": _pounds(found.present_value_gbp),
        "option_present_value_gbp": _pounds(found.option_present_value_gbp),
        "backlog_avoided_present_value_gbp": _pounds(found.avoided_present_value_gbp),
        "rows": [
            {
                name: _pounds(value) if isinstance(value, Decimal) else value
                for name, value in row.items()
            }
            for row in by_year(case)
        ],
        "lease_events": [
            {"building": one.building, "on": one.shown, "words": one.words} for one in found.events
        ],
        "notes": list(found.notes),
        "explanation": EXPLAINED,
    }


EXPLAINED = (
    "What the buildings that would be left cost the club if nobody moved, and what the option "
    "costs in their place. The difference is the net present value, plus the backlog of repairs "
    "that would no longer fall due, which is not in the net present value."
)


def by_year(case: BusinessCase) -> list[Row]:
    """Do-minimum and option, year by year, GBP, costs positive."""
    found: DoMinimum = case.do_minimum
    rows = []
    for year in range(case.cash.horizon_years + 1):
        starts = case.scheme.base_year + year
        rows.append(
            {
                "year": f"{starts}/{(starts + 1) % 100:02d}",
                "do_minimum_gbp": found.yearly_gbp[year],
                "of_it_backlog_gbp": found.backlog_gbp[year],
                "option_gbp": found.option_gbp[year],
                "backlog_avoided_gbp": found.avoided_gbp[year],
            }
        )
    return rows


def _debts(case: BusinessCase) -> list[Row]:
    return [
        {
            "party": debt.party,
            "principal_gbp": float(debt.loan.principal_gbp),
            "rate_pa": float(debt.loan.rate_pa),
            "years": debt.loan.years,
            "half_yearly_payment_gbp": float(debt.loan.payment_gbp),
            "total_interest_gbp": float(debt.loan.total_interest_gbp),
            "alternatives": [
                {
                    "kind": loan.kind,
                    "first_payment_gbp": float(loan.first_payment_gbp),
                    "last_payment_gbp": float(loan.last_payment_gbp),
                    "total_interest_gbp": float(loan.total_interest_gbp),
                }
                for loan in debt.alternatives
            ],
            "note": f"what its {debt.of} would cost to borrow, half-yearly; outside the NPV",
        }
        for debt in case.debts
    ]


def _pounds(amount: Decimal) -> float:
    return float(penny(amount))
