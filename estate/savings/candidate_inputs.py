"""What a scheme made from a candidate rests on: every figure named, and how it is known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from estate.savings.estimates import Estimate


class Known(StrEnum):
    """How an input is known; all but the first leave something to supply."""

    ACTUAL = "actual"
    BAND = "band"
    IMPUTED = "imputed"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


KNOWN_WORDS = {
    Known.ACTUAL: "reported by an organisation",
    Known.BAND: "reported (you see a band)",
    Known.IMPUTED: "estimated from similar properties, benchmarks or areas",
    Known.ASSUMED: "assumed",
    Known.UNKNOWN: "not known, and not counted",
}


@dataclass(frozen=True)
class Input:
    """One figure that went in, or its middle and range. ``value`` is null where it is unknown;
    ``source`` says where it comes from, in words; ``assumptions`` names the defaults behind it."""

    label: str
    value: Decimal | Estimate | date | str | None
    unit: str
    known: Known
    source: str
    assumptions: tuple[str, ...] = ()

    @property
    def imputed(self) -> bool:
        """Whether anything but an organisation's own record stands behind it."""
        return self.known is not Known.ACTUAL


def in_words(value: Estimate) -> str:
    """Its middle and its range."""
    return f"{value.central:,.0f} ({value.low:,.0f} to {value.high:,.0f})"


@dataclass(frozen=True)
class CostLine:
    """A line of a property's yearly cost as its register row has it, GBP."""

    kind: str
    amount_gbp_pa: Decimal
    year: str
    payer: str
    payee: str | None
    inter_partner: bool
