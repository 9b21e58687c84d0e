"""A business case as it is shown: every sum says what it is; gains are positive."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from api.business_case.green_book_serialise import beside
from estate.answers.top_down import share
from estate.assumptions import DEFAULTS, AssumptionSet
from estate.codes import DISCLAIMER
from estate.savings import Application, BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.cash_flow import Flow
from estate.savings.division import Division, Payment, Split
from estate.savings.figures import Basis, penny
from estate.savings.lenses import Lens, View, annual_equivalents, effect

Row = dict[str, Any]

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


class BusinessCaseOut(BaseModel):
    """What ``POST /savings/business-case`` answers; all sums GBP, real, at ``price_base``."""

    name: str
    price_base: str
    base_year: int
    horizon_years: int
    years: list[str] = Field(description="financial years 0 … horizon")
    discounting: str
    lenses: dict[str, Any] = Field(description="partner (by party), club and economic")
    between_partners: dict[str, Any] = Field(description="yearly payments that cancel")
    npv_cases: dict[str, Any] = Field(description="club NPV, all drivers worst, middle, best")
    division: dict[str, Any]
    range: dict[str, Any] = Field(description="P10, P50, P90, drivers, value of information")
    imputed_share: float | None = Field(description="of the pounds, 0-1")
    application: list[dict[str, Any]] = Field(
        description="what each partner would do with its yearly gain; nothing is allocated "
        "unless the partners say so"
    )
    receipts: list[dict[str, Any]] = Field(description="beside the NPV, never in it")
    capital_and_revenue: list[dict[str, Any]] = Field(
        description="by partner: what it would pay once from either budget; whether it may borrow"
    )
    debts: list[dict[str, Any]] = Field(
        description="of those the PWLB lends to, for capital; only where a rate is stated"
    )
    flags: list[dict[str, Any]] = Field(
        description="minimum revenue provision, IFRS 16 and VAT, by partner; never in the NPV"
    )
    do_minimum: dict[str, Any] = Field(
        description="everybody stays, leases run on, the backlog falls due; beside the option"
    )
    market_rents: list[dict[str, Any]] = Field(
        description="what a host charges beside a market rent, where one was entered"
    )
    warnings: list[str]
    statement: list[dict[str, str]]
    assumption_set: str
    assumptions: list[dict[str, Any]]
    assumptions_changed: list[dict[str, Any]] = Field(
        description="what differs from the published set, for this answer alone"
    )
    disclaimer: str


def business_case(case: BusinessCase) -> BusinessCaseOut:
    """The whole answer."""
    cash = case.cash
    return BusinessCaseOut(
        name=case.scheme.name,
        price_base=case.price_base,
        base_year=case.scheme.base_year,
        horizon_years=cash.horizon_years,
        years=[_financial_year(case, year) for year in range(cash.horizon_years + 1)],
        discounting=case.discounting.words(),
        lenses={
            "partner": {str(one.party): _view(one, case) for one in case.partners},
            "club": _view(case.club, case),
            "economic": _view(case.economic, case),
        },
        between_partners={"basis": "yearly", "yearly_gbp": _pounds(case.between_partners_gbp)},
        npv_cases={level.value: _present(npv, case) for level, npv in case.cases.items()},
        division=_division(case.division),
        range=_range(case),
        imputed_share=share(case.imputed_share),
        application=_application(case),
        receipts=[_receipt(case, number) for number in range(len(case.receipts))],
        **beside(case),
        warnings=list(case.warnings),
        statement=[{"name": name, "text": text} for name, text in case.statement],
        assumption_set=case.assumptions.id,
        assumptions=case.assumptions.echo(case.used),
        assumptions_changed=_changed(case.assumptions),
        disclaimer=DISCLAIMER,
    )


def _changed(assumptions: AssumptionSet) -> list[Row]:
    published = assumptions.published or assumptions
    return [
        {
            "name": name,
            "value": assumptions.get(name),
            "published": published.get(name),
            "unit": DEFAULTS[name].unit,
        }
        for name in assumptions.changes
    ]


def csv_rows(case: BusinessCase) -> list[Row]:
    """The cash-flow table: one row a payment, with what it means to club and public purse."""
    return [
        {
            "year": flow.year,
            "financial_year": _financial_year(case, flow.year),
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


def _financial_year(case: BusinessCase, year: int) -> str:
    starts = case.scheme.base_year + year
    return f"{starts}/{(starts + 1) % 100:02d}"


def _view(found: View, case: BusinessCase) -> Row:
    """``sign_known``: False where nobody can say from bands whether this lens gains or loses; its
    NPV is then no more than the middle of ``npv_range_gbp``."""
    unsure = unsure_sign(case, found)
    return {
        "npv": _present(found.npv_gbp, case),
        "sign_known": unsure is None,
        "npv_range_gbp": None
        if unsure is None
        else [_to_the_penny(unsure.p10_gbp), _to_the_penny(unsure.p90_gbp)],
        "annual_equivalents": None
        if unsure is not None
        else [
            _figure(amount, Basis.ANNUAL_EQUIVALENT, years, case)
            for years, amount in equivalents(case, found).items()
        ],
        "run_rate": _figure(found.run_rate_gbp_pa, Basis.RUN_RATE_PA, None, case),
        "one_off": _figure(found.one_off_gbp, Basis.CUMULATIVE, case.cash.horizon_years, case),
        "benefit_cost_ratio": _ratio(found.benefit_cost_ratio),
        "payback_year": found.payback_year,
        "discounted_payback_year": found.discounted_payback_year,
        "peak_need_gbp": float(penny(found.peak_need_gbp)),
        "peak_need_year": found.peak_need_year,
        "internal_rate": _ratio(found.internal_rate),
        "yearly_gbp": _pounds(found.yearly_gbp),
    }


def equivalents(case: BusinessCase, found: View) -> dict[int, Decimal]:
    """The annual equivalents of a lens by the years they are of."""
    short = int(case.assumptions.value("short_horizon_years"))
    return annual_equivalents(found, case.discounting, short)


def _present(amount: Decimal, case: BusinessCase) -> Row:
    return _figure(amount, Basis.PRESENT_VALUE, case.cash.horizon_years, case)


def _figure(amount: Decimal, basis: Basis, years: int | None, case: BusinessCase) -> Row:
    return {
        "amount_gbp": float(penny(amount)),
        "basis": basis.value,
        "years": years,
        "price_base": case.price_base,
    }


def _division(found: Division) -> Row:
    return {
        "basis": Basis.PRESENT_VALUE.value,
        "club_gbp": float(found.club_gbp),
        "gains_gbp": {party: float(gain) for party, gain in found.gains_gbp.items()},
        "cost_shunt": found.cost_shunt,
        "worse_off": list(found.worse_off),
        "statement": found.statement,
        "compensation": None if found.compensation is None else _payments(found.compensation),
        "equal_split": _split(found.equal),
        "shapley": None if found.shapley is None else _split(found.shapley),
        "partners_taking_part": found.partners_taking_part,
        "complexity_index": found.complexity_index,
        "relative_ease": round(found.relative_ease, 4),
    }


def _split(found: Split) -> Row:
    return {
        "shares_gbp": {party: float(sum_) for party, sum_ in found.shares_gbp.items()},
        "payments": _payments(found.payments),
    }


def _payments(found: tuple[Payment, ...]) -> list[Row]:
    return [
        {"payer": one.payer, "payee": one.payee, "present_value_gbp": float(one.present_value_gbp)}
        for one in found
    ]


def _range(case: BusinessCase) -> Row:
    found = case.range
    return {
        "basis": Basis.PRESENT_VALUE.value,
        "lens": Lens.CLUB.value,
        **{
            name: _to_the_penny(getattr(found.npv, name))
            for name in ("base_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
        },
        "partners": {
            party: {
                name: _to_the_penny(getattr(one, name))
                for name in ("base_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
            }
            for party, one in found.partners.items()
        },
        "draws": found.npv.draws,
        "seed": found.npv.seed,
        "sigma_shared": found.npv.sigma_shared,
        "drivers": [
            {
                "driver": swing.driver,
                "worst_gbp": float(penny(swing.worst_gbp)),
                "best_gbp": float(penny(swing.best_gbp)),
                "spread_gbp": float(penny(swing.spread_gbp)),
            }
            for swing in found.tornado
        ],
        "value_of_information": [
            {
                "figure": one.figure,
                "tier": one.tier,
                "narrowing_gbp": _to_the_penny(one.narrowing_gbp),
                "narrowing_share": round(one.narrowing_share, 6),
            }
            for one in found.information
        ],
    }


def _application(case: BusinessCase) -> list[Row]:
    """Shares and pounds of each partner's yearly gain at the end of the years counted."""
    stated = {one.party: one for one in case.scheme.application}
    rows = []
    for one in case.partners:
        told = stated.get(str(one.party), Application(str(one.party)))
        uses = ("double_running", "bottom_line", "returned_to_centre", "unallocated")
        shares = {name: getattr(told, name) for name in uses}
        rows.append(
            {
                "party": one.party,
                "yearly_gain_gbp_pa": float(penny(one.run_rate_gbp_pa)),
                **{f"{name}_share": float(share_) for name, share_ in shares.items()},
                **{
                    f"{name}_gbp_pa": float(penny(share_ * one.run_rate_gbp_pa))
                    for name, share_ in shares.items()
                },
            }
        )
    return rows


def _receipt(case: BusinessCase, number: int) -> Row:
    line = case.receipts[number]
    return {
        "building": line.building,
        "year": line.year,
        "basis": Basis.PRESENT_VALUE.value,
        "low_gbp": float(penny(line.low_gbp)),
        "central_gbp": float(penny(line.central_gbp)),
        "high_gbp": float(penny(line.high_gbp)),
        "probability": float(line.probability),
        "note": "weighted by its probability; beside the NPV excluding receipts, never in it",
    }


def _to_the_penny(amount_gbp: float) -> float:
    return round(amount_gbp, 2) + 0.0  # no −0


def _pounds(values: tuple[Decimal, ...]) -> list[float]:
    return [float(value) for value in values]


def _ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
