"""A problem and its limits as a programme of whole numbers: columns, rows, objective.

Strong linking, as tried in the research of November 2026: a closing forces each occupier's move on
its day, a host that receives is a host that stays, and what comes into a host is at most its room
where it is one. A move that sends a service's clients too far, whatever else moves, is not among
the moves; moves of one service that do so together are a row.

Columns, in this order: *moved* (one for each move; whole unless its pair has several dates),
*closed* (one for each closure), *opened* (for each building that opens), *host* (whether a building
that could close receives anybody), *pair* (whether an occupation goes to a host, of pairs with
several dates), *left* (whether an occupation leaves its building to others on a date, of those
whose moves have several dates). Rows that ask for no date are written in *pair*, *left* and
*closed*: the solver finds its cuts among whole columns only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.arrays import Floats, Ints
from estate.consolidation.town.limits import Limits
from estate.consolidation.town.problem import Problem
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Areas are compared to a tenth of a square centimetre.
AREA_SLACK_M2 = 1e-5
#: Sums are compared to half a penny: what meets a limit to the penny keeps to it.
GBP_SLACK = 0.005
INFINITY = np.inf


@dataclass(frozen=True)
class Programme:
    """Maximise ``objective`` · columns with lower ≤ matrix · columns ≤ upper, by rows with names.

    ``columns_of_steps`` says by which columns each step is worth something: worth of the steps =
    matrix of steps (rows) × columns.
    """

    objective: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    matrix: "csr_array"
    row_lower: Floats
    row_upper: Floats
    steps: "csr_array"
    column_names: tuple[str, ...]
    row_names: tuple[str, ...]
    #: Whether some row weighs amounts (``Extra.weighs``): see ``highs``.
    weighs: bool = False
    #: Sums of columns (rows × columns) that are whole, 0 or 1, wherever all is: to branch on.
    sums: "csr_array | None" = None


class Rows:
    """Constraints gathered as sparse triplets."""

    def __init__(self) -> None:
        self.count = 0
        self.names: list[str] = []
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._value: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []

    def add(
        self,
        name: str,
        entries: list[tuple[Ints, Ints, Floats | float]],
        lower: Floats | float,
        upper: Floats | float,
        count: int,
    ) -> None:
        """``count`` rows with ``entries`` of (row from 0 within these, column, value)."""
        for row, column, value in entries:
            self._row.append(np.asarray(row, dtype=np.int64) + self.count)
            self._column.append(np.asarray(column, dtype=np.int64))
            self._value.append(np.broadcast_to(np.asarray(value, dtype=np.float64), len(row)))
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), count))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), count))
        self.names += [f"{name}_{self.count + number}" for number in range(count)]
        self.count += count

    def made(self, columns: int) -> tuple["csr_array", Floats, Floats]:
        """All of them: matrix, lower and upper ends."""
        with one_at_a_time:
            from scipy.sparse import csr_array

        none = np.empty(0)
        at = tuple(np.concatenate([none.astype(np.int64), *x]) for x in (self._row, self._column))
        values = np.concatenate([none, *self._value])
        matrix = csr_array((values, at), shape=(self.count, columns))
        lower, upper = (np.concatenate([none, *x]) for x in (self._lower, self._upper))
        return matrix, lower, upper


class Model:
    """The columns of a problem, and the rows of its limits."""

    def __init__(self, problem: Problem) -> None:
        """Count the columns; rows are written when a programme is asked for."""
        self.problem = problem
        moves = problem.moves
        self.who = moves["occupation"].to_numpy(dtype=np.int64)
        self.into = moves["host"].to_numpy(dtype=np.int64)
        self.when = moves["when"].to_numpy(dtype=np.int64)
        self.home = problem.occupations["home"].to_numpy(dtype=np.int64)
        self.need = problem.occupations["need_m2"].to_numpy(dtype=np.float64)
        self.closing = problem.closures["building"].to_numpy(dtype=np.int64)
        self.closing_when = problem.closures["when"].to_numpy(dtype=np.int64)
        self.leaving = problem.leavings["occupation"].to_numpy(dtype=np.int64)
        self.leaving_when = problem.leavings["when"].to_numpy(dtype=np.int64)
        self.opens = problem.buildings["opens"].to_numpy(dtype=bool)
        self.opening = problem.openings["building"].to_numpy(dtype=np.int64)
        pair = self.who * len(problem.buildings) + self.into
        self.pair_names, self.pair_of = np.unique(pair, return_inverse=True)
        several = np.bincount(self.pair_of, minlength=len(self.pair_names)) > 1
        self.pairs = np.flatnonzero(several)
        days = np.unique(self.who * len(problem.dates) + self.when) // len(problem.dates)
        dated = np.bincount(days, minlength=len(self.home)) > 1
        self.lefts = np.flatnonzero(dated[self.leaving])
        closable = np.zeros(len(problem.buildings), dtype=bool)
        closable[self.closing] = True
        receives = np.zeros(len(problem.buildings), dtype=bool)
        receives[self.into] = True
        self.hosts = np.flatnonzero(closable & receives & ~self.opens)
        sizes = [len(self.who), len(self.closing), len(self.opening), len(self.hosts)]
        sizes += [len(self.pairs), len(self.lefts)]
        self.starts = np.cumsum([0, *sizes])
        self.columns = int(self.starts[-1])

    def at(self, kind: str) -> int:
        """Where the columns of one kind begin."""
        kinds = ("moved", "closed", "opened", "host", "pair", "left")
        return int(self.starts[kinds.index(kind)])

    @cached_property
    def host_column(self) -> Ints:
        """By building: the column that says whether it is a host; −1 where that is no question."""
        found = np.full(len(self.problem.buildings), -1)
        found[self.hosts] = self.at("host") + np.arange(len(self.hosts))
        found[self.opening] = self.at("opened") + np.arange(len(self.opening))
        return found

    @cached_property
    def pair_column(self) -> Ints:
        """By move: the column that says whether its pair happens, on whatever date."""
        number = np.full(len(self.pair_names), -1)
        number[self.pairs] = self.at("pair") + np.arange(len(self.pairs))
        found = number[self.pair_of]
        return np.where(found >= 0, found, np.arange(len(self.who)))

    def _coming(self, row: Ints, moves: Ints, value: Floats | float) -> tuple[Ints, Ints, Floats]:
        """Entries of some moves, each pair once: for rows that hold a pair's moves of all dates."""
        values = np.broadcast_to(np.asarray(value, dtype=np.float64), len(moves))
        column = self.pair_column[moves]
        _, first = np.unique(row * self.columns + column, return_index=True)
        return row[first], column[first], values[first]

    def _going(
        self, number: Ints, weight: Floats, until: int | None = None
    ) -> list[tuple[Ints, Ints, Floats]]:
        """Entries of whoever leaves, up to a date: ``number`` is the row of its building (−1:
        none), ``weight`` what each occupation counts there."""
        known, found = self.leave_rows, []
        here = number[self.home[known.who]] >= 0
        if until is not None:
            here &= known.when <= until
        for column in (known.closure, known.left):
            at = np.flatnonzero(here & known.both & (column >= 0))
            found.append((number[self.home[known.who[at]]], column[at], weight[known.who[at]]))
        moves = np.flatnonzero((here & ~known.both)[known.row])
        found.append((number[self.home[self.who[moves]]], moves, weight[self.who[moves]]))
        return found

    @cached_property
    def steps(self) -> "csr_array":
        """How often each step is taken by the columns: steps × columns.

        An occupation leaves others behind where it moves while its building is not closed: the
        moves of that date less the closure of that date.
        """
        with one_at_a_time:
            from scipy.sparse import csr_array

        problem = self.problem
        first = problem.first_step
        moved = np.arange(len(self.who))
        closed = np.arange(len(self.closing))
        opened = np.arange(len(self.opening))
        leaving = self._leaving_of_moves()
        going = np.flatnonzero(leaving >= 0)
        step, closure = self._leavings_of_closures()
        parts = [
            (first["moves"] + moved, moved, 1.0),
            (first["leavings"] + leaving[going], going, 1.0),
            (first["leavings"] + step, self.at("closed") + closure, -1.0),
            (first["closures"] + closed, self.at("closed") + closed, 1.0),
            (first["openings"] + opened, self.at("opened") + opened, 1.0),
        ]
        row, column, value = (
            np.concatenate([np.broadcast_to(part[side], len(part[0])) for part in parts])
            for side in range(3)
        )
        return csr_array((value, (row, column)), shape=(first["end"], self.columns))

    def _leaving_of_moves(self) -> Ints:
        """The row of ``leavings`` that each move would be, if others stay; −1 where it may not."""
        return self._match(self.leaving, self.leaving_when, self.who, self.when)

    def _leavings_of_closures(self) -> tuple[Ints, Ints]:
        """Rows of ``leavings`` with the closure of their building on the same date."""
        closure = self._match(
            self.closing, self.closing_when, self.home[self.leaving], self.leaving_when
        )
        rows = np.flatnonzero(closure >= 0)
        return rows, closure[rows]

    def _match(self, one: Ints, one_when: Ints, other: Ints, other_when: Ints) -> Ints:
        dates = len(self.problem.dates)
        keys = pd.Index(one * dates + one_when)
        return np.asarray(keys.get_indexer(pd.Index(other * dates + other_when)), dtype=np.int64)

    def programme(self, limits: Limits, more: "tuple[Extra, ...]" = ()) -> Programme:
        """All rows of the problem and of some limits; ``more`` are rows of the asker's own."""
        rows = Rows()
        for write in (
            self._once,
            self._closed_all_go,
            self._closed_once,
            self._leave_when_allowed,
            self._host_stays,
            self._room,
            self._room_by_date,
            self._dates_of_pairs,
            self._desks,
            self._apart,
            self._journeys,
        ):
            write(rows)
        asked = [*self.limit_rows(limits), *more]
        for extra in asked:
            at = np.flatnonzero(extra.values)
            rows.add(extra.name, [(at * 0, at, extra.values[at])], extra.lower, extra.upper, 1)
        matrix, lower, upper = rows.made(self.columns)
        whole = np.ones(self.columns, dtype=bool)
        whole[: len(self.who)] = ~np.isin(self.pair_of, self.pairs)
        return Programme(
            objective=self.steps.T @ self.problem.amounts.value_gbp,
            upper=self._upper(limits),
            whole=whole,
            matrix=matrix,
            row_lower=lower,
            row_upper=upper,
            steps=self.steps,
            column_names=tuple(self._column_names()),
            row_names=tuple(rows.names),
            weighs=any(extra.weighs for extra in asked),
            sums=None if limits.capital_gbp_pa is None else self._by_each_date(),
        )

    def _by_each_date(self) -> "csr_array":
        """Whether a building is closed, or an occupation has left others, by each date but its
        first. That it is not closed on one date says little, since it may be on the next; that it
        is closed by a date says much: under a yearly cap that halves the search."""
        with one_at_a_time:
            from scipy.sparse import csr_array

        left, starts = self.lefts, (self.at("closed"), self.at("left"))
        groups = [
            *_in_order(self.closing, self.closing_when, starts[0]),
            *_in_order(self.leaving[left], self.leaving_when[left], starts[1]),
        ]
        sums = [group[:last] for group in groups for last in range(2, len(group) + 1)]
        row = np.repeat(np.arange(len(sums)), [len(one) for one in sums])
        column = np.concatenate([np.empty(0, dtype=np.int64), *sums])
        return csr_array((np.ones(len(row)), (row, column)), shape=(len(sums), self.columns))

    def measure(self, name: str) -> Floats:
        """What a limit counts, by column: ``kept`` (less a constant, see ``kept_today``),
        ``minutes``, ``capital``, or ``value``."""
        amounts = self.problem.amounts
        found = np.zeros(self.columns)
        if name == "kept":
            found[self.at("closed") : self.at("opened")] = -1.0
            found[self.at("opened") : self.at("host")] = 1.0
        elif name == "minutes":
            found[: len(self.who)] = self.problem.moves["minutes"].to_numpy()
        elif name == "capital":
            found[:] = self.steps.T @ amounts.capital_gbp.sum(axis=1)
        else:
            found[:] = self.steps.T @ amounts.value_gbp
        return found

    def differs(self, kept: NDArray[np.bool_], by: int) -> "Extra":
        """The row that asks for at least so many buildings kept that are not, or the reverse."""
        values = np.zeros(self.columns)
        closed = self.at("closed") + np.arange(len(self.closing))
        values[closed] = np.where(kept[self.closing], 1.0, -1.0)
        opened = self.at("opened") + np.arange(len(self.opening))
        values[opened] = np.where(kept[self.opening], -1.0, 1.0)
        same = int((~kept[np.unique(self.closing)]).sum() + kept[self.opening].sum())
        return Extra(f"differs_by_{by}", values, lower=by - same)

    def whole_buildings(self) -> "tuple[Extra, ...]":
        """Rows under which nobody leaves a building that others go on using."""
        taken = self.steps[self.problem.steps("leavings")]
        every = np.asarray(taken.sum(axis=0), dtype=np.float64).ravel()
        return (Extra("whole_buildings", every, upper=0.0),)

    @property
    def kept_today(self) -> int:
        """Buildings that are in use before anything happens."""
        return int((~self.opens).sum())

    def _upper(self, limits: Limits) -> Floats:
        """The upper ends of the columns: nought where a limit forbids a step."""
        problem = self.problem
        upper = np.ones(self.columns)
        stays = problem.buildings["stays"].to_numpy(dtype=bool).copy()
        stays[list(limits.stays)] = True
        first = 0 if limits.not_before is None else limits.not_before
        unmoved = np.zeros(len(self.home), dtype=bool)
        unmoved[list(limits.unmoved)] = True
        barred = np.isin(
            self.pair_names[self.pair_of],
            [who * len(problem.buildings) + into for who, into in limits.not_into],
        )
        gone = np.zeros(len(problem.buildings), dtype=bool)
        gone[list(limits.left)] = True
        no_move = (self.when < first) | unmoved[self.who] | barred | gone[self.into]
        upper[: len(self.who)] = np.where(no_move, 0.0, 1.0)
        no_closing = (self.closing_when < first) | stays[self.closing]
        upper[self.at("closed") : self.at("opened")] = np.where(no_closing, 0.0, 1.0)
        return upper

    def _once(self, rows: Rows) -> None:
        """Each occupation moves at most once."""
        every = self._coming(self.who, np.arange(len(self.who)), 1.0)
        rows.add("once", [every], -INFINITY, 1.0, len(self.home))

    def _closed_all_go(self, rows: Rows) -> None:
        """Nothing closes on a day on which one of its occupiers cannot move.

        That those who can do so then is in ``_leave_when_allowed``.
        """
        closure, who = self._users_of_closures()
        dates = len(self.problem.dates)
        has = np.isin(who * dates + self.closing_when[closure], self.who * dates + self.when)
        bound = closure[~has]
        every = np.arange(len(bound))
        rows.add("all_go", [(every, self.at("closed") + bound, 1.0)], 0.0, 0.0, len(bound))

    def _users_of_closures(self) -> tuple[Ints, Ints]:
        """Each closure with each occupation of its building."""
        pairs = [
            (number, who)
            for number, building in enumerate(self.closing)
            for who in np.flatnonzero(self.home == building)
        ]
        found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def _closed_once(self, rows: Rows) -> None:
        """A building closes at most once; and once all have left, it is closed."""
        closed = self.at("closed") + np.arange(len(self.closing))
        places, row = np.unique(self.closing, return_inverse=True)
        rows.add("closed_once", [(row, closed, 1.0)], -INFINITY, 1.0, len(places))
        at = np.full(len(self.problem.buildings), -1)
        at[places] = np.arange(len(places))
        users = np.bincount(self.home, minlength=len(at))[places]
        rows.add(
            "empty_is_closed",
            [*self._going(at, np.ones(len(self.home))), (row, closed, -1.0)],
            -INFINITY,
            users - 1.0,
            len(places),
        )

    @cached_property
    def leave_rows(self) -> "LeaveRows":
        """Each occupation with each date of its moves, and what these are equal to."""
        dates = len(self.problem.dates)
        key, row = np.unique(self.who * dates + self.when, return_inverse=True)
        who, when = key // dates, key % dates
        closure = self._match(self.closing, self.closing_when, self.home[who], when)
        leaving = self._match(self.leaving, self.leaving_when, who, when)
        left = np.full(len(self.leaving) + 1, -1)  # the last one answers for no leaving at all
        left[self.lefts] = self.at("left") + np.arange(len(self.lefts))
        apart = np.where(leaving >= 0, left[leaving], -1)
        closes = np.where(closure >= 0, self.at("closed") + closure, -1)
        return LeaveRows(who, when, row, closes, apart, (leaving < 0) | (apart >= 0))

    def _leave_when_allowed(self, rows: Rows) -> None:
        """While others stay, an occupation leaves only on its own dates: else its moves of a date
        are the closing of that date."""
        found = self.leave_rows
        entries: list[tuple[Ints, Ints, Floats | float]] = [
            (found.row, np.arange(len(self.who)), 1.0)
        ]
        for column in (found.closure, found.left):
            here = np.flatnonzero(column >= 0)
            entries.append((here, column[here], -1.0))
        rows.add("leave", entries, 0.0, np.where(found.both, 0.0, INFINITY), len(found.both))

    def _host_stays(self, rows: Rows) -> None:
        """A building that receives is not closed; one that opens is opened."""
        column = self.host_column[self.into]
        # One row for each pair and host: its moves of all dates together.
        key, row = np.unique(self.pair_of, return_inverse=True)
        into = self.pair_names[key] % len(self.problem.buildings)
        asked = np.flatnonzero(self.host_column[into] >= 0)
        number = np.full(len(key), -1)
        number[asked] = np.arange(len(asked))
        moves = np.flatnonzero(column >= 0)
        rows.add(
            "into_host",
            [
                self._coming(number[row[moves]], moves, 1.0),
                (np.arange(len(asked)), self.host_column[into[asked]], -1.0),
            ],
            -INFINITY,
            0.0,
            len(asked),
        )
        self._opened_is_used(rows)
        at = np.full(len(self.problem.buildings), -1)
        at[self.hosts] = np.arange(len(self.hosts))
        of_host = np.flatnonzero(at[self.closing] >= 0)
        rows.add(
            "host_stays",
            [
                (np.arange(len(self.hosts)), self.at("host") + np.arange(len(self.hosts)), 1.0),
                (at[self.closing[of_host]], self.at("closed") + of_host, 1.0),
            ],
            -INFINITY,
            1.0,
            len(self.hosts),
        )

    def _opened_is_used(self, rows: Rows) -> None:
        at = np.full(len(self.problem.buildings), -1)
        at[self.opening] = np.arange(len(self.opening))
        into = np.flatnonzero(at[self.into] >= 0)
        every = np.arange(len(self.opening))
        rows.add(
            "opened_is_used",
            [(at[self.into[into]], into, 1.0), (every, self.at("opened") + every, -1.0)],
            0.0,
            INFINITY,
            len(every),
        )

    def _room(self, rows: Rows) -> None:
        """In the end nobody has less room than there is; a host takes at most its whole room.

        What is closed has no room at all: said once more in the row of those who come and go, it
        says nothing new of whole numbers and much of their parts.
        """
        problem = self.problem
        hosts, row = np.unique(self.into, return_inverse=True)
        at = np.full(len(problem.buildings), -1)
        at[hosts] = np.arange(len(hosts))
        every = np.arange(len(self.who))
        room = problem.buildings["room_m2"].to_numpy(dtype=np.float64)
        spare = room - problem.used_today_m2 + AREA_SLACK_M2
        need = self.need[self.who]
        column = self.host_column[hosts]
        asked = np.flatnonzero(column >= 0)
        some = np.unique(self.leaving)
        freed = np.bincount(self.home[some], self.need[some], minlength=len(room))
        most = np.minimum(room + AREA_SLACK_M2, spare + freed)
        shut = np.flatnonzero(at[self.closing] >= 0)
        rows.add(
            "room",
            [
                self._coming(row, every, need),
                *self._going(at, -self.need),
                (at[self.closing[shut]], self.at("closed") + shut, room[self.closing[shut]]),
            ],
            -INFINITY,
            spare[hosts],
            len(hosts),
        )
        rows.add(
            "room_of_host",
            [
                self._coming(*_entries_of(asked, row, every, need, len(hosts))),
                (np.arange(len(asked)), column[asked], -most[hosts[asked]]),
            ],
            -INFINITY,
            0.0,
            len(asked),
        )

    def _room_by_date(self, rows: Rows) -> None:
        """On each date, where somebody may leave a host later than others come.

        What closes at any time receives nobody: until it is empty it has no spare room, and after
        that no room.
        """
        later = np.zeros(len(self.problem.buildings), dtype=bool)
        later[self.home[self.leaving[self.leaving_when > 0]]] = True
        hosts = np.flatnonzero(later & np.isin(np.arange(len(later)), self.into))
        room = self.problem.buildings["room_m2"].to_numpy(dtype=np.float64)
        spare = room - self.problem.used_today_m2 + AREA_SLACK_M2
        for host in hosts:
            coming = np.flatnonzero(self.into == host)
            going = np.flatnonzero(self.home[self.who] == host)
            # On the last date of all it is the room of the end.
            last = self.when[np.concatenate([coming, going])].max()
            closes = np.flatnonzero(self.closing == host)
            unused = max(0.0, spare[host] - AREA_SLACK_M2)
            number = np.where(np.arange(len(room)) == host, 0, -1)
            for date in np.unique(self.when[coming][self.when[coming] < last]):
                come = coming[self.when[coming] <= date]
                taken = np.where(self.closing_when[closes] <= date, room[host], unused)
                entries: list[tuple[Ints, Ints, Floats | float]] = [
                    (np.zeros_like(come), come, self.need[self.who[come]]),
                    *self._going(number, -self.need, int(date)),
                    (np.zeros_like(closes), self.at("closed") + closes, taken),
                ]
                rows.add("room_by_date", entries, -INFINITY, spare[host], 1)

    def _dates_of_pairs(self, rows: Rows) -> None:
        """Of a pair with several dates: whether it happens is whole, its date follows."""
        number = np.full(len(self.pair_names), -1)
        number[self.pairs] = np.arange(len(self.pairs))
        row = number[self.pair_of]
        of_pair = np.flatnonzero(row >= 0)
        every = np.arange(len(self.pairs))
        entries: list[tuple[Ints, Ints, Floats | float]] = [
            (row[of_pair], of_pair, 1.0),
            (every, self.at("pair") + every, -1.0),
        ]
        rows.add("pair", entries, 0.0, 0.0, len(self.pairs))

    def _desks(self, rows: Rows) -> None:
        """Of a shared front desk all go to one host on one date, or none."""
        desk = self.problem.occupations["desk"].to_numpy(dtype=np.int64)
        key = pd.MultiIndex.from_arrays([self.who, self.into, self.when])
        for number in np.unique(desk[desk >= 0]):
            first, *others = np.flatnonzero(desk == number)
            for one, other in ((a, b) for b in others for a in (first,)):
                self._alike(rows, key, int(one), int(other))

    def _alike(self, rows: Rows, key: pd.MultiIndex, one: int, other: int) -> None:
        for mine, theirs in ((one, other), (other, one)):
            at = np.flatnonzero(self.who == mine)
            names = [(theirs, self.into[move], self.when[move]) for move in at]
            if not names:
                continue
            same = key.get_indexer(pd.MultiIndex.from_tuples(names))
            both = same >= 0
            every = np.arange(len(at))
            entries: list[tuple[Ints, Ints, Floats | float]] = [
                (every, at, 1.0),
                (every[both], same[both], -1.0),
            ]
            rows.add("desk", entries, -INFINITY, 0.0, len(at))

    def _apart(self, rows: Rows) -> None:
        """Two that may not sit together: not as newcomers to one host, and none comes before the
        other has left."""
        for one, other in self.problem.conflicts.tolist():
            self._not_both_new(rows, one, other)
            for mine, theirs in ((one, other), (other, one)):
                self._not_before_left(rows, mine, theirs)

    def _not_both_new(self, rows: Rows, one: int, other: int) -> None:
        mine, theirs = (np.flatnonzero(self.who == who) for who in (one, other))
        for host in np.intersect1d(self.into[mine], self.into[theirs]):
            both = np.concatenate([at[self.into[at] == host] for at in (mine, theirs)])
            rows.add("apart", [(np.zeros_like(both), both, 1.0)], -INFINITY, 1.0, 1)

    def _not_before_left(self, rows: Rows, mine: int, theirs: int) -> None:
        come = np.flatnonzero((self.who == mine) & (self.into == self.home[theirs]))
        go = np.flatnonzero(self.who == theirs)
        for date in np.unique(self.when[come]):
            now, gone = come[self.when[come] <= date], go[self.when[go] <= date]
            zero = np.zeros(len(now) + len(gone), dtype=np.int64)
            sign = np.concatenate([np.ones(len(now)), -np.ones(len(gone))])
            entries: list[tuple[Ints, Ints, Floats | float]] = [
                (zero, np.concatenate([now, gone]), sign)
            ]
            rows.add("apart_by_date", entries, -INFINITY, 0.0, 1)

    def _journeys(self, rows: Rows) -> None:
        """Moves that together break the limit of a service do not all happen, unless one of those
        that would stay moves too; of a service too large to try, only so many move."""
        for one in self.problem.not_together:
            names = [who * len(self.problem.buildings) + into for who, into in one.moves]
            there = np.flatnonzero(np.isin(self.pair_names[self.pair_of], names))
            others = np.flatnonzero(np.isin(self.who, one.staying))
            rows.add(
                "journeys",
                [
                    self._coming(there * 0, there, 1.0),
                    self._coming(others * 0, others, -1.0),
                ],
                -INFINITY,
                len(names) - 1.0,
                1,
            )
        for few in self.problem.at_most:
            at = np.flatnonzero(np.isin(self.who, few.occupations))
            rows.add("at_most", [self._coming(at * 0, at, 1.0)], -INFINITY, float(few.number), 1)

    def limit_rows(self, limits: Limits) -> "Iterator[Extra]":
        """The rows of some limits; of those that forbid steps there are none (``_upper``)."""
        kept, today = self.measure("kept"), self.kept_today
        if limits.keep_at_most is not None:
            yield Extra("keep_at_most", kept, upper=limits.keep_at_most - today)
        if limits.keep_at_least is not None:
            yield Extra("keep_at_least", kept, lower=limits.keep_at_least - today)
        if limits.minutes_at_most is not None:
            yield Extra("minutes", self.measure("minutes"), upper=limits.minutes_at_most)
        if limits.capital_gbp is not None:
            yield from self._paid("capital", self.measure("capital"), limits.capital_gbp)
        if limits.capital_gbp_pa is not None:
            for year, paid in enumerate((self.steps.T @ self.problem.amounts.capital_gbp).T):
                yield from self._paid(f"capital_of_year_{year}", paid, limits.capital_gbp_pa)
        for partner, least in sorted(limits.partner_at_least_gbp.items()):
            gain = self.steps.T @ self.problem.amounts.partners_gbp[:, partner]
            yield Extra(f"partner_{partner}", gain, lower=least - GBP_SLACK)
        for building in sorted(limits.left):
            yield self._is_left(building)
        for one, other in sorted(limits.apart):
            yield from self._kept_apart(one, other)

    def _paid(self, name: str, paid: Floats, most_gbp: float) -> "Iterator[Extra]":
        """What is paid, at most so much; and the same once more of whole steps.

        Whoever moves on a date leaves others behind or closes its building (``leave``), and pays at
        least what its cheapest move of that date costs. Between whole steps the solver can cut.
        """
        yield Extra(name, paid, upper=most_gbp + GBP_SLACK)
        known = self.leave_rows
        sure = np.flatnonzero(known.both)
        least = np.full(len(known.both), INFINITY)
        every = np.arange(len(self.who))
        np.minimum.at(least, known.row, paid[every])
        whole = paid.copy()
        whole[every[known.both[known.row]]] = 0.0
        for column in (known.closure, known.left):
            here = sure[column[sure] >= 0]
            np.add.at(whole, column[here], least[here])
        if not np.array_equal(whole, paid):
            yield Extra(f"{name}_of_whole_steps", whole, upper=most_gbp + GBP_SLACK)

    def _is_left(self, building: int) -> "Extra":
        values = np.zeros(self.columns)
        if not self.opens[building]:
            values[self.at("closed") + np.flatnonzero(self.closing == building)] = 1.0
            return Extra(f"left_{building}", values, lower=1.0)
        values[self.host_column[building]] = 1.0
        return Extra(f"left_{building}", values, upper=0.0)

    def _kept_apart(self, one: int, other: int) -> "Iterator[Extra]":
        """As of services in conflict; and two that sit together today part."""
        found = Rows()
        self._not_both_new(found, one, other)
        for mine, theirs in ((one, other), (other, one)):
            self._not_before_left(found, mine, theirs)
        matrix, lower, upper = found.made(self.columns)
        for row in range(found.count):
            values = np.asarray(matrix[[row], :].todense()).ravel()
            yield Extra(f"wish_{found.names[row]}", values, float(lower[row]), float(upper[row]))
        if self.home[one] == self.home[other]:
            values = np.zeros(self.columns)
            values[np.flatnonzero(np.isin(self.who, [one, other]))] = 1.0
            yield Extra(f"wish_parted_{one}_{other}", values, lower=1.0)

    def _column_names(self) -> Iterator[str]:
        for who, into, when in zip(self.who, self.into, self.when, strict=True):
            yield f"moved_{who}_{into}_{when}"
        for building, when in zip(self.closing, self.closing_when, strict=True):
            yield f"closed_{building}_{when}"
        yield from (f"opened_{building}" for building in self.opening)
        yield from (f"host_{building}" for building in self.hosts)
        for pair in self.pair_names[self.pairs]:
            yield "pair_{}_{}".format(*divmod(int(pair), len(self.problem.buildings)))
        for at in self.lefts:
            yield f"left_{self.leaving[at]}_{self.leaving_when[at]}"


