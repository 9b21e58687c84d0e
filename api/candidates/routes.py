"""Candidates: who could share with whom."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.candidates.paging import Ranked, list_of
from api.candidates.query import CandidateQuery
from api.http.dependencies import ContextIs
from api.http.problems import responses
from api.http.values import sent
from estate.answers import estate_wide
from estate.answers.candidates.candidate import Candidates, candidates, listed

router = APIRouter(tags=["candidates"])


@router.get("/candidates", response_model=Candidates, responses=responses(403, 409))
def all_candidates(
    request: Request,
    context: ContextIs,
    query: Annotated[CandidateQuery, Query()],
) -> Response:
    """Possibilities for discussion: those known to fit, then those that could, best first; each
    with its components, what is not known and what to ask for."""
    question = query.question()
    ranked = Ranked.of(context.version, context.today, list_of(context), question)
    start = ranked.start(query.cursor)
    found = estate_wide.candidates(context, question=question, best=start + query.limit)
    shown = candidates(found, query.limit, start=start)
    following = ranked.following(request.url, start + len(shown), found.matched)
    return sent(listed(found, shown, following if shown else None))
