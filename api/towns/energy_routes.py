"""What a town's plan changes of energy and emissions: JSON and files."""

from fastapi import APIRouter, Response

from api.energy.page_model import buildings_table
from api.html.tables import download
from api.http.dependencies import ContextIs, Slow
from api.http.problems import files, responses
from api.http.values import sent
from api.towns.options_query import TimedQuery, TimedQueryIs
from estate.answers.context import ReadContext
from estate.answers.energy import EnergyChange, energy_of_plan
from estate.answers.towns.question import solve, town_question
from estate.errors import NotFound
from estate.exports import property_files

router = APIRouter(prefix="/towns", tags=["energy"], dependencies=[Slow])
_XLSX = property_files.FORMATS["xlsx"]


@router.get(
    "/{name:path}/options/energy", response_model=EnergyChange, responses=responses(403, 404)
)
def options_energy(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """kWh and tCO₂e of every building of the plan, before and after, by fuel, and in all, with
    ranges. An option's kWh are the sum of its buildings'. Beside the money, netted into none."""
    return sent(_found(context, name, query))


@router.get(
    "/{name:path}/options/energy.csv",
    response_class=Response,
    responses=files("text/csv", problems=(403, 404)),
)
def options_energy_csv(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The same by building, as CSV."""
    return _file(context, name, query, "csv")


@router.get(
    "/{name:path}/options/energy.xlsx",
    response_class=Response,
    responses=files(_XLSX, problems=(403, 404)),
)
def options_energy_xlsx(context: ContextIs, name: str, query: TimedQueryIs) -> Response:
    """The same by building, as a workbook."""
    return _file(context, name, query, "xlsx")


def _file(context: ReadContext, name: str, query: TimedQuery, form: str) -> Response:
    found = _found(context, name, query)
    what = f"Energy of a town's plan: {name}"
    return download(context, buildings_table(found), form, what, Factors=found.factors.words)


def _found(context: ReadContext, name: str, query: TimedQuery) -> EnergyChange:
    question = town_question(context, query.asked(name))
    solve(question, query.within_s)
    if question.found.plan is None:
        raise NotFound("There is no plan within what was asked, so nothing changes.")
    return energy_of_plan(question, question.found.plan)
