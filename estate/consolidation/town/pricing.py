"""What each step of a town's plans is worth, by the business case's own engine.

A scheme falls into parts whose payments depend on nothing else (``savings.cash_flow.parts``): a
move, an origin that some leave, one that all leave, a host that opens. Each is priced by running
that engine on it alone, once for every set of steps that it prices alike: what an occupation pays
in a host hangs on the day and on the host's class of optimism bias, and whose money the host's is
follows. Every payment is a whole number of pence, so the steps of a plan add up to its business
case exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from estate.arrays import Floats, Ints
from estate.consolidation.town.scheme_parts import Parts
from estate.late_imports import one_at_a_time
from estate.savings.cash_flow import Part, Terms, delayed, move_delayed
from estate.savings.cash_flow_parts import write_part
from estate.savings.estimates import Estimate
from estate.savings.finance import discounting
from estate.savings.ledger import Ledger
from estate.savings.scheme import Building, Move, Party, Scheme
from estate.savings.uncertainty import SourceKey

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: The holder of whatever host; no organisation is called so.
_HOLDER = "\0the host's holder"
_PENCE = Decimal(100)


@dataclass(frozen=True)
class Priced:
    """One price each: pence of the club by year (gains positive), pence paid once by year (costs
    positive), pence of each partner by year, the last column that of the host's holder, and the
    club's present value by what it rests on, as planned and with the delay, GBP."""

    club: Ints
    once: Ints
    partners: Ints
    planned: "csr_array"
    delayed: "csr_array"
    sources: tuple[SourceKey, ...]
    estimates: Mapping[str, Estimate]
    factors: Floats

    @property
    def value_gbp(self) -> Floats:
        """Present value of each price to the club."""
        return np.asarray(self.club @ self.factors / 100.0)

    @property
    def partners_gbp(self) -> Floats:
        """Present value of each price to each partner, the last column to the host's holder."""
        return np.asarray(self.partners @ self.factors / 100.0)


