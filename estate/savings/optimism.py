"""Optimism bias: from the upper bound of the class of building, reduced with evidence.

Each kind of evidence takes off the part of the upper bound that it speaks to (Mott MacDonald for HM
Treasury, 2002, Table 15), never below the lower bound. One-off costs alone are biased.
"""

from decimal import Decimal
from enum import StrEnum

from estate.assumptions import AssumptionSet
from estate.assumptions.optimism_and_funding import EVIDENCE, USED_GREEN_BOOK
from estate.codes import UseClass
from estate.savings.estimates import Estimate, per_unit

#: The rate of sets that know one for all, and of a scheme that states its own.
ONE_RATE = "optimism_bias"


class BiasClass(StrEnum):
    """The classes of building of the Treasury's guidance."""

    STANDARD = "standard"
    NON_STANDARD = "non_standard"


_STANDARD = frozenset({UseClass.OFFICE_ADMIN, UseClass.PUBLIC_ACCESS, UseClass.WAREHOUSE_DEPOT})
_UNKNOWN = frozenset({UseClass.UNCLASSIFIED, UseClass.NON_OPERATIONAL})


def class_of(use_class: object) -> BiasClass | None:
    """The class of a building by its use; null where the use does not tell."""
    if use_class in _STANDARD:
        return BiasClass.STANDARD
    known = use_class in frozenset(UseClass) and use_class not in _UNKNOWN
    return BiasClass.NON_STANDARD if known else None


def rate_of(of: BiasClass | None, assumptions: AssumptionSet) -> str:
    """The name of the rate for a building; the higher where its class is not known."""
    if assumptions.text("optimism_bias_rule") == "one_rate":
        return ONE_RATE
    return f"{ONE_RATE}_{of or BiasClass.NON_STANDARD}"


def idle(assumptions: AssumptionSet) -> frozenset[str]:
    """Assumptions about optimism bias that change nothing under the rule of this set."""
    if assumptions.text("optimism_bias_rule") == "one_rate":
        return frozenset(name for name in USED_GREEN_BOOK if "bias_" in name) - {
            "optimism_bias_rule"
        }
    return frozenset({f"{ONE_RATE}_low", ONE_RATE, f"{ONE_RATE}_high"})


def left_by_evidence(name: str, assumptions: AssumptionSet) -> Decimal:
    """The share (0-1) of an upper bound that the evidence leaves."""
    kind = name.removeprefix(f"{ONE_RATE}_")
    taken = sum(
        (
            assumptions.money(f"bias_evidence_{one}") * assumptions.money(f"bias_part_{one}_{kind}")
            for one in EVIDENCE
        ),
        Decimal(0),
    )
    return max(Decimal(0), 1 - taken)


def bias(name: str, assumptions: AssumptionSet) -> Estimate:
    """A rate of optimism bias with its range, a share of one-off cost: between the bounds of its
    class, at the upper one less what the evidence takes off."""
    if name == ONE_RATE:
        return per_unit(assumptions, name)
    upper, lower = assumptions.money(name), assumptions.money(f"{name}_lower")
    central = max(min(lower, upper), upper * left_by_evidence(name, assumptions))
    return Estimate(central, min(lower, central), upper, "benchmark")
