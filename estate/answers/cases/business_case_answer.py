"""A business case as every door answers it: every sum says what it is; gains are positive.

All sums are GBP, real, at ``price_base``. A candidate's case has the candidate and every input
beside; days of others' leases are quarters there, and figures their published bands.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from estate.answers.answer import Answer, AssumptionUsed, Line, answer
from estate.answers.candidates import candidate as candidates
from estate.answers.candidates.candidate import Candidate
from estate.answers.cases.business_case import SchemeAnswer
from estate.answers.county.top_down import share
from estate.answers.travelling import Travelling, resting_on
from estate.assumptions import DEFAULTS, AssumptionSet
from estate.codes import DISCLAIMER
from estate.colocation import NameLookup
from estate.quarters import seen
from estate.savings import Application, BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.candidate_inputs import KNOWN_WORDS, Input, in_words
from estate.savings.capital_or_revenue import CAPITAL_ITEMS
from estate.savings.division import Division, Payment, Split
from estate.savings.estimates import Estimate
from estate.savings.figures import Basis, penny
from estate.savings.funding import Debt
from estate.savings.lenses import Lens, View, annual_equivalents

FROM_BANDS = "you see other organisations' costs as bands, so treat these totals as rough"
DO_MINIMUM_EXPLAINED = (
    "What the buildings that would be left cost the club if nobody moved, and what the option "
    "costs in their place. The difference is the net present value plus the backlog of repairs "
    "that would no longer fall due. That backlog is not in the net present value."
)
_BESIDE_THE_NPV = "weighted by its probability; beside the NPV excluding receipts, never in it"


@answer
class Sum(Answer):
    """One sum, GBP, with what it is: ``basis``, over so many years, in which prices."""

    amount_gbp: float
    basis: str
    years: int | None
    price_base: str


@answer
class LensAnswer(Answer):
    """One lens. ``sign_known``: false where nobody can say from bands whether it gains or loses;
    its NPV is then no more than the middle of ``npv_range_gbp``."""

    npv: Sum
    sign_known: bool
    npv_range_gbp: Annotated[list[float] | None, Field(description="P10 and P90")]
    annual_equivalents: list[Sum] | None
    run_rate: Sum
    one_off: Sum
    benefit_cost_ratio: float | None
    payback_year: int | None
    discounted_payback_year: int | None
    peak_need_gbp: float
    peak_need_year: int | None
    internal_rate: float | None
    yearly_gbp: list[float]


@answer
class Lenses(Answer):
    """Who gains, by three ways of looking."""

    partner: dict[str, LensAnswer]
    club: LensAnswer
    economic: LensAnswer


@answer
class BetweenPartners(Answer):
    """Yearly payments of one partner to another, which cancel for the club."""

    basis: str
    yearly_gbp: list[float]


@answer
class PaymentDue(Answer):
    """What one partner would pay another so that a division holds."""

    payer: str
    payee: str
    present_value_gbp: float


@answer
class SplitAnswer(Answer):
    """One way of dividing the gain, by party."""

    shares_gbp: dict[str, float]
    payments: list[PaymentDue]


@answer
class DivisionAnswer(Answer):
    """Who gains and who loses, and what would make good."""

    basis: str
    club_gbp: float
    gains_gbp: dict[str, float]
    cost_shunt: bool
    worse_off: list[str]
    statement: str
    compensation: list[PaymentDue] | None
    equal_split: SplitAnswer
    shapley: SplitAnswer | None
    partners_taking_part: int
    complexity_index: int
    relative_ease: float


@answer
class Spread(Answer):
    """A range, GBP."""

    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float


@answer
class Driver(Answer):
    """How far the club's NPV goes with one driver alone."""

    driver: str
    worst_gbp: float
    best_gbp: float
    spread_gbp: float


@answer
class WorthKnowing(Answer):
    """By how much the range would narrow if one figure were known."""

    figure: str
    tier: str | None
    narrowing_gbp: float
    narrowing_share: float


