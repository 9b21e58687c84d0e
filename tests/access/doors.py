"""Every GET of the application, read from it, so that a new route is tested the day it is added.

Which tables and pictures a page has as files is read from the page: it links to each of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from api.http.methods import refuse

_FILE = re.compile(r'href="(/[^"#]*\.(?:csv|xlsx|svg|geojson|ics|pdf|zip)(?:\?[^"#]*)?)"')
_PICTURE = re.compile(r'src="(/[^"#]*\.svg(?:\?[^"#]*)?)"')


def templates(app: Any) -> set[str]:
    """The path of every GET, pages among them; what says 405 is none."""
    found = set()
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        for one in contexts() if contexts else [route]:
            is_refused = getattr(one, "endpoint", None) is refuse
            if not is_refused and "GET" in (getattr(one, "methods", None) or ()):
                found.add(one.path)
    return found


def filled(template: str, values: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """A path with each of the values for each of its parts."""
    named = re.search(r"\{(\w+)(?::\w+)?\}", template)
    if named is None:
        yield template
        return
    for value in values.get(named[1], ["unknown"]):
        yield from filled(template.replace(named[0], str(value), 1), values)


def is_of_a_page(template: str) -> bool:
    """Whether a path is a table or a picture of a page, whose name only the page tells."""
    return not template.startswith("/api/") and template.endswith((".{form}", "}.svg"))


def files_of(page: str) -> set[str]:
    """The addresses of the files and pictures that the HTML of a page names."""
    return {unescape(found) for found in _FILE.findall(page) + _PICTURE.findall(page)}


def not_among(of_pages: Iterable[str], doors: Iterable[str]) -> list[str]:
    """Of the templates of files, those that none of these addresses has."""
    paths = {door.partition("?")[0] for door in doors}
    shapes = {one: re.sub(r"\\\{\w+(:path)?\\\}", ".+", re.escape(one)) for one in of_pages}
    return sorted(one for one, shape in shapes.items()
                  if not any(re.fullmatch(shape, path) for path in paths))  # fmt: skip
