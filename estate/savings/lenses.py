"""The three lenses: one partner's cash, the club's, and the public purse's.

Partner: all it pays and receives. Club: the sum over partners, in which what one pays another
cancels. Economic: the club less taxes, which another public body receives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from estate.codes import TransferClass
from estate.savings.cash_flow import CashFlow, Flow
from estate.savings.figures import penny
from estate.savings.finance import Discounting, internal_rate, payback_year, peak_need

_ZERO = Decimal(0)


class Lens(StrEnum):
    """Whose money is counted."""

    PARTNER = "partner"
    CLUB = "club"
    ECONOMIC = "economic"


@dataclass(frozen=True)
class View:
    """A scheme through one lens. Gains are positive; yearly sums start with year 0; GBP.

    ``run_rate_gbp_pa`` is the recurrent gain at the end of the years counted, for a full year.
    ``benefit_cost_ratio`` is the present value of recurrent gains over that of one-off costs;
    null where there are none. Payback counts from year 0: the first year from which the running
    sum stays at or above nought; null where that is never. NPV never contains a receipt.
    """

    lens: Lens
    party: str | None
    yearly_gbp: tuple[Decimal, ...]
    npv_gbp: Decimal
    run_rate_gbp_pa: Decimal
    one_off_gbp: Decimal
    benefit_cost_ratio: float | None
    payback_year: int | None
    discounted_payback_year: int | None
    peak_need_gbp: Decimal
    peak_need_year: int | None
    internal_rate: float | None


def effect(flow: Flow, lens: Lens, partners: Iterable[str], party: str | None = None) -> Decimal:
    """What one flow means to a lens: positive = money gained, GBP."""
    if lens is Lens.ECONOMIC and flow.transfer is TransferClass.TAX:
        return _ZERO
    counted = {party} if lens is Lens.PARTNER else set(partners)
    return flow.amount_gbp * ((flow.payee in counted) - (flow.payer in counted))


def view(
    cash: CashFlow,
    lens: Lens,
    partners: Sequence[str],
    discounting: Discounting,
    party: str | None = None,
) -> View:
    """All measures of a cash flow through one lens."""
    recurrent, one_off = [_ZERO] * (cash.horizon_years + 1), [_ZERO] * (cash.horizon_years + 1)
    for flow in cash.flows:
        rows = one_off if flow.one_off else recurrent
        rows[flow.year] += effect(flow, lens, partners, party)
    yearly = tuple(a + b for a, b in zip(recurrent, one_off, strict=True))
    discounted = [sum_ * discounting.factor(year) for year, sum_ in enumerate(yearly)]
    spent = -discounting.present_value(one_off)
    peak, peak_year = peak_need(yearly)
    return View(
        lens=lens,
        party=party,
        yearly_gbp=yearly,
        npv_gbp=sum(discounted, _ZERO),
        run_rate_gbp_pa=sum((effect(flow, lens, partners, party) for flow in cash.lasting), _ZERO),
        one_off_gbp=-sum(one_off, _ZERO),
        benefit_cost_ratio=float(discounting.present_value(recurrent) / spent)
        if spent > 0
        else None,
        payback_year=payback_year(yearly),
        discounted_payback_year=payback_year(discounted),
        peak_need_gbp=peak,
        peak_need_year=peak_year,
        internal_rate=internal_rate(yearly),
    )


def annual_equivalents(
    found: View, discounting: Discounting, short_years: int
) -> dict[int, Decimal]:
    """The yearly sum, years 1 to n, that is worth what the years up to n are: GBP a year by n.

    Of all years counted, and of ``short_years`` where they are fewer. So periods of different
    length compare.
    """
    last = len(found.yearly_gbp) - 1
    told = {}
    for years in dict.fromkeys((last, min(short_years, last))):
        worth = discounting.present_value(found.yearly_gbp[: years + 1])
        annuity = sum((discounting.factor(year) for year in range(1, years + 1)), _ZERO)
        told[years] = worth / annuity
    return told


def between_partners(cash: CashFlow, partners: Sequence[str]) -> tuple[Decimal, ...]:
    """What partners pay one another each year, GBP: shown, because the club's lens hides it."""
    yearly = [_ZERO] * (cash.horizon_years + 1)
    for flow in cash.flows:
        if flow.payer in partners and flow.payee in partners:
            yearly[flow.year] += flow.amount_gbp
    return tuple(yearly)


def imputed_share(cash: CashFlow, discounting: Discounting) -> Decimal | None:
    """Share of the pounds moved (present value, gains and costs alike) that is not measured."""
    sums = [abs(flow.amount_gbp) * discounting.factor(flow.year) for flow in cash.flows]
    whole = sum(sums, _ZERO)
    if not whole:
        return None
    guessed = (value for flow, value in zip(cash.flows, sums, strict=True) if flow.imputed)
    return sum(guessed, _ZERO) / whole


def pence(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """Each rounded to the penny."""
    return tuple(penny(value) for value in values)