@answer
class RangeAnswer(Answer):
    """The club's NPV over the draws, and each partner's."""

    basis: str
    lens: str
    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float
    partners: dict[str, Spread]
    draws: int
    seed: int
    sigma_shared: float
    drivers: list[Driver]
    value_of_information: list[WorthKnowing]


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
class DoMinimumYear(Answer):
    """Costs of one financial year, positive."""

    year: str
    do_minimum_gbp: float
    of_it_backlog_gbp: float
    option_gbp: float
    backlog_avoided_gbp: float


@answer
class LeaseEvent(Answer):
    """What falls due at one building if nobody moves."""

    building: str
    on: str
    words: str


@answer
class DoMinimumAnswer(Answer):
    """Everybody stays, leases run on, the backlog falls due; beside the option."""

    lens: str
    basis: str
    price_base: str
    present_value_gbp: float
    option_present_value_gbp: float
    backlog_avoided_present_value_gbp: float
    rows: list[DoMinimumYear]
    lease_events: list[LeaseEvent]
    notes: list[str]
    explanation: str


@answer
class MarketRent(Answer):
    """What a host charges beside a market rent that was entered."""

    move: str
    charged_gbp_pa: float
    market_gbp_pa: float
    charged_less_market_gbp_pa: float


@answer
class AssumptionChanged(Answer):
    """What differs from the published set, for this answer alone."""

    name: str
    value: Any
    published: Any
    unit: str


@answer
class CaseAnswer(Answer):
    """What ``POST /savings/business-case`` answers; all sums GBP, real, at ``price_base``."""

    name: str
    price_base: str
    base_year: int
    horizon_years: int
    years: Annotated[list[str], Field(description="financial years 0 … horizon")]
    discounting: str
    lenses: Annotated[Lenses, Field(description="partner (by party), club and economic")]
    between_partners: Annotated[BetweenPartners, Field(description="yearly payments that cancel")]
    npv_cases: Annotated[
        dict[str, Sum], Field(description="club NPV, all drivers worst, middle, best")
    ]
    division: DivisionAnswer
    range: Annotated[RangeAnswer, Field(description="P10, P50, P90, drivers, value of information")]
    imputed_share: Annotated[float | None, Field(description="of the pounds, 0-1")]
    application: Annotated[
        list[GainApplied],
        Field(
            description="what each partner would do with its yearly gain; nothing is allocated "
            "unless the partners say so"
        ),
    ]
    receipts: Annotated[list[ReceiptAnswer], Field(description="beside the NPV, never in it")]
    capital_and_revenue: Annotated[
        list[BudgetAnswer],
        Field(
            description="by partner: what it would pay once from either budget; whether it may "
            "borrow"
        ),
    ]
    debts: Annotated[
        list[DebtAnswer],
        Field(description="of those the PWLB lends to, for capital; only where a rate is stated"),
    ]
    flags: Annotated[
        list[FlagAnswer],
        Field(
            description="minimum revenue provision, IFRS 16 and VAT, by partner; never in the NPV"
        ),
    ]
    do_minimum: Annotated[
        DoMinimumAnswer,
        Field(
            description="everybody stays, leases run on, the backlog falls due; beside the option"
        ),
    ]
    market_rents: Annotated[
        list[MarketRent],
        Field(description="what a host charges beside a market rent, where one was entered"),
    ]
    warnings: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    assumptions_changed: Annotated[
        list[AssumptionChanged],
        Field(description="what differs from the published set, for this answer alone"),
    ]
    disclaimer: str


@answer
class InputAnswer(Answer):
    """One figure that the case was made from, and how it is known."""

    label: str
    value: Any
    unit: str
    known: str
    known_words: str
    imputed: bool
    source: str
    assumptions: list[str]


@answer
class CandidateCase(CaseAnswer):
    """A business case with the candidate it was made from and all that went into it."""

    candidate: Candidate
    inputs: Annotated[list[InputAnswer], Field(description="every figure, and how it is known")]
    exact: Annotated[
        bool, Field(description="False: others' costs count as bands, so totals are rough")
    ]
    basis: str
    travel: Annotated[Travelling, Field(description="what minutes between the two rest on")]
    reader: str


def case_answer(case: BusinessCase) -> CaseAnswer:
    """The whole answer about a scheme."""
    return CaseAnswer(**_parts(case), statement=_lines(case.statement))


