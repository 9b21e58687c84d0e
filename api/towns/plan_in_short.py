"""What could happen in a town, as the town's own page tells it first: a few lines of its plan.

A plan takes seconds to find. The page shows what somebody has had worked out since the register
last moved on, and otherwise asks for it in lines, as the plan's own page does.
"""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from api.html.format import plural, short_estimate
from api.html.plan_moves import line
from api.html.templates import fragment
from api.http.search_stream import Steps
from api.http.service import Service
from api.towns import options_drawing as drawing
from api.towns.options_addresses import address_of
from estate.answers.context import ReadContext
from estate.answers.towns.plan import TownPlan, town_plan
from estate.answers.towns.question import TownQuestion, asked_before
from estate.answers.towns.search import PLAN, Progress, Step, search
from estate.consolidation.town.highs import Watch
from estate.errors import BadQuestion
from estate.register import visibility as v

#: Why occupiers or buildings take no part for want of knowledge → whose, and what is not known.
_NOT_KNOWN = {
    "room_unknown": ("building", "the spare room of {}"),
    "need_unknown": ("occupier", "the space that {} would need"),
    "use_unknown": ("occupier", "the kind of work of {}"),
    "term_unknown": ("building", "how long the lease of {} runs"),
}


def of_page(context: ReadContext, name: str) -> dict[str, Any]:
    """What the page needs: ``plan_short`` where a plan is known already, ``plan_live`` where one is
    to be asked for; neither where nothing in the town could take part, or for the public."""
    nothing = {"plan_short": None, "plan_live": False}
    if context.reader.level < v.Level.CLUB:
        return nothing
    try:
        question = asked_before(context, name)
    except BadQuestion:
        return nothing
    if question is None or not _is_known(question):
        return nothing | {"plan_live": True}
    # The plan is kept beside its words, so that no other one is taken for it.
    plan = question.found.plan
    key = (context.version, context.reader.edition, context.today, id(plan), question.found.status)
    _, made = context.cache.part("town plan in short", key, lambda: (plan, html(question)))
    return nothing | {"plan_short": made}


def _is_known(question: TownQuestion) -> bool:
    """Whether the search for the plan has ended."""
    plan = question.found.plan
    return plan is not None and (plan.proved or PLAN in question.found.done)


def html(question: TownQuestion) -> Markup:
    """The lines of the page, once a plan is known."""
    return fragment("town_plan_short.html", **part(question))


def plan_alone(service: Service, question: TownQuestion) -> Steps[Step]:
    """The search for the plan, without what lies around it."""
    seconds = service.settings.town_search_seconds

    def steps(progress: Progress, watch: Watch) -> Iterator[Step]:
        for step in search(question, seconds, progress, watch):
            yield step
            if step.part == PLAN and step.plan is None:
                return

    return steps


def part(question: TownQuestion) -> dict[str, Any]:
    """What the lines are made from."""
    answer = town_plan(question)
    moves = sorted(answer.moves, key=lambda one: (not one.empties_building, -(one.need_m2 or 0)))
    known = drawing.numbers(answer)
    spread = answer.worth_range
    return {
        "answer": answer,
        "emptied": sum(one.role == "left" for one in answer.buildings),
        "hosts": len({one.host.key for one in answer.moves}),
        "saved": _saved(answer),
        "once": short_estimate(answer.one_off_gbp or 0.0),
        "low": spread and short_estimate(spread.p10_gbp),
        "high": spread and short_estimate(spread.p90_gbp),
        "lines": [line(one.occupier, one.leaves, one.host, one.year, known) for one in moves],
        "town_map": drawing.town_map(answer) if moves else None,
        "kept": answer.buildings_kept,
        "as_it_is": sum(one.role == "kept" for one in answer.buildings),
        "unknown": _unknown(answer),
        "address": address_of(question),
    }


def _saved(answer: TownPlan) -> str | None:
    saved = answer.yearly_saving_gbp_pa
    return short_estimate(saved) if saved and saved > 0 else None


def _unknown(answer: TownPlan) -> list[str]:
    """What nobody knows, for want of which figures are estimates or buildings are left out."""
    share = answer.unknown.imputed_share
    found = (
        [f"{share:.0%} of the sums in this plan, which are estimated from other buildings"]
        if share
        else []
    )
    counted = {one.code: one.count for one in answer.unknown.takes_no_part}
    return [
        *found,
        *(
            words.format(plural(counted[code], what))
            for code, (what, words) in _NOT_KNOWN.items()
            if code in counted
        ),
    ]
