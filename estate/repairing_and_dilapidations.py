"""Who repairs a leased building, by the words on record, and what dilapidations that means."""

import re
from enum import StrEnum

import pandas as pd

from estate.assumptions import AssumptionSet
from estate.frames import is_null


class RepairingBasis(StrEnum):
    """What the tenant has to repair."""

    FULL = "full"
    INTERNAL = "internal"
    SCHEDULE = "schedule"
    UNKNOWN = "unknown"


BASIS_WORDS = {
    RepairingBasis.FULL: "full repairing",
    RepairingBasis.INTERNAL: "internal repairing only",
    RepairingBasis.SCHEDULE: "limited by a schedule of condition",
    RepairingBasis.UNKNOWN: "who repairs is not known: taken as full repairing",
}
#: The first that a text speaks of: a schedule limits a lease that is otherwise full repairing.
_SAID = (
    (RepairingBasis.SCHEDULE, re.compile(r"schedule of condition|\bsoc\b", re.I)),
    (RepairingBasis.INTERNAL, re.compile(r"\biri?\b|internal", re.I)),
    (RepairingBasis.FULL, re.compile(r"\bfri?\b|full(y)?[ -]?repair|\bfull\b", re.I)),
)


def repairing_basis(words: object) -> RepairingBasis:
    """The basis that some words on record mean; unknown where they say none of the three."""
    if is_null(words):
        return RepairingBasis.UNKNOWN
    return next((basis for basis, said in _SAID if said.search(str(words))), RepairingBasis.UNKNOWN)


def share_of_rate(basis: RepairingBasis) -> str:
    """The assumption that says what part of the working rate of dilapidations is due."""
    return f"dilapidations_share_{basis}"


def dearest(words: pd.Series, assumptions: AssumptionSet) -> RepairingBasis:
    """Of the leases of one building, the basis by which most is due."""
    found = [repairing_basis(one) for one in words] or [RepairingBasis.UNKNOWN]
    return max(found, key=lambda one: (assumptions.value(share_of_rate(one)), one.value))
