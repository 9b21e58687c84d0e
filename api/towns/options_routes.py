"""What could happen in a town, over HTTP: the plan soon, and everything as it is found."""

from typing import Any

from fastapi import APIRouter, Response

from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.search_stream import MEDIA_TYPE, json_line, stream
from api.http.service import ServiceIs
from api.http.values import sent
from api.towns.options_files import geojson, workbook
from api.towns.options_query import QuestionIs, TimedQuery, TimedQueryIs, searching
from estate.answers.context import ReadContext
from estate.answers.towns.other_plans import firm, point
from estate.answers.towns.plan import TownPlan, town_plan
from estate.answers.towns.proof import zipped
from estate.answers.towns.question import TownQuestion, solve, town_question
from estate.answers.towns.search import FIRMNESS, PLAN, WISHES, Progress, Step
from estate.answers.towns.wish_prices import wish_prices
from estate.exports import property_files

router = APIRouter(prefix="/towns", tags=["towns"], dependencies=[Slow])

_GEOJSON, _XLSX = property_files.FORMATS["geojson"], property_files.FORMATS["xlsx"]
_ZIP = "application/zip"


@router.get("/{name:path}/options", response_model=TownPlan, responses=responses(403, 404))
def options(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The best plan of a town, or of a hand-picked set, that was found within the seconds given,
    with its proof or how much better another could be: which buildings could be left, who could
    move where and when, what it costs and saves by year, for whom. Computed from what you may see;
    nothing is decided."""
    return sent(town_plan(_answered(context, name, query)))


def _answered(context: ReadContext, name: str, query: TimedQuery) -> TownQuestion:
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    return question


@router.get(
    "/{name:path}/options/proof.zip",
    response_class=Response,
    responses=files(_ZIP, problems=(403, 404)),
)
def options_proof(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The plan as files that anyone can check: the model as MPS, each variable in plain English,
    the plan, what was stated of it, and a checker that needs Python and nothing else."""
    return file_answer(zipped(_answered(context, name, query)), "plan-to-check.zip", _ZIP)


@router.get(
    "/{name:path}/options.geojson",
    response_class=Response,
    responses=files(_GEOJSON, problems=(403, 404)),
)
def options_geojson(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The plan for a map: buildings as points with their role, moves as lines, WGS 84."""
    found = town_plan(_answered(context, name, query))
    return file_answer(geojson(found), "town-plan.geojson", _GEOJSON)


@router.get(
    "/{name:path}/options.xlsx",
    response_class=Response,
    responses=files(_XLSX, problems=(403, 404)),
)
def options_xlsx(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The plan as a workbook: moves, buildings, years and partners, with sums, nets and the present
    value as formulas."""
    question = _answered(context, name, query)
    return file_answer(workbook(question, town_plan(question)), "town-plan.xlsx", _XLSX)


@router.get(
    "/{name:path}/options/stream",
    response_class=Response,
    responses=files(MEDIA_TYPE, problems=(403, 404)),
)
async def options_stream(service: ServiceIs, question: QuestionIs) -> Response:
    """The same as it is found, a JSON object a line: ``plan`` (soon, then better ones until one is
    proved), ``by_number`` and ``by_minutes`` (the best plan for each number of buildings kept, and
    for each limit on residents' minutes), ``next_plans`` (the next best, each keeping other
    buildings), ``done`` after each part, and ``progress`` at least each second: seconds, best so
    far and bound, GBP. That of ``wishes`` says what each wish on record costs, that of
    ``firmness`` how often each plan is the best if the figures were others. It ends after the last
    part, or when you hang up."""
    steps = searching(service, question)
    return await stream(service, steps, lambda step: _told(question, step), _going)


def _told(question: TownQuestion, step: Step) -> bytes:
    if step.plan is None:
        return json_line({"kind": "done", "part": step.part, **_with_part(question, step.part)})
    if step.part == PLAN:
        return json_line({"kind": PLAN, "answer": town_plan(question, step.plan)})
    return json_line({"kind": step.part, "point": point(question, step.plan)})


def _with_part(question: TownQuestion, part: str) -> dict[str, Any]:
    """What is told once a whole part is done."""
    if part == FIRMNESS:
        return {"answer": firm(question)}
    if part == WISHES:
        return {"answer": wish_prices(question, question.found.wishes)}
    return {}


def _going(progress: Progress) -> bytes:
    best, bound = progress.pounds
    return json_line(
        {
            "kind": "progress",
            "part": progress.part,
            "seconds": round(progress.seconds, 1),
            "best_gbp": best,
            "bound_gbp": bound,
        }
    )
