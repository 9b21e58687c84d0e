"""Areas, costs and book values that add up exactly.

Type medians × lognormal spread are scaled to the segment's total; what rounding leaves over
goes to the largest property.
"""

from collections import defaultdict
from decimal import Decimal

import numpy as np

from estate.arrays import Floats
from estate.codes import SCHOOL_TYPES
from sample_data.model import SampleProperty, stream
from sample_data.tables import load


def apportion(weights: Floats, total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total exactly."""
    shares = np.maximum(np.floor(weights / weights.sum() * total), 1).astype(int)
    shares[int(np.argmax(weights))] += total - int(shares.sum())
    return [int(share) for share in shares]


def set_areas(properties: list[SampleProperty], seed: int) -> None:
    """Gross internal areas to 0.1 m², net ones (80 %) where the type holds them."""
    rng, types = stream(seed, "areas"), load("types")
    for segment, members in _by_segment(properties).items():
        medians = np.array([types[p.type_code]["median_m2"] for p in members], dtype=float)
        drawn = medians * rng.lognormal(0, 0.45, len(members))
        tenths = apportion(drawn, _total(segment, "area_m2") * 10)
        for prop, area in zip(members, tenths, strict=True):
            prop.gia_m2 = Decimal(area) / 10
            if types[prop.type_code]["net"] or rng.uniform() < _measured_schools(prop):
                # 0.80 of gross internal area: the conversion of an office.
                prop.nia_m2 = (prop.gia_m2 * Decimal("0.8")).quantize(Decimal("0.1"))


def set_costs(properties: list[SampleProperty], seed: int) -> None:
    """Running cost of each property, £ a year at 2009/10 prices, exact to the segment."""
    rng, types = stream(seed, "costs"), load("types")
    for segment, members in _by_segment(properties).items():
        rates = np.array([types[p.type_code]["cost_relativity"] for p in members], dtype=float)
        areas = np.array([float(p.gia_m2 or 0) for p in members])
        drawn = areas * rates * rng.lognormal(0, 0.25, len(members))
        pence = apportion(drawn, _total(segment, "cost_gbp_pa") * 100)
        for prop, cost in zip(members, pence, strict=True):
            prop.cost_gbp_pa = Decimal(cost) / 100


def set_book_values(properties: list[SampleProperty], seed: int) -> None:
    """Book values in whole thousands of pounds that add up to the stated total."""
    rng, types = stream(seed, "values"), load("types")
    rates = np.array([types[p.type_code]["value_gbp_m2"] for p in properties], dtype=float)
    areas = np.array([float(p.gia_m2 or 0) for p in properties])
    # Land is valued as a lot, around £40k to £600k.
    lots = rng.lognormal(np.log(150_000), 0.7, len(properties))
    built = areas * rates * rng.lognormal(0, 0.15, len(properties))
    drawn = np.where(rates > 0, built, lots)
    thousands = apportion(drawn, load("composition")["totals"]["book_value_gbp"] // 1000)
    for prop, value in zip(properties, thousands, strict=True):
        prop.book_value_gbp = Decimal(value * 1000)


def _by_segment(properties: list[SampleProperty]) -> dict[str, list[SampleProperty]]:
    groups: dict[str, list[SampleProperty]] = defaultdict(list)
    for prop in properties:
        groups[prop.segment].append(prop)
    return groups


def _measured_schools(prop: SampleProperty) -> float:
    """Share of a type whose net area is known although capacity seldom is: schools."""
    return 0.4 if prop.type_code in SCHOOL_TYPES else 0.0


def _total(segment: str, what: str) -> int:
    return int(load("composition")["segment"][segment][what])
