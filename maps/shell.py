"""The page around the map: Folium's shell, made of constants only.

branca evaluates whatever passes through it as a Jinja template a second time, on the server and
outside any sandbox. So nothing that came from a file, a form or the database may reach this
module: the county's name, its properties and organisations travel to the browser as
JSON and are written there with ``textContent``. The functions here take no such argument.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from estate.late_imports import one_at_a_time
from maps import assets, style

if TYPE_CHECKING:  # Folium is imported when the first page is made
    import folium
    from branca.element import CssLink, Element, Figure, JavascriptLink


#: Address → words, in the order of the masthead; texts of ours alone.
NAVIGATION = (
    ("/", "Map"),
    ("/county", "County"),
    ("/towns", "Towns"),
    ("/organisations", "Organisations"),
    ("/services", "Services"),
    ("/candidates", "Sharing options"),
    ("/opportunities", "Opportunities"),
    ("/leases", "Leases"),
    ("/ratings", "Ratings"),
    ("/imports", "Imports"),
)
RECORD = ("/record", "Record")
SIGN_IN = ("/sign-in", "Sign in")
#: The same place for somebody who is signed in.
ACCOUNT = "Your account"
#: For residents: members have it at the foot of every page, where their masthead is full.
_FOR_RESIDENTS = frozenset({"/services"})
#: What nobody but members can read.
_FOR_MEMBERS = frozenset({"/candidates", "/opportunities", "/leases", "/ratings"})


def menu(*, for_members: bool, may_import: bool) -> list[tuple[str, str]]:
    """The pages of the masthead that somebody can use."""
    return [
        one
        for one in NAVIGATION
        if one[0] not in (_FOR_RESIDENTS if for_members else _FOR_MEMBERS)
        and (may_import or one[0] != "/imports")
    ]


@dataclass(frozen=True)
class ShellConfig:
    """What differs between shells: zoom limits only, so that no text can enter."""

    min_zoom: int = 7
    max_zoom: int = 19


@dataclass(frozen=True)
class Shell:
    """Folium's parts of the page, all our own constants.

    ``styles`` and ``scripts`` are paths below the static folder; the others are code that the
    page puts between tags that carry its nonce.
    """

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    inline_style: str
    inline_script: str
    body: str
    script: str


@cache
def render_shell(config: ShellConfig | None = None) -> Shell:
    """Render Folium's map with scale, full screen and locate, every address made ours.

    Raises assets.AssetError when Folium wants a file that we do not serve.
    """
    with one_at_a_time:
        from branca.element import CssLink, Element, JavascriptLink

    figure = cast("Figure", _build_map(config or ShellConfig()).get_root())
    figure.render()
    children = list(figure.header._children.values())
    inline = "".join(c.render() for c in children if type(c) is Element)
    return Shell(
        styles=_paths(children, CssLink),
        scripts=(*_paths(children, JavascriptLink), *assets.EXTRA_SCRIPTS),
        inline_style=_between_tags("style", inline),
        inline_script=_between_tags("script", inline),
        body=figure.html.render().strip(),
        script=figure.script.render().strip(),
    )


def page(
    nonce: str,
    asset_base: str,
    *,
    signed_in: bool = False,
    has_record: bool = False,
    for_members: bool = True,
    may_import: bool = True,
    preview: str = "",
) -> str:
    """The whole map page as HTML.

    ``nonce`` is the one of the response's Content-Security-Policy; ``asset_base`` is where the
    static folder is served, e.g. ``/static/<assets.version()>``, without a final slash. The
    masthead says whether somebody is signed in, and leads to what they can use: the record who may
    read one, members' pages, imports. ``preview`` is where the
    page's picture for mails and chats is.
    """
    pages = menu(for_members=for_members, may_import=may_import)
    pages += [RECORD] if has_record else []
    pages.append((SIGN_IN[0], ACCOUNT if signed_in else SIGN_IN[1]))
    return (
        _templates()
        .get_template("page.html")
        .render(
            nonce=nonce,
            asset_base=asset_base.rstrip("/"),
            typeface=assets.TYPEFACE,
            shell=render_shell(),
            pages=pages,
            preview=preview,
            feeds=style.FIRST_FEEDS,
            config_json=json_for_script(style.browser_config()),
            disclaimer=style.browser_config()["disclaimer"],
        )
    )


def _build_map(config: ShellConfig) -> "folium.Map":
    with one_at_a_time:
        import folium
        from folium.plugins import Fullscreen, LocateControl

    county_map = folium.Map(
        location=[52.5, -1.9], zoom_start=7, tiles=None, control_scale=True, prefer_canvas=True
    )
    # Without tiles Folium forgets the zoom limits.
    county_map.options["max_zoom"] = config.max_zoom
    county_map.options["min_zoom"] = config.min_zoom
    county_map._id = "estate"  # a fixed name, so that the page is the same every time
    fullscreen = Fullscreen(
        title="Full screen", title_cancel="Leave full screen", force_separate_button=True
    )
    fullscreen.add_to(county_map)
    locate = LocateControl(strings={"title": "Show where I am"}, flyTo=False)
    locate._id = "estate"
    locate.add_to(county_map)
    return county_map


def _paths(
    children: "list[Element]", kind: "type[CssLink] | type[JavascriptLink]"
) -> tuple[str, ...]:
    found = (assets.local_path(child.url) for child in children if isinstance(child, kind))
    return tuple(path for path in found if path is not None)


def _between_tags(tag: str, html: str) -> str:
    parts = re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
    return "\n".join(part.strip() for part in parts)


def json_for_script(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(assets.PACKAGE_DIR), autoescape=True, undefined=StrictUndefined
    )
