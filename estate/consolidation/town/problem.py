"""What may happen in a chosen set of buildings, and what each step is worth.

Tables of plain numbers: nothing here knows the register or how a step was priced. A step is one of
four: an occupation *moves* into a host on a date; it *leaves* a building that others go on using;
a building is *closed* on a date, because all who use it have left; a hub or an empty building is
*opened* as a host. The worth of a plan is the sum of the worth of its steps, so that whoever prices
the steps with the business case's engine finds the business case's sum again.
"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from estate.arrays import Floats, Ints
from estate.errors import BadQuestion

#: The four kinds of step in the order in which their amounts stand in ``Problem.amounts``.
STEPS = ("moves", "leavings", "closures", "openings")


@dataclass(frozen=True)
class Amounts:
    """What each step is worth, by rows of steps: all moves, all leavings, closures, openings.

    ``value_gbp``: present value to the lens of the plan, gains positive. ``capital_gbp``: one-off
    cost by year counted from the base year (steps × years), costs positive. ``partners_gbp``: the
    present value to each partner (steps × ``Problem.partners``). ``by_source``: the value once
    more, by what each pound rests on (steps × ``Problem.sources``); its rows sum to ``value_gbp``.
    """

    value_gbp: Floats
    capital_gbp: Floats
    partners_gbp: Floats
    by_source: Floats


@dataclass(frozen=True)
class NotTogether:
    """Moves (occupation, host) that may not all happen while the occupations ``staying`` stay."""

    moves: tuple[tuple[int, int], ...]
    staying: tuple[int, ...] = ()

    @property
    def occupations(self) -> frozenset[int]:
        """All that it is about."""
        return frozenset((*(who for who, _ in self.moves), *self.staying))


@dataclass(frozen=True)
class AtMost:
    """Occupations of which only so many may move."""

    occupations: tuple[int, ...]
    number: int


@dataclass(frozen=True)
class Problem:
    """A chosen set of buildings and all that may happen in it.

    Parameters
    ----------
    buildings : pandas.DataFrame
        By key: ``room_m2`` (m² NIA that may be used at once, never less than what is used today),
        ``stays`` (may not be closed), ``opens`` (nobody is in it today: it counts as kept, and
        costs what its opening costs, only where somebody moves in).
    occupations : pandas.DataFrame
        By key: ``home`` (position of its building), ``need_m2``, ``desk`` (number of the front desk
        that it shares, −1 for none: those of one number move together or not at all). One without
        any move stays, and its building with it.
    dates : tuple of date
        The days on which anything may happen, ascending.
    moves : pandas.DataFrame
        ``occupation``, ``host``, ``when`` (positions), ``minutes`` (change of its clients' weighted
        minutes, all of them together; 0 where it has none).
    leavings : pandas.DataFrame
        ``occupation``, ``when``: it may leave then while others stay on. Its moves at other dates
        happen only together with the closing of its building.
    closures : pandas.DataFrame
        ``building``, ``when``: all who use it leave on that day.
    conflicts : ndarray
        Pairs of occupations (positions, n × 2) that may not be in one building; two that are in
        one today may stay there.
    openings : pandas.DataFrame
        ``building``: one row for each that ``opens``.
    amounts : Amounts
        What the steps are worth.
    not_together, at_most : tuples
        What would break the limit of a service: moves that may not all happen, and occupations
        of which only so many may move.
    """

    buildings: pd.DataFrame
    occupations: pd.DataFrame
    dates: tuple[date, ...]
    moves: pd.DataFrame
    leavings: pd.DataFrame
    closures: pd.DataFrame
    openings: pd.DataFrame
    conflicts: Ints
    amounts: Amounts
    partners: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    not_together: tuple[NotTogether, ...] = ()
    at_most: tuple[AtMost, ...] = ()
    first_step: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Count the steps, and refuse tables that do not fit together."""
        sizes = [len(getattr(self, name)) for name in STEPS]
        starts = np.cumsum([0, *sizes])
        first = {name: int(at) for name, at in zip((*STEPS, "end"), starts, strict=True)}
        object.__setattr__(self, "first_step", first)
        for name, of in (("moves", "occupation"), ("leavings", "occupation")):
            _within(getattr(self, name)[of], len(self.occupations), name)
        _within(self.moves["host"], len(self.buildings), "moves")
        _within(self.closures["building"], len(self.buildings), "closures")
        for name in ("moves", "leavings", "closures"):
            _within(getattr(self, name)["when"], len(self.dates), name)
        for part, rows in vars(self.amounts).items():
            if len(rows) != starts[-1]:
                raise BadQuestion(f"{part}: {len(rows)} rows for {starts[-1]} steps.")
        home = self.occupations["home"].to_numpy()
        if (home[self.moves["occupation"]] == self.moves["host"].to_numpy()).any():
            raise BadQuestion("A move goes where its occupation already is.")

    def steps(self, name: str) -> slice:
        """Where the steps of one kind stand among all of them."""
        follow = (*STEPS, "end")[STEPS.index(name) + 1]
        return slice(self.first_step[name], self.first_step[follow])

    @property
    def most_gbp(self) -> float:
        """What no plan can pass: all gains together, and no cost."""
        return float(self.amounts.value_gbp.clip(min=0).sum())

    @property
    def used_today_m2(self) -> Floats:
        """What those in each building need, m² NIA."""
        home, need = self.occupations["home"].to_numpy(), self.occupations["need_m2"].to_numpy()
        return np.bincount(home, need, minlength=len(self.buildings)).astype(np.float64)


def _within(positions: pd.Series, count: int, name: str) -> None:
    if len(positions) and not positions.between(0, count - 1).all():
        raise BadQuestion(f"{name}: a position lies outside its table.")
