"""Candidates: who could share with whom."""

from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api import candidate_shapes, schemas
from api.answer_schemas_candidates import Candidates
from api.dependencies import ReaderIs, ReadOnly, Service, ServiceIs, Today
from api.problems import responses
from estate import codes
from estate.register import visibility as v

router = APIRouter(tags=["candidates"])


@router.get(
    "/candidates",
    responses={200: {"model": Candidates}, **responses(403)},
    response_class=Response,
)
def all_candidates(
    connection: ReadOnly,
    reader: ReaderIs,
    here: ServiceIs,
    today: Today,
    query: Annotated[schemas.CandidateQuery, Query()],
) -> Response:
    """Possibilities for discussion, best first; each with its components and unknowns."""
    filters = query.model_dump(exclude={"limit"}, exclude_none=True)
    return candidate_page(connection, reader, here, today, limit=query.limit, **filters)


def candidate_page(
    connection: Connection,
    reader: v.Reader,
    here: Service,
    today: date,
    *,
    limit: int,
    **filters: Any,
) -> Response:
    """The answer of both candidate routes."""
    # All of them are kept for whoever asks next; of a filtered few, only the page is needed.
    best = {"best": limit} if filters else {}
    candidates = here.answers.candidates(connection, reader, today, **filters, **best)
    shown = candidate_shapes.page(candidates, limit, filters.get("property_id"))
    body = {
        "numberMatched": candidates.matched,
        "numberReturned": len(shown),
        "candidates": shown,
        "basis": "run-rate, club lens, before one-off costs; not additive",
        "years": "each year from the guest's way out",
        "price_base": candidates.assumptions.text("price_base"),
        "assumption_set": candidates.assumptions.id,
        "reader": reader.kind.value,
        "disclaimer": codes.DISCLAIMER,
    }
    return Response(orjson.dumps(body), media_type="application/json")
