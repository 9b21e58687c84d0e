"""How a yearly saving builds up: nothing in year 1, minimal in year 2, full after year 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from estate.assumptions import DEFAULTS, AssumptionSet
from estate.errors import BadQuestion
from estate.savings.figures import Basis, Figure

_PREFIX = "phase_profile_"
_MINIMAL = Decimal("0.05")


@dataclass(frozen=True)
class PhaseProfile:
    """Shares of the run-rate in years 1, 2, …; later years are as the last.

    Raises ``BadQuestion`` unless year 1 is nought, year 2 at most 5 %, no year below the one
    before and year 6 (and all later) full, as in 2010.
    """

    name: str
    shares: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        """Refuse a profile that the source rules out."""
        shares = self.shares
        if len(shares) < 6:
            raise BadQuestion("A phase profile needs at least six years.")
        if shares[0] != 0:
            raise BadQuestion("A phase profile has no saving in year 1.")
        if shares[1] > _MINIMAL:
            raise BadQuestion("A phase profile has at most 5% in year 2.")
        if any(later < earlier for earlier, later in pairwise(shares)):
            raise BadQuestion("A phase profile never falls from one year to the next.")
        if any(share != 1 for share in shares[5:]):
            raise BadQuestion("A phase profile is full after year 5.")

    def share(self, year: int) -> Decimal:
        """Share of the run-rate in a year, counted from 1."""
        return self.shares[min(year, len(self.shares)) - 1]

    def cumulative(self, run_rate: Figure, years: int) -> Figure:
        """Sum of the first years, undiscounted."""
        total = sum((self.share(year) for year in range(1, years + 1)), Decimal(0))
        return _over(run_rate, total, Basis.CUMULATIVE, years)

    def present_value(self, run_rate: Figure, years: int, rate: Decimal) -> Figure:
        """Value today of the first years, each discounted from its end."""
        total = sum(
            (self.share(year) / (1 + rate) ** year for year in range(1, years + 1)), Decimal(0)
        )
        return _over(run_rate, total, Basis.PRESENT_VALUE, years)


def profile(name: str, shares: Sequence[float]) -> PhaseProfile:
    """A checked profile from plain numbers."""
    return PhaseProfile(name, tuple(Decimal(str(share)) for share in shares))


def profiles(assumptions: AssumptionSet) -> tuple[PhaseProfile, ...]:
    """All profiles of the assumption set, the default first."""
    names = sorted(name for name in DEFAULTS if name.startswith(_PREFIX))
    found = [profile(name.removeprefix(_PREFIX), assumptions.series(name)) for name in names]
    return tuple(sorted(found, key=lambda one: one.name != "default"))


def _over(run_rate: Figure, factor: Decimal, basis: Basis, years: int) -> Figure:
    if run_rate.basis is not Basis.RUN_RATE_PA:
        raise BadQuestion("Only the saving of a full year can be phased.")
    return Figure(run_rate.amount_gbp * factor, basis, run_rate.price_base, years, run_rate.strand)
