"""The pages of ``docs/methods``, the glossary and the guide for members, as HTML.

Methods hold each rule of a figure with its source.

They are our own texts and belong to the product: a checkout has them under ``docs/methods``, an
installed package under its data folder. Raw HTML in them is shown as text.
"""

import re
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from estate.errors import NotFound

_IN_A_CHECKOUT = Path(__file__).resolve().parents[2] / "docs" / "methods"
_INSTALLED = Path(sysconfig.get_path("data")) / "share" / "common-estate" / "methods"
_OPENING = "README"
_TO_A_PAGE = re.compile(r"^(?:\.\./|methods/)?([a-z0-9-]++|README)\.md(#[a-z0-9-]++)?")


@dataclass(frozen=True, slots=True)
class MethodPage:
    """One page: its name in addresses, its title, and its text as HTML that we wrote."""

    name: str
    title: str
    html: Markup


@cache
def pages() -> dict[str, MethodPage]:
    """All pages by name; the opening page, which lists the others, has the name ``""``."""
    files = sorted(_INSTALLED.glob("*.md"))
    if _IN_A_CHECKOUT.is_dir():
        docs = _IN_A_CHECKOUT.parent
        files = [*sorted(_IN_A_CHECKOUT.glob("*.md")), docs / "glossary.md", docs / "members.md"]
    return {page.name: page for page in map(_page, files)}


def page(name: str) -> MethodPage:
    """One page.

    Raises:
        NotFound: there is none of that name.
    """
    if name not in pages():
        raise NotFound(f"There is no page of methods named “{name}”. /methods lists them.")
    return pages()[name]


def anchor(heading: str) -> str:
    """The part of an address that leads to a heading: as readers of Markdown make it."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def _page(file: Path) -> MethodPage:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = made.parse(file.read_text(encoding="utf-8"))
    title = next(tokens[at + 1].content for at, one in enumerate(tokens) if one.tag == "h1")
    _mark_headings(tokens)
    _lead_links(tokens)
    html = made.renderer.render(tokens, made.options, {})
    # Wide tables scroll in a frame of their own, reached by keyboard, as everywhere else.
    frame = '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>'
    html = html.replace("<table>", frame).replace("</table>", "</table></div>")
    name = "" if file.stem == _OPENING else file.stem
    # Ours, made with raw HTML switched off.
    return MethodPage(name, title, Markup(html))  # noqa: S704


def _mark_headings(tokens: Sequence[Token]) -> None:
    for at, one in enumerate(tokens):
        if one.type == "heading_open" and one.tag != "h1":
            one.attrSet("id", anchor(tokens[at + 1].content))


def _lead_links(tokens: Sequence[Token]) -> None:
    """Links from file to file become links from page to page."""
    for one in tokens:
        _lead_links(one.children or ())
        to = _TO_A_PAGE.fullmatch(str(one.attrGet("href") or ""))
        if to:
            name = "" if to[1] == _OPENING else f"/{to[1]}"
            one.attrSet("href", f"/methods{name}{to[2] or ''}")
