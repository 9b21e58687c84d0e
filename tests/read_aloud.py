"""What is wrong with a page when it is read aloud: what a screen reader says of tables, parts of
the page, pictures and links is found in its HTML, without a browser."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"br", "img", "input", "link", "meta", "source", "hr", "col", "area", "wbr", "path", "rect",
         "circle", "line", "use", "stop", "polyline", "polygon", "ellipse"}  # fmt: skip
#: Words of a link that say nothing where they stand alone.
_SAY_NOTHING = {"open", "more", "here", "csv", "excel", "json", "geojson", "ical", "link", "see",
                "show", "look", "page", "read more", "click here", "all"}  # fmt: skip
#: Parts of a page that a reader can jump to; a section is one where it has a name.
_LANDMARKS = {"nav": "navigation", "aside": "complementary", "section": "region"}
_ROLES = {"region", "navigation", "search", "complementary", "form"}


@dataclass
class Node:
    """An element, with what is in it in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Node | None" = None
    inside: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Itself and every element in it, but what is not there yet."""
        if "hidden" in self.attributes:
            return
        yield self
        for one in self.inside:
            if isinstance(one, Node):
                yield from one.walk()

    def all(self, *tags: str) -> list["Node"]:
        return [one for one in self.walk() if one.tag in tags]

    def within(self, *tags: str) -> bool:
        at = self.parent
        while at is not None and at.tag not in tags:
            at = at.parent
        return at is not None

    @property
    def text(self) -> str:
        """What is read of it."""
        if self.attributes.get("aria-hidden") == "true" or self.tag in ("script", "style"):
            return ""
        if "aria-label" in self.attributes:
            return self.attributes["aria-label"]
        if self.tag == "img":
            return self.attributes.get("alt", "")
        parts = (one if isinstance(one, str) else one.text for one in self.inside)
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Node("document")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(made)
        if tag not in _VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        at: Node | None = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None and tag not in _VOID:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def read(html: str) -> Node:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(html)
    return reader.root


def faults(html: str) -> list[str]:
    """What nobody who listens would make sense of."""
    page = read(html)
    named = {one.attributes["id"]: one for one in page.walk() if "id" in one.attributes}
    return [
        *_tables(page),
        *_parts(page, named),
        *_headings(page),
        *_pictures(page, named),
        *_links(page),
    ]


def _name(node: Node, named: dict[str, Node]) -> str:
    ids = node.attributes.get("aria-labelledby", "").split()
    if ids:
        return " ".join(named[one].text if one in named else "" for one in ids).strip()
    return node.attributes.get("aria-label", "").strip()


def _tables(page: Node) -> Iterator[str]:
    for table in page.all("table"):
        captions = [one.text for one in table.all("caption")]
        if not any(captions) and not table.attributes.get("aria-label"):
            yield f"a table without a name: {table.text[:60]}"
        words = Counter(one.text for one in table.all("thead")[:1] for one in one.all("a"))
        yield from (f"{n} headings of a table are {one}" for one, n in words.items() if n > 1)


def _parts(page: Node, named: dict[str, Node]) -> Iterator[str]:
    found: Counter[tuple[str, str]] = Counter()
    for one in page.walk():
        role = one.attributes.get("role", _LANDMARKS.get(one.tag, ""))
        if role in _ROLES:
            if not (name := _name(one, named)) and role != "search":
                yield f"a part of the page without a name: {role}, {one.text[:60]}"
            found[role, name] += 1
    yield from (f"{n} parts of the page are {one}" for one, n in found.items() if n > 1)


def _headings(page: Node) -> Iterator[str]:
    """A part with a table has a heading to jump to; the first may stand under that of the page."""
    for one in page.all("section")[1:]:
        if one.all("table") and not one.all("h2", "h3", "h4"):
            yield f"a part with a table and no heading: {one.text[:60]}"


def _pictures(page: Node, named: dict[str, Node]) -> Iterator[str]:
    for one in page.all("img"):
        if "alt" not in one.attributes or (one.within("main") and len(one.text) < 12):
            yield f"a picture without words: {one.attributes.get('src')}"
    for one in page.walk():
        if one.attributes.get("role") == "img" and not _name(one, named):
            yield f"a drawing without words: {one.text[:60]}"


def _links(page: Node) -> Iterator[str]:
    """In a row, a list or the head of a table that says which; elsewhere equal words lead to one
    page."""
    leads: defaultdict[str, set[str]] = defaultdict(set)
    for link in (one for one in page.all("a") if one.attributes.get("href")):
        words = link.text
        if not words or words.lower() in _SAY_NOTHING:
            yield f"a link that says {words!r}: {link.attributes['href']}"
        within = link.attributes["href"].startswith("#")
        if not within and not link.within("tbody", "thead", "li", "dd"):
            leads[words].add(re.split("[?#]", link.attributes["href"])[0])
    yield from (f"“{one}” leads to {sorted(to)}" for one, to in leads.items() if len(to) > 1)
