"""Moves that are out for consultation, and their file, over HTTP: for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.consultations.query import FileQuery
from api.http.dependencies import ContextIs, Slow
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers.opportunities.consultation_file import (
    ConsultationFile,
    ConsultedMoves,
    consultation_file,
    consulted_moves,
)

router = APIRouter(tags=["consultations"], dependencies=[Slow])


@router.get("/consultations/moves", response_model=ConsultedMoves, responses=responses())
def moves(context: ContextIs, _: NoQueryIs) -> Response:
    """Moves that are out for consultation: those of which the owners of both places and the
    occupier have each put a decision to consult on record. Everybody is shown the same."""
    return sent(consulted_moves(context))


@router.get("/consultations/file", response_model=ConsultationFile, responses=responses(404))
def file(context: ContextIs, asked: Annotated[FileQuery, Query()]) -> Response:
    """The consultation file of some of them together: who goes how far before and after, by groups
    of residents, the places hit worst, alternatives, method and its limits, sources, and a hash.
    With ``plan``, of those moves of a kept plan that are out for consultation: no other is named.
    It holds no sum of money. 404 for what is not out for consultation."""
    return sent(consultation_file(context, asked.asked))
