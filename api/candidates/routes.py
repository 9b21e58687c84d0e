"""Candidates: who could share with whom."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from api.candidates import schemas as told
from api.candidates import serialise
from api.candidates.paging import Ranked
from api.candidates.query import CandidateQuery, OneCandidateQuery
from api.http.dependencies import ContextIs
from api.http.problems import responses
from estate import codes
from estate.answers import core
from estate.answers.candidates import Candidates
from estate.answers.context import ReadContext
from estate.register import visibility as v

router = APIRouter(tags=["candidates"])


@router.get(
    "/candidates",
    responses={200: {"model": told.Candidates}, **responses(403, 409)},
    response_class=Response,
)
def all_candidates(
    request: Request,
    context: ContextIs,
    query: Annotated[CandidateQuery, Query()],
) -> Response:
    """Possibilities for discussion: those known to fit, then those that could, best first; each
    with its components, what is not known and what to ask for."""
    assumptions = context.assumptions
    question = query.question()
    ranked = Ranked.of(context.version, context.today, assumptions.id, question)
    start = ranked.start(query.cursor)
    found = core.candidates(context, question=question, best=start + query.limit)
    shown = serialise.page(found, query.limit, start=start)
    following = ranked.following(request.url, start + len(shown), found.matched)
    return _answer(found, shown, context.reader, following if shown else None)


def of_property(
    context: ReadContext,
    property_id: str,
    query: OneCandidateQuery,
) -> Response:
    """Those in which one property is guest or host."""
    question = query.question_of(property_id)
    found = core.candidates(context, question=question, best=query.limit)
    shown = serialise.page(found, query.limit, property_id)
    return _answer(found, shown, context.reader, None)


def _answer(
    candidates: Candidates, shown: list[dict[str, Any]], reader: v.Reader, following: str | None
) -> Response:
    body = {
        "numberMatched": candidates.matched,
        "numberReturned": len(shown),
        "numberFitting": candidates.fitting,
        "sorted": serialise.order(candidates),
        "candidates": shown,
        "next": following,
        "basis": "run-rate, club lens, before one-off costs; not additive",
        "years": "each year from the guest's way out",
        "price_base": candidates.assumptions.text("price_base"),
        "assumption_set": candidates.assumptions.id,
        "reader": reader.kind.value,
        "disclaimer": codes.DISCLAIMER,
    }
    return Response(orjson.dumps(body), media_type="application/json")
