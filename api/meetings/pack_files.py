"""The pack of a meeting as JSON, as a PDF and as one file of HTML."""

import base64
from dataclasses import replace
from functools import cache
from typing import Any

from markupsafe import Markup

from api.html.templates import fragment
from api.http.values import packed
from api.meetings import pack_model
from api.pdf import make_pdf
from api.pdf.parts import MOST_ROWS, PackShown
from estate.answers.club.pack import Pack
from estate.answers.context import ReadContext
from estate.quarters import day_words
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw
from maps import assets


def as_json(made: Pack) -> bytes:
    """A pack as JSON."""
    lines: Any = [one.json() for one in made.leases]  # with their members as JSON names them
    return packed(replace(made, leases=lines))


def as_pdf(context: ReadContext, made: Pack, base: str) -> bytes:
    """A pack as a tagged PDF; ``base``: the service's own address, which is printed with those of
    its pages."""
    return make_pdf.pdf(shown_of(context, made, base))


def as_file(context: ReadContext, made: Pack, base: str) -> bytes:
    """A pack as one HTML file; ``base`` as above."""
    return in_one_file(shown_of(context, made, base)).encode()


def title_of(made: Pack) -> str:
    """What a pack is called."""
    return f"{made.meeting.title}, {day_words(made.meeting.held_on)}"


def shown_of(context: ReadContext, made: Pack, base: str) -> PackShown:
    """A pack as it is drawn and told."""
    areas = outlines_to_draw.areas(context.connection, v.CLUB)
    return pack_model.shown(made, context.county, areas, base)


def parts_of(shown: PackShown, meeting_page: str | None) -> Markup:
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
        parts=parts_of(shown, None),
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
