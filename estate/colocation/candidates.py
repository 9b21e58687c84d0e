"""All candidates of a county, scored and ranked; nothing is cut before it is ranked.

A candidate is one occupation (the guest) and one property of another organisation (the host).
It is a prompt for discussion, not a plan.

Choices made here, where DOMAIN leaves them open: properties without a rating take part unless
``include_unrated=False`` (their ``rag`` component is then unknown and lowers the evidence), and
a pair in which a body has not signed the protocol is shown only to the bodies concerned.
"""

from datetime import date

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import CandidateKind
from estate.colocation import score
from estate.colocation.contenders import gated, narrowed, pairs_within_reach
from estate.colocation.describe import DISTANCE_BASIS, candidate_id, described, kinds
from estate.colocation.facts import Facts, gather
from estate.errors import BadQuestion
from estate.frames import Estate

COLUMNS = (
    "rank", "candidate_id", "guest_occupation_id", "guest_property_id", "guest_organisation",
    "host_property_id", "host_organisation", "kind", "guest_row", "host_column", "score",
    "evidence", "low_evidence", "minutes", "limit_min", "distance_m", "distance_basis",
    "measured_between", "need_m2", "spare_m2", "area_imputed", "exit_date", "exit_kind", "act_by",
    "act_by_passed", "saving_gbp_pa", "saving_low_gbp_pa", "saving_high_gbp_pa", "imputed_share",
    "whole_building", "cost_tier", "access_change_min", "access_worse", "complexity",
    "organisations_involved", "protocol_pending", "rated", "unknowns", "exact",
    *(f"component_{name}" for name in score.COMPONENTS),
)  # fmt: skip


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
    include_unrated: bool = True,
    concerned: str | None = None,
    facts: Facts | None = None,
) -> pd.DataFrame:
    """Ranked candidates, one row each, with ``COLUMNS``.

    ``organisation``, ``town`` and ``property_id`` match guest or host. ``concerned`` is the code
    of the reading organisation: pairs with an unsigned body appear only to those they concern.
    Minutes are crow-fly × the detour factor, walked (driven for depots and stores). Rows with
    evidence below the assumption ``low_evidence_below`` come after all others; ties are broken
    by the references of guest and host. Filters never change a score. ``facts`` may bring what
    ``gather`` found earlier for the same estate, assumptions and day.
    """
    if facts is None or facts.include_unrated != include_unrated:
        facts = gather(estate, assumptions, today, include_unrated)
    found = pairs_within_reach(facts, assumptions, property_id)
    found = narrowed(facts, found, organisation, town, max_minutes)
    found = gated(facts, found, concerned)
    if kind is not None:
        found = found[kinds(facts, found) == _known_kind(kind)]
    rows = described(facts, found.reset_index(drop=True), assumptions, today)
    if min_score is not None:
        rows = rows[rows["score"] >= min_score]
    if min_evidence is not None:
        rows = rows[rows["evidence"] >= min_evidence]
    return _ranked(rows, estate)


def _known_kind(kind: CandidateKind | str) -> str:
    try:
        return CandidateKind(kind).value
    except ValueError:
        raise BadQuestion(
            f"There is no kind of candidate {str(kind)[:40]!r}; "
            f"the kinds are {', '.join(CandidateKind)}."
        ) from None


def _ranked(rows: pd.DataFrame, estate: Estate) -> pd.DataFrame:
    """Known before little known, then by score; ties by the references of both sides."""
    references = estate.properties["local_ref"]
    keyed = rows.assign(
        guest_ref=references.reindex(rows["guest_property_id"]).to_numpy(),
        host_ref=references.reindex(rows["host_property_id"]).to_numpy(),
        rounded=rows["score"].round(9),
    )
    ordered = keyed.sort_values(
        ["low_evidence", "rounded", "guest_organisation", "guest_ref", "host_organisation",
         "host_ref", "candidate_id"],
        ascending=[True, False, True, True, True, True, True],
        kind="stable",
    )  # fmt: skip
    ordered = ordered.assign(rank=np.arange(1, len(ordered) + 1)).reset_index(drop=True)
    return ordered[list(COLUMNS)]


__all__ = ["COLUMNS", "DISTANCE_BASIS", "candidate_id", "find"]
