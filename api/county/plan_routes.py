"""What could happen in the whole county, by parts, over HTTP: whole, or as it is found."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs, Slow
from api.http.problems import files, responses
from api.http.search_stream import MEDIA_TYPE, json_line, stream
from api.http.service import Service, ServiceIs
from api.http.values import sent
from estate.answers.county.plan import (
    County,
    CountyPlan,
    county_plan,
    county_question,
    grow,
    told,
)
from estate.answers.towns.search import Progress
from estate.consolidation.town.highs import Watch

router = APIRouter(tags=["towns"], dependencies=[Slow])


class CountyPlanQuery(parameters.Query):
    """What may take part."""

    unrated: bool = Field(default=False, description="let buildings that are not rated take part")


@router.get("/county/options", response_model=CountyPlan, responses=responses(403))
def county_options(context: ContextIs, query: Annotated[CountyPlanQuery, Query()]) -> Response:
    """The plan of the whole county, part by part: what no move connects is asked apart, so most
    towns are proved. From what you may see; nothing is decided."""
    return sent(county_plan(context, query.unrated))


def question_of(context: ContextIs, query: Annotated[CountyPlanQuery, Query()]) -> County:
    """The problem behind an address; a dependency of what looks for longer than a request."""
    return county_question(context, query.unrated)


CountyIs = Annotated[County, Depends(question_of, scope="function")]


@router.get(
    "/county/options/stream",
    response_class=Response,
    responses=files(MEDIA_TYPE, problems=(403,)),
)
async def county_options_stream(service: ServiceIs, county: CountyIs) -> Response:
    """The same as it is found, a JSON object a line: ``progress`` at least each second (seconds,
    parts found, of how many, worth so far in GBP), and ``plan`` once all parts were looked at. It
    ends then, or when you hang up."""
    return await streamed(
        service, county, lambda: {"kind": "plan", "answer": told(county)}, lambda _: {}
    )


async def streamed(
    service: Service,
    county: County,
    whole: Callable[[], dict[str, Any]],
    words: Callable[[Progress], dict[str, Any]],
) -> Response:
    """Lines of the search: how far it is, and at its end ``whole``."""

    def steps(_: Progress, watch: Watch) -> Iterator[bool]:
        for _one in grow(county, watch):
            yield False
        if county.done:
            yield True

    def going(progress: Progress) -> bytes:
        so_far = county.so_far
        line = {
            "kind": "progress",
            "seconds": round(progress.seconds, 1),
            "parts_found": len(so_far.plans),
            "parts": len(so_far.parts) or None,
            "worth_gbp": round(so_far.plan.worth_gbp, 2),
        }
        return json_line(line | words(progress))

    progress = Progress()
    return await stream(
        service, steps, lambda done: json_line(whole()) if done else going(progress), going
    )
