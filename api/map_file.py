"""What a map in one file holds: the service's own answers, as a reader without a name gets them.

So the file shows neither more nor less than the service does to that edition.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from fastapi import FastAPI

from api.in_process import ask
from estate.errors import Conflict
from maps.style import browser_config

Advance = Callable[[str, int, int], None]
Ask = Callable[[str], Awaitable[bytes]]
_LIST = "/api/v1/properties"
_BEST = "candidates?limit=10"


@dataclass(frozen=True)
class Snapshot:
    """The answers by address, and what they are of."""

    answers: dict[str, bytes]
    panels: dict[str, dict[str, bytes]]
    properties: int
    version: int
    day: date
    synthetic: bool


async def snapshot(app: FastAPI, query: list[tuple[str, str]], advance: Advance) -> Snapshot:
    """Gather everything the map asks for; ``query`` are the filters of the list of properties.

    Conflict when the register was changed meanwhile.
    """
    feeds: Any = browser_config()["feeds"]
    feed = orjson.loads(await ask(app, feeds["properties"]))
    if query:
        wanted = await _matching(app, query)
        feed["features"] = [one for one in feed["features"] if one["id"] in wanted]
    answers = {feeds["properties"]: orjson.dumps(feed)}
    for name in ("areas", "clusters", "topDown"):
        answers[feeds[name]] = await ask(app, feeds[name])
    with_candidates = feed["reader"] != "public"
    shown = [str(one["id"]) for one in feed["features"]]
    panels = await _panels(app, shown, advance, with_candidates=with_candidates)
    if orjson.loads(await ask(app, feeds["properties"]))["version"] != feed["version"]:
        raise Conflict("The register was changed while the file was being made: make it again.")
    return Snapshot(
        answers, panels, len(shown), feed["version"], date.fromisoformat(feed["today"]),
        bool(feed["county"]["synthetic"]),
    )  # fmt: skip


async def _matching(app: FastAPI, query: list[tuple[str, str]]) -> set[str]:
    """Every property that the filters leave, page after page."""
    found: set[str] = set()
    page = orjson.loads(await ask(app, _LIST, [*query, ("limit", "10000")]))
    found |= {one["id"] for one in page["features"]}
    while further := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        cursor = further[0].split("cursor=")[1].split("&")[0]
        page = orjson.loads(await ask(app, _LIST, [*query, ("limit", "10000"), ("cursor", cursor)]))
        found |= {one["id"] for one in page["features"]}
    return found


async def _panels(
    app: FastAPI, shown: list[str], advance: Advance, *, with_candidates: bool
) -> dict[str, dict[str, bytes]]:
    """The panel of each property shown, and of those that its candidates lead to."""
    panels: dict[str, dict[str, bytes]] = {}
    waiting = list(shown)
    while waiting:
        one = waiting.pop(0)
        address = f"{_LIST}/{one}"
        panels[one] = {address: await ask(app, address)}
        if with_candidates and one in set(shown):
            body = await ask(app, f"{address}/candidates", [("limit", "10")])
            panels[one][f"{_LIST}/{one}/{_BEST}"] = body
            ahead = {*panels, *waiting}
            waiting += [other for other in _counterparts(body) if other not in ahead]
        advance("Properties", len(panels), len(panels) + len(waiting))
    return panels


def _counterparts(body: bytes) -> list[str]:
    found = orjson.loads(body)["candidates"]
    ends = [one[side]["property_id"] for one in found for side in ("guest", "host")]
    return list(dict.fromkeys(str(end) for end in ends))
