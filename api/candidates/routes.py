"""Candidates: who could share with whom."""

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from api.candidates import schemas as told
from api.candidates import serialise
from api.candidates.paging import Ranked
from api.candidates.query import CandidateQuery, OneCandidateQuery
from api.http.dependencies import ReaderIs, ReadOnly, Today
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from estate import codes
from estate.answers.candidates import Candidates
from estate.answers.core import current_assumptions
from estate.register import visibility as v
from estate.register.queries import versions

router = APIRouter(tags=["candidates"])


@router.get(
    "/candidates",
    responses={200: {"model": told.Candidates}, **responses(403, 409)},
    response_class=Response,
)
def all_candidates(
    request: Request,
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    query: Annotated[CandidateQuery, Query()],
) -> Response:
    """Possibilities for discussion: those known to fit, then those that could, best first; each
    with its components, what is not known and what to ask for."""
    assumptions = current_assumptions(connection)
    question = query.question()
    ranked = Ranked.of(versions.current_version(connection), today, assumptions.id, question)
    start = ranked.start(query.cursor)
    found = here.answers.candidates(
        connection, reader, today, question=question, best=start + query.limit
    )
    shown = serialise.page(found, query.limit, start=start)
    following = ranked.following(request.url, start + len(shown), found.matched)
    return _answer(found, shown, reader, following if shown else None)


def of_property(
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
    property_id: str,
    query: OneCandidateQuery,
) -> Response:
    """Those in which one property is guest or host."""
    question = query.question_of(property_id)
    found = here.answers.candidates(connection, reader, today, question=question, best=query.limit)
    shown = serialise.page(found, query.limit, property_id)
    return _answer(found, shown, reader, None)


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