def candidate_case(found: SchemeAnswer) -> CandidateCase:
    """The whole answer about a candidate; days as quarters where the reader sees only those."""
    return CandidateCase(
        **_parts(found.case),
        statement=_lines(statement(found)),
        candidate=candidate(found),
        inputs=[_input(one, found) for one in found.inputs],
        exact=found.exact,
        basis=f"present values and yearly sums, each labelled; {basis_of(found)}",
        travel=resting_on(found.estate.network, found.case.assumptions),
        reader=found.estate.reader,
    )


def candidate(found: SchemeAnswer) -> Candidate:
    """The candidate that the case was made from, as every list has it."""
    row = dict(found.candidate)
    # Only names are read from these words; the sentences stand in the explanation.
    words = NameLookup.of_estate([row], found.estate, AssumptionSet())
    return candidates.candidate(row, found.explanation, words, {})


def basis_of(found: SchemeAnswer) -> str:
    """How sure its figures are for this reader."""
    return "as recorded" if found.exact else FROM_BANDS


def statement(found: SchemeAnswer) -> list[tuple[str, str]]:
    """What the case rests on, line by line."""
    return [*found.case.statement, ("Figures", basis_of(found))]


def shown(value: Decimal | Estimate | date | str | None, found: SchemeAnswer) -> Any:
    """A value as this reader may have it: a day, or its quarter where the lease is another's."""
    if isinstance(value, date):
        own = found.estate.reader != "club" and bool(found.candidate["dates_exact"])
        return seen(value, own or found.exact)
    if isinstance(value, Estimate):
        return in_words(value)
    return float(value) if isinstance(value, Decimal) else value


def financial_year(case: BusinessCase, year: int) -> str:
    """Of year 0 … horizon of a case."""
    starts = case.scheme.base_year + year
    return f"{starts}/{(starts + 1) % 100:02d}"


def equivalents(case: BusinessCase, found: View) -> dict[int, Decimal]:
    """The annual equivalents of a lens by the years they are of."""
    short = int(case.assumptions.value("short_horizon_years"))
    return annual_equivalents(found, case.discounting, short)


def do_minimum_by_year(case: BusinessCase) -> list[DoMinimumYear]:
    """Do-minimum and option, year by year."""
    found = case.do_minimum
    return [
        DoMinimumYear(
            year=financial_year(case, year),
            do_minimum_gbp=_pounds(found.yearly_gbp[year]),
            of_it_backlog_gbp=_pounds(found.backlog_gbp[year]),
            option_gbp=_pounds(found.option_gbp[year]),
            backlog_avoided_gbp=_pounds(found.avoided_gbp[year]),
        )
        for year in range(case.cash.horizon_years + 1)
    ]


def _parts(case: BusinessCase) -> dict[str, Any]:
    """All but the statement, which a candidate's case has a line more of."""
    cash = case.cash
    return {
        "name": case.scheme.name,
        "price_base": case.price_base,
        "base_year": case.scheme.base_year,
        "horizon_years": cash.horizon_years,
        "years": [financial_year(case, year) for year in range(cash.horizon_years + 1)],
        "discounting": case.discounting.words(),
        "lenses": Lenses(
            partner={str(one.party): _lens(one, case) for one in case.partners},
            club=_lens(case.club, case),
            economic=_lens(case.economic, case),
        ),
        "between_partners": BetweenPartners(
            basis="yearly", yearly_gbp=_exactly(case.between_partners_gbp)
        ),
        "npv_cases": {level.value: _present(npv, case) for level, npv in case.cases.items()},
        "division": _division(case.division),
        "range": _range(case),
        "imputed_share": share(case.imputed_share),
        "application": _application(case),
        "receipts": [_receipt(case, number) for number in range(len(case.receipts))],
        **_beside(case),
        "warnings": list(case.warnings),
        "assumption_set": case.assumptions.id,
        "assumptions": AssumptionUsed.all_of(case.assumptions.echo(case.used)),
        "assumptions_changed": _changed(case.assumptions),
        "disclaimer": DISCLAIMER,
    }


