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
from estate.colocation.candidate_columns import COLUMNS, table
from estate.colocation.candidate_name import candidate_id
from estate.colocation.filtering import Asked
from estate.colocation.guest_and_host_facts import Facts, gather
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
    """Candidates that answer a question, one row each, the best first.

    Pairs known to fit (``fit`` "fits") come before those that could ("could_fit", with what to
    ask for), each by score; ties are broken by the references of guest and host. Filters never
    change a score.

    Parameters
    ----------
    estate : Estate
        What is known of a county; what is null counts as unknown, never as zero.
    assumptions : AssumptionSet
        Weights, standards, prices.
    today : date
        The day on which dates and notices are looked at.
    question : CandidateFilter
        Which candidates, and in what order; all by rank unless given.
    include_unrated : bool
        Whether properties without a rating take part.
    concerned : str, optional
        Code of the reading organisation: pairs with an unsigned body appear only to those they
        concern.
    best : int, optional
        So many of the order, found without scoring those that cannot be among them.
    facts : Facts, optional
        What ``gather`` found earlier for the same estate, assumptions and day.

    Returns
    -------
    pandas.DataFrame
        With ``COLUMNS``: ``score`` and ``evidence`` from 0 to 1; ``minutes`` by the estate's
        network, or crow-fly × the detour factor (``distance_basis``), walked (driven for depots and
        stores); areas in m² (NIA), savings in GBP a year, ``one_off_gbp`` in GBP once.

    Examples
    --------
    The estate of the page ``docs/library.md``, two offices 300 m apart:

    >>> found = find(estate, assumptions, date(2026, 6, 1))
    >>> found[["guest_property_id", "host_property_id", "fit", "need_m2", "spare_m2"]]
      guest_property_id host_property_id   fit  need_m2  spare_m2
    0         mill-lane     bridge-house  fits    200.0    1360.0
    >>> late = CandidateFilter(act_by_from=date(2028, 1, 1))
    >>> len(find(estate, assumptions, date(2026, 6, 1), late))
    0
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
    kept_out: frozenset[tuple[str, str]] = frozenset(),
) -> Ranking:
    """The same as positions and scores, for those who show a page of it.

    ``only_concerned``: those of the organisation ``concerned`` alone. ``kept_out``: pairs of guest
    occupation and host property that are left out.
    """
    asked = Asked(question, concerned, only_concerned, kept_out)
    if question.moves == PART:
        return arranged(rank_parts(facts, asked), question).head(best)
    if question.is_whole_order:
        return rank(facts, asked, best)
    return arranged(rank(facts, asked), question).head(best)


__all__ = ["COLUMNS", "candidate_id", "find", "ranked"]
