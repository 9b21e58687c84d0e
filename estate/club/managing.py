"""Who manages which properties, what these cost a year, and what one body would charge for all.

Managing is apart from owning: whoever is on record as managing body does so, else it is taken to be
the body that reports the property. A charge is at rates that whoever asks has stated; there is no
default. It moves no money and no property, and is no saving.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from estate import costs
from estate.assumptions import AssumptionSet
from estate.costs import CostTotal


@dataclass(frozen=True)
class Rates:
    """What one managing body would charge: a share of the premises cost (per cent) and a sum for
    each m² GIA a year (GBP), of which either may be None."""

    percent_of_cost: float | None = None
    gbp_per_m2_pa: float | None = None

    def charge_gbp_pa(self, cost_gbp_pa: float, area_m2: float) -> float | None:
        """The charge for some premises, GBP a year; None where no rate is stated.

        Examples
        --------
        >>> Rates(3, 2).charge_gbp_pa(100_000, 500)
        4000.0
        """
        if self.percent_of_cost is None and self.gbp_per_m2_pa is None:
            return None
        share = cost_gbp_pa * (self.percent_of_cost or 0.0) / 100
        return float(share + area_m2 * (self.gbp_per_m2_pa or 0.0))


@dataclass(frozen=True)
class Managed:
    """What one body manages: how many properties, for how many of them it is on record, their area
    in m² GIA (of how many it is measured), their cost, and the charge at the rates stated."""

    body: str
    properties: int
    on_record: int
    area_m2: float
    areas_known: int
    cost: CostTotal
    charge_gbp_pa: float | None


def managing(
    properties: pd.DataFrame, managers: Mapping[str, str | None]
) -> tuple[pd.Series, pd.Series]:
    """By property: its managing body (``managers`` by property id, else who reports it), and
    whether that is on record. Properties that ``managers`` does not name are left out."""
    known = properties[properties.index.isin(list(managers))]
    said = known.index.to_series().map(lambda key: managers[str(key)])
    return said.fillna(known["organisation"]), said.notna()


def by_body(
    properties: pd.DataFrame,
    premises: pd.DataFrame,
    managers: Mapping[str, str | None],
    rates: Rates,
    assumptions: AssumptionSet,
) -> list[Managed]:
    """Each managing body, the one that manages most first; then by its key.

    ``premises`` are ``costs.property_costs`` of the same properties.
    """
    body, on_record = managing(properties, managers)
    found = [
        _managed(str(key), premises.loc[keys], int(on_record.loc[keys].sum()), rates, assumptions)
        for key, keys in body.groupby(body).groups.items()
    ]
    return sorted(found, key=lambda one: (-one.properties, one.body))


def together(
    properties: pd.DataFrame,
    premises: pd.DataFrame,
    managers: Mapping[str, str | None],
    rates: Rates,
    assumptions: AssumptionSet,
) -> Managed:
    """All of them as if one body managed them."""
    body, on_record = managing(properties, managers)
    return _managed("", premises.loc[body.index], int(on_record.sum()), rates, assumptions)


def _managed(
    body: str, rows: pd.DataFrame, on_record: int, rates: Rates, assumptions: AssumptionSet
) -> Managed:
    total, area = costs.total(rows, assumptions), float(rows["area_m2"].sum())
    return Managed(
        body,
        len(rows),
        on_record,
        area,
        int(rows["area_tier"].ne("class_mean").sum()),
        total,
        rates.charge_gbp_pa(total.central_gbp_pa, area),
    )
