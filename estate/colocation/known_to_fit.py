"""Whether a pair is known to fit, and what to ask for where it is not.

Fitting is about what could stop a move: room for the whole need, both ratings, when the guest can
leave, how long the host may stay itself, a use that suits the building, a school's conditions.
What only makes a move better or worse (saving, journeys, condition) is in the score.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Bools
from estate.colocation import score
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts
from estate.space import host_conditions

_FEWER_M2 = "how it could do with less space"
#: What to ask for, in the order in which it is told.
ASKS: tuple[str, ...] = (
    "how much space it needs",
    "how much space there is to spare",
    _FEWER_M2,
    "the rating of its building today",
    "whether the other building may be shared (its rating)",
    "the lease dates of its building today",
    "how long the other building's lease runs",
    "a longer term in the other building",
    "whether this use suits such a building",
    *host_conditions.ASKS,
    *host_conditions.ASKS_REFUSED,
    "whether all of its shared front desk would move there together",
)
#: The same where a part is to move: it has room, and the question is which part.
ASKS_OF_PARTS = tuple(
    "which of its work could move alone" if ask == _FEWER_M2 else ask for ask in ASKS
)
_SLACK_M2 = 1e-6


def open_points(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Which of ``ASKS`` stands open for each pair: pairs × asks."""
    guests, sides = facts.columns.guests, facts.columns.properties
    need, spare = guests.need_m2[at], sides.spare_m2[host]
    arrives, until = guests.leave_days[at], sides.secure_days[host]
    suits = facts.compatibility[guests.row[at], sides.column[host]]
    return np.column_stack(
        (
            np.isnan(need),
            np.isnan(spare),
            need > spare + _SLACK_M2,
            np.isnan(sides.out[guests.home[at]]),
            np.isnan(sides.into[host]),
            np.isnan(guests.leave_value[at]),
            np.isnan(until),
            until - arrives < score.secure_for_days(facts.assumptions),
            suits < facts.assumptions.value("fit_min_compatibility"),
            sides.unanswered[host],
            sides.refused[host],
            guests.front_desk[at] > 0,
        )
    )


def fits(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Pairs that nothing known speaks against, and of which nothing that matters is unknown."""
    return np.asarray(~open_points(facts, at, host).any(axis=1))


def in_words(points: Bools, asks: Sequence[str] = ASKS) -> NDArray[Any]:
    """Rows of ``open_points`` as tuples of ``asks``; each pattern is put together once."""
    bits = points @ (1 << np.arange(points.shape[1]))
    words = {number: _words(number, asks) for number in np.unique(bits).tolist()}
    found = np.empty(len(bits), dtype=object)
    found[:] = [words[number] for number in bits.tolist()]
    return found


def _words(number: int, asks: Sequence[str]) -> Sequence[str]:
    return tuple(text for bit, text in enumerate(asks) if number >> bit & 1)
