"""Moves as addresses put them, and the question behind them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.text_types import Line
from estate.access.travel import Mode
from estate.answers.residents.journeys_worked_out import (
    MOST_MOVES,
    Found,
    Moved,
    journeys_of,
    read_moves,
)

ADDRESS = "/journeys"


class Ground(StrEnum):
    """What a map draws: from where the journey changes, or from where it is how long."""

    CHANGE = "change"
    BEFORE = "before"
    AFTER = "after"

    @property
    def words(self) -> str:
        """As a choice and a title have it."""
        return {"change": "change of minutes", "before": "minutes today", "after": "minutes after"}[
            self.value
        ]


class MovesQuery(parameters.Query):
    """Which moves are asked about."""

    move: list[Annotated[Line, Field(max_length=180)]] = Field(
        default=[],
        max_length=MOST_MOVES,
        description="OCCUPATION:PROPERTY, or PROPERTY:PROPERTY for all that the public visits in "
        "the first; properties by id or organisation/reference",
    )


class DrawnQuery(MovesQuery):
    """The same, by one way of travelling."""

    mode: Mode = Mode.WALK


class PageQuery(DrawnQuery):
    """The same, and what the page's maps show."""

    ground: Ground = Ground.CHANGE


def found(context: ContextIs, query: Annotated[MovesQuery, Query()]) -> Found:
    """What is worked out for the moves of this request."""
    return journeys_of(context, read_moves(context, query.move))


def drawn(context: ContextIs, query: Annotated[DrawnQuery, Query()]) -> Found:
    """What is worked out for the moves that a map of it draws."""
    return journeys_of(context, read_moves(context, query.move))


FoundIs = Annotated[Found, Depends(found)]
JourneysDrawnIs = Annotated[Found, Depends(drawn)]


def query_of(moves: Iterable[Moved]) -> str:
    """Moves as they stand in an address, with its question mark."""
    return f"?{urlencode([('move', f'{one.occupation}:{one.host}') for one in moves])}"
