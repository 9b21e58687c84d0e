"""Cost lines per property that add up to its cost to the penny."""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from estate.rows import NewRow
from sample_data.measures import apportion
from sample_data.model import SampleProperty, stream

#: The county table's own price base.
COST_YEAR = "2009/10"
_RUNNING: Mapping[str, float] = {
    "business_rates": 0.24,
    "energy": 0.22,
    "cleaning": 0.16,
    "maintenance_planned": 0.22,
    "maintenance_reactive": 0.16,
}
_RENTED: Mapping[str, float] = {"business_rates": 0.4, "energy": 0.3, "cleaning": 0.3}
_PFI: Mapping[str, float] = {"pfi_unitary": 0.7, "business_rates": 0.16, "energy": 0.14}
_IDLE: Mapping[str, float] = {"maintenance_planned": 1.0}


def costs(
    whole: list[SampleProperty], known: list[SampleProperty], leases: list[NewRow], seed: int
) -> list[NewRow]:
    """Lines for every property whose cost its organisation knows.

    ``whole`` are the complete properties, ``known`` the same after gaps were cut.
    """
    rng = stream(seed, "cost lines")
    rents = {lease["property_ref"]: lease for lease in leases}
    has_cost = {p.local_ref for p in known if p.cost_gbp_pa is not None}
    rows: list[NewRow] = []
    for prop in whole:
        lines = _lines(prop, rents.get(prop.local_ref), rng)
        if prop.local_ref in has_cost:
            rows += lines
    return rows


def _lines(prop: SampleProperty, lease: NewRow | None, rng: np.random.Generator) -> list[NewRow]:
    total = prop.cost_gbp_pa or Decimal(0)
    rent = lease["passing_rent_gbp_pa"] if lease else Decimal(0)
    shares = _shares(prop, lease)
    weights = np.array(list(shares.values())) * rng.lognormal(0, 0.2, len(shares))
    pence = apportion(weights, int((total - rent) * 100))
    amounts = {k: Decimal(p) / 100 for k, p in zip(shares, pence, strict=True)}
    if lease:
        amounts = {"rent": rent, **amounts}
    return [
        {
            "organisation": prop.organisation,
            "own_ref": f"{prop.local_ref}-C{number}",
            "property_ref": prop.local_ref,
            "cost_kind": kind,
            "amount_gbp_pa": amount,
            "cost_year": COST_YEAR,
            "payee": prop.landlord if kind == "rent" else None,
            "as_of_date": prop.as_of,
        }
        for number, (kind, amount) in enumerate(amounts.items(), start=1)
    ]


def _shares(prop: SampleProperty, lease: NewRow | None) -> Mapping[str, float]:
    if not prop.operational:
        return _IDLE
    if prop.pfi:
        return _PFI
    return _RENTED if lease else _RUNNING
