"""``/preview.png?page=/towns/Bewdley``: a picture of a page for mails and chats that link to it.

It shows what the public edition shows, whoever asks and from whichever edition: a chat keeps the
picture and shows it to others. Where the public sees nothing of what the page is about, it is the
county's. Nothing of members' pages is in one but the kind of page.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.html.format import plural
from api.html.templates import MORE_PAGES, PageRoute
from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.preview.drawing import MEDIA_TYPE, Words, png
from estate.answers.context import ReadContext
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw, properties
from estate.register.queries.property_filters import PropertyFilter
from estate.rows import Row
from maps import shell

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[Slow])

_AN_HOUR = "public, max-age=3600"
_ABOUT = re.compile(r"/(towns|organisations|properties)/([^/?]{1,200})")
_PAGES = dict((*shell.NAVIGATION, *MORE_PAGES)) | {
    "/": "The public estate on one map",
    "/schemes": "A business case",
    "/case": "A business case",
    "/cases": "Kept business cases",
}


_COUNTY = ("page", _PAGES["/"])


@dataclass(frozen=True)
class _Places:
    """The places that anybody may see, and the outlines."""

    rows: Sequence[Row]
    areas: Sequence[Row]


class PreviewQuery(parameters.Query):
    """Of which page."""

    page: str = Field(default="/", max_length=300, pattern=r"^/[^\x00]*$")


@router.get("/preview.png", response_class=Response)
def preview(context: ContextIs, asked: Annotated[PreviewQuery, Query()]) -> Response:
    """The picture that a chat or a mail shows of a link to one of our pages, as PNG."""
    places = context.cache.part("preview places", (context.version, context.today), _read(context))
    kind, name = _about(asked.page)
    if not _subject(kind, name, places.rows)[1]:
        kind, name = _COUNTY  # one picture for all that the public sees nothing of
    key = (context.version, context.today, kind, name)
    county = str(context.county["name"])
    body = context.cache.part("preview", key, lambda: _drawn(places, kind, name, county))
    return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": _AN_HOUR})


def _read(context: ReadContext) -> Callable[[], _Places]:
    public = replace(context, reader=v.PUBLIC)
    return lambda: _Places(
        properties.for_export(
            public.connection, public.reader, PropertyFilter(), today=public.today
        ),
        outlines_to_draw.areas(public.connection, public.reader),
    )


def _about(page: str) -> tuple[str, str]:
    """What a page is about: a town, an organisation or a property by its name in the address, or
    the kind of page."""
    found = _ABOUT.match(page)
    if found:
        return found[1], unquote(found[2])
    first = "/" + page.split("?")[0].strip("/").split("/")[0]
    return "page", _PAGES.get(first, _PAGES["/"])


def _drawn(places: _Places, kind: str, name: str, county: str) -> bytes:
    title, about = _subject(kind, name, places.rows)
    detail = plural(len(about), "place", "places") + " where the public comes for a service"
    others = [] if about is places.rows else places.rows
    return png(about, others, places.areas, Words(title, detail, county))


def _subject(kind: str, name: str, rows: Sequence[Row]) -> tuple[str, Sequence[Row]]:
    """Its title and the places it is about, of those that anybody may see."""
    if kind == "towns":
        return name, [row for row in rows if row["town"] == name]
    if kind == "organisations":
        own = [row for row in rows if row["organisation_code"] == name]
        return (str(own[0]["organisation_name"]) if own else ""), own
    if kind == "properties":
        own = [row for row in rows if str(row["property_id"]) == name.lower()]
        return (str(own[0]["name"]) if own else ""), own
    return name, rows
