"""From the register's frames to a problem that the solver takes, with the words for all of it.

``town_problem`` finds who may move where and when (``possible_moves``, ``arrivals``), has each step
priced by the business case's engine (``pricing``) and writes the tables of ``problem.Problem``.
``scheme_of_plan.scheme_of`` leads back from a plan to a scheme.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Ints
from estate.assumptions import AssumptionSet
from estate.codes import Status
from estate.colocation import score
from estate.colocation.guest_and_host_facts import Facts
from estate.consolidation.town.arrivals import Arrivals, arrivals
from estate.consolidation.town.possible_moves import (
    Possible,
    conflicts,
    facts_of,
    journeys_in,
    needs_of,
    possible,
    room_m2,
    used_m2,
)
from estate.consolidation.town.pricing import Priced, Pricer
from estate.consolidation.town.problem import Amounts, AtMost, NotTogether, Problem
from estate.consolidation.town.scheme_parts import Parts, parts_of
from estate.consolidation.town.service_limits import Living, ServiceJourneys
from estate.consolidation.town.what_is_considered import AS_RATED, Choice, Hub
from estate.frames import Estate
from estate.savings.candidate_inputs import CostLine, Input
from estate.savings.from_register import days_of, over_by
from estate.savings.uncertainty import SourceKey

#: Above so many cells the problem holds no worth by source: ``TownProblem.priced`` does.
MOST_CELLS = 40_000_000
_NO_LINES: Mapping[str, Sequence[CostLine]] = MappingProxyType({})


@dataclass(frozen=True)
class TownProblem:
    """A problem, and what its positions stand for.

    Parameters
    ----------
    problem : Problem
        Buildings in the order of ``property_ids`` (what is offered last), occupations in that of
        ``occupation_ids``; both frames have these ids as their index.
    choice : Choice
        What was asked for.
    base_year : int
        Year 0 of ``Amounts.capital_gbp`` and of a plan's scheme: the financial year of today.
    does_not_move, receives_nobody, stays : mapping
        Of ids, a key of ``possible_moves.DOES_NOT_MOVE``, ``RECEIVES_NOBODY`` and ``STAYS``.
    unrated : tuple of str
        Properties that take part although they are not rated in both schemes.
    names : mapping
        Names fit for print by property id, occupation id and organisation code.
    inputs : mapping
        What the figures rest on, by property id and occupation id.
    notes : tuple of str
        What is on record and not counted.
    facts : Facts
        What the register says of the chosen buildings and who uses them, as candidates have it.
    journeys : ServiceJourneys
        To the services of the whole estate, before and after moves of them.
    price_of_step, host_holder : ndarray
        Of each step its row in ``priced``, and the partner whose money its host's is, −1 for none.
    """

    problem: Problem
    choice: Choice
    assumptions: AssumptionSet
    today: date
    base_year: int
    property_ids: tuple[str, ...]
    occupation_ids: tuple[str, ...]
    does_not_move: Mapping[str, str]
    receives_nobody: Mapping[str, str]
    stays: Mapping[str, str]
    unrated: tuple[str, ...]
    names: Mapping[str, str]
    inputs: Mapping[str, tuple[Input, ...]]
    notes: tuple[str, ...]
    facts: Facts
    parts: Parts
    priced: Priced
    price_of_step: Ints
    host_holder: Ints
    journeys: ServiceJourneys

    @property
    def horizon_years(self) -> int:
        """Years counted after year 0."""
        return int(self.priced.club.shape[1]) - 1

    @property
    def hosts_offered(self) -> Mapping[str, Hub]:
        """New hubs and venues by key: what of ``property_ids`` is no property of the register."""
        return {hub.key: hub for hub in self.choice.hubs}


def town_problem(
    estate: Estate,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    today: date,
    property_ids: Sequence[str],
    choice: Choice = AS_RATED,
    *,
    names: Mapping[str, str],
    lines: Mapping[str, Sequence[CostLine]] = _NO_LINES,
    kept_out: Collection[tuple[str, str]] = (),
    living: Living | None = None,
    together: bool = True,
) -> TownProblem:
    """All that may happen in a chosen set of buildings, priced.

    ``costs`` are ``costs.property_costs`` of the estate; ``names`` as ``scheme_from_candidate``
    has them, by property id and organisation code; ``lines`` are the cost lines of properties of
    which the reader may see them; ``kept_out`` are pairs of guest occupation and host property that
    are not considered; ``living`` is where residents live, the centres of towns unless given; not
    ``together``, the limit of a service holds for each of its moves alone. ``BadQuestion`` where a
    building is not among the estate's, or a hub is ready too early or too late.

    Examples
    --------
    The two offices of the page ``docs/library.md``:

    >>> day = date(2026, 6, 1)
    >>> found = town_problem(estate, premises, assumptions, day, chosen, names=names)
    >>> list(found.problem.buildings["room_m2"]), found.receives_nobody
    ([400.0, 2000.0], {'mill-lane': 'term_short'})
    """
    names = {**names, **{hub.key: hub.name for hub in choice.hubs}}
    facts = facts_of(estate, costs, assumptions, today, tuple(dict.fromkeys(property_ids)), choice)
    journeys = journeys_in(estate, facts, living)
    found = possible(facts, kept_out, journeys, together=together)
    movers = [str(one) for one in facts.guests.index[np.unique(found.at)]]
    parts = parts_of(facts, movers, choice, names, lines)
    base_year = today.year - (today < date(today.year, 4, 1))
    return _Tables(found, arrivals(facts, choice), parts, choice, base_year).town(journeys)


@dataclass(frozen=True)
class _Pair:
    """A guest and a host with the days on which the guest could arrive there."""

    guest: int
    host: int
    minutes: float
    days: frozenset[date]


class _Tables:
    """The tables of a problem, one after the other."""

    def __init__(
        self, found: Possible, days: Arrivals, parts: Parts, choice: Choice, base_year: int
    ) -> None:
        self.found, self.facts, self.days = found, found.facts, days
        self.parts, self.choice, self.base_year = parts, choice, base_year
        self.horizon = int(parts.assumptions.value("scheme_horizon_years"))
        self.places = [str(one) for one in self.facts.estate.properties.index]
        self.people = [str(one) for one in self.facts.estate.occupations.index]
        position = {one: at for at, one in enumerate(self.people)}
        self.occupation = [position[str(one)] for one in self.facts.guests.index]
        self.home = self.facts.columns.guests.home.tolist()
        self.users = self.facts.guests["users"].to_numpy(dtype=int).tolist()
        self.stays = dict(found.stays)
        self.pairs = self._pairs()
        self.closing = self._closing()

    def town(self, journeys: ServiceJourneys) -> TownProblem:
        """Moves, leavings and closings that can be, then what each is worth."""
        parts = self.parts.kept(self.stays)
        pricer = Pricer(parts, self.base_year)
        moves, leavings = self._moves(self._leaving())
        closures = [(home, day) for home, days in self.closing.items() for day in days]
        opens = self._opens()
        openings = np.flatnonzero(opens).tolist()
        hosts = [parts.buildings[one] for one in self.places]
        prices = [
            *(pricer.move(self._name(at), hosts[host], day) for at, host, day, _ in moves),
            *(pricer.leaving(self._name(at), day) for at, day in leavings),
            *(pricer.closing(self.places[home], day) for home, day in closures),
            *(pricer.opening(self.places[place]) for place in openings),
        ]
        price = np.array(prices, dtype=np.int64)
        partner = {name: at for at, name in enumerate(pricer.partners)}
        holder = np.full(len(price), -1, dtype=np.int64)
        holder[: len(moves)] = [partner[hosts[host].holder] for _, host, _, _ in moves]
        priced = pricer.priced()
        days = sorted({row[-2] for row in moves} | {day for _, day in (*leavings, *closures)})
        when = {day: at for at, day in enumerate(days)}
        who = self.occupation
        problem = Problem(
            buildings=self._buildings(opens),
            occupations=self._occupations(),
            dates=tuple(days),
            moves=_frame(
                occupation=[who[at] for at, _, _, _ in moves],
                host=[host for _, host, _, _ in moves],
                when=[when[day] for _, _, day, _ in moves],
            ).assign(minutes=np.array([minutes for *_, minutes in moves], dtype=np.float64)),
            leavings=_frame(
                occupation=[who[at] for at, _ in leavings],
                when=[when[day] for _, day in leavings],
            ),
            closures=_frame(
                building=[home for home, _ in closures], when=[when[day] for _, day in closures]
            ),
            openings=_frame(building=openings),
            conflicts=self._conflicts({who[at] for at, *_ in moves}),
            amounts=_amounts(priced, price, holder),
            partners=pricer.partners,
            sources=source_names(priced.sources) if _by_source(priced, price) else (),
            not_together=tuple(self._not_together({(who[at], host) for at, host, *_ in moves})),
            at_most=self._at_most(),
        )
        return self._told(problem, parts, priced, price, holder, {at for at, *_ in moves}, journeys)

    def _not_together(self, able: set[tuple[int, int]]) -> Iterator[NotTogether]:
        """By position; of moves that are on no day nothing need be said."""
        who = {name: at for at, name in enumerate(self.people)}
        into = {name: at for at, name in enumerate(self.places)}
        for one in self.found.forbidden.sets:
            moves = tuple((who[name], into[host]) for name, host in one.moves.items())
            if able.issuperset(moves):
                yield NotTogether(moves, tuple(who[name] for name in one.staying))

    def _bounded_words(self, names: Mapping[str, str]) -> Iterator[str]:
        for some, number in self.found.forbidden.at_once:
            told = ", ".join(names[one] for one in some if one in names)
            yield f"no more than {number} of these move in one plan, lest journeys grow: {told}"

    def _at_most(self) -> tuple[AtMost, ...]:
        who = {name: at for at, name in enumerate(self.people)}
        return tuple(
            AtMost(tuple(who[one] for one in some), number)
            for some, number in self.found.forbidden.at_once
        )

    def _name(self, guest: int) -> str:
        return self.people[self.occupation[guest]]

    def _year(self, day: date) -> int:
        return day.year - self.base_year - (day < date(day.year, 4, 1))

    def _pairs(self) -> list[_Pair]:
        """Days on which the guest leaves, the host is there and is safe for long enough after."""
        hubs = {hub.key: hub.ready_on for hub in self.choice.hubs}
        opens = [hubs.get(one, date.min) for one in self.places]
        needed = score.secure_for_days(self.facts.assumptions)
        secure = self.facts.columns.properties.secure_days
        latest = [_last_safe(float(one) - needed) for one in secure]
        found = []
        rows = zip(
            self.found.at.tolist(),
            self.found.host.tolist(),
            self.found.minutes.tolist(),
            strict=True,
        )
        for at, host, minutes in rows:
            days = frozenset(
                day
                for day in (*self.days.alone[at], *self.days.together[self.home[at]])
                if opens[host] <= day <= latest[host] and self._year(day) <= self.horizon
            )
            if days:
                found.append(_Pair(at, host, minutes, days))
        return found

    def _closing(self) -> dict[int, list[date]]:
        """The days on which each building may close: all who use it have somewhere to go, and what
        its end costs falls within the years counted. Those that may not close stay."""
        able: dict[int, dict[date, set[int]]] = {}
        for pair in self.pairs:
            of_day = able.setdefault(self.home[pair.guest], {})
            for day in pair.days:
                of_day.setdefault(day, set()).add(pair.guest)
        found: dict[int, list[date]] = {}
        for home, of_day in sorted(able.items()):
            if self.places[home] in self.stays:
                continue
            days = [
                day
                for day in self.days.together[home]
                if len(of_day.get(day, ())) == self.users[next(iter(of_day[min(of_day)]))]
            ]
            in_time = [day for day in days if self._is_over(home, day)]
            if in_time:
                found[home] = in_time
            else:
                self.stays[self.places[home]] = "no_day"
        for home in set(self.home) - set(found):
            self.stays.setdefault(self.places[home], "no_day")
        return found

    def _is_over(self, home: int, day: date) -> bool:
        lease = self.parts.leases[self.places[home]]
        vacated = days_of(day, self.parts.assumptions, self.parts.today).vacated
        return self._year(over_by(day, lease, vacated, self.parts.assumptions)[1]) <= self.horizon

    def _leaving(self) -> dict[int, frozenset[date]]:
        """The days on which each guest may leave others, or a contract that runs on, behind."""
        pfi = self.facts.estate.properties["pfi"].eq(True).to_numpy(dtype=bool)
        return {
            at: frozenset(days) if self.users[at] > 1 or pfi[self.home[at]] else frozenset()
            for at, days in self.days.alone.items()
        }

    def _moves(
        self, leaving: Mapping[int, frozenset[date]]
    ) -> tuple[list[tuple[int, int, date, float]], list[tuple[int, date]]]:
        """Guest, host, day and minutes of each move; guest and day of each leaving."""
        moves = [
            (pair.guest, pair.host, day, pair.minutes)
            for pair in self.pairs
            for day in sorted(
                pair.days & (leaving[pair.guest] | {*self.closing.get(self.home[pair.guest], ())})
            )
        ]
        left = sorted({(at, day) for at, _, day, _ in moves if day in leaving[at]})
        return moves, left

    def _opens(self) -> NDArray[np.bool_]:
        """Nobody is in it today, on record as vacant; new hubs too."""
        estate = self.facts.estate
        vacant = estate.properties["status"].eq(Status.VACANT).to_numpy(dtype=bool)
        used = estate.properties.index.isin(estate.occupations["property_id"])
        return np.asarray(vacant & ~used)

    def _buildings(self, opens: NDArray[np.bool_]) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "room_m2": np.maximum(room_m2(self.facts), used_m2(self.facts)),
                "stays": [one in self.stays for one in self.places],
                "opens": opens,
            },
            index=pd.Index(self.places),
        )

    def _occupations(self) -> pd.DataFrame:
        estate = self.facts.estate
        home = estate.properties.index.get_indexer(pd.Index(estate.occupations["property_id"]))
        desk = np.full(len(home), -1, dtype=np.int64)
        shared = self.facts.columns.guests.front_desk > 0
        of_guest = np.array(self.occupation, dtype=np.int64)
        desk[of_guest[shared]] = self.facts.columns.guests.home[shared]
        need = needs_of(self.facts).fillna(0.0).to_numpy(dtype=np.float64)
        index = pd.Index(self.people)
        return pd.DataFrame({"home": home, "need_m2": need, "desk": desk}, index=index)

    def _conflicts(self, movers: set[int]) -> Ints:
        """Of those of whom at least one may move."""
        found = conflicts(self.facts)
        return found[np.isin(found, list(movers)).any(axis=1)]

    def _told(
        self,
        problem: Problem,
        parts: Parts,
        priced: Priced,
        price: Ints,
        holder: Ints,
        movers: set[int],
        journeys: ServiceJourneys,
    ) -> TownProblem:
        stuck = {self._name(at): "no_day" for at in range(len(self.occupation)) if at not in movers}
        places = self.facts.estate.properties
        rated = places["availability"].notna() & places["sharing"].notna()
        out = {one for one in self.stays if one in self.found.receives_nobody}
        unrated = (str(one) for one in places.index[~rated.to_numpy(dtype=bool)])
        return TownProblem(
            problem=problem,
            choice=self.choice,
            assumptions=parts.assumptions,
            today=parts.today,
            base_year=self.base_year,
            property_ids=tuple(self.places),
            occupation_ids=tuple(self.people),
            does_not_move={**stuck, **self.found.does_not_move},
            receives_nobody=self.found.receives_nobody,
            stays=self.stays,
            unrated=tuple(one for one in unrated if one not in out),
            names=parts.names,
            inputs=parts.inputs,
            notes=(*parts.notes, *self._bounded_words(parts.names)),
            facts=self.facts,
            parts=parts,
            priced=priced,
            price_of_step=price,
            host_holder=holder,
            journeys=journeys,
        )


def _last_safe(days: float) -> date:
    """The last day of arrival; days since 1970, of which 2250 stands for no end."""
    if np.isnan(days):
        return date.min
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(days))


def _frame(**columns: list[int]) -> pd.DataFrame:
    return pd.DataFrame({name: np.array(of, dtype=np.int64) for name, of in columns.items()})


def _amounts(priced: Priced, price: Ints, holder: Ints) -> Amounts:
    """Of each step what its price says; what the host's holder gains goes to its partner."""
    each = priced.partners_gbp[price]
    partners = each[:, :-1].copy()
    hosts = np.flatnonzero(holder >= 0)
    np.add.at(partners, (hosts, holder[hosts]), each[hosts, -1])
    sources = np.zeros((len(price), 0))
    if _by_source(priced, price):
        sources = priced.planned[price].toarray()
    return Amounts(priced.value_gbp[price], priced.once[price] / 100.0, partners, sources)


def _by_source(priced: Priced, price: Ints) -> bool:
    """Whether the table of steps by source is small enough to be held."""
    return len(price) * len(priced.sources) <= MOST_CELLS


def source_names(sources: Sequence[SourceKey]) -> tuple[str, ...]:
    """A source and, of optimism bias, its rate."""
    return tuple(f"{source} | {rate}" if rate else source for source, rate in sources)
