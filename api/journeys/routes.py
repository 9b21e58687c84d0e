"""Residents' journeys before and after some moves, over HTTP: as JSON, and for a map."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ContextIs, Slow
from api.http.downloads import file_answer
from api.http.problems import files, responses
from api.http.values import sent
from api.journeys.ground import geojson
from api.journeys.query import DrawnQuery, FoundIs, JourneysDrawnIs
from estate.answers.residents.journeys import Journeys, told
from estate.exports import property_files

router = APIRouter(tags=["journeys"], dependencies=[Slow])
_GEOJSON = property_files.FORMATS["geojson"]


@router.get("/journeys", response_model=Journeys, responses=responses(403))
def journeys(context: ContextIs, found: FoundIs) -> Response:
    """Who goes how far before and after some moves, by each way of travelling that is loaded:
    means and quantiles weighted by people, those within 10, 15, 20 and 30 minutes gained and lost,
    by deprivation, age and disability where loaded, the places hit worst by name. What cannot be
    reached is counted apart. Computed from what you may see; nothing is decided."""
    return sent(told(found))


@router.get(
    "/journeys.geojson", response_class=Response, responses=files(_GEOJSON, problems=(403,))
)
def journeys_geojson(
    context: ContextIs, found: JourneysDrawnIs, query: Annotated[DrawnQuery, Query()]
) -> Response:
    """The same for a map (longitude and latitude, WGS 84), by one way of travelling: bands of
    ground reached within 10, 15, 20 and 30 minutes ``before`` and ``after``, bands of ``change``,
    the places of each service, and where people are taken to live with their minutes."""
    body = geojson(context, found, query.mode)
    return file_answer(body, "journeys.geojson", _GEOJSON)
