"""The readings of the source's "factor of five": shown, never added.

At £36m the factor would be 101 % of the whole premises base: it is money in services.
"""

from dataclasses import dataclass
from decimal import Decimal

from estate.assumptions import AssumptionSet
from estate.assumptions.origins import at
from estate.savings.figures import Basis, Figure, Strand

EVIDENCE_NOTE = (
    "One case study, not included in the source. This is money in services and support, not in "
    "premises. It is off by default, outside every net present value, and never added to a "
    "premises saving."
)


@dataclass(frozen=True)
class Reading:
    """One way to read the factor, with its formula and where the source supports it."""

    key: str
    label: str
    formula: str
    low: Figure
    high: Figure
    support: str
    evidence_note: str = EVIDENCE_NOTE
    included: bool = False


def readings(low: Figure, high: Figure, assumptions: AssumptionSet) -> tuple[Reading, ...]:
    """The four readings for a premises saving P from ``low`` to ``high``, GBP a year."""
    factor = assumptions.money("integration_factor")
    k = f"{factor.normalize():f}"
    return (
        Reading(
            "multiplicative",
            "Multiplicative",
            f"k × P, k = {k}",
            _service(low, factor),
            _service(high, factor),
            at("p. 17 and appendix 4, p. 52"),
        ),
        Reading(
            "additive",
            "Additive",
            f"P + k × P, k = {k}",
            _service(low, factor + 1),
            _service(high, factor + 1),
            at("p. 17 and appendix 4, p. 53"),
        ),
        Reading(
            "as_printed",
            "As printed in the appendix (inconsistent)",
            f"low: k × P; high: P + k × P; k = {k}",
            _service(low, factor),
            _service(high, factor + 1),
            at("appendix 4, p. 53"),
        ),
        Reading(
            "upto",
            "Up to",
            f"P + k × P, 0 ≤ k ≤ {k}",
            _service(low, Decimal(1)),
            _service(high, factor + 1),
            at("appendix 4, pp. 49 and 53"),
        ),
    )


def _service(saving: Figure, factor: Decimal) -> Figure:
    amount = saving.amount_gbp * factor
    return Figure(amount, Basis.RUN_RATE_PA, saving.price_base, None, Strand.INTEGRATION)
