"""Every GET of the application, read from it, so that a new route is tested the day it is added."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def templates(app: Any) -> set[str]:
    """The path of every GET, pages among them."""
    found = set()
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        for one in contexts() if contexts else [route]:
            if "GET" in (getattr(one, "methods", None) or ()):
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
