"""``/towns/{name:path}/options``: what could happen in a town, and everything as it is found."""

from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.addresses import town_address
from api.html.format import estimate
from api.html.tables import download
from api.html.templates import PageRoute, fragment, framed
from api.http import sessions
from api.http.dependencies import ContextIs, Slow
from api.http.search_stream import stream
from api.http.service import ServiceIs
from api.http.text_types import Line
from api.towns import options_model as model
from api.towns import options_tables as tables
from api.towns import plan_in_short
from api.towns.consultation_part import consulting
from api.towns.options_addresses import address_of, query_of
from api.towns.options_query import OptionsQuery, QuestionIs, searching
from api.towns.wishes_page import own_part
from estate.answers.club.venues import venues
from estate.answers.context import ReadContext
from estate.answers.towns.hosts import PARTS
from estate.answers.towns.question import TownAsked, TownQuestion, solve, town_question
from estate.answers.towns.search import PLAN, Progress, Step, search
from estate.consolidation.town.highs import SILENT
from estate.errors import BadQuestion

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

#: Seconds of search before the page is sent; and where somebody without JavaScript waits for all.
FIRST_S, WAIT_S = 2.0, 45.0


class PageQuery(OptionsQuery):
    """The same as the page's form sends it: with a wish to wait, and with the boxes of a new hub
    and of wishes about two, each pair of boxes being one wish."""

    wait: bool = False
    hub_at: Line = ""
    hub_area_m2: Line = ""
    hub_capital_gbp: Line = ""
    hub_ready: Line = ""
    hub_running_gbp_pa: Line = ""
    hub_by: Line = ""
    hub_name: Line = ""
    not_into_who: Line = ""
    not_into_where: Line = ""
    apart_one: Line = ""
    apart_other: Line = ""

    def asked(self, town: str) -> TownAsked:
        """The question, with what stands in the boxes."""
        found = super().asked(town)
        return replace(
            found, hubs=(*found.hubs, *self._hub()), wishes=(*found.wishes, *self._of_two())
        )

    def _hub(self) -> tuple[str, ...]:
        """A new hub, where anything of it is typed; whose it is and when alone say nothing."""
        said = {name: getattr(self, f"hub_{name}").replace(";", ",").strip() for name in PARTS}
        if not any(said[name] for name in ("at", "area_m2", "capital_gbp", "running_gbp_pa")):
            return ()
        return ("; ".join(f"{name}={value}" for name, value in said.items() if value),)

    def _of_two(self) -> tuple[str, ...]:
        """Wishes about two, where both boxes are filled; one alone is no wish yet."""
        pairs = (
            ("not-into", self.not_into_who, self.not_into_where),
            ("apart", self.apart_one, self.apart_other),
        )
        for kind, one, other in pairs:
            if bool(one) != bool(other):
                raise BadQuestion(f"The wish {kind} names two: choose both, or neither.")
        return tuple(f"{kind}:{one}:{other}" for kind, one, other in pairs if one)


PageQueryIs = Annotated[PageQuery, Query()]


@router.get("/towns/{name:path}/options/live")
async def live(service: ServiceIs, question: QuestionIs) -> Response:
    """Lines for the page's script: parts of the page as they are found, and how far it is."""
    steps = searching(service, question)
    return await stream(service, steps, lambda step: _told(question, step), _going)


@router.get("/towns/{name:path}/options/short")
async def short(service: ServiceIs, question: QuestionIs) -> Response:
    """The same for the page of the town: the few lines of it that tell the plan."""

    def told(step: Step) -> bytes:
        if step.plan is None and question.found.plan is None:
            return _line({"kind": "failed", "words": "No plan was found in the time given."})
        return _line({"kind": "plan", "html": str(plan_in_short.html(question))})

    return await stream(service, plan_in_short.plan_alone(service, question), told, _going)


def _told(question: TownQuestion, step: Step) -> bytes:
    if step.part == PLAN and step.plan is not None:
        made = fragment("town_options_plan.html", **model.plan_part(question))
        return _line({"kind": "plan", "html": str(made)})
    made = fragment("town_options_around.html", **model.around_part(question))
    return _line({"kind": "around", "html": str(made), "done": step.plan is None})


def _going(progress: Progress) -> bytes:
    best, bound = progress.pounds
    better = None if best is None or bound is None else max(0.0, bound - best)
    words = {
        "plan": "Looking for a better plan",
        "wishes": "Looking what each wish on record costs",
        "by_number": "Looking for the best plan of each number kept",
        "by_minutes": "Looking for shorter journeys",
        "next_plans": "Looking for the next best plans",
        "firmness": "Trying other figures",
    }[progress.part]
    told = f"{words} ({progress.seconds:.0f} seconds so far)"
    if better is not None and 0 < better < float("inf"):
        told += f"; not proved yet, at most {estimate(better)} better"
    return _line({"kind": "progress", "words": told})


def _line(value: dict[str, object]) -> bytes:
    return orjson.dumps(value) + b"\n"


@router.get("/towns/{name:path}/options/{table}.{form}")
def options_table(
    context: ContextIs, name: str, table: str, form: str, query: PageQueryIs
) -> Response:
    """One of the page's tables as a file."""
    tables.known_table(table)
    question = town_question(context, query.asked(name))
    _solved(question, wait=query.wait)
    wanted = tables.table(question, table)
    level = f"{wanted.title}: {question.asked.town}"
    return download(context, wanted, form, level)


@router.get("/towns/{name:path}/options", response_class=HTMLResponse)
def options_page(
    request: Request, context: ContextIs, name: str, query: PageQueryIs
) -> HTMLResponse:
    """The page; what is not proved in its first seconds comes to it as it is found."""
    question = town_question(context, query.asked(name))
    _solved(question, wait=query.wait)
    free = replace(question.asked, keep=None, wishes=(), capital_gbp=None, capital_gbp_pa=None)
    cost = None if free == question.asked else _cost_of_wishes(context, question, free)
    return framed(
        request,
        context,
        "town_options.html",
        town_address=town_address(question.asked.town),
        cost_of_wishes=cost,
        consulting=consulting(context, question) if question.found.plan else None,
        keep_token=sessions.keep_token(request),
        **own_part(request, question),
        venues=venues(context).venues,
        free=address_of(question) + query_of(replace(question, asked=free)),
        **model.whole(question),
    )


def _cost_of_wishes(context: ReadContext, question: TownQuestion, free: TownAsked) -> str | None:
    """What all wishes and limits together cost, where both plans are proved."""
    mine = question.found.plan
    if mine is None or not mine.proved:
        return None
    other = town_question(context, free)
    solve(other, FIRST_S)
    best = other.found.plan
    if best is None or not best.proved:
        return None
    return model.price_in_words(best, mine)


def _solved(question: TownQuestion, *, wait: bool) -> None:
    if wait:
        for _ in search(question, WAIT_S, Progress(), SILENT):
            pass
    else:
        solve(question, FIRST_S)
