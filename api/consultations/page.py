"""``/consultations/file``: the consultation file as a page, a PDF and tables, and a resident's own
journeys.

A postcode is sent in the body of a POST, so that it stands in no address: not in the log of
requests (which holds the route alone), not in the browser's history, and in no link. It is looked
up and forgotten, and the answer is kept by nobody (``Cache-Control: no-store``).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.consultations import file_model as model
from api.consultations.query import FileQuery
from api.html.addresses import CONSULTATION_FILE as ADDRESS
from api.html.addresses import consultation_query as query_of
from api.html.tables import chosen, download
from api.html.templates import PageRoute, framed
from api.http import sessions
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.service import ServiceIs, base_of
from api.http.writing import TypedIs
from api.journeys.page_model import drawings
from api.pdf import make_pdf
from estate.answers.context import ReadContext
from estate.answers.opportunities.consultation_file import (
    MyJourney,
    consultation_file,
    file_basis,
    my_journeys,
)
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
FileQueryIs = Annotated[FileQuery, Query()]


@router.get(ADDRESS, response_class=HTMLResponse)
def file_page(
    request: Request, context: ContextIs, service: ServiceIs, asked: FileQueryIs
) -> HTMLResponse:
    """The file as a page, for everybody."""
    return framed(
        request, context, "consultation_file.html", **_shown(request, context, service, asked)
    )


@router.post(ADDRESS, response_class=HTMLResponse)
def my_postcode(
    request: Request, typed: TypedIs, context: ContextIs, service: ServiceIs, asked: FileQueryIs
) -> HTMLResponse:
    """The same with the journeys from a resident's postcode, which is not kept."""
    problem, mine = "", []
    try:
        mine = my_journeys(context, asked.asked, typed.get("postcode", ""))
    except BadQuestion as error:
        problem = str(error)
    told = _shown(request, context, service, asked) | {"mine": mine, "problem": problem}
    made = framed(request, context, "consultation_file.html", **told)
    made.status_code = 422 if problem else 200
    made.headers["Cache-Control"] = "no-store"
    return made


def _shown(
    request: Request, context: ReadContext, service: Any, asked: FileQuery
) -> dict[str, Any]:
    made = consultation_file(context, asked.asked)
    found, moves = file_basis(context, asked.asked)
    mine: list[MyJourney] = []
    return {
        "made": made,
        "shown": model.shown(made, drawn_map=model.picture(found, moves, _areas(context))),
        "drawings": drawings(found, found.base.modes[0]),
        "address": ADDRESS,
        "query": query_of(asked.opportunity, asked.plan),
        "csrf_token": sessions.form_token(request, service.settings),
        "mine": mine,
        "problem": "",
    }


def _areas(context: ReadContext) -> list[dict[str, Any]]:
    """Outlines and towns, as everybody sees them."""
    return outlines_to_draw.areas(context.connection, v.PUBLIC)


@router.get(ADDRESS + ".pdf")
def file_as_pdf(
    request: Request, context: ContextIs, service: ServiceIs, asked: FileQueryIs
) -> Response:
    """The file as a tagged PDF."""
    made = consultation_file(context, asked.asked)
    drawn_map = model.picture(*file_basis(context, asked.asked), _areas(context))
    body = make_pdf.pdf(model.shown(made, base_of(request, service), drawn_map))
    name = f"consultation-{'-'.join(str(one.number) for one in made.moves[:6])}-{made.made_on}.pdf"
    return file_answer(body, name, "application/pdf")


@router.get(ADDRESS + "/{table}.{form}")
def file_table(context: ContextIs, asked: FileQueryIs, table: str, form: str) -> Response:
    """One of its tables as a file."""
    made = consultation_file(context, asked.asked)
    wanted = chosen(model.tables(made), table)
    return download(context, wanted, form, f"{wanted.title}: {made.title}", Hash=made.sha256)
