"""Which guest and which host come together: neighbours and the gates of a pair.

Pairs carry positions: ``at`` in ``facts.guests`` and ``host`` in the properties.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from estate.arrays import Bools, Floats
from estate.colocation import distances
from estate.colocation.components import compatibility, minutes, way_m
from estate.colocation.distances import Indices
from estate.colocation.filtering import Asked, Wanted
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.question import PART


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
        """The same with exact distances at the places given; ways on a network are exact."""
        if facts.ways is not None:
            return self
        home = facts.columns.guests.home[self.at[where]]
        # Where no outlines are measured, the bounds are already equal.
        exact = distances.exact(facts.places, home, self.host[where], self.least_m[where])
        least, most = self.least_m.copy(), self.most_m.copy()
        least[where] = most[where] = exact
        return replace(self, least_m=least, most_m=most)


def candidates(facts: Facts, asked: Asked) -> Iterator[Pairs]:
    """Every pair that passes all gates and filters, piece by piece, none left out."""
    wanted = Wanted.of(facts, asked)
    room = _for_a_part if asked.question.moves == PART else _roomy
    if wanted.alone is None:
        found = facts.search.everywhere()
    else:
        found = iter([facts.search.around(wanted.alone)] if wanted.alone >= 0 else [])
    for at, host, apart in found:
        keep = _gates(facts, at, host, apart) & room(facts, at, host) & wanted.sides(at, host)
        if wanted.of_pairs:
            keep[keep] = wanted.pairs(at[keep], host[keep])
        yield within_reach(facts, at[keep], host[keep], apart[keep], asked.question.max_minutes)


def _gates(facts: Facts, at: Indices, host: Indices, apart: Floats) -> Bools:
    """The gates that need both sides: two bodies, two places, like for like, no conflict."""
    guests, properties = facts.columns.guests, facts.columns.properties
    keep = guests.organisation[at] != properties.organisation[host]
    keep &= suitable(facts, at, host, apart)
    return np.asarray(keep & ((guests.conflicts[at] & properties.services[host]) == 0))


def suitable(facts: Facts, at: Indices, host: Indices, apart: Floats) -> Bools:
    """Of each pair, whether it is two places, the use suits the building, and a move that has to be
    like for like is."""
    properties, home = facts.columns.properties, facts.columns.guests.home[at]
    keep = apart >= facts.assumptions.value("same_place_m")
    suits = compatibility(facts, at, host)
    keep &= (suits > 0) & (suits >= facts.assumptions.value("candidate_min_compatibility"))
    uses = properties.use_class
    same_use = (uses[home] == uses[host]) & (uses[home] >= 0)
    return np.asarray(keep & (~properties.like_for_like[home] | same_use))


def _roomy(facts: Facts, at: Indices, host: Indices) -> Bools:
    """All but those known to lack the room for the whole move."""
    need, spare = facts.columns.guests.need_m2[at], facts.columns.properties.spare_m2[host]
    least = facts.assumptions.value("whole_move_min_ratio") * need
    return np.asarray(~(spare + 1e-6 < least))


def _for_a_part(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Those known to lack it, but with room for some; a shared front desk is not split."""
    guests, spare = facts.columns.guests, facts.columns.properties.spare_m2[host]
    lacking = np.isfinite(guests.need_m2[at]) & np.isfinite(spare) & ~_roomy(facts, at, host)
    some = spare >= facts.assumptions.value("part_move_min_m2")
    return np.asarray(lacking & some & (guests.front_desk[at] == 0))


def within_reach(
    facts: Facts, at: Indices, host: Indices, apart: Floats, max_minutes: float | None
) -> Pairs:
    """Those near enough; exact distances where the bounds leave it open, or ways by network."""
    if facts.ways is not None:
        ways = way_m(facts, at, host, apart)
        by_way = Pairs(at, host, ways, ways)
        return by_way[_reached(facts, at, ways, max_minutes)]
    home = facts.columns.guests.home[at]
    found = Pairs(at, host, *distances.bounds(facts.places, home, host, apart))
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


def pending(facts: Facts, at: Indices, host: Indices) -> Bools:
    """Pairs of which a body has not signed the protocol."""
    columns = facts.columns
    guest, own = columns.guests.organisation[at], columns.properties.organisation[host]
    return ~(columns.signed[guest] & columns.signed[own])
