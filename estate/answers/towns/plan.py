"""A town's plan as every door answers it: what could be left, who could move where and when, what
it would cost and save, for whom, and how sure that is.

All sums are GBP, real, gains positive, from the business case of the plan's moves; days of others'
leases are quarters, and figures of others their published bands. Nothing here says that anything
will be done.
"""

from collections import Counter
from typing import Annotated

from pydantic import Field

from estate import savings
from estate.answers.answer import ABSENT, Answer, AssumptionUsed, Line, answer
from estate.answers.cases.business_case_answer import FROM_BANDS
from estate.answers.cases.case_sums import pounds
from estate.answers.towns.options import USED_OF_TOWNS
from estate.answers.towns.other_plans import WorthRange, worth_range
from estate.answers.towns.plan_asked import AskedFor, asked_for
from estate.answers.towns.plan_moves import MovesTold, PlanBuilding, PlanMove, lease_warnings
from estate.answers.towns.plan_standing import Standing, standing_of
from estate.answers.towns.plan_sums import (
    DoMinimum,
    PartnerStatement,
    PlanYear,
    do_minimum_of,
    partners_of,
    years_of,
)
from estate.answers.towns.plan_unknown import Unknown, unknown_of
from estate.answers.towns.plan_words import count_of, in_names
from estate.answers.towns.question import TownQuestion
from estate.answers.travelling import Travelling, resting_on
from estate.codes import DISCLAIMER
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.scheme_of_plan import scheme_of
from estate.rounding import pounds_in_short
from estate.savings import BusinessCase
from estate.savings.from_candidate import used_of_candidates

LENS = "the club as a whole: what one member pays another cancels"


@answer
class TownPlan(Answer):
    """A plan for a chosen set of buildings, or the reason why there is none."""

    town: str
    asked: AskedFor
    sentence: str
    standing: Standing
    lens: str
    price_base: str
    horizon_years: int
    discounting: str | None
    worth_gbp: Annotated[float | None, Field(description="present value to the club")]
    worth_range: Annotated[
        WorthRange | None, Field(description="of the worth, where something moves")
    ] = ABSENT
    one_off_gbp: float | None
    yearly_saving_gbp_pa: float | None
    residents_minutes: Annotated[
        float | None,
        Field(
            description="change of residents' minutes, all together, from the centres of towns and "
            "areas of need; areas of need count more"
        ),
    ]
    travel: Annotated[
        Travelling, Field(description="what every figure in minutes of this plan rests on")
    ]
    buildings_today: int
    buildings_kept: int | None
    buildings: list[PlanBuilding]
    moves: list[PlanMove]
    lease_warnings: Annotated[
        list[str], Field(description="leases that can end before the gain is counted to its end")
    ]
    years: list[PlanYear]
    partners: list[PartnerStatement]
    unknown: Unknown
    do_minimum: DoMinimum | None
    warnings: list[str]
    statement: list[Line]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    figures: str
    reader: str
    disclaimer: str


def town_plan(
    question: TownQuestion, plan: PlanSteps | None = None, case: BusinessCase | None = None
) -> TownPlan:
    """The answer about the plan that was found for a question, or about another one of it; ``case``
    is its business case, where somebody has it already."""
    chosen = plan or question.found.plan
    told = question.found.told
    if told is not None and told[0] is chosen:
        return told[1]
    if case is None and chosen is not None:
        case = case_of(question, chosen)
    answer = _told(question, chosen, case)
    if chosen is not None and chosen is question.found.plan:
        question.found.told = chosen, answer
    return answer


def minutes_basis(question: TownQuestion) -> Travelling:
    """What the minutes of every plan of a question rest on."""
    return resting_on(question.estate.network, question.town.assumptions)


