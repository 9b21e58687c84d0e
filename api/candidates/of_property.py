"""The candidates in which one property is guest or host."""

from api.candidates.query import OneCandidateQuery
from estate.answers import estate_wide
from estate.answers.candidates.candidate import Candidates, candidates, listed
from estate.answers.context import ReadContext


def of_property(
    context: ReadContext,
    property_id: str,
    query: OneCandidateQuery,
) -> Candidates:
    """Those in which one property is guest or host."""
    question = query.question_of(property_id)
    found = estate_wide.candidates(context, question=question, best=query.limit)
    return listed(found, candidates(found, query.limit, property_id))