def _lines(pairs: Any) -> list[Line]:
    return [Line(name=name, text=text) for name, text in pairs]


def _changed(assumptions: AssumptionSet) -> list[AssumptionChanged]:
    published = assumptions.published or assumptions
    return [
        AssumptionChanged(
            name=name,
            value=assumptions.get(name),
            published=published.get(name),
            unit=DEFAULTS[name].unit,
        )
        for name in assumptions.changes
    ]


def _lens(found: View, case: BusinessCase) -> LensAnswer:
    unsure = unsure_sign(case, found)
    ends = None if unsure is None else (unsure.p10_gbp, unsure.p90_gbp)
    by_years = {} if unsure is not None else equivalents(case, found)
    return LensAnswer(
        npv=_present(found.npv_gbp, case),
        sign_known=unsure is None,
        npv_range_gbp=None if ends is None else [_to_the_penny(end) for end in ends],
        annual_equivalents=None
        if unsure is not None
        else [
            _sum(amount, Basis.ANNUAL_EQUIVALENT, years, case) for years, amount in by_years.items()
        ],
        run_rate=_sum(found.run_rate_gbp_pa, Basis.RUN_RATE_PA, None, case),
        one_off=_sum(found.one_off_gbp, Basis.CUMULATIVE, case.cash.horizon_years, case),
        benefit_cost_ratio=_ratio(found.benefit_cost_ratio),
        payback_year=found.payback_year,
        discounted_payback_year=found.discounted_payback_year,
        peak_need_gbp=_pounds(found.peak_need_gbp),
        peak_need_year=found.peak_need_year,
        internal_rate=_ratio(found.internal_rate),
        yearly_gbp=_exactly(found.yearly_gbp),
    )


def _present(amount: Decimal, case: BusinessCase) -> Sum:
    return _sum(amount, Basis.PRESENT_VALUE, case.cash.horizon_years, case)


def _sum(amount: Decimal, basis: Basis, years: int | None, case: BusinessCase) -> Sum:
    return Sum(
        amount_gbp=_pounds(amount), basis=basis.value, years=years, price_base=case.price_base
    )


def _division(found: Division) -> DivisionAnswer:
    return DivisionAnswer(
        basis=Basis.PRESENT_VALUE.value,
        club_gbp=float(found.club_gbp),
        gains_gbp={party: float(gain) for party, gain in found.gains_gbp.items()},
        cost_shunt=found.cost_shunt,
        worse_off=list(found.worse_off),
        statement=found.statement,
        compensation=None if found.compensation is None else _payments(found.compensation),
        equal_split=_split(found.equal),
        shapley=None if found.shapley is None else _split(found.shapley),
        partners_taking_part=found.partners_taking_part,
        complexity_index=found.complexity_index,
        relative_ease=round(found.relative_ease, 4),
    )


def _split(found: Split) -> SplitAnswer:
    return SplitAnswer(
        shares_gbp={party: float(sum_) for party, sum_ in found.shares_gbp.items()},
        payments=_payments(found.payments),
    )


def _payments(found: tuple[Payment, ...]) -> list[PaymentDue]:
    return [PaymentDue.made_of(one) for one in found]


