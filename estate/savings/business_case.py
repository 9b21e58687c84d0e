"""A scheme's business case: lenses, division, range and what must be said beside them.

Indicative: a discussion prompt, never a decision (docs/methods/what-is-saved-when.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.assumptions.optimism_and_funding import USED_GREEN_BOOK
from estate.assumptions.space import NEEDS
from estate.capacity import standard_words
from estate.errors import BadQuestion
from estate.savings.candidate_costs import BUSINESS_RATES, RENT_TO_PARTNER, group_of
from estate.savings.cash_flow import CashFlow, Terms
from estate.savings.cash_flow_parts import cash_flow, cash_flow_at
from estate.savings.division import Division, divide
from estate.savings.do_minimum import DoMinimum, do_minimum
from estate.savings.draws import Range
from estate.savings.estimates import RangeEnd
from estate.savings.finance import Discounting, discounting
from estate.savings.funding import Borrowing, Budget, Debt, Flag, budgets, debts, flags
from estate.savings.lenses import Lens, View, between_partners, imputed_share, view
from estate.savings.scheme import Scheme
from estate.savings.uncertainty import SchemeRange, scheme_range

#: Assumptions that a business case may rest on, echoed with it.
USED = (
    "discount_rate",
    "discount_rate_later",
    "discount_step_year",
    "scheme_horizon_years",
    "short_horizon_years",
    "price_base",
    "price_index_edition",
    *NEEDS,
    "double_running_months",
    "void_share",
    "void_months",
    "sigma_shared",
    "sigma_actual",
    "sigma_organisation_peers",
    "sigma_county_peers",
    "sigma_benchmark",
    "monte_carlo_draws",
    "monte_carlo_seed",
    "delay_months",
    "delay_p90_months",
    "duration_optimism_bias",
    *(
        f"{name}{case}{unit}"
        for name, unit in (
            ("avoidable_share", ""),
            ("optimism_bias", ""),
            ("project_management", ""),
            ("fit_out", "_gbp_per_m2"),
            ("dilapidations", "_gbp_per_m2"),
            ("marginal_host", "_gbp_per_m2"),
            ("moves", "_gbp_per_fte"),
            ("ict", "_gbp_per_fte"),
        )
        for case in ("_low", "", "_high")
    ),
    *USED_GREEN_BOOK,
)


@dataclass(frozen=True)
class ReceiptLine:
    """What a building might fetch: beside the NPV, never in it. Present values, GBP, weighted
    by the stated probability."""

    building: str
    year: int
    low_gbp: Decimal
    central_gbp: Decimal
    high_gbp: Decimal
    probability: Decimal


@dataclass(frozen=True)
class RentBeside:
    """What a host would charge for its space beside a market rent that was entered, GBP a year."""

    move: str
    charged_gbp_pa: Decimal
    market_gbp_pa: Decimal


@dataclass(frozen=True)
class BusinessCase:
    """Everything that is answered about one scheme; sums in GBP at ``price_base``, real.

    ``cases`` holds the club's NPV with every driver at its worst, middle and best.
    """

    scheme: Scheme
    assumptions: AssumptionSet
    cash: CashFlow
    price_base: str
    discounting: Discounting
    partners: tuple[View, ...]
    club: View
    economic: View
    between_partners_gbp: tuple[Decimal, ...]
    cases: dict[RangeEnd, Decimal]
    division: Division
    range: SchemeRange
    imputed_share: Decimal | None
    receipts: tuple[ReceiptLine, ...]
    debts: tuple[Debt, ...]
    budgets: tuple[Budget, ...]
    flags: tuple[Flag, ...]
    do_minimum: DoMinimum
    rents: tuple[RentBeside, ...]
    warnings: tuple[str, ...]
    statement: tuple[tuple[str, str], ...]
    used: tuple[str, ...] = USED


def business_case(
    scheme: Scheme,
    assumptions: AssumptionSet,
    today: date | None = None,
    borrowing: Borrowing | None = None,
    notes: tuple[str, ...] = (),
    used: tuple[str, ...] = USED,
) -> BusinessCase:
    """The business case of a scheme; ``today`` is only printed as the run date, ``notes`` come
    first among its warnings, and ``used`` names the assumptions to echo with it.

    Raises ``BadQuestion`` when nothing of the scheme happens within the horizon.

    Examples
    --------
    The move of the page ``docs/library.md``, which ends a lease:

    >>> found = business_case(scheme_of(town, plan), assumptions)
    >>> found.club.npv_gbp > 0, found.division.cost_shunt
    (True, False)
    """
    # A scheme's sums are in the money of the year it states: so are the rates beside them.
    assumptions = assumptions.at_prices(scheme.price_base)
    terms, rates = Terms(scheme, assumptions), discounting(assumptions)
    cash = cash_flow(terms)
    if not cash.flows:
        raise BadQuestion("Nothing in this scheme is paid or saved within its horizon.")
    partners = tuple(view(cash, Lens.PARTNER, scheme.partners, rates, p) for p in scheme.partners)
    club = view(cash, Lens.CLUB, scheme.partners, rates)
    names = {party.key: party.name for party in scheme.parties}
    imputed = imputed_share(cash, rates)
    gains = {str(one.party): one.npv_gbp for one in partners}
    receipts = _receipts(terms, rates)
    budget = budgets(scheme, cash)
    return BusinessCase(
        scheme=scheme,
        assumptions=assumptions,
        cash=cash,
        price_base=_price_base(terms),
        discounting=rates,
        partners=partners,
        club=club,
        economic=view(cash, Lens.ECONOMIC, scheme.partners, rates),
        between_partners_gbp=between_partners(cash, scheme.partners),
        cases={case: _club_npv(scheme, assumptions, rates, case) for case in RangeEnd},
        division=divide(terms, gains, rates, names),
        range=scheme_range(terms, rates),
        imputed_share=imputed,
        receipts=receipts,
        debts=debts(budget, partners, borrowing, assumptions),
        budgets=budget,
        flags=flags(scheme, cash, budget, assumptions),
        do_minimum=do_minimum(terms, cash, rates),
        rents=_rents(scheme),
        warnings=(*notes, *cash.notes, *_receipt_warning(receipts, club)),
        statement=_statement(terms, rates, imputed, today),
        used=used,
    )


def unsure_sign(case: BusinessCase, found: View) -> Range | None:
    """The range of a lens of which nobody can say whether it gains or loses, because it is a
    difference of figures that the reader sees by bands: it is not told as one number."""
    splits, rents = (
        {group_of(place.key, what) for place in case.scheme.buildings for what in of}
        for of in ((BUSINESS_RATES, RENT_TO_PARTNER), (RENT_TO_PARTNER,))
    )
    if found.lens is Lens.CLUB or splits.isdisjoint(case.cash.estimates):
        return None
    known = case.range.economic
    if found.lens is Lens.PARTNER:
        known = case.range.partners[str(found.party)]
        paid = {flow.payee for flow in case.cash.flows if flow.source in rents}
        if found.party not in paid:
            return None
    return known if known.p10_gbp < 0 < known.p90_gbp else None


def _price_base(terms: Terms) -> str:
    return terms.assumptions.price_base


def _club_npv(
    scheme: Scheme, assumptions: AssumptionSet, rates: Discounting, case: RangeEnd
) -> Decimal:
    cash = cash_flow_at(scheme, assumptions, case)
    return view(cash, Lens.CLUB, scheme.partners, rates).npv_gbp


def _rents(scheme: Scheme) -> tuple[RentBeside, ...]:
    """Of the moves for which a market rent was entered; what is due to the host counts."""
    found = []
    for move in scheme.moves:
        if move.market_rent_gbp_pa is not None:
            host = scheme.building[move.host].holder
            charged = sum(
                (one.amount_gbp_pa.central for one in move.charges_begun if one.payee == host),
                Decimal(0),
            )
            found.append(RentBeside(move.key, charged, move.market_rent_gbp_pa))
    return tuple(found)


def _receipts(terms: Terms, rates: Discounting) -> tuple[ReceiptLine, ...]:
    """Only when asked for, and only for buildings that everyone leaves, later than they do."""
    if not terms.scheme.receipts_shown:
        return ()
    scheme, lines = terms.scheme, []
    for place in scheme.buildings:
        if place.receipt is None:
            continue
        leaving = scheme.leaving(place.key, scheme.moves)
        if not scheme.empties(place.key, leaving):
            raise BadQuestion(f"{place.name}: a receipt needs a building that all occupiers leave.")
        vacated = max(terms.year_of(terms.last_day_before(move)) for move in leaving)
        year = terms.year_of(place.receipt.on)
        if year <= vacated:
            raise BadQuestion(f"{place.name}: a receipt comes in a year after the vacation.")
        factor = rates.factor(year) * place.receipt.probability
        sums = place.receipt.amount_gbp.times(factor)
        lines.append(
            ReceiptLine(
                place.key, year, sums.low, sums.central, sums.high, place.receipt.probability
            )
        )
    return tuple(lines)


def _receipt_warning(receipts: Sequence[ReceiptLine], club: View) -> tuple[str, ...]:
    """Replacement often costs as much as receipts bring."""
    if sum((line.central_gbp for line in receipts), Decimal(0)) > club.one_off_gbp > 0:
        return (
            "Amber: the receipts shown exceed the one-off cost; it would be imprudent to "
            "rely on net receipts.",
        )
    return ()


def _statement(
    terms: Terms, rates: Discounting, imputed: Decimal | None, today: date | None
) -> tuple[tuple[str, str], ...]:
    """What every estimate must print."""
    scheme, assumptions = terms.scheme, terms.assumptions
    first = scheme.base_year
    return (
        (
            "Base",
            f"{_count(scheme.moves, 'move')} between {len(scheme.buildings)} buildings of "
            f"{_count(scheme.partners, 'partner')}",
        ),
        ("Basis", "present value and yearly sums, each labelled"),
        ("Years", f"year 0 is {first}/{(first + 1) % 100:02d}; {terms.horizon_years} years after"),
        ("Price base", f"{_price_base(terms)}, real"),
        ("Price index", assumptions.text("price_index_edition")),
        ("Estimated", "not known" if imputed is None else f"{100 * imputed:.0f}% of the pounds"),
        ("Space standard", f"{standard_words(assumptions)} unless a need is stated"),
        ("Phase profile", "none: by the dates of each move and lease"),
        (
            "Counted for",
            "partner, club and economic, each apart; economic is the club less business "
            "rates, a simplification: recoverable VAT is taken as left out already",
        ),
        ("Receipts", "on, apart from NPV" if scheme.receipts_shown else "off"),
        ("Service integration", "off (k = 0)"),
        ("Discounting", f"{rates.words()}; horizon {terms.horizon_years} years"),
        ("Assumption set", f"{assumptions.id} ({assumptions.name})"),
        *(
            (("Changed from the published set", assumptions.changes_in_words()),)
            if assumptions.changes
            else ()
        ),
        ("Run date", "not stated" if today is None else today.isoformat()),
        ("Status", "indicative — not a decision"),
    )


def _count(of: Sequence[object], what: str) -> str:
    return f"{len(of)} {what}" + ("" if len(of) == 1 else "s")
