"""A meeting's pack: as JSON, on a wall, as an accessible PDF, and as one file without a network."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.html.templates import PageRoute, page
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import ServiceIs, base_of
from api.meetings.pack_files import as_file, as_json, as_pdf, parts_of, shown_of, title_of
from estate.answers.cache_until_written import until_written
from estate.answers.club.pack import Pack, pack
from estate.answers.context import ReadContext
from estate.register import visibility as v
from estate.register.queries import meetings as query

T = TypeVar("T")
pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
router = APIRouter(tags=["meetings"], dependencies=[Slow])


@router.get("/meetings/{meeting_id}/pack", response_model=Pack, responses=responses(403, 404))
def pack_json(context: ContextIs, meeting_id: UUID, _: NoQueryIs) -> Response:
    """The pack of a meeting as the club sees it, whoever asks: agenda, what has changed since the
    meeting before, what is to be decided, and open actions."""
    body = _kept(context, meeting_id, "json", lambda: as_json(pack(context, meeting_id)))
    return Response(body, media_type="application/json")


@pages.get("/meetings/{meeting_id}/pack", response_class=HTMLResponse)
def pack_page(
    request: Request, context: ContextIs, service: ServiceIs, meeting_id: UUID
) -> HTMLResponse:
    """The pack for a projector: a part fills a screen."""
    base = base_of(request, service)

    def make() -> tuple[str, Markup]:
        made = pack(context, meeting_id)
        return title_of(made), parts_of(shown_of(context, made, base), made.meeting.page)

    title, parts = _kept(context, meeting_id, f"wall {base}", make)
    return page(request, "pack.html", title=title, parts=parts, in_file=False)


@pages.get("/meetings/{meeting_id}/pack.pdf")
def pack_as_pdf(
    request: Request, context: ContextIs, service: ServiceIs, meeting_id: UUID
) -> Response:
    """The pack as a tagged PDF."""
    base = base_of(request, service)
    return _file(context, meeting_id, base, "pdf", "application/pdf", as_pdf)


@pages.get("/meetings/{meeting_id}/pack.html")
def pack_as_file(
    request: Request, context: ContextIs, service: ServiceIs, meeting_id: UUID
) -> Response:
    """The pack as one file to send and to open without a network."""
    base = base_of(request, service)
    return _file(context, meeting_id, base, "html", "text/html", as_file)


def _file(
    context: ReadContext,
    meeting_id: UUID,
    base: str,
    form: str,
    media_type: str,
    write: Callable[[ReadContext, Pack, str], bytes],
) -> Response:
    def make() -> tuple[str, bytes]:
        made = pack(context, meeting_id)
        return f"pack-{made.meeting.number}-{made.meeting.held_on}.{form}", write(
            context, made, base
        )

    name, body = _kept(context, meeting_id, f"{form} {base}", make)
    return file_answer(body, name, media_type)


def _kept(context: ReadContext, meeting_id: UUID, form: str, make: Callable[[], T]) -> T:
    """One form of a pack, made once until somebody writes anything: a whole meeting opens it in the
    same minute. It is the club's, so it is alike for all who may ask."""
    query.demand_club(context.reader)
    return until_written(context.seen_by(v.CLUB), "pack", (form, meeting_id), make)
