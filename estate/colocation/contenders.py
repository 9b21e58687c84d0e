"""Which guest and which host come together: neighbours, filters and the gates of a pair.

Pairs carry positions: ``at`` in ``facts.guests`` and ``host`` in the properties.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS
from estate.colocation import pairs
from estate.colocation.components import compatibility, minutes
from estate.colocation.facts import Facts
from estate.colocation.fit import FITS, fits
from estate.colocation.functions import kind_of
from estate.colocation.pairs import Floats, Indices

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """Filters of a question; none of them changes a score.

    ``organisation``, ``town`` and ``property_id`` match guest or host; ``concerned`` is the
    reading organisation, which alone sees its pairs with a body that has not signed; with
    ``only_concerned`` it sees no others. ``fit`` is one of ``fit.FITS`` and ``fit.COULD_FIT``.
    """

    organisation: str | None = None
    town: str | None = None
    kind: str | None = None
    max_minutes: float | None = None
    property_id: str | None = None
    concerned: str | None = None
    only_concerned: bool = False
    fit: str | None = None


@dataclass(frozen=True)
class Pairs:
    """Candidates, with the metres that each is apart at the least and at the most."""

    at: Indices
    host: Indices
    least_m: Floats
    most_m: Floats

    def __getitem__(self, keep: Bools | Indices) -> "Pairs":
        return Pairs(self.at[keep], self.host[keep], self.least_m[keep], self.most_m[keep])

    def measured(self, facts: Facts, where: Bools) -> "Pairs":
        """The same with exact distances at the places given."""
        home = facts.columns.guests.home[self.at[where]]
        # Where no outlines are measured, the bounds are already equal.
        exact = pairs.exact(facts.places, home, self.host[where], self.least_m[where])
        least, most = self.least_m.copy(), self.most_m.copy()
        least[where] = most[where] = exact
        return replace(self, least_m=least, most_m=most)


def candidates(facts: Facts, asked: Asked) -> Iterator[Pairs]:
    """Every pair that passes all gates and filters, piece by piece, none left out."""
    if asked.property_id is None:
        found = facts.search.everywhere()
    else:
        position = _code(facts.estate.properties.index, asked.property_id)
        found = iter([facts.search.around(position)] if position >= 0 else [])
    for at, host, apart in found:
        keep = _gates(facts, at, host, apart) & _wanted(facts, at, host, asked)
        if asked.fit is not None:
            keep[keep] = fits(facts, at[keep], host[keep]) == (asked.fit == FITS)
        yield _within_reach(facts, at[keep], host[keep], apart[keep], asked.max_minutes)


def _gates(facts: Facts, at: Indices, host: Indices, apart: Floats) -> Bools:
    """The gates that need both sides: two bodies, two places, like for like, no conflict."""
    guests, properties = facts.columns.guests, facts.columns.properties
    home = guests.home[at]
    keep = guests.organisation[at] != properties.organisation[host]
    keep &= apart >= facts.assumptions.value("same_place_m")
    suits = compatibility(facts, at, host)
    keep &= (suits > 0) & (suits >= facts.assumptions.value("candidate_min_compatibility"))
    uses = properties.use_class
    same_use = (uses[home] == uses[host]) & (uses[home] >= 0)
    keep &= ~properties.like_for_like[home] | same_use
    keep &= (guests.conflicts[at] & properties.services[host]) == 0
    return np.asarray(keep & _roomy(facts, at, host))


def _roomy(facts: Facts, at: Indices, host: Indices) -> Bools:
    """All but those known to lack the room for the whole move."""
    need, spare = facts.columns.guests.need_m2[at], facts.columns.properties.spare_m2[host]
    least = facts.assumptions.value("whole_move_min_ratio") * need
    return np.asarray(~(spare + 1e-6 < least))


def _wanted(facts: Facts, at: Indices, host: Indices, asked: Asked) -> Bools:
    columns = facts.columns
    guest, own = columns.guests.organisation[at], columns.properties.organisation[host]
    keep = columns.signed[guest] & columns.signed[own]
    if asked.concerned is not None:
        its = _either(_code(columns.organisations, asked.concerned), guest, own)
        keep = its if asked.only_concerned else keep | its
    if asked.organisation is not None:
        keep &= _either(_code(columns.organisations, asked.organisation), guest, own)
    if asked.town is not None:
        towns, home = columns.properties.town, columns.guests.home[at]
        keep &= _either(_code(columns.towns, asked.town), towns[home], towns[host])
    if asked.kind is not None:
        keep &= kinds(facts, at, host) == asked.kind
    return np.asarray(keep)


def _code(names: pd.Index, name: str | None) -> int:
    return -1 if name is None else int(names.get_indexer(pd.Index([name], dtype=names.dtype))[0])


def _either(code: int, one: Indices, other: Indices) -> Bools:
    """Where one side has this code; −1 is nobody's."""
    return np.asarray((code >= 0) & ((one == code) | (other == code)))


def _within_reach(
    facts: Facts, at: Indices, host: Indices, apart: Floats, max_minutes: float | None
) -> Pairs:
    """Those near enough; exact distances where the bounds leave it open."""
    home = facts.columns.guests.home[at]
    found = Pairs(at, host, *pairs.bounds(facts.places, home, host, apart))
    found = found[_reached(facts, found.at, found.least_m, max_minutes)]
    unsure = ~_reached(facts, found.at, found.most_m, max_minutes)
    if unsure.any():
        found = found.measured(facts, unsure)
        found = found[_reached(facts, found.at, found.least_m, max_minutes)]
    return found


def _reached(facts: Facts, at: Indices, metres: Floats, max_minutes: float | None) -> Bools:
    near = metres <= facts.columns.guests.reach_m[at]
    if max_minutes is not None:
        near &= minutes(facts, at, metres) <= max_minutes
    return np.asarray(near)


def kinds(facts: Facts, at: Indices, host: Indices) -> NDArray[np.object_]:
    """The pattern of sharing (``codes.CandidateKind``) of each pair."""
    return _KINDS[facts.columns.guests.row[at], facts.columns.properties.column[host]]


def pending(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Pairs of which a body has not signed the protocol."""
    columns = facts.columns
    guest, own = columns.guests.organisation[at], columns.properties.organisation[host]
    return ~(columns.signed[guest] & columns.signed[own])


_KINDS = np.array(
    [[kind_of(row, column).value for column in HOST_COLUMNS] for row in GUEST_ROWS], dtype=object
)
