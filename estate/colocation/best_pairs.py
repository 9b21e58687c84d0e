"""Which pairs may be among the best, and in what order: bounds first, outlines only where needed.

Scores never rise with the distance, so that a pair's least and most distance bound its score.
Asked for the best so many, only those pairs are dropped whose best possible place is behind so
many others' worst, and only those whose bounds differ are measured outline to outline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from estate.arrays import Bools, Floats
from estate.colocation import known_to_fit, score
from estate.colocation.candidate_name import candidate_id
from estate.colocation.components import components, distance, highest_scores
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.possible_pairs import Pairs

Numbers = TypeVar("Numbers", Indices, Floats)

#: Scores that agree to so many parts are a tie, and the references decide.
_PARTS = 1_000_000_000
_NO_SCORE = 2 * _PARTS
_LATE = 4 * _PARTS
#: So many more than asked for are held before the hopeless are dropped.
_HELD = 10_000
_SLOW = ("access", "condition")


@dataclass(frozen=True)
class Result:
    """The best pairs in order with their scores; of ``matched``, ``fitting`` known to fit."""

    at: Indices
    host: Indices
    score: Floats
    matched: int
    fitting: int


class Contest:
    """Collects pairs; with a limit, only those that may still be among the best."""

    def __init__(self, facts: Facts, best: int | None, min_evidence: float | None) -> None:
        self._facts, self._best, self._min_evidence = facts, best, min_evidence
        self._matched = self._fitting = 0
        self._pieces: list[_Piece] = []
        self._bar: _Bar | None = None
        self._hope = None if best is None else highest_scores(facts)

    def add(self, found: Pairs) -> None:
        """Take further candidates in, and keep the best of all."""
        if self._min_evidence is not None:
            found = found[_sums(self._facts, found).evidence() >= self._min_evidence]
        self._matched += len(found.at)
        self._fitting += int(known_to_fit.fits(self._facts, found.at, found.host).sum())
        if self._bar is not None and self._hope is not None:
            found = self._bar.not_behind(self._facts, found, self._hope)
        if self._best is None:
            found = _measured(self._facts, found)
        self._pieces.append(_piece(self._facts, found))
        if self._best is not None and sum(map(len, self._pieces)) > self._best + _HELD:
            self._narrow(self._best)

    def _narrow(self, best: int) -> None:
        """Drop those that so many others are sure to precede."""
        piece = _joined(self._pieces)
        if len(piece) > best:
            self._bar = _Bar.of(piece, best)
            piece = piece[self._bar.hopeful(piece)]
        self._pieces = [piece]

    def result(self) -> Result:
        """What was collected, measured where that matters, in order."""
        facts = self._facts
        if self._best is not None:
            self._narrow(self._best)
            whole = _piece(facts, _measured(facts, _joined(self._pieces).pairs))
        else:
            whole = _joined(self._pieces)
        order = _order(facts, whole)[: self._best]
        at, host = whole.pairs.at[order], whole.pairs.host[order]
        return Result(at, host, whole.marks[order], self._matched, self._fitting)


@dataclass(frozen=True)
class _Bar:
    """The last place that is sure to be among the best."""

    place: int
    minor: int

    @classmethod
    def of(cls, piece: "_Piece", best: int) -> "_Bar":
        place = np.partition(piece.last, best - 1)[best - 1]
        ahead = int(np.count_nonzero(piece.last < place))
        level = piece.minor[piece.last == place]
        return cls(int(place), int(np.partition(level, best - 1 - ahead)[best - 1 - ahead]))

    def not_behind(self, facts: Facts, found: Pairs, hope: Floats) -> Pairs:
        """Without those that cannot come so far: by their guest's best hope, then by their own."""
        if facts.expected is None:
            found = found[hope[found.at] >= self._score(0)]
            return found[_highest(facts, found) >= self._score(0)]
        among_late = self.place >= _LATE
        bar = self._score(_LATE if among_late else 0)
        early = hope[found.at] >= bar
        if not among_late:
            found = found[early]
            found = found[known_to_fit.fits(facts, found.at, found.host)]
            return found[_highest(facts, found) >= bar]
        found = found[early | known_to_fit.fits(facts, found.at, found.host)]
        return found[
            (_highest(facts, found) >= bar) | known_to_fit.fits(facts, found.at, found.host)
        ]

    def _score(self, before: int) -> float:
        """No pair below this score is as good; −1 where only what comes first could tell."""
        behind = self.place - before + 2  # far more than floats can lose
        return -1.0 if behind >= _NO_SCORE else (_PARTS - behind) / _PARTS

    def hopeful(self, piece: "_Piece") -> Bools:
        """Those whose first possible place is not behind."""
        level = (piece.first == self.place) & (piece.minor <= self.minor)
        return np.asarray((piece.first < self.place) | level)


