"""What each wish on record costs a town's plan, and the cheapest plan that all can live with.

Each is a plan of its own beside the plan without any wish, found from what the reader may see: a
reader of the club's level learns what the wish costs by the published bands, and no more.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.towns.partner_wishes import PartnerWish
from estate.answers.towns.question import TownQuestion, better_by_gbp
from estate.answers.towns.wishes import limit, read
from estate.answers.travelling import Travelling, resting_on
from estate.codes import DISCLAIMER
from estate.consolidation.town.best_plan import search
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.infeasible import fewest_dropped
from estate.consolidation.town.limits import Limits
from estate.consolidation.town.plan import INFEASIBLE, PlanSteps
from estate.errors import BadQuestion
from estate.rounding import about_pounds

#: The part of the time that is kept for the fewest wishes to give up.
_GIVEN_UP = 0.25


@dataclass(frozen=True)
class Priced:
    """A plan that keeps to a wish, or null with how the search ended; ``why_not``: why the wish
    says nothing about the chosen buildings."""

    wish: PartnerWish
    plan: PlanSteps | None
    status: str
    why_not: str | None = None


@dataclass(frozen=True)
class Prices:
    """The plan without any wish, the plan of each wish, and the plan of all of them together, or
    of all but the fewest that have to give way (``given_up``; no fewer than
    ``given_up_at_least`` would do)."""

    free: PlanSteps | None
    each: tuple[Priced, ...]
    together: PlanSteps | None
    status: str
    given_up: tuple[PartnerWish, ...]
    given_up_at_least: int = 0


@answer
class WishPrice(Answer):
    """What one wish costs. ``costs_gbp``: present value to the club that is given up for it, null
    where no plan keeps to it or none was found in its time; ``at_most_more_gbp``: by how much the
    figure may be wrong because a plan is not proved."""

    wish: PartnerWish
    applies: bool
    costs_gbp: float | None
    at_most_more_gbp: float | None
    residents_minutes: Annotated[float | None, Field(description="how many more, − = fewer")]
    proved: bool
    words: str


@answer
class WishPrices(Answer):
    """What each wish on record costs beside the plan without any, and the cheapest plan that all
    can live with: ``wishes`` asks for it."""

    town: str
    travel: Annotated[Travelling, Field(description="what residents' minutes rest on")]
    each: list[WishPrice]
    free_worth_gbp: float | None
    together_worth_gbp: float | None
    together_costs_gbp: float | None
    together_proved: bool
    wishes: list[str]
    given_up: list[PartnerWish]
    given_up_at_least: Annotated[
        int, Field(description="no fewer would do; less than their number where time was short")
    ]
    sentence: str
    figures: str
    reader: str
    disclaimer: str


def priced(question: TownQuestion, time_s: float, watch: Watch = SILENT) -> Prices:
    """All of them, each with its share of the time; begun with the plan that is known."""
    until = time.monotonic() + time_s * (1 - _GIVEN_UP)
    usable, idle = _limits(question)
    texts = dict.fromkeys(one.wish for one, _ in usable)
    left = len(texts) + 2
    known = question.found.plan
    if known is not None and known.proved and not question.wishes:
        free: PlanSteps | None = known
    else:
        free, _ = _plan(question, question.base, until, left, known, watch)
    found: dict[str, tuple[PlanSteps | None, str]] = {}
    for one, limits in usable:
        if one.wish in found or watch.cancelled():
            continue
        left -= 1
        within = question.base.together(limits)
        found[one.wish] = _plan(question, within, until, left, free, watch)
    each = [Priced(one, *found[one.wish]) for one, _ in usable if one.wish in found]
    together, status, given_up, least = _together(question, usable, until, free, time_s, watch)
    return Prices(free, (*each, *idle), together, status, given_up, least)


def _limits(
    question: TownQuestion,
) -> tuple[list[tuple[PartnerWish, Limits]], tuple[Priced, ...]]:
    """The wishes that say something about the chosen buildings, and the others with the reason."""
    users = question.estate.occupations["organisation"]
    occupiers = {one: str(users[one]) for one in question.town.occupation_ids}
    usable, idle = [], []
    for one in question.on_record:
        try:
            usable.append((one, limit(question.town, read(one.wish, str), occupiers)))
        except BadQuestion as why:
            idle.append(Priced(one, None, "", str(why)))
    return usable, tuple(idle)


def _plan(
    question: TownQuestion,
    limits: Limits,
    until: float,
    left: int,
    start: PlanSteps | None,
    watch: Watch,
) -> tuple[PlanSteps | None, str]:
    """The best plan within its share of the time, and how the search ended."""
    seconds = max(0.5, (until - time.monotonic()) / max(1, left))
    problem, model = question.town.problem, question.model
    plan, solved = search(problem, limits, seconds, start, watch, model=model)
    return plan, solved.status


def _together(
    question: TownQuestion,
    usable: Sequence[tuple[PartnerWish, Limits]],
    until: float,
    start: PlanSteps | None,
    time_s: float,
    watch: Watch,
) -> tuple[PlanSteps | None, str, tuple[PartnerWish, ...], int]:
    every = [one for _, one in usable]
    within = question.base.together(*every)
    plan, status = _plan(question, within, until, 1, start, watch)
    if plan is not None or status != INFEASIBLE or watch.cancelled():
        return plan, status, (), 0
    dropped = fewest_dropped(question.model, every, question.base, time_s * _GIVEN_UP)
    if dropped is None:
        return None, status, (), 0
    rest = question.base.together(
        *(one for at, one in enumerate(every) if at not in dropped.wishes)
    )
    later = time.monotonic() + max(1.0, time_s * _GIVEN_UP)
    plan, status = _plan(question, rest, later, 1, start, watch)
    return plan, status, tuple(usable[at][0] for at in dropped.wishes), dropped.at_least


def wish_prices(question: TownQuestion, found: Prices | None) -> WishPrices:
    """The same as every door tells it; of nothing that was looked for, empty."""
    prices = found or Prices(question.found.plan, (), None, "", ())
    free, all_of_them = prices.free, prices.together
    gone = {one.id for one in prices.given_up}
    kept = [one.wish.wish for one in prices.each if one.why_not is None and one.wish.id not in gone]
    costs = _less(free, all_of_them)
    return WishPrices(
        town=question.asked.town,
        travel=resting_on(question.estate.network, question.town.assumptions),
        each=[_price(free, one) for one in prices.each],
        free_worth_gbp=None if free is None else round(free.worth_gbp, 2) + 0.0,
        together_worth_gbp=None if all_of_them is None else round(all_of_them.worth_gbp, 2) + 0.0,
        together_costs_gbp=costs,
        together_proved=all_of_them is not None and all_of_them.proved,
        wishes=list(dict.fromkeys(kept)) if all_of_them is not None else [],
        given_up=list(prices.given_up),
        given_up_at_least=prices.given_up_at_least,
        sentence=_sentence(prices, costs, len(kept)),
        figures="as recorded" if question.basis.exact else "bands",
        reader=question.estate.reader,
        disclaimer=DISCLAIMER,
    )


def _less(free: PlanSteps | None, plan: PlanSteps | None) -> float | None:
    if free is None or plan is None:
        return None
    return max(0.0, round(free.worth_gbp - plan.worth_gbp, 2)) + 0.0


def _price(free: PlanSteps | None, one: Priced) -> WishPrice:
    plan, costs = one.plan, _less(free, one.plan)
    sure = plan is not None and free is not None and plan.proved and free.proved
    more = None
    if plan is not None and free is not None:
        more = round(better_by_gbp(plan) + better_by_gbp(free), 2) + 0.0
    return WishPrice(
        wish=one.wish,
        applies=one.why_not is None,
        costs_gbp=costs,
        at_most_more_gbp=more,
        residents_minutes=None
        if plan is None or free is None
        else round(plan.minutes - free.minutes) + 0.0,
        proved=sure or one.status == INFEASIBLE,
        words=_words(one, costs, sure),
    )


def _words(one: Priced, costs: float | None, sure: bool) -> str:
    if one.why_not is not None:
        return "It says nothing about the chosen buildings."
    if one.status == INFEASIBLE:
        return "No plan keeps to it."
    if costs is None:
        return "No plan was found in its time."
    said = "It costs nothing" if costs < 500 else f"It costs {about_pounds(costs)}"
    return f"{said}." if sure else f"{said}, as far as was looked."


def _sentence(prices: Prices, costs: float | None, kept: int) -> str:
    count = len([one for one in prices.each if one.why_not is None])
    if not count:
        return "No wish about these buildings is on record."
    wishes = "wish" if kept == 1 else "wishes"
    if prices.together is None:
        if prices.status == INFEASIBLE:
            return "No plan keeps to all wishes on record, nor to all but some of them."
        return "No plan that keeps to all wishes on record was found in its time."
    cost = "nothing" if costs is None or costs < 500 else about_pounds(costs)
    sure = "" if prices.together.proved else " as far as was looked"
    if not prices.given_up:
        return f"The cheapest plan that keeps to all {kept} {wishes} on record costs {cost}{sure}."
    gone = "; ".join(f"{one.words} ({one.organisation.name})" for one in prices.given_up)
    least = prices.given_up_at_least
    if least < len(prices.given_up):
        return (
            f"No plan keeps to all wishes on record. Without some of them ({gone}) the cheapest "
            f"costs {cost}{sure}. Perhaps fewer would do, but at least {least}: the time was over "
            "before all was tried."
        )
    return (
        f"No plan keeps to all wishes on record. Without the fewest that have to give way ({gone}) "
        f"the cheapest costs {cost}{sure}."
    )
