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
from estate.answers.cases.case_beside_npv import (
    BudgetAnswer,
    DebtAnswer,
    FlagAnswer,
    GainApplied,
    MarketRent,
    ReceiptAnswer,
    beside_npv,
    gains_applied,
    receipt_answer,
)
from estate.answers.cases.case_division import DivisionAnswer, division_answer
from estate.answers.cases.case_do_minimum import DoMinimumAnswer
from estate.answers.cases.case_lenses import BetweenPartners, Lenses, Sum, lens_answer, present_sum
from estate.answers.cases.case_range import RangeAnswer, range_answer
from estate.answers.cases.case_sums import exactly, financial_year
from estate.answers.county.top_down import share
from estate.answers.travelling import Travelling, resting_on
from estate.assumptions import DEFAULTS, AssumptionSet
from estate.codes import DISCLAIMER
from estate.colocation import NameLookup
from estate.quarters import seen
from estate.savings import BusinessCase
from estate.savings.candidate_inputs import KNOWN_WORDS, Input, in_words
from estate.savings.estimates import Estimate

FROM_BANDS = "you see other organisations' costs as bands, so treat these totals as rough"


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
            partner={str(one.party): lens_answer(one, case) for one in case.partners},
            club=lens_answer(case.club, case),
            economic=lens_answer(case.economic, case),
        ),
        "between_partners": BetweenPartners(
            basis="yearly", yearly_gbp=exactly(case.between_partners_gbp)
        ),
        "npv_cases": {level.value: present_sum(npv, case) for level, npv in case.cases.items()},
        "division": division_answer(case.division),
        "range": range_answer(case),
        "imputed_share": share(case.imputed_share),
        "application": gains_applied(case),
        "receipts": [receipt_answer(case, number) for number in range(len(case.receipts))],
        **beside_npv(case),
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
