"""``/need``: services with a gap, hot spots, and where a hub would serve most."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs
from api.http.form_errors import question
from api.need.need_routes import HubsQuery
from api.need.need_tables import tables
from estate.answers.context import ReadContext
from estate.answers.need.choice import SMALL_AREA, nameable
from estate.answers.need.gaps_and_hubs import HubsFound, NeedFound
from estate.answers.residents.journeys import MODE_WORDS
from estate.errors import BadQuestion
from estate.need.hubs import HubsBy

router = APIRouter(include_in_schema=False, route_class=PageRoute)
ADDRESS = "/need"
_BOXES = {
    "within": "Minutes allowed",
    "mode": "How people travel",
    "service": "Service",
    "area": "Areas",
    "count": "Number of hubs",
    "by": "Choose for",
    "deprived": "Only the most deprived areas count",
}
_BY = {
    HubsBy.COVERING: "most people within reach",
    HubsBy.NEAREST: "least travel altogether",
}


def _asked(context: ReadContext, asked: HubsQuery) -> tuple[NeedFound, HubsFound | None, str]:
    """Both answers; where hubs cannot be chosen, why."""
    found = asked.ask(context)
    try:
        return found, asked.hubs(context), ""
    except BadQuestion as error:
        return found, None, str(error)


@router.get(ADDRESS, response_class=HTMLResponse)
def need_page(request: Request, context: ContextIs) -> HTMLResponse:
    """The page; with what cannot be asked, what to mend."""
    problem = ""
    sent = request.query_params
    try:
        asked = question({**sent, "area": sent.getlist("area")}, HubsQuery, _BOXES)
        found, hubs, why = _asked(context, asked)
    except BadQuestion as error:
        problem, asked = str(error), HubsQuery()
        found, hubs, why = _asked(context, asked)
    made = framed(
        request,
        context,
        "need.html",
        found=found,
        hubs=hubs,
        why=why,
        asked=asked,
        by=_BY,
        modes={one: MODE_WORDS[one] for one in sorted(context.travel.modes)},
        areas=[one for one in nameable(context).values() if one.kind != SMALL_AREA],
        problem=problem,
        tables=tables(found, hubs),
        address=ADDRESS,
        query="" if problem else request.url.query,
    )
    made.status_code = 422 if problem else 200
    return made


@router.get(ADDRESS + "/{name}.{form}")
def need_file(
    context: ContextIs, asked: Annotated[HubsQuery, Query()], name: str, form: str
) -> Response:
    """One of its tables as a file."""
    found, hubs, _ = _asked(context, asked)
    table = chosen(tables(found, hubs), name)
    only = found.choice.words
    return download(context, table, form, f"{table.title}: {only} alone" if only else None)
