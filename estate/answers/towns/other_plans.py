"""One plan of a town beside others: points of the frontier, next plans, and how firm they are."""

from collections.abc import Sequence
from typing import Any

from estate.answers.answer import Answer, answer
from estate.answers.towns.plan_moves import Place, place_of
from estate.answers.towns.plan_words import count_of
from estate.answers.towns.question import TownQuestion, better_by_gbp
from estate.consolidation.town.common_draws import common_draws
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.rounding import about_pounds


@answer
class PlanPoint(Answer):
    """One plan among several, told by its sums: a point of the frontier, or one of the next plans.
    ``left_besides`` and ``kept_besides`` say how it differs from the best one."""

    buildings_kept: int
    worth_gbp: float
    behind_best_gbp: float
    residents_minutes: float
    one_off_gbp: float
    moves: int
    proved: bool
    at_most_better_gbp: float
    could_be_left: list[Place]
    left_besides: list[Place]
    kept_besides: list[Place]


@answer
class FirmPlan(Answer):
    """One plan of the pool under the draws: how often it is the best, what it then falls short."""

    point: PlanPoint
    best_share: float
    regret_gbp: float
    regret_p90_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float


@answer
class FirmBuilding(Answer):
    """In what share of the draws the best plan keeps a building, and whether the plan does."""

    building: Place
    kept_share: float
    kept: bool


@answer
class Firm(Answer):
    """How firm the plans are, if the figures were others. Buildings that all plans keep are left
    out."""

    draws: int
    plans: list[FirmPlan]
    buildings: list[FirmBuilding]
    words: str


@answer
class WorthRange(Answer):
    """The worth of a plan under other likely figures: one draw in ten is worth less than
    ``p10_gbp``, one in ten more than ``p90_gbp``; GBP, to the nearest £1,000."""

    p10_gbp: float
    p90_gbp: float
    draws: int


def point(question: TownQuestion, plan: PlanSteps) -> PlanPoint:
    """One of several plans beside the best that is known."""
    town, best = question.town, question.found.plan or plan
    used = ~town.problem.buildings["opens"].to_numpy(dtype=bool)

    def places(chosen: Any) -> list[Place]:
        ids = [key for key, one in zip(town.property_ids, chosen.tolist(), strict=True) if one]
        return [place_of(town, key) for key in ids]

    return PlanPoint(
        buildings_kept=int(plan.kept.sum()),
        worth_gbp=round(plan.worth_gbp, 2) + 0.0,
        behind_best_gbp=round(best.worth_gbp - plan.worth_gbp, 2) + 0.0,
        residents_minutes=round(plan.minutes) + 0.0,
        one_off_gbp=round(float(plan.capital_gbp.sum()), 2) + 0.0,
        moves=len(plan.moves),
        proved=plan.proved,
        at_most_better_gbp=round(better_by_gbp(plan), 2),
        could_be_left=places(used & ~plan.kept),
        left_besides=places(best.kept & ~plan.kept),
        kept_besides=places(plan.kept & ~best.kept),
    )


def firm(question: TownQuestion) -> Firm | None:
    """How firm the plans found so far are; null before that was reckoned."""
    found, town = question.found, question.town
    told = found.firmness
    if told is None or found.plan is None:
        return None
    kept = found.plan.kept
    unlike = [at for at in range(len(kept)) if len({bool(one.kept[at]) for one in found.pool}) > 1]
    plans = [
        FirmPlan(
            point=point(question, one),
            best_share=round(float(told.best_share[at]), 4),
            **{
                name: round(float(getattr(told, name)[at]))
                for name in ("regret_gbp", "regret_p90_gbp", "p10_gbp", "p50_gbp", "p90_gbp")
            },
        )
        for at, one in enumerate(found.pool)
    ]
    share = plans[0].best_share
    return Firm(
        draws=told.draws,
        plans=plans,
        buildings=[
            FirmBuilding(
                building=place_of(town, town.property_ids[at]),
                kept_share=round(float(told.kept_share[at]), 4),
                kept=bool(kept[at]),
            )
            for at in unlike
        ],
        words=f"We tried {told.draws:,} other sets of likely figures. Of "
        f"{count_of(len(plans), 'plan')} this one came out best in {100 * share:.0f}% of them. "
        f"On average it was {about_pounds(plans[0].regret_gbp)} short of the "
        f"best.{_anew(told.anew_gbp)}",
    )


def _anew(short_gbp: Sequence[float]) -> str:
    """How far all these plans are from the best there is in a draw, where that was looked at."""
    if not short_gbp:
        return ""
    mean = sum(short_gbp) / len(short_gbp)
    return (
        f" For {len(short_gbp)} of these sets we looked for the best plan of all. The best of "
        f"these plans was {about_pounds(mean)} short of it on average."
    )


def worth_range(town: TownProblem, plan: PlanSteps) -> WorthRange:
    """By the common draws of all plans, so that it is that of its business case."""
    found = common_draws(town, [plan]).range_of(plan)
    return WorthRange(
        p10_gbp=round(found.p10_gbp, -3), p90_gbp=round(found.p90_gbp, -3), draws=found.draws
    )
