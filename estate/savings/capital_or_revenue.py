"""Capital and revenue: what a payment is for says which (LGA 2003 s.16; the accounting code).

Capital is what acquires or enhances an asset: works at the host and the ICT put into it, with their
project management. Removals, dilapidations, penalties, premiums, fees on letting and all yearly
payments are revenue. A working rule: the body's own accounts decide.
"""

from enum import StrEnum


class Spending(StrEnum):
    """Which of an organisation's two budgets a payment comes from."""

    CAPITAL = "capital"
    REVENUE = "revenue"


CAPITAL_ITEMS = frozenset({"fit_out", "adaptation", "ict"})


def spending_of(item: str) -> Spending:
    """Capital or revenue, by what a payment is for (``Flow.item``)."""
    return Spending.CAPITAL if item in CAPITAL_ITEMS else Spending.REVENUE