@dataclass
class Pricer:
    """Runs the engine on one part at a time and keeps what came of it."""

    parts: Parts
    base_year: int
    terms: Terms = field(init=False)
    factors: tuple[Decimal, ...] = field(init=False)
    partners: tuple[str, ...] = field(init=False)
    _months: int = field(init=False)
    _rows: list["_Row"] = field(init=False, default_factory=list)
    _known: dict[tuple[object, ...], int] = field(init=False, default_factory=dict)
    _estimates: dict[str, Estimate] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Everything as one scheme without moves, with a host of each class for all hosts."""
        parts, assumptions = self.parts, self.parts.assumptions
        of = {place.bias_class for place in parts.buildings.values()}
        hosts = [_any_host(one) for one in sorted(of, key=str)]
        scheme = Scheme(
            "all parts",
            self.base_year,
            (*parts.parties, Party(_HOLDER, _HOLDER)),
            (*parts.buildings.values(), *hosts),
            (),
            int(assumptions.value("scheme_horizon_years")),
        )
        self.terms, rates = Terms(scheme, assumptions), discounting(assumptions)
        self.factors = tuple(rates.factor(year) for year in range(self.terms.horizon_years + 1))
        self.partners = tuple(party.key for party in parts.parties if party.partner)
        self._months = max(1, int(assumptions.value("delay_p90_months")))

    def move(self, occupation: str, host: Building, arrives_on: date) -> int:
        """The price of a move as far as it does not hang on what is left behind."""
        key = ("move", occupation, arrives_on, host.bias_class)
        if key not in self._known:
            of_class = self.terms.scheme.building[_host_key(host.bias_class)]
            moves = (self.parts.move(occupation, of_class, arrives_on),)
            self._price(key, "move", occupation, moves)
        return self._known[key]

    def leaving(self, occupation: str, arrives_on: date) -> int:
        """The price of leaving others behind."""
        key = ("leaving", occupation, arrives_on)
        if key not in self._known:
            home = self.parts.movers[occupation].home
            self._price(key, "origin", home, (self._left(occupation, arrives_on),))
        return self._known[key]

    def closing(self, home: str, arrives_on: date) -> int:
        """The price of a building that all leave on one day."""
        key = ("closing", home, arrives_on)
        if key not in self._known:
            there = self.terms.scheme.building[home].occupations
            moves = tuple(self._left(one, arrives_on) for one in there)
            self._price(key, "origin", home, moves)
        return self._known[key]

    def opening(self, place: str) -> int:
        """The price of a host that is not there yet, or that nobody uses today."""
        key = ("opening", place)
        if key not in self._known:
            opens_on = self.terms.scheme.building[place].opens_on
            some = next(iter(self.parts.movers), None)
            moves = () if opens_on is None or some is None else (self._left(some, opens_on),)
            self._price(key, "host" if moves else "", place, moves)
        return self._known[key]

    def _left(self, occupation: str, arrives_on: date) -> Move:
        of_class = next(one for one in self.terms.scheme.buildings if one.holder == _HOLDER)
        return self.parts.move(occupation, of_class, arrives_on)

    def _price(
        self, key: tuple[object, ...], kind: str, subject: str, moves: tuple[Move, ...]
    ) -> None:
        row = _Row(self)
        if kind:
            row.add(self.terms, Part(kind, subject, moves), planned=True)
            later = self._later(subject) if kind == "host" else self.terms
            moves = tuple(move_delayed(move, self._months) for move in moves)
            row.add(later, Part(kind, subject, moves), planned=False)
        self._known[key] = len(self._rows)
        self._rows.append(row)

    def _later(self, place: str) -> Terms:
        """With the host opening later."""
        one = replace(self.terms.scheme, buildings=(self.terms.scheme.building[place],))
        return replace(self.terms, scheme=delayed(one, self._months))

    def priced(self) -> Priced:
        """All prices asked for so far."""
        years = self.terms.horizon_years + 1
        rows, columns = self._rows, len(self.partners) + 1
        club = np.zeros((len(rows), years), dtype=np.int64)
        once = np.zeros_like(club)
        partners = np.zeros((len(rows), columns, years), dtype=np.int64)
        keys: dict[SourceKey, int] = {}
        for number, row in enumerate(rows):
            for (year, is_once), pence in row.club.items():
                club[number, year] += pence
                if is_once:
                    once[number, year] -= pence
            for (who, year), pence in row.partners.items():
                partners[number, who, year] += pence
            for source in (key for of in row.by_source.values() for key in of):
                keys.setdefault(source, len(keys))
        planned, later = (
            _matrix([row.by_source[which] for row in rows], keys) for which in (True, False)
        )
        factors = np.array([float(one) for one in self.factors])
        return Priced(club, once, partners, planned, later, tuple(keys), self._estimates, factors)


class _Row:
    """What one part comes to."""

    def __init__(self, pricer: Pricer) -> None:
        self.pricer = pricer
        self.club: dict[tuple[int, bool], int] = {}
        self.partners: dict[tuple[int, int], int] = {}
        self.by_source: dict[bool, dict[SourceKey, float]] = {True: {}, False: {}}

    def add(self, terms: Terms, part: Part, planned: bool) -> None:
        """Run the engine on a part, as planned or with the delay."""
        ledger = Ledger(terms)
        write_part(ledger, part)
        for name, found in ledger.estimates.items():
            self.pricer._estimates.setdefault(name, found)
        column = {name: at for at, name in enumerate(self.pricer.partners)}
        column[_HOLDER] = len(column)
        pounds: dict[SourceKey, dict[int, int]] = {}
        for flow in ledger.flows:
            pence = int(flow.amount_gbp * _PENCE)
            gain = pence * ((flow.payee in column) - (flow.payer in column))
            if gain:
                by_year = pounds.setdefault((flow.source, flow.bias), {})
                by_year[flow.year] = by_year.get(flow.year, 0) + gain
            if not planned:
                continue
            if gain:
                at = (flow.year, flow.one_off)
                self.club[at] = self.club.get(at, 0) + gain
            for end, paid in ((flow.payer, -pence), (flow.payee, pence)):
                if end in column:
                    who = (column[end], flow.year)
                    self.partners[who] = self.partners.get(who, 0) + paid
        factors = self.pricer.factors
        self.by_source[planned] = {
            key: float(sum((p * factors[y] for y, p in of.items()), Decimal(0)) / 100)
            for key, of in pounds.items()
        }


def _matrix(rows: list[dict[SourceKey, float]], keys: Mapping[SourceKey, int]) -> "csr_array":
    """Rows × keys."""
    with one_at_a_time:
        from scipy.sparse import csr_array

    found = [
        (number, keys[key], gbp) for number, row in enumerate(rows) for key, gbp in row.items()
    ]
    row_at, key_at, pounds = (np.array([one[part] for one in found]) for part in range(3))
    shape = (len(rows), len(keys))
    return csr_array((pounds, (row_at.astype(np.int64), key_at.astype(np.int64))), shape=shape)


def _host_key(of: object) -> str:
    return f"\0host: {of}"


def _any_host(of: object) -> Building:
    return Building(_host_key(of), "the host", _HOLDER, bias_class=of)  # type: ignore[arg-type]


def yearly_gbp(pence: Ints) -> tuple[Decimal, ...]:
    """Exact pounds of pence by year."""
    return tuple(Decimal(int(one)) / _PENCE for one in pence)
