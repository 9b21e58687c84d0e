"""Candidates in order, best first; nothing is left out that could belong to the answer."""

from dataclasses import dataclass, replace

import numpy as np

from estate.arrays import Bools, Floats
from estate.colocation import known_to_fit
from estate.colocation.best_pairs import Contest
from estate.colocation.distances import Indices
from estate.colocation.filtering import Asked
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.possible_pairs import candidates


@dataclass(frozen=True)
class Ranking:
    """Positions of guests and hosts, best first, with their scores (0–1, null unknown).

    ``matched`` is the number of all candidates, also when only the best are held, and
    ``fitting`` how many of them are known to fit. Where each guest stands once, ``others`` are
    its next hosts with their scores, as many columns as were asked for, −1 for none. In another
    order (``order.arranged``) ``places`` are their ranks, from 0, and ``unknown`` of them come
    last because what the order goes by is not known. ``is_part``: of parts of needs.
    """

    facts: Facts
    at: Indices
    host: Indices
    score: Floats
    matched: int
    fitting: int
    others: tuple[Indices, Floats] | None = None
    places: Indices | None = None
    unknown: int = 0
    is_part: bool = False

    def __len__(self) -> int:
        """How many are held."""
        return len(self.at)

    def ranks(self) -> Indices:
        """The rank of each that is held, from 1: its place by fit and score."""
        places = np.arange(len(self)) if self.places is None else self.places
        return np.asarray(places + 1, dtype=np.int64)

    def place_of(self, guest: str, host: str) -> int | None:
        """Where the best candidate of a guest (an occupation, or any of those of a property) and a
        host property stands, from 0; None where there is none."""
        facts, places = self.facts, self.facts.estate.properties.index
        here = np.flatnonzero(self.host == places.get_indexer([host])[0])
        at = self.at[here]
        homes = places.take(facts.columns.guests.home[at])
        mine = here[(facts.guests.index.take(at) == guest) | (homes == guest)]
        return int(mine[0]) if len(mine) else None

    def head(self, best: int | None) -> "Ranking":
        """The first so many; counts stay those of all."""
        others, places = self.others, self.places
        return replace(
            self,
            at=self.at[:best],
            host=self.host[:best],
            score=self.score[:best],
            others=None if others is None else (others[0][:best], others[1][:best]),
            places=None if places is None else places[:best],
        )

    def by_fit(self) -> tuple["Ranking", "Ranking"]:
        """Those known to fit, and those that could."""
        fitting = known_to_fit.fits(self.facts, self.at, self.host)
        return self.only(fitting), self.only(~fitting)

    def only(self, keep: Bools) -> "Ranking":
        """Those kept, in their order."""
        others = None if self.others is None else (self.others[0][keep], self.others[1][keep])
        return self._of(keep, others)

    def _of(self, keep: Bools | Indices, others: tuple[Indices, Floats] | None) -> "Ranking":
        """Some of them, in their order, ranked among themselves."""
        at, host = self.at[keep], self.host[keep]
        return replace(
            self,
            at=at,
            host=host,
            score=self.score[keep],
            matched=len(at),
            fitting=int(known_to_fit.fits(self.facts, at, host).sum()),
            others=others,
            places=None,
        )

    def per_guest(self, others: int = 3) -> "Ranking":
        """Each guest once, with its best host and the next ``others``; of a whole ranking."""
        order = np.argsort(self.at, kind="stable")
        first = order[np.flatnonzero(np.diff(self.at[order], prepend=-1))]
        keep = np.sort(first)
        begin = np.searchsorted(self.at[order], self.at[keep])
        place = begin[:, None] + np.arange(1, others + 1)
        inside = place < len(order)
        following = order[np.where(inside, place, 0)]
        same = inside & (self.at[following] == self.at[keep][:, None])
        hosts = np.where(same, self.host[following], -1)
        return self._of(keep, (hosts, np.where(same, self.score[following], np.nan)))


def rank(facts: Facts, asked: Asked, best: int | None = None) -> Ranking:
    """All candidates in order, or the ``best`` so many of them and the number of all.

    Those known to fit before those that could (where unknown components are left out: known
    before little known), then by score; ties by the references of guest and host, then by the
    candidate's name.
    """
    least = asked.question.min_score
    # To know how many reach a score takes every score.
    contest = Contest(facts, best if least is None else None, asked.question.min_evidence)
    for piece in candidates(facts, asked):
        contest.add(piece)
    found = contest.result()
    if least is None:
        return Ranking(facts, found.at, found.host, found.score, found.matched, found.fitting)
    keep = found.score >= least
    at, host, marks = found.at[keep], found.host[keep], found.score[keep]
    fitting = int(known_to_fit.fits(facts, at, host).sum())
    return Ranking(facts, at, host, marks, len(at), fitting).head(best)
