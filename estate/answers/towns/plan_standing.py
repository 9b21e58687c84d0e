"""How far the search for a town's plan has come, and what stands in the way of one."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.towns.question import TownQuestion, better_by_gbp
from estate.answers.towns.wishes import Wish, in_words
from estate.consolidation.town.infeasible import Freed
from estate.consolidation.town.plan import INFEASIBLE, PROVED, PlanSteps
from estate.consolidation.town.problem_from_register import TownProblem
from estate.rounding import about_pounds


@answer
class Standing(Answer):
    """How far the search has come. Only ``proved`` means that no other plan is worth more; gap is
    a share of the worth, ``at_most_better_gbp`` what another plan could be worth more at most."""

    status: str
    proved: bool
    gap: float | None
    bound_gbp: float | None
    at_most_better_gbp: float | None
    words: str
    frees: Annotated[
        list[str], Field(description="where there is no plan: what alone would let one be")
    ]


def standing_of(question: TownQuestion, plan: PlanSteps | None) -> Standing:
    """How far the search for a plan has come; without one, what would let one be."""
    town, found = question.town, question.found
    if plan is None:
        status = found.status or "nothing found in its time"
        words = (
            "No plan keeps to all of this."
            if status == INFEASIBLE
            else "No plan was found in the time given, and it is not known whether there is "
            "one: ask again with more seconds."
        )
        frees = [freed_in_words(town, one) for one in found.frees]
        if status == INFEASIBLE and not frees:
            frees = [_given_up(town, found.given_up, found.given_up_at_least)]
        return Standing(
            status=status,
            proved=status == INFEASIBLE,
            gap=None,
            bound_gbp=None,
            at_most_better_gbp=None,
            words=words,
            frees=frees,
        )
    better = better_by_gbp(plan)
    return Standing(
        status=PROVED if plan.proved else plan.status,
        proved=plan.proved,
        gap=0.0 if plan.proved else round(plan.gap, 6),
        bound_gbp=round(max(plan.bound_gbp, plan.worth_gbp), 2),
        at_most_better_gbp=round(better, 2),
        words="Of the plans within the limits below, this one is worth most on these figures. "
        "The choice is the members’ own."
        if plan.proved
        else f"Not proved yet: another plan could be worth at most {about_pounds(better)} more "
        f"({100 * plan.gap:.1f}%).",
        frees=[],
    )


def _given_up(town: TownProblem, wishes: Sequence[Wish], at_least: int) -> str:
    """What has to give way where no single change would do."""
    together = "No single change would do: several limits stand in the way together."
    if not wishes:
        return together
    said = "; ".join(in_words(town.names, one) for one in wishes)
    if at_least < len(wishes):
        return (
            f"{together} There is a plan without these wishes: {said}. Perhaps fewer would do, but "
            f"at least {at_least}: the time was over before all was tried."
        )
    return f"{together} There is a plan without these wishes, the fewest that can be left: {said}."


#: Limit → what is said of it; ``{0}`` is what it is about, ``{least}`` the nearest that can be had.
_FREED = {
    "keep_at_most": "There is a plan that keeps {least} buildings instead of {given}.",
    "keep_at_least": "There is a plan that keeps {least} buildings instead of {given}.",
    "minutes_at_most": "There is a plan with {least} residents’ minutes instead of {given}.",
    "capital_gbp": "There is a plan that costs {least} once instead of {given}.",
    "capital_gbp_pa": "There is a plan that costs {least} once in a year instead of {given}.",
    "partner_at_least_gbp": "There is a plan if {0}’s result may be {least} instead of {given}.",
    "stays": "There is a plan if {0} need not stay.",
    "left": "There is a plan if {0} need not be left.",
    "unmoved": "There is a plan if {0} may move.",
    "not_before": "There is a plan if something may happen earlier.",
    "apart": "There is a plan if {0} may be in one building.",
    "not_into": "There is a plan if {0} may do so.",
}


def freed_in_words(town: TownProblem, one: Freed) -> str:
    """A change that alone would let a plan be, as a sentence."""
    money = one.limit not in ("keep_at_most", "keep_at_least", "minutes_at_most")
    amounts = {
        name: "" if value is None else _pounds_up(value) if money else f"{value:,.0f}"
        for name, value in (("least", one.least), ("given", one.given))
    }
    said = _FREED[one.limit].format(_item(town, one), **amounts)
    return said if one.sure or one.least is None else f"{said} Perhaps less of a change would do."


def _item(town: TownProblem, one: Freed) -> str:
    def occupation(at: int) -> str:
        return town.names.get(town.occupation_ids[at], "an occupier")

    if one.item is None:
        return ""
    if isinstance(one.item, tuple):
        first, second = one.item
        if one.limit == "apart":
            return f"{occupation(first)} and {occupation(second)}"
        return f"{occupation(first)} to move into {town.names[town.property_ids[second]]}"
    if one.limit == "partner_at_least_gbp":
        code = town.problem.partners[one.item]
        return town.names.get(code, code)
    if one.limit == "unmoved":
        return occupation(one.item)
    return town.names[town.property_ids[one.item]]


def _pounds_up(value: float) -> str:
    """To the next £1,000, away from what was asked: what is named can be had."""
    sign = "−" if value < 0 else ""
    rounded = -(-abs(value) // 1000) * 1000
    return f"{sign}£{rounded:,.0f}"
