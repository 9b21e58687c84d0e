"""Where staff of any body may drop in, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import sent
from estate.answers.candidates import touch_down as answers
from estate.answers.candidates.touch_down import TouchDown
from estate.answers.context import ReadContext

router = APIRouter(tags=["sharing"])


class TouchDownQuery(parameters.FormQuery):
    """Where, how many desks, and how near."""

    near: Line | None = Field(
        default=None, max_length=80, description="a property, by id or organisation/reference"
    )
    town: Line | None = Field(default=None, max_length=200)
    at_least: int | None = Field(
        default=None, ge=1, le=1_000, description="so many touch-down desks"
    )
    max_minutes: float | None = Field(default=None, gt=0, le=240, description="on foot from near")

    def ask(self, context: ReadContext) -> TouchDown:
        """Places with touch-down desks, as this question asks for them."""
        return answers.touch_down(context, **self.model_dump())


@router.get("/touch-down", response_model=TouchDown, responses=responses(403))
def touch_down(context: ContextIs, asked: Annotated[TouchDownQuery, Query()]) -> Response:
    """Places with touch-down desks: how many, open when, offered by whom, for staff of any member
    body; the nearest to a property first, where one is named. ``/touch-down/{table}.csv`` has it
    as a file, the map as a layer."""
    return sent(asked.ask(context))
