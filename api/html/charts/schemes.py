"""The three charts of a scheme's business case, with the words that say the same."""

from api.html.charts import money
from api.html.charts.drawing import Size
from estate.answers.cases.case_sums import financial_year
from estate.savings import BusinessCase
from estate.savings.candidate_costs import ANNUAL_COST, BUSINESS_RATES, RENT_TO_PARTNER, group_of

#: Drivers and figures by the words a finance officer uses.
DRIVER_WORDS = {
    "ended_costs": "Costs that end",
    "avoidable_share": "Avoidable share of running cost",
    "void": "Cost of the empty building",
    "dilapidations": "Dilapidations",
    "works": "Fit-out",
    "moving": "Moving",
    "ict": "ICT",
    "project_management": "Project management",
    "optimism_bias": "Optimism bias",
    "host_running": "Added running cost of the other building",
    "charges": "Charges between partners",
    "reletting": "What a landlord takes of its next tenant",
    "passing_on": "An owner's fees after the void",
}
_FIGURE_WORDS = {
    group_of("origin", ANNUAL_COST): "Yearly cost of the building left",
    group_of("origin", BUSINESS_RATES): "Business rates of the building left",
    group_of("origin", RENT_TO_PARTNER): "Rent that the building left pays to another body",
    "host: added running cost": "What the move adds to the other building's running cost",
    "move:fit_out": "Fit-out at the other building",
    "move:moving": "Moving the staff",
    "move:ict": "ICT for the staff",
    "origin:dilapidations": "Dilapidations on giving back the lease",
    "origin:void": "Cost of holding the empty building",
    "origin/landlord:void": "Cost to the landlord of the empty building",
    "origin:passing_on": "The owner's fees after the void",
}


def driver_words(driver: str) -> str:
    """A driver of the range in words."""
    return DRIVER_WORDS.get(driver, driver[:1].upper() + driver[1:])


def figure_words(source: str) -> str:
    """A figure that would narrow the range, in words; of a scheme that was sent in, its key."""
    if source.startswith("move/origin/"):
        return "Running cost that ends where others stay"
    if source.startswith("origin/landlord: next letting"):
        return "What the landlord takes of its next tenant"
    return _FIGURE_WORDS.get(source, source)


def financial_years(case: BusinessCase) -> list[str]:
    """Labels of the years counted, from year 0."""
    return [financial_year(case, at) for at in range(case.cash.horizon_years + 1)]


def _unit(case: BusinessCase) -> str:
    years = case.cash.horizon_years
    return (
        f"£, present value over {years} years, {case.price_base} prices, for the club{_tried(case)}"
    )


def _tried(case: BusinessCase) -> str:
    return "; assumptions changed" if case.assumptions.changes else ""


def cash_flow_words(case: BusinessCase) -> str:
    """The club's cash year by year."""
    return money.cash_flow_words(financial_years(case), [float(y) for y in case.club.yearly_gbp])


def cash_flow_svg(case: BusinessCase, size: Size = Size.WIDE) -> bytes:
    """The club's cash as columns, its running sum as a line."""
    return money.cash_flow_svg(
        financial_years(case),
        [float(year) for year in case.club.yearly_gbp],
        title="Cash of the club, year by year",
        unit=f"£ a year at {case.price_base} prices, undiscounted; costs below the line"
        f"{_tried(case)}",
        size=size,
    )


def range_words(case: BusinessCase) -> str:
    """P10, P50, P90 and base."""
    npv = case.range.npv
    return money.range_words(npv.p10_gbp, npv.p50_gbp, npv.p90_gbp, npv.base_gbp)


def range_svg(case: BusinessCase, size: Size = Size.WIDE) -> bytes:
    """The range of the club's NPV."""
    npv = case.range.npv
    return money.range_svg(
        npv.p10_gbp,
        npv.p50_gbp,
        npv.p90_gbp,
        title="How sure is the club's gain?",
        unit=_unit(case),
        base_gbp=npv.base_gbp,
        size=size,
    )


def _swings(case: BusinessCase) -> list[money.Swing]:
    return [
        money.Swing(driver_words(one.driver), float(one.worst_gbp), float(one.best_gbp))
        for one in case.range.tornado
    ]


def tornado_words(case: BusinessCase) -> str:
    """The five largest drivers, each from worst to best."""
    return money.tornado_words(_swings(case), float(case.club.npv_gbp))


def tornado_svg(case: BusinessCase, size: Size = Size.WIDE) -> bytes:
    """The five largest drivers about the base."""
    return money.tornado_svg(
        _swings(case),
        float(case.club.npv_gbp),
        title="What moves the result most",
        unit=_unit(case),
        size=size,
    )
