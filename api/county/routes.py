"""The county in figures, and sharing as it is: who sits with whom, who could as like users."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http import parameters
from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.text_types import Line
from api.http.values import sent
from estate.answers.candidates import sharing
from estate.answers.candidates.sharing import BackOffice, SharingMatrix, SimilarUsers
from estate.answers.county import figures as county
from estate.answers.county.figures import Stats

router = APIRouter()


@router.get("/stats", tags=["stats"], response_model=Stats, responses=responses())
def stats(context: ContextIs, _: NoQueryIs) -> Response:
    """Counts for everyone; ratings, cost and value totals for club members."""
    return sent(county.stats(context))


class SimilarQuery(parameters.Query):
    """What makes users alike, and how near is near."""

    same: Literal["user_function", "service_function"] = "user_function"
    within_min: float = Field(default=10, gt=0, le=60, description="minutes on foot")
    organisation: Line | None = Field(default=None, max_length=60)


@router.get(
    "/sharing/matrix", tags=["sharing"], response_model=SharingMatrix, responses=responses(403)
)
def shared_occupation(
    context: ContextIs,
    _: NoQueryIs,
) -> Response:
    """Buildings by managing and occupying organisation; staff where the reader may see them."""
    return sent(sharing.sharing_matrix(context))


@router.get(
    "/sharing/back-office", tags=["sharing"], response_model=BackOffice, responses=responses(403)
)
def back_office(context: ContextIs, _: NoQueryIs) -> Response:
    """Back-office services that bodies could combine, by the county's list of 2010: who gives each
    today, and where. Nothing is proposed. ``/back-office/{table}.csv`` has it as a file."""
    return sent(sharing.back_office(context))


@router.get(
    "/sharing/similar-users",
    tags=["sharing"],
    response_model=SimilarUsers,
    responses=responses(403),
)
def similar_users(
    context: ContextIs,
    query: Annotated[SimilarQuery, Query()],
) -> Response:
    """Groups of like users of two or more organisations, each within a walk of another."""
    return sent(sharing.similar_users(context, **query.model_dump()))
