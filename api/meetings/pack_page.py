"""A meeting's pack: as JSON, on a wall, as an accessible PDF, and as one file without a network."""

import base64
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.html.templates import PageRoute, fragment, page
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.values import packed
from api.meetings import pack_model
from api.pdf import make_pdf
from api.pdf.parts import MOST_ROWS, PackShown
from estate.answers.cache_until_written import until_written
from estate.answers.club.pack import Pack, pack
from estate.answers.context import ReadContext
from estate.quarters import day_words
from estate.register import visibility as v
from estate.register.queries import meetings as query
from estate.register.queries import outlines_to_draw
from maps import assets

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
        return _title(made), _parts(_shown(context, made, base), made.meeting.page)

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


def as_json(made: Pack) -> bytes:
    """A pack as JSON."""
    lines: Any = [one.json() for one in made.leases]  # with their members as JSON names them
    return packed(replace(made, leases=lines))


def as_pdf(context: ReadContext, made: Pack, base: str) -> bytes:
    """A pack as a tagged PDF; ``base``: the service's own address, which is printed with those of
    its pages."""
    return make_pdf.pdf(_shown(context, made, base))


def as_file(context: ReadContext, made: Pack, base: str) -> bytes:
    """A pack as one HTML file; ``base`` as above."""
    return in_one_file(_shown(context, made, base)).encode()


def base_of(request: Request, service: Service) -> str:
    """The service's own address as people have it."""
    return service.settings.public_url or str(request.base_url).rstrip("/")


def _title(made: Pack) -> str:
    return f"{made.meeting.title}, {day_words(made.meeting.held_on)}"


def _shown(context: ReadContext, made: Pack, base: str) -> PackShown:
    areas = outlines_to_draw.areas(context.connection, v.CLUB)
    return pack_model.shown(made, context.county, areas, base)


def _parts(shown: PackShown, meeting_page: str | None) -> Markup:
    """The parts as HTML; without the page of a meeting, for one file."""
    return fragment(
        "pack_parts.html",
        shown=shown,
        most_rows=MOST_ROWS,
        in_file=meeting_page is None,
        meeting_page=meeting_page,
        address=f"{meeting_page}/pack",
    )


def in_one_file(shown: PackShown) -> str:
    """The pack as HTML that fetches nothing and runs no script."""
    return fragment(
        "pack.html",
        title=f"{shown.title}, {shown.when}",
        parts=_parts(shown, None),
        in_file=True,
        styles=_styles(),
    )


@cache
def _styles() -> Markup:
    """Our own style sheet with the typeface in it; nothing of the register is in either."""
    face = base64.b64encode((assets.STATIC_DIR / assets.TYPEFACE).read_bytes()).decode()
    rule = (
        '@font-face { font-family: "Source Sans 3"; font-weight: 200 900; '
        f'src: url("data:font/woff2;base64,{face}") format("woff2"); }}\n'
    )
    sheet = (assets.STATIC_DIR / "pages-pack.css").read_text(encoding="utf-8")
    return Markup(rule + sheet)  # noqa: S704 - both are files of ours
