"""Small areas as the map shades them, over HTTP."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.text_types import Line
from api.http.values import collection, sent
from estate.access.travel import Mode
from estate.answers.context import ReadContext
from estate.answers.need import shaded_areas as answers
from estate.answers.need.shaded_areas import ShadedArea, ShadedAreas
from estate.exports import property_files

router = APIRouter(tags=["need"])
_GEOJSON = property_files.FORMATS["geojson"]


class ShadeQuery(parameters.FormQuery):
    """By what, and by which way of travelling."""

    shade: Line = Field(
        default=answers.DECILE, max_length=40, description="decile, or the code of a service"
    )
    mode: Mode = Field(default=Mode.WALK, description="how people travel")

    def ask(self, context: ReadContext) -> ShadedAreas:
        """The small areas with the values by which this question shades them."""
        return answers.shaded_areas(context, self.shade, self.mode)


ShadeAsked = Annotated[ShadeQuery, Query()]


@router.get("/shaded-areas", response_model=ShadedAreas, responses=responses(403))
def shaded(context: ContextIs, asked: ShadeAsked) -> Response:
    """The county's small areas by deprivation decile, or by minutes to the nearest place of a
    service. Deciles are public; minutes are for members of the club."""
    return sent(asked.ask(context))


@router.get(
    "/shaded-areas.geojson", response_class=Response, responses=files(_GEOJSON, problems=(403,))
)
def shaded_geojson(context: ContextIs, asked: ShadeAsked) -> Response:
    """The same for a map (longitude and latitude, WGS 84)."""
    found = asked.ask(context)
    shapes = answers.outlines(context)
    features = [
        orjson.dumps({"type": "Feature", "geometry": shapes[one.code], "properties": _told(one)})
        for one in found.areas
        if one.code in shapes
    ]
    more = {
        "shade": found.shade,
        "words": found.words,
        "basis": found.basis,
        "choices": [{"code": one.code, "label": one.label} for one in found.choices],
        "mode": found.mode,
        "modes": [{"code": one.code, "label": one.label} for one in found.modes],
        "synthetic": found.synthetic,
        "disclaimer": found.disclaimer,
    }
    return file_answer(collection(features, more), "shaded-areas.geojson", _GEOJSON)


def _told(one: ShadedArea) -> dict[str, object]:
    names = ("code", "name", "people", "imd_decile", "minutes", "slow_minutes")
    return {name: getattr(one, name) for name in names}
