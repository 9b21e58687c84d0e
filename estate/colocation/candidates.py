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
from estate.codes import CandidateKind
from estate.colocation.contenders import Asked
from estate.colocation.describe import COLUMNS, DISTANCE_BASIS, table
from estate.colocation.facts import Facts, gather
from estate.colocation.fit import COULD_FIT, FITS
from estate.colocation.names import candidate_id
from estate.colocation.ranking import Ranking, rank
from estate.errors import BadQuestion
from estate.frames import Estate


def find(
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
    *,
    organisation: str | None = None,
    town: str | None = None,
    kind: CandidateKind | str | None = None,
    max_minutes: float | None = None,
    min_score: float | None = None,
    min_evidence: float | None = None,
    property_id: str | None = None,
    fit: str | None = None,
    include_unrated: bool = True,
    concerned: str | None = None,
    best: int | None = None,
    facts: Facts | None = None,
) -> pd.DataFrame:
    """Ranked candidates, one row each, with ``COLUMNS``; all of them, or the ``best`` so many.

    ``organisation``, ``town`` and ``property_id`` match guest or host. ``concerned`` is the code
    of the reading organisation: pairs with an unsigned body appear only to those they concern.
    Minutes are crow-fly × the detour factor, walked (driven for depots and stores). Pairs known
    to fit (``fit`` "fits") come before those that could ("could_fit", with what to ask for); ties
    are broken by the references of guest and host. Filters never change a score. ``facts`` may
    bring what ``gather`` found earlier for the same estate, assumptions and day.
    """
    if facts is None or facts.include_unrated != include_unrated:
        facts = gather(estate, assumptions, today, include_unrated)
    known_kind = None if kind is None else _known_kind(kind)
    return table(
        ranked(
            facts,
            organisation=organisation,
            town=town,
            kind=known_kind,
            max_minutes=max_minutes,
            min_score=min_score,
            min_evidence=min_evidence,
            property_id=property_id,
            fit=fit,
            concerned=concerned,
            best=best,
        )
    )


def ranked(
    facts: Facts,
    *,
    organisation: str | None = None,
    town: str | None = None,
    kind: CandidateKind | str | None = None,
    max_minutes: float | None = None,
    min_score: float | None = None,
    min_evidence: float | None = None,
    property_id: str | None = None,
    fit: str | None = None,
    concerned: str | None = None,
    only_concerned: bool = False,
    best: int | None = None,
) -> Ranking:
    """The same as positions and scores, for those who show a page of it; filters as in ``find``.

    ``only_concerned``: those of the organisation ``concerned`` alone.
    """
    asked = Asked(
        organisation=organisation,
        town=town,
        kind=None if kind is None else _known_kind(kind),
        max_minutes=max_minutes,
        property_id=property_id,
        fit=None if fit is None else _known_fit(fit),
        concerned=concerned,
        only_concerned=only_concerned,
    )
    return rank(facts, asked, min_score=min_score, min_evidence=min_evidence, best=best)


def _known_fit(fit: str) -> str:
    if fit not in (FITS, COULD_FIT):
        raise BadQuestion(f"A candidate {FITS} or {COULD_FIT}, not {fit[:40]!r}.")
    return fit


def _known_kind(kind: CandidateKind | str) -> str:
    try:
        return CandidateKind(kind).value
    except ValueError:
        raise BadQuestion(
            f"There is no kind of candidate {str(kind)[:40]!r}; "
            f"the kinds are {', '.join(CandidateKind)}."
        ) from None


__all__ = ["COLUMNS", "DISTANCE_BASIS", "candidate_id", "find", "ranked"]