def _in_order(of: Ints, when: Ints, start: int) -> Iterator[Ints]:
    """The columns of each building or occupation, in the order of their dates."""
    for one in np.unique(of):
        at = np.flatnonzero(of == one)
        yield start + at[np.argsort(when[at], kind="stable")]


@dataclass(frozen=True)
class LeaveRows:
    """Occupations with the dates of their moves. ``row``: of each move, its place among them; by
    place, the columns that say that its building closes then, and that it leaves others then (−1:
    none). ``both``: its moves of that date are these two together; else at least the closing."""

    who: Ints
    when: Ints
    row: Ints
    closure: Ints
    left: Ints
    both: NDArray[np.bool_]


@dataclass(frozen=True)
class Extra:
    """One more row: lower ≤ values · columns ≤ upper."""

    name: str
    values: Floats
    lower: float = -INFINITY
    upper: float = INFINITY

    @property
    def weighs(self) -> bool:
        """Whether it weighs amounts of both signs, or asks for so much at least; a count of ones
        does not."""
        if np.isin(self.values, (-1.0, 0.0, 1.0)).all():
            return False
        both = bool((self.values < 0).any() and (self.values > 0).any())
        return both or bool(np.isfinite(self.lower))


def _entries_of(
    asked: Ints, row: Ints, columns: Ints, values: Floats, count: int
) -> tuple[Ints, Ints, Floats]:
    """The entries that belong to the rows asked for, these counted anew."""
    number = np.full(count, -1)
    number[asked] = np.arange(len(asked))
    found = number[row]
    here = found >= 0
    return found[here], columns[here], values[here]
