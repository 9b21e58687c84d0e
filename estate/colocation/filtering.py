"""Which pairs a question is about: what it says of guests and hosts, worked out once for all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Bools, Floats
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS
from estate.colocation import shown_figures
from estate.colocation.compatibility_rows import kind_of
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts
from estate.colocation.known_to_fit import fits
from estate.colocation.question import FITS, PART, CandidateFilter


@dataclass(frozen=True)
class Asked:
    """A question and who puts it.

    ``concerned`` is the reading organisation, which alone sees its pairs with a body that has not
    signed; with ``only_concerned`` it sees no others. ``kept_out`` are pairs of a guest's
    occupation and a host property that are left out.
    """

    question: CandidateFilter
    concerned: str | None = None
    only_concerned: bool = False
    kept_out: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """A question in positions and codes. ``guests`` and ``hosts`` say which of them answer to
    it, None for all; ``alone`` is the one property that each pair must have, −1 for one that
    there is not."""

    facts: Facts
    asked: Asked
    guests: Bools | None
    hosts: Bools | None
    alone: int | None

    @classmethod
    def of(cls, facts: Facts, asked: Asked) -> "Wanted":
        """Whatever needs one side alone is asked of that side, not of each pair."""
        home, host, either = (
            _place(facts, name)
            for name in (
                asked.question.guest_property_id,
                asked.question.host_property_id,
                asked.question.property_id,
            )
        )
        alone = next((one for one in (either, home, host) if one is not None), None)
        guests, hosts = _guests(facts, asked.question, home), _hosts(facts, asked.question, host)
        return cls(facts, asked, guests, hosts, alone)

    def sides(self, at: Indices, host: Indices) -> Bools:
        """Which of these pairs have the guest and the host that are asked for."""
        facts, question = self.facts, self.asked.question
        keep = self._may_be_seen(at, host)
        if self.guests is not None:
            keep &= self.guests[at]
        if self.hosts is not None:
            keep &= self.hosts[host]
        for guest_at, host_at in self._kept_out():
            keep &= (at != guest_at) | (host != host_at)
        columns = facts.columns
        if question.organisation is not None:
            guest, own = columns.guests.organisation[at], columns.properties.organisation[host]
            keep &= _either(_body(facts, question.organisation), guest, own)
        if question.town is not None:
            towns, home = columns.properties.town, columns.guests.home[at]
            keep &= _either(_code(columns.towns, question.town), towns[home], towns[host])
        return keep

    @property
    def of_pairs(self) -> bool:
        """Whether something is asked that takes both sides together."""
        question = self.asked.question
        return question.kind is not None or question.fit is not None or bool(_amounts(question))

    def pairs(self, at: Indices, host: Indices) -> Bools:
        """Which of these pairs answer to what takes both sides."""
        facts, question = self.facts, self.asked.question
        keep = np.ones(len(at), dtype=bool)
        if question.kind is not None:
            keep &= kinds(facts, at, host) == question.kind
        if question.fit is not None:
            keep &= fits(facts, at, host) == (question.fit == FITS)
        for name, least, most in _amounts(question):
            amount = shown_figures.money(facts, name, at, host, part=question.moves == PART)
            keep &= (amount >= least) & (amount <= most)
        return keep

    def _kept_out(self) -> list[tuple[int, int]]:
        """Pairs that are left out, by their places."""
        guests, properties = self.facts.guests.index, self.facts.estate.properties.index
        found = [
            (_code(guests, guest), _code(properties, host)) for guest, host in self.asked.kept_out
        ]
        return [pair for pair in found if min(pair) >= 0]

    def _may_be_seen(self, at: Indices, host: Indices) -> Bools:
        columns, asked = self.facts.columns, self.asked
        guest, own = columns.guests.organisation[at], columns.properties.organisation[host]
        keep = columns.signed[guest] & columns.signed[own]
        if asked.concerned is not None:
            its = _either(_body(self.facts, asked.concerned), guest, own)
            keep = its if asked.only_concerned else keep | its
        return np.asarray(keep)


def _guests(facts: Facts, question: CandidateFilter, home: int | None) -> Bools | None:
    """The guests that answer to a question; None where it asks nothing of them."""
    sides, conditions = facts.columns.guests, []
    if question.guest_organisation is not None:
        conditions.append(sides.organisation == _body(facts, question.guest_organisation))
    if home is not None:
        conditions.append(sides.home == home)
    if question.dated:
        conditions.append(_leaves(shown_figures.ShownGuests.of(facts), question))
    return np.logical_and.reduce(conditions) if conditions else None


def _hosts(facts: Facts, question: CandidateFilter, host: int | None) -> Bools | None:
    """The same of the hosts."""
    organisation, conditions = facts.columns.properties.organisation, []
    if question.host_organisation is not None:
        conditions.append(organisation == _body(facts, question.host_organisation))
    if host is not None:
        conditions.append(np.arange(len(organisation)) == host)
    return np.logical_and.reduce(conditions) if conditions else None


def kinds(facts: Facts, at: Indices, host: Indices) -> NDArray[np.object_]:
    """The pattern of sharing (``codes.CandidateKind``) of each pair."""
    return _KINDS[facts.columns.guests.row[at], facts.columns.properties.column[host]]


def _leaves(guests: shown_figures.ShownGuests, question: CandidateFilter) -> Bools:
    """Guests whose way out and act-by date, as shown, are those asked for."""
    keep = np.ones(len(guests.exit), dtype=bool)
    if question.act_by_from is not None or question.act_by_until is not None:
        keep &= _between(guests.act_by, question.act_by_from, question.act_by_until)
    ranged = question.exit_from is not None or question.exit_until is not None
    if not (question.ways_out or ranged):
        return keep
    dated = _between(guests.exit, question.exit_from, question.exit_until)
    dated &= ~np.isnan(guests.exit)
    unknown = np.isnan(guests.exit) & ~guests.owned
    of_way = {"dated": dated, "owned": guests.owned & np.isnan(guests.exit), "unknown": unknown}
    ways = question.ways_out or ("dated",)
    return np.asarray(keep & np.logical_or.reduce([of_way[way] for way in ways]))


def _between(days: Floats, first: object, last: object) -> Bools:
    low = -np.inf if first is None else _day(first)
    high = np.inf if last is None else _day(last)
    return np.asarray((days >= low) & (days <= high))


def _day(day: object) -> float:
    return float(np.datetime64(str(day), "D").astype(np.int64))


def _amounts(question: CandidateFilter) -> list[tuple[str, float, float]]:
    """Columns of money with the least and the most that is asked for."""
    found = [
        ("saving_gbp_pa", question.min_saving_gbp_pa, None),
        ("saving_low_gbp_pa", question.min_saving_low_gbp_pa, None),
        ("one_off_gbp", None, question.max_one_off_gbp),
    ]
    return [
        (name, -np.inf if least is None else least, np.inf if most is None else most)
        for name, least, most in found
        if least is not None or most is not None
    ]


def _place(facts: Facts, property_id: str | None) -> int | None:
    return None if property_id is None else _code(facts.estate.properties.index, property_id)


def _body(facts: Facts, organisation: str) -> int:
    # −1 is nobody's, but also the code of a property without an organisation.
    found = _code(facts.columns.organisations, organisation)
    return found if found >= 0 else -2


def _code(names: pd.Index, name: str) -> int:
    return int(names.get_indexer(pd.Index([name], dtype=names.dtype))[0])


def _either(code: int, one: Indices, other: Indices) -> Bools:
    """Where one side has this code; below 0 is nobody's."""
    return np.asarray((code >= 0) & ((one == code) | (other == code)))


_KINDS = np.array(
    [[kind_of(row, column).value for column in HOST_COLUMNS] for row in GUEST_ROWS], dtype=object
)
