"""All candidates of a county, scored and ranked; nothing is cut before it is ranked.

A candidate is one occupation (the guest) and one property of another organisation (the host).
It is a prompt for discussion, not a plan.

Choices made here: properties without a rating take part unless
``include_unrated=False`` (their ``rag`` component is then unknown: they could fit), and
a pair in which a body has not signed the protocol is shown only to the bodies concerned.
"""

from datetime import date

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.colocation.candidate_columns import COLUMNS, DISTANCE_BASIS, table
from estate.colocation.facts import Facts, gather
from estate.colocation.filtering import Asked
from estate.colocation.names import candidate_id
from estate.colocation.part_moves import rank_parts
from estate.colocation.question import PART, CandidateFilter
from estate.colocation.ranking import Ranking, rank
from estate.colocation.sorting import arranged
from estate.frames import Estate

EVERYTHING = CandidateFilter()


def find(
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
    question: CandidateFilter = EVERYTHING,
    *,
    include_unrated: bool = True,
    concerned: str | None = None,
    best: int | None = None,
    facts: Facts | None = None,
) -> pd.DataFrame:
    """Candidates that answer a question, one row each, with ``COLUMNS``; all of them, or the
    ``best`` so many of its order.

    ``concerned`` is the code of the reading organisation: pairs with an unsigned body appear only
    to those they concern. Minutes are crow-fly × the detour factor, walked (driven for depots and
    stores). Pairs known to fit (``fit`` "fits") come before those that could ("could_fit", with
    what to ask for); ties are broken by the references of guest and host. Filters never change a
    score. ``facts`` may bring what ``gather`` found earlier for the same estate, assumptions and
    day.
    """
    if facts is None or facts.include_unrated != include_unrated:
        facts = gather(estate, assumptions, today, include_unrated)
    return table(ranked(facts, question, concerned=concerned, best=best))


def ranked(
    facts: Facts,
    question: CandidateFilter = EVERYTHING,
    *,
    concerned: str | None = None,
    only_concerned: bool = False,
    best: int | None = None,
) -> Ranking:
    """The same as positions and scores, for those who show a page of it.

    ``only_concerned``: those of the organisation ``concerned`` alone.
    """
    asked = Asked(question, concerned, only_concerned)
    if question.moves == PART:
        return arranged(rank_parts(facts, asked), question).head(best)
    if question.is_whole_order:
        return rank(facts, asked, best)
    return arranged(rank(facts, asked), question).head(best)


__all__ = ["COLUMNS", "DISTANCE_BASIS", "candidate_id", "find", "ranked"]