@dataclass(frozen=True)
class _Piece:
    """Pairs with the first and the last place that each could take; small is good.

    ``minor`` decides among equal places; ``marks`` are the scores of the first.
    """

    pairs: Pairs
    first: Indices
    last: Indices
    minor: Indices
    marks: Floats

    def __len__(self) -> int:
        return len(self.minor)

    def __getitem__(self, keep: Bools) -> "_Piece":
        return _Piece(
            self.pairs[keep],
            self.first[keep],
            self.last[keep],
            self.minor[keep],
            self.marks[keep],
        )


def _sums(facts: Facts, found: Pairs) -> score.Known:
    weights = score.weights(facts.assumptions)
    wanted = [name for name, weight in weights.items() if weight > 0 or name == "use"]
    parts = components(facts, found.at, found.host, wanted)
    return score.known(parts, weights, _expected_means(facts))


def _expected_means(facts: Facts) -> Mapping[str, float] | None:
    """What stands for each unknown component; None where such are left out."""
    return None if facts.expected is None else facts.expected.mean


def _highest(facts: Facts, found: Pairs) -> Floats:
    """Scores with full marks for what takes longest to find out."""
    weights = score.weights(facts.assumptions)
    quick = [name for name, weight in weights.items() if weight > 0 and name not in _SLOW]
    parts = components(facts, found.at, found.host, quick)
    full = dict.fromkeys(_SLOW, np.ones(len(found.at)))
    every = {"use": np.zeros(len(found.at)), **parts, **full}
    sums = score.known(every, weights, _expected_means(facts))
    return sums.score(distance(facts, found.at, found.least_m))


def _piece(facts: Facts, found: Pairs) -> _Piece:
    sums = _sums(facts, found)
    nearest = sums.score(distance(facts, found.at, found.least_m))
    farthest = sums.score(distance(facts, found.at, found.most_m))
    late = _late(facts, found, sums)
    hosts = facts.columns.properties.order
    return _Piece(
        found,
        first=_places(nearest, late),
        last=_places(farthest, late),
        minor=facts.columns.guests.order[found.at] * len(hosts) + hosts[found.host],
        marks=nearest,
    )


def _late(facts: Facts, found: Pairs, sums: score.Known) -> Bools:
    """Those that come after all others, whatever their score."""
    if facts.expected is not None:
        return ~known_to_fit.fits(facts, found.at, found.host)
    low = sums.evidence() < facts.assumptions.value("low_evidence_below")
    return np.asarray(low)


def _places(marks: Floats, late: Bools) -> Indices:
    """One whole number each: late ones and low scores are large."""
    behind = np.where(np.isnan(marks), _NO_SCORE, _PARTS - np.rint(marks * _PARTS))
    return np.asarray(behind + late * _LATE, dtype=np.int64)


def _measured(facts: Facts, found: Pairs) -> Pairs:
    """Exact distances of those pairs whose score depends on them."""
    nearest = distance(facts, found.at, found.least_m)
    return found.measured(facts, nearest != distance(facts, found.at, found.most_m))


def _joined(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    pairs = [one.pairs for one in pieces]
    return _Piece(
        Pairs(
            _chained([one.at for one in pairs]),
            _chained([one.host for one in pairs]),
            _chained([one.least_m for one in pairs]),
            _chained([one.most_m for one in pairs]),
        ),
        first=_chained([one.first for one in pieces]),
        last=_chained([one.last for one in pieces]),
        minor=_chained([one.minor for one in pieces]),
        marks=_chained([one.marks for one in pieces]),
    )


def _chained(arrays: list[Numbers]) -> Numbers:
    return np.concatenate([np.empty(0, dtype=np.int64), *arrays])


def _order(facts: Facts, piece: _Piece) -> Indices:
    """Positions in order; pairs that only their names tell apart go by those."""
    order = np.lexsort((piece.minor, piece.first))
    tied = (np.diff(piece.first[order]) == 0) & (np.diff(piece.minor[order]) == 0)
    if not tied.any():
        return order
    runs = np.flatnonzero(np.append(tied, False) | np.insert(tied, 0, False))
    rows = order[runs]
    guests = facts.guests.index.take(piece.pairs.at[rows])
    hosts = facts.estate.properties.index.take(piece.pairs.host[rows])
    names = np.array([candidate_id(*pair) for pair in zip(guests, hosts, strict=True)])
    order[runs] = rows[np.lexsort((names, piece.minor[rows], piece.first[rows]))]
    return order
