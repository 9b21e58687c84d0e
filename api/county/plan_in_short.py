"""What could happen in the county, or to one body, as their own pages tell it first.

The plan of the county takes half a minute to find, so the pages show only what somebody has had
worked out since the register last moved on, and else lead to where it is worked out.
"""

from collections.abc import Sequence
from typing import Any

from api.html.charts.plan_map import county_map
from api.html.plan_moves import line
from estate.answers.context import ReadContext
from estate.answers.county.moves import CountyMove, moves_of
from estate.answers.county.plan import County, county_before, told
from estate.errors import BadQuestion
from estate.register import visibility as v
from estate.register.queries import outlines_to_draw


def of_county(context: ReadContext) -> dict[str, Any]:
    """All moves, for the county's page."""
    return _part(context, None)


def of_organisation(context: ReadContext, code: str) -> dict[str, Any]:
    """The moves that concern one body, for its page."""
    return _part(context, code)


def _part(context: ReadContext, code: str | None) -> dict[str, Any]:
    """``has_plan``: whether this reader may see plans; ``lines`` is none where none is known."""
    unknown = {"has_plan": False, "lines": None, "whole": None, "moves_map": None}
    if context.reader.level < v.Level.CLUB:
        return unknown
    try:
        county = county_before(context)
    except BadQuestion:
        return unknown
    if county is None:
        return unknown | {"has_plan": True}
    # The plan is kept beside what is told of it, so that no other one is taken for it.
    key = (context.version, context.reader.edition, context.today, id(county), code)
    _, made = context.cache.part(
        "county plan in short", key, lambda: (county, _told(context, county, code))
    )
    return made


def _told(context: ReadContext, county: County, code: str | None) -> dict[str, Any]:
    moves = [one for one in moves_of(county) if code is None or one.concerns(code)]
    areas = outlines_to_draw.areas(context.connection, context.reader)
    return {
        "has_plan": True,
        "lines": [line(one.occupier, one.leaves.place, one.host.place, one.year) for one in moves],
        "whole": told(county) if code is None else None,
        "emptied": _left(moves),
        "hosts": len({one.host.place.key for one in moves}),
        "moves_map": county_map(moves, areas),
    }


def _left(moves: Sequence[CountyMove]) -> int:
    return len({one.leaves.place.key for one in moves if one.empties})
