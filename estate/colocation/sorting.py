"""Candidates in another order than by fit and score; each keeps its rank, and ties stand by it."""

from dataclasses import replace

import numpy as np

from estate.arrays import Floats
from estate.colocation import known_to_fit, shown_figures
from estate.colocation.question import CandidateFilter
from estate.colocation.ranking import Ranking

_MONEY = {"saving": "saving_gbp_pa", "saving_low": "saving_low_gbp_pa", "one_off": "one_off_gbp"}


def arranged(ranking: Ranking, question: CandidateFilter) -> Ranking:
    """The whole ranking in the order of a question, each guest once where it asks so, by the
    figures as they are shown.

    Either way round, candidates of which the figure is not known come last; ``unknown`` counts
    them. Equal ones stand by rank.
    """
    if question.per_guest:
        ranking = ranking.per_guest()
    if question.is_ranked:
        return ranking
    values = _values(ranking, question.sort)
    lost = np.isnan(values)
    signed = -values if question.largest_first else values
    rank = np.arange(len(ranking))
    order = np.lexsort((rank, np.where(lost, 0.0, signed), lost))
    others = None
    if ranking.others is not None:
        others = (ranking.others[0][order], ranking.others[1][order])
    return replace(
        ranking,
        at=ranking.at[order],
        host=ranking.host[order],
        score=ranking.score[order],
        others=others,
        places=rank[order],
        unknown=int(lost.sum()),
    )


def _values(ranking: Ranking, sort: str) -> Floats:
    """What the order goes by, one each; null unknown."""
    facts, at, host = ranking.facts, ranking.at, ranking.host
    if sort in _MONEY:
        return shown_figures.money(facts, _MONEY[sort], at, host, part=ranking.is_part)
    if sort == "rank":
        return np.arange(len(at), dtype=np.float64)
    if sort == "fit":
        return np.asarray(~known_to_fit.fits(facts, at, host), dtype=np.float64)
    if sort in ("guest", "host"):
        place = facts.columns.guests.home[at] if sort == "guest" else host
        return facts.name_order[place].astype(np.float64)
    guests = shown_figures.ShownGuests.of(facts)
    return (guests.act_by if sort == "act_by" else guests.exit)[at]
