"""Files of a business case: the table of its payments, and its inputs for a workbook."""

from datetime import date
from decimal import Decimal
from typing import Any

from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.cases.business_case_answer import shown
from estate.answers.cases.case_sums import financial_year
from estate.answers.county.top_down import share
from estate.codes import DISCLAIMER
from estate.rows import NewRow
from estate.savings import BusinessCase
from estate.savings.cash_flow import Flow
from estate.savings.estimates import Estimate
from estate.savings.figures import penny
from estate.savings.lenses import Lens, effect

CSV_HEADINGS = (
    "year",
    "financial_year",
    "item",
    "subject",
    "payer",
    "payee",
    "amount_gbp",
    "transfer_class",
    "one_off",
    "spending",
    "on_top_of",
    "imputed",
    "club_gain_gbp",
    "economic_gain_gbp",
    "discount_factor",
    "club_present_value_gbp",
    "basis",
    "price_base",
    "horizon_years",
    "assumption_set",
    "assumptions_changed",
    "imputed_share",
    "disclaimer",
)


def csv_rows(case: BusinessCase) -> list[NewRow]:
    """The cash-flow table: one row a payment, with what it means to club and public purse."""
    return [
        {
            "year": flow.year,
            "financial_year": financial_year(case, flow.year),
            "item": flow.item,
            "subject": flow.subject,
            "payer": flow.payer,
            "payee": flow.payee,
            "amount_gbp": flow.amount_gbp,
            "transfer_class": flow.transfer.value,
            "one_off": flow.one_off,
            "spending": flow.spending.value,
            "on_top_of": flow.on_top_of,
            "imputed": flow.imputed,
            "club_gain_gbp": (gain := effect(flow, Lens.CLUB, case.scheme.partners)),
            "economic_gain_gbp": effect(flow, Lens.ECONOMIC, case.scheme.partners),
            "discount_factor": round(factor := case.discounting.factor(flow.year), 10),
            "club_present_value_gbp": penny(gain * factor),
            "basis": "cash of the year, real, more (or less, below 0) than without the scheme",
            "price_base": case.price_base,
            "horizon_years": case.cash.horizon_years,
            "assumption_set": case.assumptions.id,
            "assumptions_changed": case.assumptions.changes_in_words() or "none",
            "imputed_share": share(case.imputed_share),
            "disclaimer": DISCLAIMER,
        }
        for flow in in_order(case)
    ]


def in_order(case: BusinessCase) -> list[Flow]:
    """Every payment by year, subject and item, as the table of payments has them."""
    return sorted(case.cash.flows, key=lambda one: (one.year, one.subject, one.item))


def input_rows(answer: SchemeAnswer) -> list[list[Any]]:
    """The inputs for a workbook: label, value, low, high, unit, how known, source."""
    return [
        [one.label, *_numbers(one.value, answer), one.unit, one.known.value, one.source]
        for one in answer.inputs
    ]


def _numbers(value: Decimal | Estimate | date | str | None, answer: SchemeAnswer) -> list[Any]:
    """A value with the ends of its range, each a number where it is one."""
    if isinstance(value, Estimate):
        return [float(value.central), float(value.low), float(value.high)]
    told = shown(value, answer)
    return [told.isoformat() if isinstance(told, date) else told, None, None]
