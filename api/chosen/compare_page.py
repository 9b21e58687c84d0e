"""``/compare``: two to six properties side by side."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.chosen import compare_model
from api.chosen.routes import ChosenQueryIs
from api.html.addresses import filter_query
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http.dependencies import ContextIs, Slow
from estate.answers.properties import chosen as answers
from estate.register.short_ids import short_id

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
ADDRESS = "/compare"


@router.get(ADDRESS, response_class=HTMLResponse)
def compare_page(request: Request, context: ContextIs, asked: ChosenQueryIs) -> HTMLResponse:
    """The page on which some chosen properties stand side by side."""
    found = answers.compared(context, asked.ids)
    ids = ",".join(short_id(one.detail.id) for one in found.dossiers)
    return framed(
        request,
        context,
        "compare.html",
        sites=compare_model.sites(found),
        table=compare_model.table(found),
        not_shown=found.not_shown,
        options=compare_model.options_address(found),
        query="?" + filter_query(ids=ids),
        map_query=filter_query(ids=ids),
        address=ADDRESS,
    )


@router.get(ADDRESS + "/{table}.{form}")
def compare_table(context: ContextIs, asked: ChosenQueryIs, table: str, form: str) -> Response:
    """The table as a file, a line for each property."""
    made = compare_model.file_table(answers.compared(context, asked.ids))
    return download(context, chosen({made.name: made}, table), form)