def _spread(found: Any) -> dict[str, float]:
    names = ("base_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
    return {name: _to_the_penny(getattr(found, name)) for name in names}


def _range(case: BusinessCase) -> RangeAnswer:
    found = case.range
    return RangeAnswer(
        basis=Basis.PRESENT_VALUE.value,
        lens=Lens.CLUB.value,
        **_spread(found.npv),
        partners={party: Spread(**_spread(one)) for party, one in found.partners.items()},
        draws=found.npv.draws,
        seed=found.npv.seed,
        sigma_shared=found.npv.sigma_shared,
        drivers=[
            Driver(
                driver=swing.driver,
                worst_gbp=_pounds(swing.worst_gbp),
                best_gbp=_pounds(swing.best_gbp),
                spread_gbp=_pounds(swing.spread_gbp),
            )
            for swing in found.tornado
        ],
        value_of_information=[
            WorthKnowing(
                figure=one.figure,
                tier=one.tier,
                narrowing_gbp=_to_the_penny(one.narrowing_gbp),
                narrowing_share=round(one.narrowing_share, 6),
            )
            for one in found.information
        ],
    )


def _application(case: BusinessCase) -> list[GainApplied]:
    stated = {one.party: one for one in case.scheme.application}
    rows = []
    for one in case.partners:
        told = stated.get(str(one.party), Application(str(one.party)))
        uses = ("double_running", "bottom_line", "returned_to_centre", "unallocated")
        shares: dict[str, Decimal] = {name: getattr(told, name) for name in uses}
        rows.append(
            GainApplied(
                party=str(one.party),
                yearly_gain_gbp_pa=_pounds(one.run_rate_gbp_pa),
                **{f"{name}_share": float(part) for name, part in shares.items()},
                **{
                    f"{name}_gbp_pa": _pounds(part * one.run_rate_gbp_pa)
                    for name, part in shares.items()
                },
            )
        )
    return rows


def _receipt(case: BusinessCase, number: int) -> ReceiptAnswer:
    line = case.receipts[number]
    return ReceiptAnswer(
        building=line.building,
        year=line.year,
        basis=Basis.PRESENT_VALUE.value,
        low_gbp=_pounds(line.low_gbp),
        central_gbp=_pounds(line.central_gbp),
        high_gbp=_pounds(line.high_gbp),
        probability=float(line.probability),
        note=_BESIDE_THE_NPV,
    )


def _beside(case: BusinessCase) -> dict[str, Any]:
    """The parts that stand beside the NPV and are never in it."""
    return {
        "capital_and_revenue": [_budget(case, at) for at in range(len(case.budgets))],
        "debts": [_debt(one) for one in case.debts],
        "flags": [_flag(case, at) for at in range(len(case.flags))],
        "do_minimum": _do_minimum(case),
        "market_rents": [
            MarketRent(
                move=one.move,
                charged_gbp_pa=_pounds(one.charged_gbp_pa),
                market_gbp_pa=_pounds(one.market_gbp_pa),
                charged_less_market_gbp_pa=_pounds(one.charged_gbp_pa - one.market_gbp_pa),
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
        capital_gbp=_pounds(one.capital_gbp),
        revenue_gbp=_pounds(one.revenue_gbp),
        capital_yearly_gbp=[_pounds(sum_) for sum_ in one.capital_yearly_gbp],
        capital_items=sorted(CAPITAL_ITEMS),
        borrows=one.borrows.value,
        borrows_words=one.borrows.words,
        borrowable_gbp=_pounds(one.borrowable_gbp),
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
        amount_gbp=None if one.amount_gbp is None else _pounds(one.amount_gbp),
        unit=one.unit,
    )


def _do_minimum(case: BusinessCase) -> DoMinimumAnswer:
    found = case.do_minimum
    return DoMinimumAnswer(
        lens="club",
        basis="cash of the year, real; costs positive",
        price_base=case.price_base,
        present_value_gbp=_pounds(found.present_value_gbp),
        option_present_value_gbp=_pounds(found.option_present_value_gbp),
        backlog_avoided_present_value_gbp=_pounds(found.avoided_present_value_gbp),
        rows=do_minimum_by_year(case),
        lease_events=[
            LeaseEvent(building=one.building, on=one.shown, words=one.words) for one in found.events
        ],
        notes=list(found.notes),
        explanation=DO_MINIMUM_EXPLAINED,
    )


def _input(one: Input, found: SchemeAnswer) -> InputAnswer:
    return InputAnswer(
        label=one.label,
        value=shown(one.value, found),
        unit=one.unit,
        known=one.known.value,
        known_words=KNOWN_WORDS[one.known],
        imputed=one.imputed,
        source=one.source,
        assumptions=list(one.assumptions),
    )


def _to_the_penny(amount_gbp: float) -> float:
    return round(amount_gbp, 2) + 0.0  # no −0


def _pounds(amount: Decimal) -> float:
    return float(penny(amount))


def _exactly(values: tuple[Decimal, ...]) -> list[float]:
    return [float(value) for value in values]


def _ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
