"""Properties: search, one, and its candidates."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from api.candidates.of_property import of_property
from api.candidates.query import OneCandidateQuery
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.encoding import Packed
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.response_cache import FeedsAre, address_of, kept
from api.http.service import ServiceIs
from api.http.values import packed
from api.properties import feature_cache, paging
from api.properties.feature_cache import refresh
from api.properties.filters import filters_of
from api.properties.schemas import Properties
from estate.answers.candidates.candidate import Candidates
from estate.answers.context import ReadContext
from estate.answers.properties.property import PropertyDetail, property_dossier
from estate.register.queries import feature_cache as rendered
from estate.register.queries import properties

router = APIRouter(tags=["properties"])
GEOJSON = "application/geo+json"


class GeoJson(JSONResponse):
    """For the description alone: what is sent is text that lies ready."""

    media_type = GEOJSON


@router.get(
    "/properties",
    response_class=GeoJson,
    response_model=Properties,
    responses=responses(403),
)
def search_properties(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    feeds: FeedsAre,
    query: Annotated[parameters.PropertyQuery, Query()],
) -> Response:
    """Properties as GeoJSON, by name; page on with the link whose ``rel`` is ``next``."""
    late: list[bool] = []

    def make() -> Packed:
        body, is_ready = _page(request, context, query)
        late.append(feature_cache.is_shared(context.reader) and not is_ready)
        return Packed(body, GEOJSON)

    answer = kept(request, context, feeds, make, address_of)
    if any(late):
        answer.background = BackgroundTask(refresh, feeds, service, context.reader, context.today)
    return answer


def _page(
    request: Request,
    context: ReadContext,
    query: parameters.PropertyQuery,
) -> tuple[bytes, bool]:
    """The answer, and whether the texts of its properties lay ready."""
    wanted = filters_of(query, context)
    after = None if query.cursor is None else paging.read_cursor(query.cursor)
    page = rendered.page(
        context.connection,
        context.reader,
        wanted,
        today=context.today,
        shape=feature_cache.rendering(),
        limit=query.limit + 1,
        after=after,
    )
    rows = page.rows[: query.limit]
    features = feature_cache.listed(context, replace(page, rows=rows))
    last = (rows[-1][1], rows[-1][0]) if len(page.rows) > len(rows) else None
    return paging.body(request.url, page.matched, features, last), page.is_ready


@router.get("/properties/{property_id}", response_model=PropertyDetail, responses=responses(404))
def one_property(
    request: Request,
    context: ContextIs,
    feeds: FeedsAre,
    property_id: UUID,
    _: NoQueryIs,
) -> Response:
    """Everything of one property that the reader may see."""

    def make() -> Packed:
        return Packed(packed(property_dossier(context, property_id).detail), "application/json")

    return kept(request, context, feeds, make)


@router.get(
    "/properties/{property_id}/candidates",
    response_model=Candidates,
    responses=responses(403, 404),
)
def candidates_of_property(
    request: Request,
    context: ContextIs,
    feeds: FeedsAre,
    property_id: UUID,
    query: Annotated[OneCandidateQuery, Query()],
) -> Response:
    """Candidates in which the property is guest or host, best first."""

    def make() -> Packed:
        properties.visible_id(context.connection, context.reader, property_id)
        found = of_property(context, str(property_id), query)
        return Packed(packed(found), "application/json")

    return kept(request, context, feeds, make)
