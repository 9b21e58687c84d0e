"""The schedule of all opportunities over HTTP; before the routes of one, whose address fits it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.html.charts import money
from api.html.charts.drawing import MEDIA_TYPE
from api.html.charts.serving import ChartQuery, svg_response
from api.http import audit_log
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import files, responses
from api.http.service import Service, ServiceIs
from api.http.values import sent
from api.http.writing import DoingIs
from api.opportunities import schedule_model, schemas, writing
from estate.answers.context import ReadContext
from estate.answers.opportunities import schedule as answers
from estate.answers.opportunities.schedule import Schedule
from estate.exports.delimited_text import csv_bytes

router = APIRouter(prefix="/opportunities", tags=["opportunities"])


def seen(request: Request, context: ReadContext, service: Service) -> Schedule:
    """The schedule; a party's look at what others show it is written down first."""
    found = answers.kept_schedule(context)
    if found.parties:
        audit_log.party_read(service.note_engine, request, sorted(found.parties))
    return found.schedule


@router.get("/schedule", response_model=Schedule, responses=responses(403))
def schedule(request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs) -> Response:
    """All opportunities as a programme and a plan over years: savings from the first day of
    saving, what is paid once, the running sum and its lowest point, together and by body; what
    overlaps; and what each area of need has. Shares that are not shown to you count for nothing,
    and how many those are is said."""
    return sent(seen(request, context, service))


@router.get("/schedule.csv", response_class=Response, responses=files("text/csv", problems=(403,)))
def schedule_csv(
    request: Request, context: ContextIs, service: ServiceIs, _: NoQueryIs
) -> Response:
    """The programme in its order with the saving of each year, one opportunity a row. Further
    tables are at ``/opportunities/schedule/{table}.csv``."""
    table = schedule_model.savings(seen(request, context, service))
    body = csv_bytes(table.lines(), table.headings)
    return file_answer(body, "schedule.csv")


@router.get("/schedule.svg", response_class=Response, responses=files(MEDIA_TYPE, problems=(403,)))
def schedule_chart(
    request: Request, context: ContextIs, service: ServiceIs, asked: Annotated[ChartQuery, Query()]
) -> Response:
    """Savings less what is paid once, year by year, with the running sum."""
    found = seen(request, context, service)
    svg = money.cash_flow_svg(
        *schedule_model.cash(found),
        title=schedule_model.CHART_TITLE,
        unit="£ a year, undiscounted; savings above the line, costs below",
        size=asked.size,
    )
    return svg_response(svg)


@router.post(
    "/{opportunity_id}/position", response_model=Schedule, responses=responses(403, 404, 409)
)
def give_position(
    request: Request, do: DoingIs, opportunity_id: UUID, said: schemas.PositionSaid, _: NoQueryIs
) -> Response:
    """Give an opportunity its place in the programme, with the reason, or take it back (null). For
    administrators; what was given before is kept."""
    writing.give_position(do, opportunity_id, said)
    found = answers.schedule(do.context)
    audit_log.party_read_within(do.connection, request, sorted(found.parties))
    return sent(found.schedule)
