"""Which fields are asked for, of which properties, with what weight and how complete.

The seven kinds of fact are those that the county's bodies agreed to collect (Worcestershire
Total Place, 2010, p. 13).
Weights and acceptance levels are our working figures until the club agrees its own: a row of
the table ``acceptance_level`` takes the place of a default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from estate.assumptions import Assumption
from estate.assumptions.origins import OURS, SET_IN
from estate.codes import Tenure

LET_TENURES = frozenset(
    {Tenure.LEASEHOLD, Tenure.LONG_LEASEHOLD, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER}
)
#: That partners should agree a level: Essex Total Place Pilot Report, 16 June 2010.
LEVEL_SOURCE = f"{OURS} of {SET_IN}, until the club agrees its own"

Applies = Callable[[pd.DataFrame], pd.Series]


def everywhere(properties: pd.DataFrame) -> pd.Series:
    """Of a field that every property should have: all properties."""
    return pd.Series(True, index=properties.index)


def operational(properties: pd.DataFrame) -> pd.Series:
    """Properties that services are given from."""
    return properties["operational"].eq(True)


def let_to_us(properties: pd.DataFrame) -> pd.Series:
    """Properties that the organisation holds on a lease."""
    return properties["tenure"].isin(LET_TENURES)


@dataclass(frozen=True)
class Field:
    """One field: its words, which kind of fact it belongs to, weight and acceptance level.

    ``min_share`` is the share of the properties it ``applies`` to that must have it, 0 to 1.
    """

    name: str
    label: str
    group: str
    weight: float
    min_share: float
    applies: Applies = everywhere
    of: str = "all properties"


_OPERATIONAL, _LEASED = "operational properties", "leased properties"

FIELDS: tuple[Field, ...] = (
    Field("address", "Address", "Name and location", 1, 0.95),
    Field("postcode", "Postcode", "Name and location", 1, 0.90),
    Field("uprn", "UPRN", "Name and location", 2, 0.85),
    Field("location", "Location", "Name and location", 3, 0.98),
    Field("outline", "Outline (polygon)", "Name and location", 2, 0.75),
    Field("title_number", "Title number", "Land Registry detail", 1, 0.50),
    Field("tenure", "Tenure", "Tenure", 3, 0.95),
    Field("use_class", "Use class", "Use and classification", 3, 0.95),
    Field("type_code", "Property type", "Use and classification", 1, 0.90),
    Field("availability", "Availability rating", "Ratings", 2, 0.70),
    Field("sharing", "Sharing rating", "Ratings", 1, 0.50, operational, _OPERATIONAL),
    Field("lease_end", "Lease expiry", "Lease expiry", 3, 0.90, let_to_us, _LEASED),
    Field("floor_area", "Floor area", "Space and cost", 3, 0.90, operational, _OPERATIONAL),
    Field(
        "annual_cost", "Annual premises cost", "Space and cost", 3, 0.75, operational, _OPERATIONAL
    ),
    Field("occupation", "Who uses it", "Space and cost", 2, 0.75, operational, _OPERATIONAL),
    Field("book_value", "Book value", "Book value", 1, 0.80),
    Field("book_value_date", "Valuation date", "Book value", 1, 0.80),
    Field("condition", "Condition", "Condition and energy", 1, 0.60, operational, _OPERATIONAL),
    Field(
        "energy_rating", "Energy rating", "Condition and energy", 1, 0.50, operational, _OPERATIONAL
    ),
)

FIELD_NAMES = frozenset(field.name for field in FIELDS)

#: Thresholds and weights of the report, echoed in it.
RULES: Mapping[str, Assumption] = {
    rule.name: rule
    for rule in (
        Assumption(
            "quality_amber_after_months",
            12,
            "months",
            OURS,
            SET_IN,
            "facts older than this are amber",
            low=1,
            high=120,
        ),
        Assumption(
            "quality_red_after_months",
            24,
            "months",
            OURS,
            SET_IN,
            "facts older than this, or of unknown age, are red",
            low=1,
            high=120,
        ),
        Assumption(
            "quality_max_floors",
            15,
            "floors",
            OURS,
            SET_IN,
            "a gross area above so many times the outline is doubtful",
            low=1,
            high=100,
        ),
        Assumption(
            "quality_overlap_share",
            0.10,
            "share of the smaller outline",
            OURS,
            SET_IN,
            "outlines of different owners overlap when both this and the next are passed",
            high=1,
        ),
        Assumption(
            "quality_overlap_m2",
            50,
            "m2",
            OURS,
            SET_IN,
            "boundaries digitised twice differ by slivers",
        ),
        Assumption("quality_weight_completeness", 0.5, "weight", OURS, SET_IN, high=1),
        Assumption("quality_weight_validity", 0.15, "weight", OURS, SET_IN, high=1),
        Assumption("quality_weight_timeliness", 0.15, "weight", OURS, SET_IN, high=1),
        Assumption("quality_weight_consistency", 0.2, "weight", OURS, SET_IN, high=1),
        Assumption(
            "quality_amber_worth",
            0.5,
            "0-1",
            OURS,
            SET_IN,
            "what an amber date counts for in the score",
            high=1,
        ),
    )
}


def rule(name: str) -> float:
    """The value of one numeric rule, in the unit that ``RULES`` states."""
    value = RULES[name].value
    if isinstance(value, tuple | str):
        raise TypeError(f"{name} is not a number")
    return float(value)
