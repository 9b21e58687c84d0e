"""Who pays what from capital and from revenue, who may borrow for it, and three flags.

Only capital is borrowed for, and only by bodies that the PWLB lends to. What accounts make of it
(minimum revenue provision, leases under IFRS 16, VAT) is flagged with what would be asked for: no
accounts are kept here, and nothing of it is in the NPV.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.savings.bodies import Borrows, Recovers, borrowing_of, recovery_of
from estate.savings.capital_or_revenue import Spending
from estate.savings.cash_flow import CashFlow
from estate.savings.figures import penny
from estate.savings.finance import Annuity, Loan, annuity, equal_instalments, maturity
from estate.savings.lenses import View
from estate.savings.scheme import OUTSIDE, Scheme

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Borrowing:
    """The rate and term of a loan, as the user states them: none is assumed."""

    rate_pa: Decimal
    years: int


@dataclass(frozen=True)
class Budget:
    """What one partner would pay once, GBP, undiscounted and less what it is paid once: capital and
    revenue apart; ``capital_yearly_gbp`` by year, year 0 first; whether it may borrow."""

    party: str
    capital_gbp: Decimal
    revenue_gbp: Decimal
    capital_yearly_gbp: tuple[Decimal, ...]
    borrows: Borrows

    @property
    def borrowable_gbp(self) -> Decimal:
        """Its capital where the PWLB lends to it, else nought."""
        return max(_ZERO, self.capital_gbp) if self.borrows.lends else _ZERO


@dataclass(frozen=True)
class Debt:
    """What one partner's borrowing would cost, outside the NPV: as an annuity, and by equal
    instalments or at maturity instead. ``of`` says what the principal is."""

    party: str
    loan: Annuity
    alternatives: tuple[Loan, ...]
    of: str = "peak cash need"


@dataclass(frozen=True)
class Flag:
    """A question of accounts or tax for one partner: ``applies`` is yes, no or not known; ``input``
    names the assumption that its sum (GBP, or GBP a year) was worked out with."""

    name: str
    party: str
    applies: str
    words: str
    input: str | None = None
    amount_gbp: Decimal | None = None
    unit: str = ""


def budgets(scheme: Scheme, cash: CashFlow) -> tuple[Budget, ...]:
    """Capital and revenue of every partner's one-off payments."""
    kinds = {party.key: party.kind for party in scheme.parties}
    found = []
    for party in scheme.partners:
        capital, revenue = [_ZERO] * (cash.horizon_years + 1), _ZERO
        for flow in cash.flows:
            paid = flow.amount_gbp * ((flow.payer == party) - (flow.payee == party))
            if flow.one_off and flow.spending is Spending.CAPITAL:
                capital[flow.year] += paid
            elif flow.one_off:
                revenue += paid
        found.append(
            Budget(party, sum(capital, _ZERO), revenue, tuple(capital), borrowing_of(kinds[party]))
        )
    return tuple(found)


def debts(
    found: Sequence[Budget],
    partners: Sequence[View],
    borrowing: Borrowing | None,
    assumptions: AssumptionSet,
) -> tuple[Debt, ...]:
    """The loan of every partner that would take one; none unless a rate is stated."""
    if borrowing is None:
        return ()
    of = "capital"
    sums = {one.party: one.borrowable_gbp for one in found}
    if assumptions.text("borrowing_rule") == "peak_need":
        of = "peak cash need"
        sums = {str(one.party): one.peak_need_gbp for one in partners}
    rate, years = borrowing.rate_pa, borrowing.years
    return tuple(
        Debt(
            party,
            annuity(principal, rate, years),
            (equal_instalments(principal, rate, years), maturity(principal, rate, years)),
            of,
        )
        for party, principal in sums.items()
        if principal > 0
    )


def flags(
    scheme: Scheme, cash: CashFlow, found: Sequence[Budget], assumptions: AssumptionSet
) -> tuple[Flag, ...]:
    """Minimum revenue provision, IFRS 16 and VAT, for each partner that any of them touches."""
    kinds = {party.key: party.kind for party in scheme.parties}
    told: list[Flag] = []
    for one in found:
        told += _provision(one, assumptions)
        told += _leases(one.party, scheme)
        told += _vat(one.party, recovery_of(kinds[one.party]), cash, assumptions)
    return tuple(told)


def _provision(budget: Budget, assumptions: AssumptionSet) -> list[Flag]:
    if budget.capital_gbp <= 0:
        return []
    name = "Minimum revenue provision"
    if budget.borrows in (Borrows.NO, Borrows.OWN_LENDERS):
        return [Flag(name, budget.party, "no", budget.borrows.words)]
    if budget.borrows is Borrows.NOT_KNOWN:
        return [Flag(name, budget.party, "not known", budget.borrows.words)]
    years = int(assumptions.value("mrp_years"))
    yearly = penny(budget.capital_gbp / years)
    return [
        Flag(
            name,
            budget.party,
            "yes",
            "capital that is borrowed, or else not paid for at once, is charged to revenue "
            f"over its life: in equal parts over {years} years, besides interest",
            "mrp_years",
            yearly,
            "GBP a year",
        )
    ]


def _leases(party: str, scheme: Scheme) -> list[Flag]:
    """Leases and agreements that begin or end: a liability and a right of use in the accounts."""
    said = []
    left = {move.origin for move in scheme.moves if scheme.empties(move.origin, scheme.moves)}
    if any(scheme.building[key].rented and scheme.building[key].holder == party for key in left):
        said.append("the lease that ends takes its liability and its right of use off the accounts")
    if any(charge.payer == party for move in scheme.moves for charge in move.charges_begun):
        said.append(
            "an agreement with the host for more than twelve months may be a lease: its "
            "term decides"
        )
    return [Flag("IFRS 16", party, "yes", "; ".join(said))] if said else []


def _vat(party: str, recovers: Recovers, cash: CashFlow, assumptions: AssumptionSet) -> list[Flag]:
    once = (flow for flow in cash.flows if flow.one_off and flow.payer == party)
    paid = sum((flow.amount_gbp for flow in once if flow.payee == OUTSIDE), _ZERO)
    if paid <= 0:
        return []
    if recovers is Recovers.FULLY:
        return [Flag("VAT", party, "no", recovers.words)]
    applies = "not known" if recovers is Recovers.NOT_KNOWN else "yes"
    lost = penny(paid * assumptions.money("vat_not_recovered"))
    return [
        Flag(
            "VAT",
            party,
            applies,
            f"{recovers.words}; at most this much of its one-off cost",
            "vat_not_recovered",
            lost,
            "GBP once",
        )
    ]
