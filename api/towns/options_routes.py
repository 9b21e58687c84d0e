"""What could happen in a town, over HTTP: the plan soon, and everything as it is found."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from api.http.dependencies import ContextIs, Slow
from api.http.problems import files, responses
from api.http.service import ServiceIs
from api.http.values import sent
from api.towns.options_query import QuestionIs, TimedQuery
from api.towns.options_stream import MEDIA_TYPE, stream
from estate.answers.town_plan import TownPlan, firm, point, town_plan
from estate.answers.town_question import TownQuestion, solve, town_question
from estate.answers.town_search import FIRMNESS, PLAN, Progress, Step

router = APIRouter(prefix="/towns", tags=["towns"], dependencies=[Slow])


@router.get("/{name:path}/options", response_model=TownPlan, responses=responses(403, 404))
def options(context: ContextIs, name: str, query: Annotated[TimedQuery, Query()]) -> Response:
    """The best plan of a town, or of a hand-picked set, that was found within the seconds given,
    with its proof or how much better another could be: which buildings could be left, who could
    move where and when, what it costs and saves by year, for whom. Computed from what you may see;
    nothing is decided."""
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    return sent(town_plan(question))


@router.get(
    "/{name:path}/options/stream",
    response_class=Response,
    responses=files(MEDIA_TYPE, problems=(403, 404)),
)
async def options_stream(service: ServiceIs, question: QuestionIs) -> Response:
    """The same as it is found, a JSON object a line: ``plan`` (soon, then better ones until one is
    proved), ``by_number`` and ``by_minutes`` (the best plan for each number of buildings kept, and
    for each limit on residents' minutes), ``next_plans`` (the next best, each keeping other
    buildings), ``done`` after each part (that of ``firmness`` with how often each plan is the best
    if the figures were others), and ``progress`` at least each second: seconds, best so far and
    bound, GBP. It ends after the last part, or when you hang up."""
    return await stream(service, question, lambda step: _told(question, step), _going)


def _told(question: TownQuestion, step: Step) -> bytes:
    if step.plan is None:
        told = {"answer": firm(question)} if step.part == FIRMNESS else {}
        return _line({"kind": "done", "part": step.part, **told})
    if step.part == PLAN:
        return _line({"kind": PLAN, "answer": town_plan(question, step.plan)})
    return _line({"kind": step.part, "point": point(question, step.plan)})


def _going(progress: Progress) -> bytes:
    best, bound = progress.pounds
    return _line(
        {
            "kind": "progress",
            "part": progress.part,
            "seconds": round(progress.seconds, 1),
            "best_gbp": best,
            "bound_gbp": bound,
        }
    )


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n"
