"""A figure that knows what it is, and refuses to be added to what it is not."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from estate.errors import BadQuestion

_PENNY = Decimal("0.01")
_POUND = Decimal("1")


def penny(amount_gbp: Decimal) -> Decimal:
    """Rounded to the penny, half up; nought has no sign."""
    return amount_gbp.quantize(_PENNY, ROUND_HALF_UP) + 0


class Basis(StrEnum):
    """Over what time a sum of money is counted."""

    RUN_RATE_PA = "run_rate_pa"
    ANNUAL_EQUIVALENT = "annual_equivalent"
    CUMULATIVE = "cumulative"
    PRESENT_VALUE = "present_value"


class Strand(StrEnum):
    """Which money it is; integration is never part of premises, and what contracts save is
    counted beside space, never with it."""

    PREMISES_COST = "premises_cost"
    PREMISES_SAVING = "premises_saving"
    INTEGRATION = "integration"
    CONTRACTS = "contracts"


@dataclass(frozen=True)
class Figure:
    """A sum in GBP with basis, years and price base.

    ``years`` is null for a yearly run-rate. Adding figures whose basis, years, price base or
    strand differ raises ``BadQuestion``.
    """

    amount_gbp: Decimal
    basis: Basis
    price_base: str
    years: int | None = None
    strand: Strand = Strand.PREMISES_SAVING

    def __add__(self, other: "Figure") -> "Figure":
        """The sum of two figures of one kind."""
        if not isinstance(other, Figure):
            return NotImplemented
        if self._kind() != other._kind():
            raise BadQuestion(
                f"These figures cannot be added: {self._words()} is not {other._words()}."
            )
        return Figure(self.amount_gbp + other.amount_gbp, *self._kind())

    def times(self, factor: Decimal | int) -> "Figure":
        """This figure times a plain number."""
        return Figure(self.amount_gbp * factor, *self._kind())

    @property
    def pounds(self) -> int:
        """Rounded to the pound, half up."""
        return int(self.amount_gbp.quantize(_POUND, ROUND_HALF_UP))

    @property
    def pence(self) -> Decimal:
        """Rounded to the penny, half up."""
        return penny(self.amount_gbp)

    def _kind(self) -> tuple[Basis, str, int | None, Strand]:
        return self.basis, self.price_base, self.years, self.strand

    def _words(self) -> str:
        over = f" over {self.years} years" if self.years is not None else ""
        return f"{self.strand} as {self.basis}{over} at {self.price_base} prices"
