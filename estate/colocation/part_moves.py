"""A part of a need where the whole has no room: what could go, what stays, and what that is worth.

A host known to lack room for the whole move is no candidate for it; with room for a few posts it
may take a part. A part never stands among whole moves: it ends no lease and empties no building,
so no rent is saved, and only the running cost that goes with its space can be. Its score leaves
out room (it goes as far as the room does) and the lease (which goes on).
"""

import numpy as np

from estate.arrays import Floats
from estate.colocation import score
from estate.colocation.candidate_name import candidate_id
from estate.colocation.components import components, distance
from estate.colocation.filtering import Asked
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.part_money import of_parts
from estate.colocation.possible_pairs import Pairs, candidates
from estate.colocation.ranking import Ranking

#: Components that say nothing of a part.
NOT_OF_A_PART = ("capacity", "lease")


def rank_parts(facts: Facts, asked: Asked) -> Ranking:
    """All parts that could move, by score (ties by their names); none is known to fit."""
    found = [
        piece.measured(facts, np.ones(len(piece.at), dtype=bool))
        for piece in candidates(facts, asked)
    ]
    pairs = _joined(found)
    marks, evidence = _scores(facts, pairs)
    question = asked.question
    keep = np.ones(len(marks), dtype=bool)
    if question.min_score is not None:
        keep &= marks >= question.min_score
    if question.min_evidence is not None:
        keep &= evidence >= question.min_evidence
    at, host, marks = pairs.at[keep], pairs.host[keep], marks[keep]
    ids = zip(facts.guests.index.take(at), facts.estate.properties.index.take(host), strict=True)
    names = np.array([candidate_id(*pair) for pair in ids], dtype="U16")
    order = np.lexsort((names, -np.round(np.nan_to_num(marks), 9)))
    return Ranking(facts, at[order], host[order], marks[order], len(order), 0, is_part=True)


def _scores(facts: Facts, pairs: Pairs) -> tuple[Floats, Floats]:
    """Score and evidence (0–1) of the components that a part has."""
    weights = score.weights(facts.assumptions) | dict.fromkeys(NOT_OF_A_PART, 0.0)
    wanted = [name for name in score.COMPONENTS if name not in NOT_OF_A_PART]
    values = components(facts, pairs.at, pairs.host, wanted)
    saving = of_parts(facts, pairs.at, pairs.host)["saving_gbp_pa"]
    values["saving"] = score.saving(saving, facts.assumptions)
    means = None if facts.expected is None else facts.expected.mean
    sums = score.known(values, weights, means)
    return sums.score(distance(facts, pairs.at, pairs.least_m)), sums.evidence()


def _joined(pieces: list[Pairs]) -> Pairs:
    nothing = np.empty(0)
    return Pairs(
        np.concatenate([nothing.astype(np.int64), *(one.at for one in pieces)]),
        np.concatenate([nothing.astype(np.int64), *(one.host for one in pieces)]),
        np.concatenate([nothing, *(one.least_m for one in pieces)]),
        np.concatenate([nothing, *(one.most_m for one in pieces)]),
    )
