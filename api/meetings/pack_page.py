"""A meeting's pack: as JSON, on a wall, as an accessible PDF, and as one file without a network."""

import base64
from dataclasses import replace
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.html.templates import PageRoute, fragment, page
from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.downloads import attachment
from api.http.problems import responses
from api.http.values import sent
from api.meetings import pack_model, pack_pdf
from estate.answers.context import ReadContext
from estate.answers.pack import Pack, pack
from estate.register import visibility as v
from estate.register.queries import drawing
from maps import assets

pages = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])
router = APIRouter(tags=["meetings"], dependencies=[Slow])


@router.get("/meetings/{meeting_id}/pack", response_model=Pack, responses=responses(403, 404))
def pack_json(
    context: ContextIs, meeting_id: UUID, _: Annotated[parameters.NoQuery, Query()]
) -> Response:
    """The pack of a meeting as the club sees it, whoever asks: agenda, what has changed since the
    meeting before, what is to be decided, and open actions."""
    made = pack(context, meeting_id)
    lines: Any = [one.json() for one in made.leases]  # with their members as JSON names them
    return sent(replace(made, leases=lines))


@pages.get("/meetings/{meeting_id}/pack", response_class=HTMLResponse)
def pack_page(request: Request, context: ContextIs, meeting_id: UUID) -> HTMLResponse:
    """The pack for a projector: a part fills a screen."""
    made = pack(context, meeting_id)
    return page(
        request,
        "pack.html",
        shown=_shown(context, made),
        most_rows=pack_model.MOST_ROWS,
        in_file=False,
        address=f"{made.meeting.page}/pack",
        meeting_page=made.meeting.page,
    )


@pages.get("/meetings/{meeting_id}/pack.pdf")
def pack_as_pdf(context: ContextIs, meeting_id: UUID) -> Response:
    """The pack as a tagged PDF."""
    made = pack(context, meeting_id)
    return Response(
        as_pdf(context, made), media_type="application/pdf", headers=attachment(_name(made, "pdf"))
    )


@pages.get("/meetings/{meeting_id}/pack.html")
def pack_as_file(context: ContextIs, meeting_id: UUID) -> Response:
    """The pack as one file to send and to open without a network."""
    made = pack(context, meeting_id)
    return Response(
        as_file(context, made), media_type="text/html", headers=attachment(_name(made, "html"))
    )


def as_pdf(context: ReadContext, made: Pack) -> bytes:
    """A pack as a tagged PDF."""
    return pack_pdf.pdf(_shown(context, made))


def as_file(context: ReadContext, made: Pack) -> bytes:
    """A pack as one HTML file."""
    return in_one_file(_shown(context, made)).encode()


def _name(made: Pack, form: str) -> str:
    return f"pack-{made.meeting.number}-{made.meeting.held_on}.{form}"


def _shown(context: ReadContext, made: Pack) -> pack_model.PackShown:
    areas = drawing.areas(context.connection, v.CLUB)
    return pack_model.shown(made, context.county, areas)


def in_one_file(shown: pack_model.PackShown) -> str:
    """The pack as HTML that fetches nothing and runs no script."""
    return fragment(
        "pack.html",
        shown=shown,
        most_rows=pack_model.MOST_ROWS,
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
