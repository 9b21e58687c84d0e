"""Search over HTTP: what is found, each with the page that shows it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.html.addresses import (
    filter_query,
    organisation_address,
    property_address,
    town_address,
)
from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import sent
from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.answers.search import Hit, search

router = APIRouter(tags=["search"])
MOST = 100
_CLOSE, _FROM_AFAR = 16, 14


class SearchQuery(parameters.FormQuery):
    """What is looked for."""

    q: Line = Field(default="", max_length=200, description="words, each may be its beginning")
    limit: int = Field(default=20, ge=1, le=MOST)


@answer
class Result(Answer):
    """One thing found, with its page: that of a property, organisation or town, or the map at a
    place, street, station or postcode."""

    kind: str
    name: str
    detail: str
    page: str
    point: list[float] | None


@answer
class Results(Answer):
    """What was found, the best first; ``instead``: the words that were looked for in place of those
    that nothing begins with; null if as asked."""

    query: str
    instead: str | None
    count: int
    by_kind: dict[str, int]
    results: list[Result]


def results(context: ReadContext, query: SearchQuery) -> Results:
    """What this reader finds."""
    found = search(context, query.q.strip(), query.limit)
    return Results(
        query=found.query,
        instead=found.instead,
        count=found.count,
        by_kind=found.by_kind,
        results=[
            Result(
                kind=hit.kind, name=hit.name, detail=hit.detail, page=page_of(hit), point=hit.point
            )
            for hit in found.hits
        ],
    )


def page_of(hit: Hit) -> str:
    """Where it is shown."""
    if hit.kind == "property":
        return property_address(hit.key)
    if hit.kind == "organisation":
        return organisation_address(hit.key)
    if hit.kind == "town":
        return town_address(hit.key)
    if hit.point is None:
        return "/#" + filter_query(q=hit.key)
    view = f"{_FROM_AFAR if hit.kind == 'place' else _CLOSE}/{hit.point[1]:.5f}/{hit.point[0]:.5f}"
    return f"/#view={view}"


@router.get("/search", response_model=Results, responses=responses())
def search_all(context: ContextIs, asked: Annotated[SearchQuery, Query()]) -> Response:
    """Properties, organisations, towns, places, streets, stations and postcodes by name, as far as
    you see them. Each word must begin a word of what is found; a word that begins none is taken
    for the nearest."""
    return sent(results(context, asked))
