"""Small areas with their people, over HTTP."""

from fastapi import APIRouter, Response

from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers.residents import small_areas as answers
from estate.answers.residents.small_areas import SmallAreas

router = APIRouter(tags=["need"])


@router.get("/small-areas", response_model=SmallAreas, responses=responses())
def small_areas(context: ContextIs, _: NoQueryIs) -> Response:
    """The county's small areas (LSOAs or output areas) with their people and deprivation, from
    published files; what each lacks and why; the files with their source and licence. Public.
    ``/residents/{table}.csv`` has them as files."""
    return sent(answers.small_areas(context))