def case_of(question: TownQuestion, plan: PlanSteps) -> BusinessCase | None:
    """The business case of a plan's moves, by the engine of every case; null without moves."""
    town = question.town
    if not len(plan.moves):
        return None
    return savings.business_case(
        scheme_of(town, plan),
        town.assumptions,
        town.today,
        notes=town.notes,
        used=used_of_candidates(town.assumptions),
    )


def _told(question: TownQuestion, plan: PlanSteps | None, case: BusinessCase | None) -> TownPlan:
    """The plan with all that is told of it: moves, buildings, years, partners, what stays
    unknown."""
    town, parts = question.town, MovesTold(question, plan)
    likely = None if plan is None or case is None else worth_range(town, plan)
    club = None if case is None else case.club
    nothing = None if plan is None else 0.0
    today = int((~town.problem.buildings["opens"].to_numpy(dtype=bool)).sum())
    kept = None if plan is None else int(plan.kept.sum())
    standing = standing_of(question, plan)
    return TownPlan(
        town=question.asked.town,
        asked=asked_for(question),
        sentence=_sentence(question, standing, parts, case, likely),
        standing=standing,
        lens=LENS,
        price_base=town.assumptions.price_base if case is None else case.price_base,
        horizon_years=town.horizon_years,
        discounting=None if case is None else case.discounting.words(),
        worth_gbp=nothing if club is None else pounds(club.npv_gbp),
        **({} if likely is None else {"worth_range": likely}),
        one_off_gbp=nothing if club is None else pounds(club.one_off_gbp),
        yearly_saving_gbp_pa=nothing if club is None else pounds(club.run_rate_gbp_pa),
        residents_minutes=None if plan is None else round(plan.minutes) + 0.0,
        travel=minutes_basis(question),
        buildings_today=today,
        buildings_kept=kept,
        buildings=parts.buildings,
        moves=parts.moves,
        lease_warnings=lease_warnings(town, parts.buildings, parts.terms.of_all),
        years=years_of(case, plan),
        partners=partners_of(town, case),
        unknown=unknown_of(question, parts.moves, case),
        do_minimum=do_minimum_of(town, case),
        warnings=[] if case is None else in_names(town, case.warnings),
        statement=[]
        if case is None
        else [
            *(Line(name=name, text=text) for name, text in case.statement),
            Line(name="Figures", text=_figures(question)),
        ],
        assumption_set=town.assumptions.id,
        assumptions=[]
        if case is None
        else AssumptionUsed.all_of(town.assumptions.echo((*case.used, *USED_OF_TOWNS))),
        figures=_figures(question),
        reader=question.estate.reader,
        disclaimer=DISCLAIMER,
    )


def _sentence(
    question: TownQuestion,
    standing: Standing,
    parts: MovesTold,
    case: BusinessCase | None,
    likely: WorthRange | None,
) -> str:
    if parts.plan is None:
        return " ".join([standing.words, *standing.frees])
    roles = Counter(one.role for one in parts.buildings)
    if case is None:
        return (
            f"Within what was asked for, no move in {question.asked.town} gains anything: "
            f"all {len(parts.buildings)} buildings stay as they are."
        )
    gain = "worth" if case.club.npv_gbp >= 0 else "a cost of"
    about = f"{gain} about {pounds_in_short(abs(case.club.npv_gbp))}"
    return (
        f"If {count_of(len(parts.moves), 'occupier')} moved, "
        f"{count_of(roles['left'], 'building')} of {len(parts.buildings)} could be left; over "
        f"{question.town.horizon_years} years that is {about} to the club in today’s "
        f"money{_range_words(likely)}. This is an estimate. Nothing has been decided."
    )


def _range_words(likely: WorthRange | None) -> str:
    if likely is None:
        return ""
    return (
        f" ({pounds_in_short(likely.p10_gbp)} to {pounds_in_short(likely.p90_gbp)} in eight "
        "of ten trials with other likely figures)"
    )


def _figures(question: TownQuestion) -> str:
    return "as recorded" if question.basis.exact else FROM_BANDS
